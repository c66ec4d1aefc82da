"""The generated pictures in static/figures: write them, or find the ones that no longer match their data."""

import tomllib
from pathlib import Path

from routines.figures.bodies import BODIES, DEFAULT
from routines.figures.parse import parse_figure
from routines.figures.placeholder import render_placeholder
from routines.figures.pose import Figure, FigureError
from routines.figures.svg import render_animated, render_poster

PLACEHOLDERS = {
    "standing": "A person stands at ease.",
    "lying": "A person lies at ease on the back with bent knees.",
}
SELF_TESTS = "self-tests"


def folder(body: str) -> str:
    """Where the pictures of a body are, below static/figures: the default's are at the top."""
    return "" if body == DEFAULT else f"{body}/"


def pictures(exercises_dir: Path) -> dict[str, str]:
    """Path to content of every generated picture, for each of the bodies.

    The poster and the inline drawing of each exercise file with a `[figure]` table, titled by its
    `figure_sentence`, and the placeholders. Raises FigureError with the problems of all files.
    """
    figures = read_figures(exercises_dir)
    found = {}
    for body in BODIES.values():
        start = folder(body.name)
        for slug, (figure, title) in figures.items():
            found[f"{start}{slug}.svg"] = render_poster(figure, title, standalone=True, body=body)
            found[f"{start}{slug}.inline.svg"] = render_animated(figure, title, body)
        for kind, title in PLACEHOLDERS.items():
            found[f"{start}placeholder-{kind}.svg"] = render_placeholder(
                kind, title, standalone=True, body=body
            )
    return found


def read_figures(exercises_dir: Path) -> dict[str, tuple[Figure, str]]:
    """Slug to figure and title, of exercises and of the self-tests that are no exercise.

    Raises FigureError with the problems of all files.
    """
    found, problems = {}, []
    self_tests = exercises_dir.parent / SELF_TESTS
    for path in [*sorted(exercises_dir.glob("*.toml")), *sorted(self_tests.glob("*.toml"))]:
        exercise = tomllib.loads(path.read_text(encoding="utf-8"))
        if "figure" not in exercise:
            continue
        try:
            found[path.stem] = parse_figure(exercise["figure"]), exercise["figure_sentence"]
        except FigureError as error:
            problems += [f"{path.name}: figure.{problem}" for problem in error.problems]
    if problems:
        raise FigureError(problems)
    return found


def stale_figures(exercises_dir: Path, out_dir: Path) -> list[Path]:
    """Pictures that are missing, differ from their data, or belong to no exercise."""
    return _stale(pictures(exercises_dir), out_dir)


def write_figures(exercises_dir: Path, out_dir: Path) -> list[Path]:
    """Write what changed and remove what no exercise asks for; returns the paths touched."""
    wanted = pictures(exercises_dir)
    stale = _stale(wanted, out_dir)
    for path in stale:
        name = path.relative_to(out_dir).as_posix()
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return stale


def _stale(wanted: dict[str, str], out_dir: Path) -> list[Path]:
    changed = [
        out_dir / name
        for name, content in wanted.items()
        if not (out_dir / name).exists() or (out_dir / name).read_text(encoding="utf-8") != content
    ]
    found = sorted(out_dir.rglob("*.svg"))
    return changed + [path for path in found if path.relative_to(out_dir).as_posix() not in wanted]
