"""The week's front-of-hip stretch: each set once, as it was really done."""

from datetime import date, timedelta

import pytest

from routines.hip_week import HipWeek, sets_done
from tests.factories import AttemptFactory, PracticeSessionFactory, SetResultFactory

MONDAY = date(2026, 11, 23)
STRETCHES = frozenset({"low-lunge-stretch", "standing-hip-flexor-stretch"})


@pytest.fixture
def session(alice):
    return PracticeSessionFactory(user=alice, finished=True)


def week(user, today=MONDAY, **kwargs):
    return sets_done(user, today=today, **kwargs).hips(STRETCHES, on=today)


def test_seconds_by_side(alice, session):
    SetResultFactory(session=session, ms=20_000)
    SetResultFactory(session=session, ms=20_000, set_number=2)
    SetResultFactory(session=session, ms=30_000, side="right")
    found = week(alice, breaks=20)
    assert found == HipWeek(left=60, right=50)
    assert (found.minutes, found.room, found.is_short) == (0.8, 540, True)


def test_the_same_set_on_two_devices_counts_once(alice, session):
    for ms in (15_000, 20_000):
        SetResultFactory(session=session, ms=ms)
    assert week(alice).left == 20


def test_what_was_done_instead_counts_for_what_it_is(alice, session):
    SetResultFactory(session=session, exercise="bridge-pose")
    SetResultFactory(session=session, set_number=2, exercise="standing-hip-flexor-stretch", ms=25_000)
    assert week(alice).left == 25


def test_only_what_was_done_and_of_this_week(alice, bob, session):
    SetResultFactory(session=session, outcome="skipped")
    SetResultFactory(session=PracticeSessionFactory(user=bob, finished=True))
    older = PracticeSessionFactory(user=alice, finished=True, local_date=MONDAY - timedelta(days=1))
    SetResultFactory(session=older)
    assert week(alice) == HipWeek()
    assert week(alice, today=MONDAY - timedelta(days=1)).left == 20


def test_a_correction_stands_in_for_what_was_recorded(alice, session, now):
    SetResultFactory(session=session)
    correction = AttemptFactory(session=session, source="correction")
    SetResultFactory(session=session, attempt=correction, side="right", ms=40_000)
    assert week(alice).left == 20
    session.corrected_at = now
    session.save()
    assert week(alice) == HipWeek(left=0, right=40)


def test_one_query(alice, session, django_assert_num_queries):
    SetResultFactory.create_batch(8, session=session)
    with django_assert_num_queries(1):
        week(alice)
