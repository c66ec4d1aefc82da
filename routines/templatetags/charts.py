"""Charts in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from routines import charts
from routines.progress import SignTrend
from routines.self_test_history import TestTrend
from routines.self_tests import FRESH_DAYS

register = template.Library()


@register.simple_tag
def pain_chart(series: charts.Series) -> SafeString:
    """The chart for a phone and the one for a laptop; CSS shows the one that fits."""
    drawings = (charts.pain_chart(series, size) for size in (charts.NARROW, charts.WIDE))
    return mark_safe("".join(drawings))  # noqa: S308 (escaped where it is drawn)


@register.simple_tag
def score_chart(series: charts.Series) -> SafeString:
    """The same for what is scored once a week, without sessions."""
    drawings = (charts.score_chart(series, size) for size in (charts.NARROW, charts.WIDE))
    return mark_safe("".join(drawings))  # noqa: S308 (escaped where it is drawn)


@register.simple_tag
def side_chart(series: charts.SideSeries) -> SafeString:
    """The same for minutes on each side."""
    drawings = (charts.side_chart(series, size) for size in (charts.NARROW, charts.WIDE))
    return mark_safe("".join(drawings))  # noqa: S308 (escaped where it is drawn)


@register.simple_tag
def sparkline(trend: SignTrend) -> SafeString:
    """A small line of one sign over time."""
    return charts.sparkline(trend.points, label=trend.label)


@register.simple_tag
def test_line(trend: TestTrend) -> SafeString:
    """A small line of one side of a self-test; tests are weeks apart, so it breaks later."""
    return charts.sparkline(trend.points, label=trend.label, most=trend.most, gap_days=FRESH_DAYS)
