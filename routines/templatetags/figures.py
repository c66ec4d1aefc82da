"""Pictures of exercises in the figure of whoever looks: a poster's address, and the drawing itself."""

from django import template
from django.template import Context
from django.templatetags.static import static

from routines.figures import DEFAULT
from routines.models import Exercise
from routines.pictures import inline_drawing, poster_path, still_path

register = template.Library()


@register.simple_tag(takes_context=True)
def poster(context: Context, exercise: Exercise) -> str:
    """Address of a still picture; see `pictures.poster_path`."""
    return static(poster_path(exercise, chosen(context)))


@register.simple_tag(takes_context=True)
def still(context: Context, slug: str) -> str:
    """Address of a still picture by the slug of its exercise."""
    return static(still_path(slug, chosen(context)))


@register.simple_tag(takes_context=True)
def drawing(context: Context, slug: str) -> str:
    """An exercise as inline SVG; see `pictures.inline_drawing`."""
    return inline_drawing(slug, chosen(context))


def chosen(context: Context) -> str:
    """The figure the person chose; visitors have none, and see the default."""
    return getattr(context.get("user"), "figure", DEFAULT)
