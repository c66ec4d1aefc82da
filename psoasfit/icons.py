"""The icon tag: lucide's own, hidden from screen readers because the words beside an icon say it all."""

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int = 24, **attributes) -> str:
    return draw(name, size=size, **{"aria_hidden": "true", "focusable": "false"} | attributes)
