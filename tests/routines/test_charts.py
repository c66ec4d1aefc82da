"""Charts: points inside the box, a line that admits gaps, ticks that never touch, words for everyone."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.charts import (
    GAP_DAYS,
    NARROW,
    WIDE,
    Series,
    SideSeries,
    pain_chart,
    score_chart,
    side_chart,
    sparkline,
    unbroken,
)

MONDAY = date(2026, 8, 31)
SIZES = [NARROW, WIDE]


def series(points=(), weeks=(), label="Pain went down."):
    return Series(label, tuple(points), tuple(weeks))


def some(count: int, every: int = 2, score: float = 4):
    return [(MONDAY + timedelta(days=every * n), score) for n in range(count)]


def some_weeks(count: int, sessions: int = 3):
    return [(MONDAY + timedelta(weeks=n), sessions) for n in range(count)]


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    """The names of the time axis."""
    return [node.text for node in parse(svg).iter("text") if node.get("text-anchor") == "middle"]


@st.composite
def histories(draw):
    """Up to two years: scores on any days, sessions in any weeks."""
    length = draw(st.integers(1, 104))
    days = sorted(draw(st.sets(st.integers(0, length * 7 - 1), max_size=100)))
    scores = st.floats(0, 10) | st.integers(0, 10)
    points = [(MONDAY + timedelta(days=day), draw(scores)) for day in days]
    weeks = [(MONDAY + timedelta(weeks=n), draw(st.integers(0, 14))) for n in range(length)]
    return series(points, weeks)


@given(histories(), st.sampled_from(SIZES))
def test_everything_is_drawn_inside_the_box(history, size):
    svg = pain_chart(history, size)
    assert "nan" not in svg
    root = parse(svg)
    for dot in root.iter("circle"):
        assert size.left <= float(dot.get("cx")) <= size.width - size.right
        assert size.top <= float(dot.get("cy")) <= size.baseline
    for bar in root.iter("rect"):
        assert size.left - 0.1 <= float(bar.get("x"))
        assert float(bar.get("x")) + float(bar.get("width")) <= size.width - size.right + 0.1
        assert size.baseline < float(bar.get("y")) < size.height - 20
    assert len(list(root.iter("circle"))) == len(history.points)
    assert len(list(root.iter("rect"))) == sum(count for _, count in history.weeks)


@given(histories(), st.sampled_from(SIZES))
def test_names_of_the_time_axis_never_touch(history, size):
    svg = pain_chart(history, size)
    names = [node for node in parse(svg).iter("text") if node.get("text-anchor") == "middle"]
    assert names
    edges = [(float(n.get("x")) - len(n.text) * 3.4, float(n.get("x")) + len(n.text) * 3.5) for n in names]
    assert all(left[1] < right[0] for left, right in pairwise(edges))
    assert edges[0][0] >= 0
    assert edges[-1][1] <= size.width


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_chart_is_one_image_with_a_sentence(size):
    root = parse(pain_chart(series(some(3), some_weeks(1), label='Down from "6" to <3>.'), size))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Down from "6" to <3>.'
    assert root.get("class") == f"chart chart--{size.name}"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_chart_keeps_the_content_security_policy_and_has_no_ids(size):
    svg = pain_chart(series(some(30), some_weeks(12)), size)
    assert not re.search(r"\s(style|id|on\w+)=|<style|<script", svg)


def test_each_dot_says_its_day_and_score():
    svg = pain_chart(series([(date(2026, 11, 23), 3.5)]), WIDE)
    assert "<title>Mon 23 Nov 2026: 3.5 of 10</title>" in svg


def test_a_single_point_is_a_dot_without_a_line():
    svg = pain_chart(series(some(1)), WIDE)
    assert svg.count("<circle") == 1
    assert "chart__line" not in svg


def test_two_points_make_one_line():
    assert pain_chart(series(some(2)), WIDE).count("chart__line") == 1


@pytest.mark.parametrize(("days", "lines"), [(GAP_DAYS, 1), (GAP_DAYS + 1, 2)])
def test_the_line_breaks_where_more_than_two_weeks_are_missing(days, lines):
    before = some(2, every=3)
    after = [(before[-1][0] + timedelta(days=days + offset), 5) for offset in (0, 3)]
    assert pain_chart(series(before + after), WIDE).count("chart__line") == lines


def test_unbroken_keeps_every_point_in_order():
    points = [(MONDAY + timedelta(days=day), 1) for day in (0, 2, 30, 60, 61)]
    runs = list(unbroken(points))
    assert [len(run) for run in runs] == [2, 1, 2]
    assert [point for run in runs for point in run] == points
    assert list(unbroken([])) == []


def test_many_points_get_smaller_dots():
    assert "chart__dot--small" not in pain_chart(series(some(40)), WIDE)
    assert pain_chart(series(some(100)), WIDE).count("chart__dot--small") == 100


def test_the_score_axis_is_fixed():
    low, high = pain_chart(series(some(4, score=1)), WIDE), pain_chart(series(some(4, score=9)), WIDE)
    for svg in (low, high):
        ticks = [n.text for n in parse(svg).iter("text") if n.get("text-anchor") == "end"]
        assert ticks == ["0", "2", "4", "6", "8", "10"]
    assert f'cy="{WIDE.y(1):.1f}"' in low
    assert f'cy="{WIDE.y(9):.1f}"' in high


def test_a_few_weeks_are_named_by_their_mondays():
    assert texts(pain_chart(series(weeks=some_weeks(1)), WIDE)) == ["31 Aug", "7 Sep", "14 Sep", "21 Sep"]


def test_many_weeks_are_named_by_months_and_january_carries_its_year():
    assert texts(pain_chart(series(weeks=some_weeks(24)), WIDE)) == [
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "Jan 2027",
        "Feb",
    ]


def test_two_years_on_a_phone_thin_out_the_months():
    names = texts(pain_chart(series(weeks=some_weeks(104)), NARROW))
    assert names == ["Jan 2027", "Jul", "Jan 2028", "Jul"]


def test_a_week_of_many_sessions_stays_under_the_axis():
    root = parse(pain_chart(series(weeks=some_weeks(4, sessions=20)), WIDE))
    assert min(float(bar.get("y")) for bar in root.iter("rect")) > WIDE.baseline


def test_nothing_to_draw_is_an_error():
    with pytest.raises(ValueError, match="nothing to draw"):
        pain_chart(series(), WIDE)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60), st.integers(0, 30))
def test_a_sparkline_stays_inside_its_box(scores, every):
    svg = sparkline([(MONDAY + timedelta(days=every * n), s) for n, s in enumerate(scores)], label="Hips")
    root = parse(svg)
    assert root.get("aria-label") == "Hips"
    numbers = [tuple(map(float, pair.split())) for pair in re.findall(r"[ML]([\d.]+ [\d.]+)", svg)]
    dot = root.find("circle")
    for x, y in [*numbers, (float(dot.get("cx")), float(dot.get("cy")))]:
        assert 0 <= x <= 120
        assert 6 <= y <= 42


def test_a_sparkline_of_nothing_is_nothing():
    assert sparkline([], label="Hips") == ""


def test_a_sparkline_breaks_at_gaps_too():
    points = [(MONDAY + timedelta(days=day), 4) for day in (0, 7, 60, 67)]
    assert sparkline(points, label="Hips").count("chart__line") == 2


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_weekly_score_has_the_line_of_the_pain_chart_in_a_lower_drawing(size):
    history = series(some(5, every=7), some_weeks(5))
    alone, whole = parse(score_chart(history, size)), parse(pain_chart(history, size))
    assert not list(alone.iter("rect"))
    assert [dot.attrib for dot in alone.iter("circle")] == [dot.attrib for dot in whole.iter("circle")]
    height = float(alone.get("viewBox").split()[3])
    assert height < size.height
    assert all(float(name.get("y")) < height for name in alone.iter("text"))


def test_a_weekly_score_needs_a_score():
    with pytest.raises(ValueError, match="nothing to draw"):
        score_chart(series(), WIDE)


def test_a_small_line_may_have_another_top_and_longer_gaps():
    points = [(MONDAY, 0), (MONDAY + timedelta(days=28), 60)]
    assert "chart__line" not in sparkline(points, label="Hold", most=60)
    svg = sparkline(points, label="Hold", most=60, gap_days=56)
    assert 'd="M6.0 42.0L114.0 6.0"' in svg


# --- Two sides ------------------------------------------------------------------------------------------


@st.composite
def side_histories(draw):
    minutes = st.floats(0, 40)
    count = draw(st.integers(1, 12))
    weeks = [(MONDAY + timedelta(weeks=n), draw(minutes), draw(minutes)) for n in range(count)]
    return SideSeries("Left and right.", tuple(weeks), least=5)


@given(side_histories(), st.sampled_from(SIZES))
def test_both_sides_are_drawn_inside_the_box(history, size):
    bars = list(parse(side_chart(history, size)).iter("rect"))
    assert len(bars) == 2 * len(history.weeks)
    for bar in bars:
        assert size.left - 0.1 <= float(bar.get("x"))
        assert float(bar.get("x")) + float(bar.get("width")) <= size.width - size.right + 0.1
        assert size.top - 0.1 <= float(bar.get("y"))
        assert float(bar.get("height")) >= 0


def test_the_axis_of_minutes_grows_with_them_and_names_each_bar():
    svg = side_chart(SideSeries("Left.", ((MONDAY, 9.5, 2),), least=5), NARROW)
    ticks = [node.text for node in parse(svg).iter("text") if node.get("text-anchor") == "end"]
    assert ticks == ["0", "3", "6", "9", "12"]
    assert "<title>Week of Mon 31 Aug 2026, left: 9.5 min</title>" in svg
    assert svg.count('class="chart__left"') == svg.count('class="chart__right"') == 1


def test_no_week_is_nothing_to_draw():
    with pytest.raises(ValueError):
        side_chart(SideSeries("", ()), NARROW)
