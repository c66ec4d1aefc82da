"""Many mails due at once: read together, and nobody waits for somebody slow or broken."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from accounts.models import OutgoingMail
from routines import announcing, sweeping
from routines.models import Plan
from routines.reminders import session_date
from tests.factories import (
    NOW,
    ConsentFactory,
    PlanFactory,
    ProfileFactory,
    ScreeningFactory,
    SymptomCheckInFactory,
    UserFactory,
)

HOUR = timedelta(hours=1)


def due(count, *, zone="Europe/Berlin"):
    """People of a zone whose reminders are due, the first one first."""
    people = [UserFactory(time_zone=zone) for _ in range(count)]
    for user in people:
        for make in (ConsentFactory, ScreeningFactory, ProfileFactory, SymptomCheckInFactory, PlanFactory):
            make(user=user)
    Plan.objects.update(at=(NOW + 2 * HOUR).time(), next_reminder_at=NOW, next_reminder_date=NOW.date())
    for number, user in enumerate(people):
        user.plan.refresh_from_db()
        assert session_date(user.plan, today=NOW.date(), done_dates=()) == NOW.date()
        Plan.objects.filter(user=user).update(next_reminder_at=NOW - timedelta(seconds=count - number))
    return people


def mailed():
    return set(OutgoingMail.objects.filter(kind="session").values_list("user", flat=True))


@pytest.mark.parametrize("count", [1, 5])
def test_each_person_of_a_zone_costs_one_query_more(content, count, django_assert_num_queries):
    people = due(count)
    with django_assert_num_queries(12 + 5 * count):  # two savepoints each
        assert announcing.plan_due(now=NOW) == count
    assert {user.pk for user in people} <= mailed()


def test_who_takes_long_does_not_keep_the_others_mails_from_leaving(content, monkeypatch):
    first, second = due(2)
    monkeypatch.setattr(sweeping, "SECONDS", -1)
    assert announcing.plan_due(now=NOW) == 1
    assert mailed() == {first.pk}
    assert announcing.plan_due(now=NOW) == 1
    assert mailed() == {first.pk, second.pk}
    assert announcing.plan_due(now=NOW) == 0


def test_who_takes_so_long_that_celery_stops_the_task_comes_back_in_an_hour(content, monkeypatch):
    slow, other = due(2)
    quick = announcing.practice_of

    def practice_of(user, **given):
        if user.pk == slow.pk:
            raise SoftTimeLimitExceeded
        return quick(user, **given)

    monkeypatch.setattr(announcing, "practice_of", practice_of)
    with pytest.raises(SoftTimeLimitExceeded):
        announcing.plan_due(now=NOW)
    assert Plan.objects.get(user=slow).next_reminder_at == NOW + HOUR
    assert announcing.plan_due(now=NOW) == 1
    assert mailed() == {other.pk}


def test_a_zone_that_cannot_be_read_together_is_looked_at_one_by_one(content, monkeypatch):
    here, there = due(2), due(1, zone="America/New_York")
    Plan.objects.filter(user__in=there).update(at=(NOW - 3 * HOUR).time())  # 6 o'clock in New York
    together = announcing.plans_of

    def plans_of(users, **given):
        if str(given["zone"]) == "Europe/Berlin":
            raise ValueError
        return together(users, **given)

    monkeypatch.setattr(announcing, "plans_of", plans_of)
    announcing.plan_due(now=NOW)
    assert {user.pk for user in here} <= mailed()
