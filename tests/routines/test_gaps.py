"""Table G applied: at which level one comes back, and for how long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.gaps import Done, WayBack, way_back

TODAY = date(2026, 11, 23)


def done(*days_ago, level=2, kind="stretch"):
    return [Done(TODAY - timedelta(days=days), kind, level) for days in days_ago]


def back(rows, *, asked=3, kind="stretch", today=TODAY):
    return way_back(rows, kind=kind, today=today, asked=asked)


def test_someone_new_has_no_gap():
    assert back([]) == WayBack(3)


@pytest.mark.parametrize(
    ("days", "level", "repeats"),
    [(0, 3, False), (6, 3, False), (7, 2, True), (13, 2, True), (14, 1, True), (27, 1, True), (28, 1, True)],
)
def test_what_a_gap_leaves_of_the_level(days, level, repeats):
    found = back(done(days))
    assert (found.level, found.repeats) == (level, repeats)
    assert bool(found.why) is repeats


def test_one_level_down_is_not_level_one_for_everyone():
    assert back(done(14, level=3)).level == 2
    assert back(done(28, level=3)).level == 1
    assert back(done(14, level=1)).level == 1


def test_a_gap_never_raises_a_level():
    assert back(done(7, level=3), asked=1).level == 1


def test_the_words_name_the_days():
    assert back(done(16)).why == (
        "It has been 16 days: one level down, and it stays there for the first week."
    )


def test_the_level_is_that_of_the_kind():
    rows = [*done(7, level=3), *done(9, level=1, kind="strength")]
    assert back(rows, kind="strength").level == 1
    assert back(rows, kind="stretch").level == 3
    assert back(done(7, level=2), kind="strength").level == 2


@pytest.mark.parametrize(("since", "level"), [(0, 1), (6, 1), (7, 3)])
def test_the_first_week_after_two_weeks_off_stays_lower(since, level):
    """Back after 15 days; the level of the return is 1, so it is not taken for the usual one."""
    rows = [*done(since, level=1), *done(since + 15, level=2)]
    if since == 7:
        rows = [*done(0, level=1), *rows]  # still practising a week later
    assert back(rows).level == level


def test_the_first_week_after_four_weeks_off_is_level_one():
    rows = [*done(3, level=1), *done(3 + 30, level=3)]
    assert back(rows) == WayBack(1, "Your first week back: it stays one level down.", repeats=True)


def test_two_sessions_of_the_first_week_both_stay_lower():
    rows = [*done(2, 4, level=1), *done(4 + 14, level=3)]
    assert back(rows).level == 2


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 3)), max_size=8),
    st.integers(1, 3),
    st.sampled_from(["stretch", "strength"]),
)
def test_coming_back_never_asks_for_more_than_the_plan(rows, asked, kind):
    history = [Done(TODAY - timedelta(days=days), "stretch", level) for days, level in sorted(rows)]
    found = back(history, asked=asked, kind=kind)
    assert 1 <= found.level <= asked
    assert bool(found.why) is found.repeats
