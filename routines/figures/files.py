"""The generated pictures in static/figures: write them, or find the ones that no longer match their data."""

import tomllib
from pathlib import Path

from routines.figures.parse import parse_figure
from routines.figures.placeholder import render_placeholder
from routines.figures.pose import FigureError
from routines.figures.svg import render_animated, render_poster

PLACEHOLDERS = {
    "standing": "A person stands at ease.",
    "lying": "A person lies at ease on the back with bent knees.",
}


def pictures(exercises_dir: Path) -> dict[str, str]:
    """File name to content of every generated picture.

    The poster and the inline drawing of each exercise file with a `[figure]` table, titled by its
    `figure_sentence`, and the placeholders. Raises FigureError with the problems of all files.
    """
    found, problems = {}, []
    for path in sorted(exercises_dir.glob("*.toml")):
        exercise = tomllib.loads(path.read_text(encoding="utf-8"))
        if "figure" not in exercise:
            continue
        try:
            figure = parse_figure(exercise["figure"])
        except FigureError as error:
            problems += [f"{path.name}: figure.{problem}" for problem in error.problems]
            continue
        found[f"{path.stem}.svg"] = render_poster(figure, exercise["figure_sentence"], standalone=True)
        found[f"{path.stem}.inline.svg"] = render_animated(figure, exercise["figure_sentence"])
    if problems:
        raise FigureError(problems)
    for kind, title in PLACEHOLDERS.items():
        found[f"placeholder-{kind}.svg"] = render_placeholder(kind, title, standalone=True)
    return found


def stale_figures(exercises_dir: Path, out_dir: Path) -> list[Path]:
    """Pictures that are missing, differ from their data, or belong to no exercise."""
    return _stale(pictures(exercises_dir), out_dir)


def write_figures(exercises_dir: Path, out_dir: Path) -> list[Path]:
    """Write what changed and remove what no exercise asks for; returns the paths touched."""
    wanted = pictures(exercises_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    stale = _stale(wanted, out_dir)
    for path in stale:
        if path.name in wanted:
            path.write_text(wanted[path.name], encoding="utf-8")
        else:
            path.unlink()
    return stale


def _stale(wanted: dict[str, str], out_dir: Path) -> list[Path]:
    changed = [
        out_dir / name
        for name, content in wanted.items()
        if not (out_dir / name).exists() or (out_dir / name).read_text(encoding="utf-8") != content
    ]
    return changed + [path for path in sorted(out_dir.glob("*.svg")) if path.name not in wanted]
