"""Two taps, two tabs, two devices: what happens when requests really run at the same time."""

import threading
import time
import uuid

import pytest
from django.db import connection

from routines.adapting import evaluate
from routines.attempts import NoSuchSession, save_attempt
from routines.by_hand import Told, correct_session, log_past_session, log_session
from routines.clearance import NoConsent
from routines.forms import checkin
from routines.models import Attempt, Decision, Plan, PracticeSession, SetResult
from routines.privacy import withdraw_consent
from routines.sessions import start_session
from tests.attempts import document, pack_of, said, save
from tests.factories import (
    NOW,
    ConsentFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
    WeeklyCheckInFactory,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,  # SQLite has one writer at a time
]
MANY = 6


def at_once(*actions):
    """Run each action in its own thread and connection, all let go together; returns their results."""
    barrier, results = threading.Barrier(len(actions)), []

    def run(action):
        try:
            barrier.wait()
            results.append(action())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action], daemon=True) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == len(actions), "one of them still waits for another"
    assert not [result for result in results if isinstance(result, Exception)]
    return results


def test_many_starts_make_one_session(ready_alice, content):
    results = at_once(*[lambda: start_session(user=ready_alice, now=NOW).pk] * MANY)
    assert set(results) == {PracticeSession.objects.get().pk}


def test_the_same_document_many_times_is_one_attempt(ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    results = at_once(*[lambda: save(session, sets=[said(0), said(1)]).created] * MANY)
    assert sorted(results) == [False] * (MANY - 1) + [True]
    assert (Attempt.objects.count(), SetResult.objects.count()) == (1, 2)


def test_the_highest_rev_wins_a_race(ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    revs = range(1, MANY + 1)
    at_once(*[lambda rev=rev: save(session, rev=rev, sets=[said(0, ms=rev), said(rev)]) for rev in revs])
    assert Attempt.objects.get().rev == MANY
    assert list(SetResult.objects.order_by("position").values_list("position", "ms")) == [
        (0, MANY),
        (MANY, 20_000),
    ]


def test_two_devices_and_an_end_count_in_any_order(ready_alice):
    Plan.objects.update(reminders_on=False)
    session = PracticeSessionFactory(user=ready_alice)
    at_once(
        lambda: save(session, client_id=uuid.uuid4(), sets=[said(0, side="left")]),
        lambda: save(session, client_id=uuid.uuid4(), sets=[said(0, side="right")]),
        lambda: save(session, client_id=uuid.uuid4(), status="stopped"),
    )
    assert PracticeSession.objects.get().counted
    assert SetResult.objects.count() == 2


def send(user, pack, **fields):
    found = document(PracticeSession(pk=pack.session), **fields)
    try:
        saved = save_attempt(user=user, client_id=uuid.uuid4(), document=found, pack=pack, now=NOW)
    except NoSuchSession:
        return None
    return saved.attempt.user_id


def test_a_pack_from_many_tabs_makes_one_session(ready_alice):
    pack = pack_of(owner=ready_alice)
    at_once(*[lambda: send(ready_alice, pack, sets=[said(0)])] * MANY)
    assert PracticeSession.objects.count() == 1
    assert SetResult.objects.count() == MANY


def test_a_guests_pack_has_one_owner_however_close_the_race(ready_alice, bob):
    ConsentFactory(user=bob)
    pack = pack_of()
    owners = at_once(*[lambda: send(ready_alice, pack), lambda: send(bob, pack)] * 3)
    owner = PracticeSession.objects.get().user_id
    assert sorted(owners, key=str) == sorted([owner] * 3 + [None] * 3, key=str)
    assert set(Attempt.objects.values_list("user", flat=True)) == {owner}


def test_a_start_and_a_pack_leave_one_open_session(ready_alice, content):
    packs = [pack_of(owner=ready_alice) for _ in range(3)]
    at_once(
        *[lambda: start_session(user=ready_alice, now=NOW)] * 3,
        *[lambda pack=pack: send(ready_alice, pack, sets=[said(0)]) for pack in packs],
    )
    assert PracticeSession.objects.filter(status="open").count() == 1
    assert SetResult.objects.count() == 3


def test_nothing_is_left_behind_when_consent_is_taken_back_meanwhile(ready_alice):
    packs = [pack_of(owner=ready_alice) for _ in range(4)]

    def try_to_send(pack):
        try:
            return send(ready_alice, pack, sets=[said(0)])
        except NoConsent:
            return None

    at_once(
        lambda: withdraw_consent(user=ready_alice, now=NOW),
        *[lambda pack=pack: try_to_send(pack) for pack in packs],
    )
    assert not Attempt.objects.exists()
    assert not PracticeSession.objects.exists()


def test_a_log_by_hand_sent_many_times_is_one_attempt(ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    told = Told(sets=frozenset({(0, 1, "left"), (0, 1, "right")}), finished_at=NOW, check_in=None)
    sent = {"session": session, "client_id": uuid.uuid4(), "told": told, "now": NOW}
    at_once(*[lambda: log_session(**sent)] * MANY)
    assert (Attempt.objects.count(), SetResult.objects.count()) == (1, 2)


def test_a_past_session_added_many_times_is_one(ready_alice):
    told = Told(sets=frozenset({(0, 1, "left")}), finished_at=NOW, check_in=None)
    pack = pack_of(owner=ready_alice)
    sent = {"user": ready_alice, "pack": pack, "told": told, "now": NOW}
    at_once(*[lambda: log_past_session(**sent, client_id=uuid.uuid4()).pk] * MANY)
    assert PracticeSession.objects.get().pk == pack.session
    assert Attempt.objects.count() == 1


def test_a_correction_and_what_a_phone_sends_leave_the_correction_in_force(ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    save(session, sets=[said(0)], status="stopped", ended_at=NOW)
    told = Told(sets=frozenset(), finished_at=NOW, check_in=None)
    sent = {"session": session, "client_id": uuid.uuid4(), "told": told, "now": NOW}
    more = {"sets": [said(0), said(1, side="right")], "status": "finished", "ended_at": NOW}
    at_once(
        lambda: correct_session(**sent), *[lambda rev=rev: save(session, rev=rev, **more) for rev in (2, 3)]
    )
    session.refresh_from_db()
    assert session.corrected_at
    assert not session.counted


def test_deciding_many_times_at_once_is_one_decision_a_rule(ready_alice, content):
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    SessionCheckInFactory(session=session)
    WeeklyCheckInFactory(user=ready_alice, rating=-3)
    at_once(*[lambda: evaluate(session, now=NOW)] * MANY)
    assert session.decisions.count() == 1
    assert list(Decision.objects.filter(week__isnull=False).values_list("rule", flat=True)) == ["D1"]


def test_the_website_and_the_phone_may_both_say_how_it_felt(ready_alice, monkeypatch):
    """The page after a session writes the check-in just when the phone sends the same."""
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    form = checkin.SessionCheckInForm({"highest_pain": 2, "pain_now": 1, "effort": 5}, session=session)
    assert form.is_valid()
    written, real = threading.Event(), checkin.evaluate_held

    def evaluate_late(*args, **kwargs):
        written.set()
        time.sleep(0.3)  # the phone comes now
        return real(*args, **kwargs)

    monkeypatch.setattr(checkin, "evaluate_held", evaluate_late)

    def send_from_phone():
        written.wait(5)
        felt = {"highest_pain": 3, "pain_now": 1, "effort": 5, "feelings": [], "note": "", "at": NOW}
        return save(session, status="finished", ended_at=NOW, check_in=felt)

    at_once(lambda: form.save(now=NOW), send_from_phone)
    assert session.check_in.highest_pain in (2, 3)
