"""Which picture shows an exercise, drawn as the figure a person chose (`User.figure`)."""

from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from routines.figures import DEFAULT, folder
from routines.models import Exercise, ExerciseKind

STANDING = {ExerciseKind.WARM_UP, ExerciseKind.STRENGTH}


def poster_path(exercise: Exercise, figure: str = DEFAULT) -> str:
    """Static path of a still picture, 480 by 300; a calm person where the exercise has no drawing."""
    if exercise.has_figure:
        return still_path(exercise.slug, figure)
    return still_path(f"placeholder-{'standing' if exercise.kind in STANDING else 'lying'}", figure)


def still_path(name: str, figure: str = DEFAULT) -> str:
    """Static path of a still picture by its name."""
    return f"figures/{folder(figure)}{name}.svg"


def inline_path(slug: str, figure: str = DEFAULT) -> str:
    """Static path of a drawing to be put into a page; see inline_drawing for whether there is one."""
    return f"figures/{folder(figure)}{slug}.inline.svg"


@cache
def inline_drawing(slug: str, figure: str = DEFAULT) -> SafeString | str:
    """An exercise as inline SVG that scripts of ours can set in motion; empty if it has none.

    The generated file is read once per process. It is ours, so it is safe to put into a page.
    """
    path = settings.BASE_DIR / "static" / inline_path(slug, figure)
    return mark_safe(path.read_text(encoding="utf-8")) if path.exists() else ""  # noqa: S308
