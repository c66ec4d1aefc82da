"""Charts in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from routines import charts
from routines.progress import SignTrend

register = template.Library()


@register.simple_tag
def pain_chart(series: charts.Series) -> SafeString:
    """The chart for a phone and the one for a laptop; CSS shows the one that fits."""
    drawings = (charts.pain_chart(series, size) for size in (charts.NARROW, charts.WIDE))
    return mark_safe("".join(drawings))  # noqa: S308 (escaped where it is drawn)


@register.simple_tag
def sparkline(trend: SignTrend) -> SafeString:
    """A small line of one sign over time."""
    return charts.sparkline(trend.points, label=trend.label)
