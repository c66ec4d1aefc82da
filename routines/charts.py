"""Series → accessible SVG: classes and presentation attributes only, no ids, one sentence in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from math import ceil

from django.utils.safestring import SafeString

Point = tuple[date, float]  # a day, and a score from 0 to 10

SCORE_MAX = 10
GAP_DAYS = 14  # the line breaks where more days than this have no score
MIN_WEEKS = 4  # a first week of practice is drawn with room to grow
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Series:
    """What one chart shows. `label` is its sentence; points and weeks (Monday, sessions) in order of time."""

    label: str
    points: tuple[Point, ...]
    weeks: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class SideSeries:
    """Minutes a side, week by week: (Monday, left, right), in order of time. `least` is drawn across."""

    label: str
    weeks: tuple[tuple[date, float, float], ...]
    least: float = 0


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels of the drawing and of the room kept free around the plot."""

    name: str
    width: int
    height: int
    left: int = 34
    right: int = 14
    top: int = 14
    bottom: int = 58  # the session bars and the months

    @property
    def plot_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def baseline(self) -> int:
        """Where the score 0 lies."""
        return self.height - self.bottom

    def y(self, score: float) -> float:
        """Height of a score from 0 to 10."""
        return self.baseline - (self.baseline - self.top) * score / SCORE_MAX


# Drawn twice and switched by CSS: one drawing scaled down had ticks of 6 px on a phone.
NARROW = Size("narrow", 340, 230)
WIDE = Size("wide", 640, 280)

STACK_HEIGHT = 28
BAR_PITCH = 7
BAR_WIDTH_MAX = 30
CHARACTER_WIDTH = 7  # of the names under the axis, at most
TICK_AIR = 12
DOT_MAX, DOT_MIN = 3.75, 1.75  # radius
SMALL_DOT = 2.5  # below it a dot has no room for a hole
SIDE_STEP = 4  # minutes; the axis has four lines
SIDE_WIDTH_MAX = 14
MONTH_STEPS = (1, 2, 3, 6, 12)  # each keeps January, which carries the year


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Whole weeks laid out over the width of a plot."""

    size: Size
    start: date  # a Monday
    weeks: int

    @property
    def week_width(self) -> float:
        return self.size.plot_width / self.weeks

    @property
    def end(self) -> date:
        return self.start + self.weeks * WEEK

    def x(self, day: date, *, noon: bool = True) -> float:
        """Where a day lies: at its noon, or at its very beginning."""
        days = (day - self.start).days + (0.5 if noon else 0)
        return self.size.left + self.week_width * days / 7


def pain_chart(series: Series, size: Size) -> SafeString:
    """The score line on a fixed 0 to 10 axis, with one small bar per session under each week.

    Raises ValueError when there is neither a score nor a week to draw.
    """
    axis = time_axis(series, size)
    return _drawing(series, axis, under=_session_bars(series.weeks, axis))


def score_chart(series: Series, size: Size) -> SafeString:
    """The score line alone, for what is scored once a week; lower by the room of the session bars.

    Raises ValueError when there is no score to draw.
    """
    low = replace(size, height=size.height - STACK_HEIGHT, bottom=size.bottom - STACK_HEIGHT)
    return _drawing(series, time_axis(series, low))


def side_chart(series: SideSeries, size: Size) -> SafeString:
    """Two bars a week, left filled and right hollow, on an axis of minutes that grows in steps of four.

    Raises ValueError when there is no week to draw.
    """
    low = replace(size, height=size.height - STACK_HEIGHT, bottom=size.bottom - STACK_HEIGHT)
    mondays = Series(series.label, (), tuple((monday, 0) for monday, *_ in series.weeks))
    axis = time_axis(mondays, low)
    most = max([series.least, *(minutes for _, *sides in series.weeks for minutes in sides)])
    top = SIDE_STEP * max(1, ceil(most / SIDE_STEP))
    least = low.y(SCORE_MAX * series.least / top)
    parts = [
        *_grid(low, [(SCORE_MAX * n / 4, f"{top * n // 4}") for n in range(5)]),
        f'<path class="chart__least" d="M{low.left} {least:.1f}H{low.width - low.right}"/>',
        *_side_bars(series, axis, top=top),
        *_time_ticks(axis),
    ]
    return _svg(series.label, low, parts)


def _side_bars(series: SideSeries, axis: TimeAxis, *, top: float) -> Iterator[str]:
    width = min(SIDE_WIDTH_MAX, axis.week_width * 0.36)
    for monday, *sides in series.weeks:
        middle = axis.x(monday, noon=False) + axis.week_width / 2
        for name, minutes, x in zip(
            ("left", "right"), sides, (middle - width - 0.5, middle + 0.5), strict=True
        ):
            y = axis.size.y(SCORE_MAX * minutes / top)
            yield (
                f'<rect class="chart__{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{axis.size.baseline - y:.1f}"><title>Week of {long_date(monday)}, {name}: '
                f"{minutes:g} min</title></rect>"
            )


def _drawing(series: Series, axis: TimeAxis, *, under: Iterable[str] = ()) -> SafeString:
    size = axis.size
    grid = _grid(size, [(score, str(score)) for score in range(0, SCORE_MAX + 1, 2)])
    return _svg(series.label, size, [*grid, *under, *_time_ticks(axis), *_score_line(series.points, axis)])


def _svg(label: str, size: Size, parts: Iterable[str]) -> SafeString:
    return SafeString(
        f'<svg class="chart chart--{size.name}" viewBox="0 0 {size.width} {size.height}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def time_axis(series: Series, size: Size) -> TimeAxis:
    """From the Monday of the first week to the end of the last, at least four weeks."""
    days = [day for day, _ in series.points] + [monday for monday, _ in series.weeks]
    if not days:
        raise ValueError("nothing to draw")
    start = min(days) - timedelta(days=min(days).weekday())
    return TimeAxis(size, start, max(MIN_WEEKS, (max(days) - start).days // 7 + 1))


def unbroken(points: Sequence[Point], *, gap_days: int = GAP_DAYS) -> Iterator[list[Point]]:
    """Runs of points without a gap of more than 14 days, or `gap_days`."""
    run: list[Point] = []
    for point in points:
        if run and (point[0] - run[-1][0]).days > gap_days:
            yield run
            run = []
        run.append(point)
    if run:
        yield run


def _grid(size: Size, lines: Iterable[tuple[float, str]]) -> Iterator[str]:
    """Lines across at these heights (0 to 10), each with its name."""
    for score, text in lines:
        y = size.y(score)
        name = "chart__grid chart__grid--zero" if score == 0 else "chart__grid"
        yield f'<path class="{name}" d="M{size.left} {y:.1f}H{size.width - size.right}"/>'
        yield _tick(size.left - 9, y + 4.5, text, anchor="end")


def _score_line(points: Sequence[Point], axis: TimeAxis) -> Iterator[str]:
    size = axis.size
    for run in unbroken(points):
        if len(run) > 1:
            path = "L".join(f"{axis.x(day):.1f} {size.y(score):.1f}" for day, score in run)
            yield f'<path class="chart__line" d="M{path}"/>'
    radius = max(DOT_MIN, min(DOT_MAX, size.plot_width / (len(points) or 1) / 3))
    name = "chart__dot" if radius >= SMALL_DOT else "chart__dot chart__dot--small"
    for day, score in points:
        yield (
            f'<circle class="{name}" cx="{axis.x(day):.1f}" cy="{size.y(score):.1f}" r="{radius:.2f}">'
            f"<title>{long_date(day)}: {score:g} of 10</title></circle>"
        )


def _session_bars(weeks: Sequence[tuple[date, int]], axis: TimeAxis) -> Iterator[str]:
    """One bar per session, stacked from the bottom; the pitch shrinks for a week of many sessions."""
    most = max((sessions for _, sessions in weeks), default=0)
    pitch = min(BAR_PITCH, STACK_HEIGHT / most) if most else BAR_PITCH
    width = min(BAR_WIDTH_MAX, axis.week_width * 0.62)
    bottom = axis.size.baseline + STACK_HEIGHT + 6
    for monday, sessions in weeks:
        x = axis.x(monday, noon=False) + (axis.week_width - width) / 2
        for place in range(1, sessions + 1):
            yield (
                f'<rect class="chart__session" x="{x:.1f}" y="{bottom - place * pitch:.1f}" '
                f'width="{width:.1f}" height="{pitch * 0.76:.1f}" rx="{min(2, width / 3):.1f}"/>'
            )


def _time_ticks(axis: TimeAxis) -> Iterator[str]:
    """Names under the axis: Mondays for a few weeks, else months, as many as there is room for."""
    size = axis.size
    for day, text, x in _widest_choice(_mondays(axis) if axis.weeks <= 8 else _months(axis), axis):
        yield f'<path class="chart__mark" d="M{axis.x(day, noon=False):.1f} {size.baseline}v5"/>'
        yield _tick(x, size.height - 6, text, anchor="middle")


def _tick(x: float, y: float, text: str, *, anchor: str) -> str:
    return f'<text class="chart__tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def _mondays(axis: TimeAxis) -> Iterator[list[tuple[date, str]]]:
    """All Mondays, then every second, every third …"""
    days = [axis.start + week * WEEK for week in range(axis.weeks)]
    for step in range(1, axis.weeks + 1):
        yield [(day, f"{day.day} {day:%b}") for day in days[::step]]


def _months(axis: TimeAxis) -> Iterator[list[tuple[date, str]]]:
    """First days of all months, then of fewer and fewer; January carries its year."""
    days, day = [], _next_month(axis.start - timedelta(days=1))
    while day < axis.end:
        days.append(day)
        day = _next_month(day)
    for step in MONTH_STEPS:
        months = [day for day in days if (day.month - 1) % step == 0]
        yield [(day, f"{day:%b %Y}" if day.month == 1 else f"{day:%b}") for day in months]


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _widest_choice(
    choices: Iterable[list[tuple[date, str]]], axis: TimeAxis
) -> list[tuple[date, str, float]]:
    """The first choice of ticks whose names do not touch; with each, the middle of its name."""
    placed: list[tuple[date, str, float]] = []
    for ticks in choices:
        widest = max((len(text) for _, text in ticks), default=0) * CHARACTER_WIDTH
        lowest, highest = axis.size.left + widest / 2, axis.size.width - widest / 2
        placed = [(day, text, min(max(axis.x(day, noon=False), lowest), highest)) for day, text in ticks]
        if all(after[2] - before[2] >= widest + TICK_AIR for before, after in pairwise(placed)):
            break
    return placed


def sparkline(
    scores: Sequence[Point], *, label: str, most: float = SCORE_MAX, gap_days: int = GAP_DAYS
) -> SafeString:
    """A small line over time on an axis from 0 to `most`, its last point marked. Empty without a score.

    The line breaks where more than `gap_days` have no score.
    """
    if not scores:
        return SafeString("")
    first, last = scores[0][0], scores[-1][0]
    span = max(1, (last - first).days)

    def place(point: Point) -> str:
        return f"{6 + 108 * (point[0] - first).days / span:.1f} {42 - 36 * point[1] / most:.1f}"

    lines = "".join(
        f'<path class="chart__line" d="M{"L".join(map(place, run))}"/>'
        for run in unbroken(scores, gap_days=gap_days)
        if len(run) > 1
    )
    x, y = place(scores[-1]).split()
    return SafeString(
        f'<svg class="chart chart--spark" viewBox="0 0 120 48" role="img" aria-label="{escape(label)}">'
        f'<path class="chart__grid" d="M4 6H116M4 42H116"/>{lines}'
        f'<circle class="chart__dot chart__dot--last" cx="{x}" cy="{y}" r="4"/></svg>'
    )


def long_date(day: date) -> str:
    """ "Mon 23 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"
