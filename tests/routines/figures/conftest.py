"""The figures of the exercise library, read straight from the content files. No database, no Django."""

import tomllib
from pathlib import Path

import pytest

from routines.figures import BODIES, Figure, parse_figure
from routines.figures.body import Body

ROOT = Path(__file__).parents[3]
EXERCISES = ROOT / "routines" / "content" / "exercises"
PICTURES = ROOT / "static" / "figures"


def figure_tables() -> dict[str, dict]:
    """Slug to `[figure]` table."""
    exercises = {path.stem: tomllib.loads(path.read_text()) for path in sorted(EXERCISES.glob("*.toml"))}
    return {slug: exercise["figure"] for slug, exercise in exercises.items() if "figure" in exercise}


TABLES = figure_tables()


@pytest.fixture(params=sorted(TABLES))
def figure(request) -> Figure:
    """Each drawn exercise in turn."""
    return parse_figure(TABLES[request.param])


@pytest.fixture(params=sorted(BODIES))
def body(request) -> Body:
    """Everybody who may be drawn, in turn."""
    return BODIES[request.param]
