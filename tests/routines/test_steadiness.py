"""Weeks of a person as the forgiving number sees them, and how much of the plan got done."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from routines import progress
from routines.consistency import Week
from routines.goals import Goal, Goals
from routines.models import Pause, Plan
from routines.steadiness import Adherence, Steadiness, load, weeks_of
from tests.factories import (
    NOW,
    AttemptFactory,
    DecisionFactory,
    MicroBreakFactory,
    PlanFactory,
    PracticeSessionFactory,
    SetResultFactory,
)

START = date(2026, 10, 26)  # a Monday, four full weeks before today


@pytest.fixture
def plan(alice):
    return PlanFactory(user=alice, started_on=START)


def noon(day):
    return datetime.combine(day, time(12), tzinfo=ZoneInfo("Europe/Berlin"))


def practise(user, *days, counted=True, sets=()):
    for day in days:
        session = PracticeSessionFactory(
            user=user, finished=True, counted=counted, local_date=day, started_at=noon(day)
        )
        for side, number in sets:
            SetResultFactory(session=session, side=side, set_number=number, ms=30_000)


def days(*offsets):
    return [START + timedelta(days=offset) for offset in offsets]


def steady(user, now=NOW):
    return load(user, progress.load(user, now=now), now=now)


def test_nothing_before_a_plan_or_a_session(alice, content):
    nothing = Steadiness(None, 0, 0, 0, 0, (), None, ())
    assert steady(alice) == nothing
    PlanFactory(user=alice)
    assert steady(alice) == nothing


def test_weeks_hold_what_was_done_planned_and_rested():
    plan = Plan(started_on=START + timedelta(days=2), per_week=3, days=[0, 2, 4])
    done, rested = days(2, 4, 7, 21), days(9, 9, 21)
    goals = Goals([Goal(START, 3, (0, 2, 4))])
    weeks = weeks_of(plan, goals, done=done, rested=rested, today=START + timedelta(days=22))
    assert list(weeks.values()) == [Week(2, 2), Week(1, 3, 1), Week(0, 3), Week(1, 3)]
    assert next(iter(weeks)) == START


def test_a_good_month_with_one_miss(alice, plan, content):
    practise(alice, *days(0, 2, 4, 7, 9, 11, 14, 16, 18, 21, 23))
    found = steady(alice)
    assert (found.score, found.on_goal, found.weeks) == (96, 3, 4)
    assert (found.done, found.planned) == (11, 12)
    assert found.word == "very steady"
    assert found.comebacks == []


def test_a_day_on_which_the_rules_asked_for_rest_counts(alice, plan, content):
    practise(alice, *days(0, 2, 4, 7, 9, 11, 14, 16, 18, 21, 23))
    DecisionFactory(user=alice, exercise="", rule="A2", outcome="rest", made_at=noon(days(25)[0]))
    assert steady(alice).score == 100


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "go"},
        {"outcome": "rest", "exercise": "cat-cow"},
        {"outcome": "rest", "made_at": noon(START + timedelta(days=23))},
    ],
)
def test_other_decisions_are_no_rest(alice, plan, content, fields):
    practise(alice, *days(0, 2, 4, 7, 9, 11, 14, 16, 18, 21, 23))
    DecisionFactory(user=alice, **{"exercise": "", "made_at": noon(days(25)[0]), **fields})
    assert steady(alice).score == 96


def test_a_paused_week_is_neutral(alice, plan, content):
    practise(alice, *days(0, 2, 4, 14, 16, 18, 21, 23, 25))
    assert steady(alice).score < 100
    away = {"reason": "holiday", "started_on": days(7)[0], "until": days(14)[0], "ended_on": days(14)[0]}
    Pause.objects.create(user=alice, begun_at=NOW, **away)
    found = steady(alice)
    assert (found.score, found.on_goal, found.weeks, found.planned) == (100, 3, 3, 9)
    assert found.comebacks == []


def test_the_running_week_lifts_and_never_lowers(alice, plan, content):
    practise(alice, *days(0, 7, 14, 21))
    before = steady(alice).score
    assert before == 33
    practise(alice, NOW.date())
    assert steady(alice).score == before
    practise(alice, NOW.date() + timedelta(days=2), NOW.date() + timedelta(days=4))
    assert steady(alice, NOW + timedelta(days=6)).score > before


def test_coming_back_is_seen(alice, plan, content):
    practise(alice, *days(0, 2, 18))
    (back,) = steady(alice).comebacks
    assert (back.on, back.days_away) == (days(18)[0], 16)


def test_how_much_of_the_plan_was_done(alice, plan, content):
    both = [("left", 1), ("right", 1), ("left", 2)]
    practise(alice, *days(0, 2, 7), sets=both)
    practise(alice, days(9)[0], counted=False)
    practise(alice, NOW.date(), sets=both)  # the running week is not over
    assert steady(alice).adherence == Adherence(weeks=4, sessions=3, planned=12, sets=9, prescribed=16)


def test_minutes_a_side_follow_the_correction(alice, plan, content):
    practise(alice, days(0)[0], sets=[("left", 1), ("right", 1), ("right", 2)])
    assert (steady(alice).sides[0].left, steady(alice).sides[0].right) == (0.5, 1.0)
    session = alice.practice_sessions.get()
    session.corrected_at = NOW
    session.save()
    attempt = AttemptFactory(session=session, source="correction")
    SetResultFactory(session=session, attempt=attempt, side="left", ms=60_000)
    found = steady(alice)
    assert (found.sides[0].left, found.sides[0].right) == (1.0, 0)
    assert found.adherence.sets == 1
    assert found.sides_finding == "Left gets more than right: 0.2 against 0 minutes a week"


def test_micro_breaks_count_for_both_sides(alice, plan, content):
    practise(alice, days(0)[0], sets=[("left", 1)])
    MicroBreakFactory(user=alice, local_date=days(1)[0], hip_stretch_seconds=60)
    MicroBreakFactory(user=alice, local_date=START - timedelta(weeks=20), hip_stretch_seconds=60)
    assert (steady(alice).sides[0].left, steady(alice).sides[0].right) == (1.5, 1.0)


def test_only_twelve_weeks_of_sets_are_read(alice, content):
    PlanFactory(user=alice, started_on=START - timedelta(weeks=30))
    practise(alice, START - timedelta(weeks=20), sets=[("left", 1)])
    found = steady(alice)
    assert found.sides == ()
    assert found.adherence == Adherence(weeks=4, sessions=0, planned=12, sets=0, prescribed=0)


def test_nothing_of_anyone_else(alice, bob, plan, content):
    practise(bob, *days(0, 2, 4), sets=[("left", 1)])
    assert steady(alice).comebacks == ()


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow(alice, plan, content, django_assert_num_queries, count):
    practise(alice, *days(*range(count)), sets=[("left", 1)])
    report = progress.load(alice, now=NOW)
    with django_assert_num_queries(6):
        load(alice, report, now=NOW)
