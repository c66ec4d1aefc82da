"""Pictures of exercises: the address of a poster, and the drawing itself inside the page."""

from functools import cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from routines.models import Exercise, ExerciseKind

register = template.Library()
STANDING = {ExerciseKind.WARM_UP, ExerciseKind.STRENGTH}


@register.simple_tag
def poster(exercise: Exercise) -> str:
    """Address of a still picture, 480 by 300; a calm person where the exercise has no drawing of its own."""
    if exercise.has_figure:
        return static(f"figures/{exercise.slug}.svg")
    return static(f"figures/placeholder-{'standing' if exercise.kind in STANDING else 'lying'}.svg")


@register.simple_tag
@cache
def drawing(slug: str) -> SafeString | str:
    """An exercise as inline SVG that static/js/figure.js can set in motion; empty if it has none.

    The generated file is read once per process. It is ours, so it is safe to put into a page.
    """
    path = settings.BASE_DIR / "static" / "figures" / f"{slug}.inline.svg"
    return mark_safe(path.read_text(encoding="utf-8")) if path.exists() else ""  # noqa: S308
