"""Mails are planned while their person changes something: what happens when both really run at once."""

import threading
import time
from datetime import timedelta

import pytest

from accounts import outbox
from accounts.models import OutgoingMail, User
from accounts.models.mail import MailState
from routines import announcing, pauses, privacy
from routines.models import Plan
from tests.factories import NOW
from tests.routines.test_sessions_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,  # SQLite has one writer at a time
]
TODAY = NOW.date()


@pytest.fixture
def due(ready_alice, content):
    """A reminder is due for Alice now."""
    Plan.objects.update(next_reminder_at=NOW, next_reminder_date=TODAY, days=[TODAY.weekday()])
    return ready_alice


class Meeting:
    """Two threads at the worst moment: a sweep that has planned its mails, and somebody who waits for it."""

    def __init__(self, monkeypatch):
        self.planned, self.begun = threading.Event(), threading.Event()
        monkeypatch.setattr(outbox, "hint", self._planned)

    def _planned(self):
        self.planned.set()
        self.begun.wait(5)
        time.sleep(0.3)  # long enough for the other to stand before the plan's row

    def begin(self, act):
        self.planned.wait(5)
        self.begun.set()
        return act()


@pytest.fixture
def meeting(monkeypatch):
    return Meeting(monkeypatch)


def test_a_pause_that_begins_while_the_reminder_is_planned_calls_it_off(due, meeting):
    at_once(
        lambda: announcing.plan_due(now=NOW),
        lambda: meeting.begin(
            lambda: pauses.pause_until(user=due, until=TODAY + timedelta(days=3), reason="holiday", now=NOW)
        ),
    )
    assert due.pauses.count() == 1
    assert OutgoingMail.objects.get().state == MailState.CANCELLED


def test_consent_taken_back_while_the_reminder_is_planned_calls_it_off(due, meeting):
    at_once(
        lambda: announcing.plan_due(now=NOW),
        lambda: meeting.begin(lambda: privacy.withdraw_consent(user=due, now=NOW)),
    )
    assert not Plan.objects.exists()
    assert OutgoingMail.objects.get().state == MailState.CANCELLED


def test_an_account_can_be_deleted_while_its_reminder_is_planned(due, meeting):
    at_once(
        lambda: announcing.plan_due(now=NOW),
        lambda: meeting.begin(lambda: privacy.delete_account(user=due)),
    )
    assert not User.objects.filter(pk=due.pk).exists()
    assert not OutgoingMail.objects.exists()
