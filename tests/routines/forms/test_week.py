"""The week form."""

from datetime import date, time

import pytest

from routines.forms.week import WeekForm, has_rest_days_between, is_never_three_in_a_row
from routines.models import Plan
from tests.factories import PlanFactory

ANSWERS = {
    "per_week": "3",
    "days": ["0", "2", "4"],
    "at": "07:15",
    "minutes": "20",
    "level": "2",
    "time_zone": "America/New_York",
}


@pytest.mark.parametrize(
    ("days", "fine"),
    [([0, 2, 4], True), ([0, 3], True), ([0, 1], False), ([0, 3, 6], False), ([1, 3, 6], True)],
)
def test_rest_days_go_round_the_week(days, fine):
    assert has_rest_days_between(days) is fine


@pytest.mark.parametrize(
    ("days", "fine"),
    [([0, 1, 3, 4], True), ([0, 1, 2, 4], False), ([0, 3, 5, 6], False), ([1, 2, 5, 6], True)],
)
def test_three_in_a_row_go_round_the_week(days, fine):
    assert is_never_three_in_a_row(days) is fine


def test_four_a_week_may_lie_in_pairs(alice, now):
    form = WeekForm({**ANSWERS, "per_week": "4", "days": ["0", "1", "3", "4"]}, user=alice)
    assert form.is_valid(), form.errors
    assert form.save(now=now).per_week == 4


def test_save_makes_a_plan_that_starts_on_the_persons_today(alice, now):
    form = WeekForm(ANSWERS, user=alice)
    assert form.is_valid(), form.errors
    form.save(now=now.replace(hour=3))  # Monday 03:00 UTC is still Sunday in New York
    plan = Plan.objects.get(user=alice)
    assert (plan.per_week, plan.days, plan.at, plan.minutes, plan.level) == (3, [0, 2, 4], time(7, 15), 20, 2)
    assert plan.started_on == date(2026, 11, 22)
    alice.refresh_from_db()
    assert alice.time_zone == "America/New_York"


def test_save_changes_the_present_plan_and_keeps_its_start(alice, now):
    PlanFactory(user=alice)
    form = WeekForm({**ANSWERS, "per_week": "2", "days": ["1", "5"]}, user=alice, plan=alice.plan)
    assert form.is_valid(), form.errors
    plan = form.save(now=now)
    assert Plan.objects.count() == 1
    assert plan.days == [1, 5]
    assert plan.started_on == date(2026, 11, 23)


def test_new_days_forget_a_moved_session_and_a_new_hour_does_not(alice, now):
    plan = PlanFactory(user=alice, moved_from=date(2026, 11, 23), moved_to=date(2026, 11, 24))
    hour_only = WeekForm(ANSWERS, user=alice, plan=plan)
    assert hour_only.is_valid()
    assert hour_only.save(now=now).moved_to == date(2026, 11, 24)
    other_days = WeekForm({**ANSWERS, "days": ["1", "3", "5"]}, user=alice, plan=plan)
    assert other_days.is_valid()
    assert other_days.save(now=now).moved_to is None


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"days": ["0", "2"]}, "days", "Choose three days for three sessions. You chose 2."),
        ({"days": ["0", "2", "2"]}, "days", "You chose 2."),
        ({"days": ["0", "1", "4"]}, "days", "Leave a day between sessions"),
        ({"days": ["0", "3", "6"]}, "days", "Sunday and Monday are neighbours"),
        ({"days": []}, "days", "Choose your days."),
        ({"days": ["7"]}, "days", "valid choice"),
        ({"per_week": "5"}, "per_week", "valid choice"),
        ({"per_week": "4"}, "days", "Choose four days for four sessions. You chose 3."),
        ({"per_week": "4", "days": ["0", "4", "5", "6"]}, "days", "Not more than two days in a row"),
        ({"at": "half six"}, "at", "Enter a time such as 18:30."),
        ({"at": ""}, "at", "Choose a time"),
        ({"minutes": "45"}, "minutes", "valid choice"),
        ({"level": "4"}, "level", "valid choice"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "valid choice"),
        ({"time_zone": "localtime"}, "time_zone", "valid choice"),
    ],
)
def test_each_mistake_is_named_at_its_field(alice, change, field, words):
    form = WeekForm({**ANSWERS, **change}, user=alice)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])


def test_an_old_zone_name_of_the_person_stays_choosable(alice):
    alice.time_zone = "US/Eastern"
    alice.save()
    form = WeekForm({**ANSWERS, "time_zone": "US/Eastern"}, user=alice)
    assert form.is_valid(), form.errors


def test_it_starts_from_the_present_plan(alice):
    plan = PlanFactory(user=alice, per_week=2, days=[1, 4], at=time(6, 45))
    form = WeekForm(user=alice, plan=plan)
    assert form["at"].value() == time(6, 45)
    assert 'value="06:45"' in str(form["at"])
    assert form["days"].value() == [1, 4]
    assert form["time_zone"].value() == "Europe/Berlin"
