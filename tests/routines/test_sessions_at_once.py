"""Two taps, two tabs, two devices: what happens when requests really run at the same time."""

import threading
import uuid

import pytest
from django.db import connection

from routines.models import Plan, PracticeSession, SetResult
from routines.sessions import end_session, record_set, start_session
from tests.factories import NOW, PracticeSessionFactory

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

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [result for result in results if isinstance(result, Exception)]
    return results


def save(session, client_id, rev=1, side="left"):
    values = {"step": 0, "set_number": 1, "side": side, "outcome": "done", "ms": rev}
    return record_set(session=session, client_id=client_id, rev=rev, finished_at=NOW, now=NOW, **values)


def test_many_starts_make_one_session(ready_alice, content):
    results = at_once(*[lambda: start_session(user=ready_alice, now=NOW).pk] * MANY)
    assert set(results) == {PracticeSession.objects.get().pk}


def test_the_same_set_many_times_is_one_row(ready_alice):
    session, client_id = PracticeSessionFactory(user=ready_alice), uuid.uuid4()
    results = at_once(*[lambda: save(session, client_id)[1]] * MANY)
    assert sorted(results) == [False] * (MANY - 1) + [True]
    assert SetResult.objects.count() == 1


def test_the_highest_rev_wins_a_race(ready_alice):
    session, client_id = PracticeSessionFactory(user=ready_alice), uuid.uuid4()
    at_once(*[lambda rev=rev: save(session, client_id, rev=rev) for rev in range(1, MANY + 1)])
    row = SetResult.objects.get()
    assert (row.rev, row.ms) == (MANY, MANY)


def test_an_end_and_its_last_sets_count_in_any_order(ready_alice):
    Plan.objects.update(reminders_on=False)
    session = PracticeSessionFactory(user=ready_alice)
    at_once(
        lambda: save(session, uuid.uuid4(), side="left"),
        lambda: save(session, uuid.uuid4(), side="right"),
        lambda: end_session(session=session, rev=1, status="stopped", active_ms=40_000, now=NOW),
    )
    assert PracticeSession.objects.get().counted
