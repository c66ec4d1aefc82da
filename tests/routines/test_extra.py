"""One more than planned: 48 hours between strength sessions, two days of rest in any week, one a day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.extra import (
    ONE_A_DAY,
    STRENGTH_FULL,
    TOO_SOON,
    TWO_FREE,
    Past,
    extra_today,
    kind_now,
    over_the_ceiling,
)
from routines.models import RoutineKind
from routines.week import next_session_date

MONDAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)
STRETCH, STRENGTH = RoutineKind.STRETCH, RoutineKind.STRENGTH


def at(day, hour=10):
    return datetime.combine(MONDAY + timedelta(days=day), time(hour), tzinfo=UTC)


def past(*done):
    """From (day, kind), oldest first, each at six in the evening."""
    rows = [Past(MONDAY + timedelta(days=day), kind, at(day, 18)) for day, kind in done]
    return rows[::-1]


def offer(*done, day, **kwargs):
    moment = at(day)
    return extra_today(past(*done), today=moment.date(), now=moment, **kwargs)


def test_the_kind_whose_turn_it_is():
    assert offer((0, "strength"), (2, "stretch"), day=3).kind == STRENGTH
    assert offer((0, "strength"), day=1).kind == STRETCH
    assert offer(day=0).kind == STRETCH


def test_strength_within_48_hours_becomes_a_stretch():
    given_day = offer((1, "strength"), (2, "stretch"), day=3)  # 40 hours
    assert (given_day.kind, given_day.why) == (STRETCH, TOO_SOON)


def test_sore_muscles_wait_for_72_hours():
    done = ((0, "strength"), (1, "stretch"))
    assert offer(*done, day=2, sore=True).kind == STRETCH
    assert offer(*done, day=3, sore=True).kind == STRETCH  # 64 hours
    assert offer(*done, day=3).kind == STRENGTH
    assert offer(*done, day=4, sore=True).kind == STRENGTH


def test_one_a_day():
    assert offer((0, "stretch"), day=0) == offer((0, "strength"), day=0)
    assert offer((0, "stretch"), day=0).why == ONE_A_DAY


def test_two_days_of_rest_stay():
    five = [(0, "stretch"), (1, "strength"), (2, "stretch"), (4, "strength"), (5, "stretch")]
    refused = offer(*five, day=6)
    assert (refused.kind, refused.why) == (None, TWO_FREE)
    assert offer(*five, day=7).kind is not None  # Monday's has left the seven days


def test_three_strength_days_a_week_are_enough():
    done = [(0, "strength"), (2, "strength"), (4, "strength"), (5, "stretch")]
    given_day = offer(*done, day=6)
    assert given_day.kind == STRETCH
    later = extra_today(past(*done), today=at(6).date(), now=at(6, 20))
    assert (later.kind, later.why) == (STRETCH, STRENGTH_FULL)


@pytest.mark.parametrize(("session", "week", "over"), [(0, 900, False), (60, 540, False), (61, 540, True)])
def test_ten_minutes_a_week(session, week, over):
    assert over_the_ceiling(session, week_seconds=week) is over


kinds = st.sampled_from(["extra", "planned", "rest"])


@given(
    wishes=st.lists(kinds, min_size=28, max_size=28),
    hours=st.lists(st.integers(0, 23), min_size=28, max_size=28),
    per_week=st.sampled_from([2, 3]),
    days=st.sets(st.integers(0, 6), max_size=7),
    sore=st.booleans(),
)
def test_extras_never_break_the_48_hours_or_two_days_of_rest(wishes, hours, per_week, days, sore):
    """Four weeks of somebody who does all that is planned, and one more whenever it is offered."""
    done: list[Past] = []
    for offset, (wish, hour) in enumerate(zip(wishes, hours, strict=True)):
        now = at(offset, hour)
        today = now.date()
        dates = {one.on for one in done}
        planned = next_session_date(today=today, days=days, per_week=per_week, done_dates=dates) == today
        kind = None
        if wish == "planned" and planned:
            kind = kind_now(done, today=today, now=now)
        elif wish == "extra":
            kind = extra_today(done, today=today, now=now, sore=sore).kind
            if kind:
                week = {one.on for one in done if today - timedelta(days=7) < one.on} | {today}
                assert len(week) <= 5
        if kind:
            assert today not in dates
            done.insert(0, Past(today, kind, now))
    strength = sorted(one.ended_at for one in done if one.kind == STRENGTH)
    assert all(later - earlier >= 48 * HOUR for earlier, later in pairwise(strength))
    for week in range(4):
        monday = MONDAY + timedelta(weeks=week)
        assert sum(monday <= one.on < monday + timedelta(days=7) for one in done) <= 5
