"""A past week is judged by the goal that held then, whatever is aimed at now."""

from datetime import date, timedelta

import pytest

from routines import maintenance, progress, steadiness
from routines.demo import seed
from routines.forms.week import WeekForm
from routines.goals import Goal, Goals, goal_rows, goals_of, keep_goal
from routines.models import Plan, Programme, WeeklyGoal
from routines.weekly import evaluate_week
from tests.factories import (
    NOW,
    DecisionFactory,
    PlanFactory,
    PracticeSessionFactory,
    WeeklyGoalFactory,
)

MONDAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)
FOUR = {"per_week": 4, "days": [0, 1, 3, 4]}
TWO = {"per_week": 2, "days": [0, 3]}


@pytest.fixture
def plan(ready_alice):
    """Three a week since four weeks ago, and kept so."""
    Plan.objects.update(started_on=MONDAY - 4 * WEEK)
    plan = Plan.objects.get()
    keep_goal(plan, today=plan.started_on)
    return plan


def kept():
    return list(WeeklyGoal.objects.values_list("monday", "per_week", "days"))


def goals():
    return goals_of(Plan.objects.annotate(goal_rows=goal_rows()).get())


def practise(user, *days):
    for day in days:
        PracticeSessionFactory(user=user, finished=True, local_date=day)


def steady(user, now=NOW):
    return steadiness.load(user, progress.load(user, now=now), now=now)


def ask(user, now=NOW, **answers):
    """The page of the week as it is sent."""
    data = {"at": "18:30", "minutes": 15, "level": 1, "time_zone": user.time_zone, **answers}
    form = WeekForm(data, user=user)
    assert form.is_valid(), form.errors
    return form.save(now=now)


# --- Which goal held ------------------------------------------------------------------------------------


def test_the_latest_that_began_by_then():
    rows = [Goal(MONDAY - 3 * WEEK, 4, (0, 1, 3, 4)), Goal(MONDAY - WEEK, 2, (0, 3))]
    found = [Goals(rows).of(MONDAY + weeks * WEEK).per_week for weeks in (-4, -3, -2, -1, 0, 9)]
    assert found == [4, 4, 4, 2, 2, 2]


def test_without_any_row_it_is_that_of_the_plan(plan):
    WeeklyGoal.objects.all().delete()
    assert goals().of(MONDAY) == Goal(MONDAY - 4 * WEEK, 3, (0, 2, 4))


# --- Keeping --------------------------------------------------------------------------------------------


def test_a_new_plan_begins_with_its_goal(ready_alice):
    Plan.objects.all().delete()
    ask(ready_alice, now=NOW + timedelta(days=2), **FOUR)
    assert kept() == [(MONDAY, 4, [0, 1, 3, 4])]


def test_a_change_holds_from_its_week_on_and_the_last_of_a_week_counts(plan, ready_alice):
    first = (MONDAY - 4 * WEEK, 3, [0, 2, 4])
    ask(ready_alice, per_week=3, days=[0, 2, 4], minutes=30)
    assert kept() == [first]
    ask(ready_alice, **FOUR)
    ask(ready_alice, now=NOW + timedelta(days=6), **TWO)
    assert kept() == [first, (MONDAY, 2, [0, 3])]
    ask(ready_alice, now=NOW + WEEK, per_week=2, days=[1, 4])
    assert kept() == [first, (MONDAY, 2, [0, 3]), (MONDAY + WEEK, 2, [1, 4])]
    assert [goals().of(MONDAY + weeks * WEEK).per_week for weeks in (-5, -1, 0, 5)] == [3, 3, 2, 2]


def test_a_week_begins_at_the_persons_own_midnight(plan, ready_alice):
    late = NOW.replace(day=22, hour=23, minute=30)  # Monday in Berlin
    ask(ready_alice, now=late, **TWO)
    assert kept()[-1][0] == MONDAY
    ask(
        ready_alice, now=late, time_zone="America/New_York", **FOUR
    )  # Sunday there: the later week stays last
    assert kept()[-1] == (MONDAY, 4, [0, 1, 3, 4])


def test_the_settings_keep_it_too(plan, ready_alice, client_for):
    page = client_for(ready_alice).get("/settings/reminders/").context["form"]
    data = {name: page[name].value() for name in page.fields} | TWO
    data = {name: value for name, value in data.items() if value not in (None, False)}
    client_for(ready_alice).post("/settings/reminders/", data)
    assert kept()[-1] == (MONDAY, 2, [0, 3])


def test_the_smaller_week_after_a_programme_and_the_way_back(plan, ready_alice, content):
    helped = Programme.objects.get(slug="desk-reset")
    Plan.objects.update(programme=helped, programme_started_on=MONDAY - 4 * WEEK)
    DecisionFactory(
        user=ready_alice, exercise="", rule="D5", outcome="continue", week=MONDAY, made_at=NOW, session=None
    )
    maintenance.keep_up(user=ready_alice, now=NOW)
    assert [row[:2] for row in kept()] == [(MONDAY - 4 * WEEK, 3), (MONDAY, 2)]
    maintenance.go_back(user=ready_alice, now=NOW)
    assert [row[:2] for row in kept()] == [(MONDAY - 4 * WEEK, 3), (MONDAY, 3)]


def test_the_demo_has_one(content, db):
    user = seed(now=NOW)
    assert kept() == [(user.plan.started_on, 3, [0, 2, 4])]


# --- Judging --------------------------------------------------------------------------------------------


@pytest.fixture
def two_of_four(plan, ready_alice, content):
    """Two sessions in each of four weeks in which four were planned."""
    WeeklyGoal.objects.update(**FOUR)
    Plan.objects.update(**FOUR)
    practise(ready_alice, *(MONDAY - n * WEEK + timedelta(days=d) for n in range(1, 5) for d in (0, 3)))
    return ready_alice


def test_fewer_a_week_from_now_on_leaves_the_past_as_it_was(two_of_four):
    before = steady(two_of_four)
    assert (before.score, before.on_goal, before.planned) == (50, 0, 16)
    ask(two_of_four, **TWO)
    after = steady(two_of_four)
    assert after == before
    assert after.adherence.planned == 16
    practise(two_of_four, MONDAY, MONDAY + timedelta(days=3))
    later = steady(two_of_four, now=NOW + WEEK)
    assert (later.on_goal, later.weeks, later.planned) == (1, 5, 18)


def test_more_a_week_makes_no_past_week_thin(plan, ready_alice, content):
    practise(ready_alice, *(MONDAY - n * WEEK + timedelta(days=d) for n in range(1, 5) for d in (0, 2, 4)))
    ask(ready_alice, **FOUR)
    assert steady(ready_alice).on_goal == 4
    assert not evaluate_week(ready_alice, now=NOW)


def test_other_days_leave_a_short_first_week_as_it_was(ready_alice, content):
    """From Thursday on there was one own day; with others there would have been two."""
    Plan.objects.update(started_on=MONDAY - WEEK + timedelta(days=3))
    keep_goal(Plan.objects.get(), today=MONDAY - WEEK)
    practise(ready_alice, MONDAY - timedelta(days=3))
    assert steady(ready_alice).on_goal == 1
    ask(ready_alice, per_week=3, days=[1, 3, 5])
    assert steady(ready_alice).on_goal == 1


def test_two_thin_weeks_are_thin_by_the_goal_of_then(plan, ready_alice, content):
    """D6: less than half of three were done; that it would have been half of two does not matter now."""
    practise(ready_alice, *(MONDAY - n * WEEK for n in (1, 2)))
    ask(ready_alice, **TWO)
    assert [row.rule for row in evaluate_week(ready_alice, now=NOW)] == ["D6"]


@pytest.mark.parametrize("count", [1, 3])
def test_goals_come_along_with_the_plan(ready_alice, count, django_assert_num_queries):
    for weeks in range(count):
        WeeklyGoalFactory(plan=ready_alice.plan, monday=MONDAY - weeks * WEEK)
    with django_assert_num_queries(1):
        assert len(goals().rows) == count


def test_nobody_elses(plan, bob):
    keep_goal(PlanFactory(user=bob, **TWO), today=MONDAY)
    mine = goals_of(Plan.objects.annotate(goal_rows=goal_rows()).get(pk=plan.pk))
    assert [goal.per_week for goal in mine.rows] == [3]
