"""Consent taken back in another tab: nothing about health is stored any more, whatever one was writing."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from routines import changed
from routines.before import Said, check
from routines.break_log import record_break
from routines.clearance import NoConsent
from routines.forms.checkin import MorningForm, SessionCheckInForm
from routines.forms.self_tests import FORMS
from routines.models import MicroBreak, PracticeSession
from routines.pauses import pause_from, pause_until
from routines.privacy import health_data_counts, withdraw_consent
from routines.refusals import NotCleared
from routines.self_tests import CHAIR_STAND
from routines.sessions import start_session
from tests.factories import NOW, PracticeSessionFactory

TODAY = NOW.date()
AWAY = {"until": TODAY + timedelta(days=3), "reason": "illness", "now": NOW}


def valid(form):
    assert form.is_valid(), form.errors
    return form


def stands(user):
    form = valid(FORMS[CHAIR_STAND.slug]({"stands": 12}))
    form.save(user=user, on_date=TODAY, now=NOW)


WRITES = {
    "break": lambda user: record_break(user=user, client_id=uuid.uuid4(), parts=(), seconds=60, now=NOW),
    "self-test": stands,
    "pause": lambda user: pause_until(user=user, **AWAY),
    "pause ahead": lambda user: pause_from(user=user, start=TODAY + timedelta(days=1), **AWAY),
    "before a session": lambda user: check(user=user, said=Said(pain=2), now=NOW),
    "something changed": lambda user: changed.tell(user=user, now=NOW),
}


@pytest.mark.parametrize("name", WRITES)
def test_nothing_is_stored_any_more(ready_alice, name):
    withdraw_consent(user=ready_alice, now=NOW)
    with pytest.raises(NoConsent):
        WRITES[name](ready_alice)
    assert not any(health_data_counts(ready_alice).values())


FELT = {"highest_pain": 2, "pain_now": 1, "effort": 5}


@pytest.mark.parametrize(("kind", "said"), [(MorningForm, {"pain": 2}), (SessionCheckInForm, FELT)])
def test_nor_how_a_session_was_that_is_gone(ready_alice, kind, said):
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    form = valid(kind(said, session=session))
    withdraw_consent(user=ready_alice, now=NOW)
    with pytest.raises(NoConsent):
        form.save(now=NOW)


def test_no_session_starts(ready_alice, content):
    """The questions of the way in are asked while nobody else writes."""
    withdraw_consent(user=ready_alice, now=NOW)
    with pytest.raises(NotCleared):
        start_session(user=ready_alice, now=NOW)
    assert not PracticeSession.objects.exists()


def test_a_page_leads_to_the_agreement(ready_alice, content, client_for, monkeypatch):
    client = client_for(ready_alice)
    monkeypatch.setattr("routines.views.micro_break.record_break", raise_no_consent)
    response = client.post(reverse("micro_break"), {"client_id": uuid.uuid4()})
    assert response["Location"] == reverse("welcome_step", args=["consent"])
    assert not MicroBreak.objects.exists()


def raise_no_consent(**kwargs):
    raise NoConsent
