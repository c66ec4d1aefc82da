"""Minutes of stretch a side: what counts, for which side, and what is said about it."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from routines.side_minutes import SideWeek, by_week, finding, series, side_ms

MONDAY = date(2026, 11, 23)
PLAN = {"steps": [{"id": "low-lunge-stretch"}, {"id": "cat-cow"}]}
HIP = {"low-lunge-stretch", "couch-stretch"}


def row(side="left", *, step=0, number=1, ms=30_000, outcome="done", exercise=""):
    return SimpleNamespace(side=side, step=step, set_number=number, ms=ms, outcome=outcome, exercise=exercise)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (0, 0)),
        ([row(), row("right", ms=20_000), row(number=2)], (60_000, 20_000)),
        ([row("")], (30_000, 30_000)),
        ([row(outcome="credited")], (30_000, 0)),
        ([row(outcome="skipped"), row(outcome="hurt"), row(outcome="stopped")], (0, 0)),
        ([row(step=1)], (0, 0)),
        ([row(exercise="couch-stretch", step=1)], (30_000, 0)),
        ([row(exercise="cat-cow")], (0, 0)),
        ([row(ms=10_000), row(ms=30_000), row("")], (30_000, 30_000)),
    ],
)
def test_what_counts_for_which_side(rows, expected):
    assert side_ms(PLAN, rows, hip=HIP) == expected


def test_weeks_without_holes_up_to_this_one():
    done = [(MONDAY - timedelta(days=20), 60_000, 90_000), (MONDAY - timedelta(days=21), 30_000, 0)]
    weeks = by_week(done, today=MONDAY + timedelta(days=3))
    assert weeks[0] == SideWeek(MONDAY - timedelta(weeks=3), 1.5, 1.5)
    assert [week.left for week in weeks] == [1.5, 0, 0, 0]
    assert by_week([], today=MONDAY) == (SideWeek(MONDAY, 0, 0),)


def week(number, left, right):
    return SideWeek(MONDAY + timedelta(weeks=number), left, right)


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ([], ""),
        ([week(0, 0, 0)], ""),
        ([week(0, 5, 4)], "Left and right get about the same: 5 and 4 minutes a week"),
        ([week(0, 5, 5)], "Left and right get the same: 5 minutes a week each"),
        ([week(0, 1, 1)], "Left and right get the same: 1 minute a week each"),
        ([week(0, 6, 4), week(1, 0, 0)], "Left gets more than right: 6 against 4 minutes a week"),
        ([week(0, 0, 5), week(1, 9, 9)], "Right gets more than left: 5 against 0 minutes a week"),
    ],
)
def test_the_finding_is_that_of_full_weeks(weeks, words):
    assert finding(weeks) == words


def test_only_the_latest_four_full_weeks_speak():
    weeks = [week(0, 90, 0), *(week(n, 6, 6) for n in range(1, 6))]
    assert finding(weeks) == "Left and right get the same: 6 minutes a week each"


def test_the_chart_says_the_finding():
    assert series(()) is None
    assert series((week(0, 6, 4),)).label == (
        "Front-of-hip stretch. Left gets more than right: 6 against 4 minutes a week."
    )
