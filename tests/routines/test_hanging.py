"""The hanging gate: two painless sessions of each exercise that comes first, at its level."""

from datetime import timedelta

import pytest

from routines.aftercare import record_check_in
from routines.hanging import FIRST, is_earned, open_if_earned
from routines.ladder import ladder_of
from routines.models import Exercise, Profile
from routines.sessions import start_session
from tests.factories import (
    AttemptFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
    SetResultFactory,
)

DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("content")


def rung(slug):
    return ladder_of(Exercise.objects.get(slug=slug)).rung_of_level(FIRST[slug])


def practise(user, now, *, times=2, pain=2, slugs=tuple(FIRST), below=0, outcome="done"):
    """Sessions of these exercises, one a day back from now, each set done."""
    for days in range(times):
        steps = [{"id": slug, "name": slug, "rung": rung(slug) - below, "sets": 1} for slug in slugs]
        session = PracticeSessionFactory(
            user=user,
            finished=True,
            kind="strength",
            plan={"version": 2, "steps": steps},
            local_date=now.date() - days * DAY,
        )
        attempt = AttemptFactory(session=session)
        for step, _ in enumerate(slugs):
            SetResultFactory(session=session, attempt=attempt, step=step, outcome=outcome)
        if pain is not None:
            SessionCheckInFactory(session=session, highest_pain=pain)
    return session


def test_two_painless_sessions_of_each_open_it_for_good(ready_alice, now):
    practise(ready_alice, now)
    assert open_if_earned(user=ready_alice, now=now)
    assert Profile.objects.get().hanging_open_on == now.date()
    assert not open_if_earned(user=ready_alice, now=now + DAY), "it is open already"
    assert Profile.objects.get().hanging_open_on == now.date()


@pytest.mark.parametrize(
    "short",
    [
        {"times": 1},
        {"pain": 3},
        {"pain": None},
        {"slugs": ("dead-bug",)},
        {"slugs": ("straight-leg-raise",)},
        {"below": 1},
        {"outcome": "skipped"},
        {"outcome": "hurt"},
    ],
    ids=str,
)
def test_anything_less_keeps_it_shut(ready_alice, now, short):
    practise(ready_alice, now, **short)
    assert not is_earned(ready_alice)
    assert not open_if_earned(user=ready_alice, now=now)


def test_the_exercises_may_come_in_different_sessions(ready_alice, now):
    practise(ready_alice, now, slugs=("dead-bug",))
    practise(ready_alice, now - 3 * DAY, slugs=("straight-leg-raise",))
    assert is_earned(ready_alice)


def test_what_others_did_does_not_count(ready_alice, bob, now):
    practise(bob, now)
    assert not is_earned(ready_alice)


def test_a_check_in_without_pain_asks(ready_alice, now):
    last = practise(ready_alice, now, pain=None)
    first = ready_alice.practice_sessions.exclude(pk=last.pk).get()
    said = {"highest_pain": 1, "pain_now": 1, "effort": 5, "feelings": [], "note": ""}
    for session in (first, last):
        assert Profile.objects.get().hanging_open_on is None
        record_check_in(session=session, before=None, said=said, at=now, now=now)
    assert Profile.objects.get().hanging_open_on == now.date()


@pytest.mark.parametrize(
    ("open_on", "kit", "cautions", "hangs"),
    [
        (True, ["bar", "chair"], [], True),
        (False, ["bar", "chair"], [], False),
        (True, ["chair"], [], False),
        (True, ["bar", "chair"], ["M11"], False),  # hang
        (True, ["bar", "chair"], ["M20"], False),  # iap_high
    ],
)
def test_who_passed_it_hangs_with_a_bar_and_without_a_caution(
    ready_alice, now, open_on, kit, cautions, hangs
):
    Profile.objects.update(hanging_open_on=now.date() if open_on else None, equipment=kit, cautions=cautions)
    ready_alice.plan.level, ready_alice.plan.minutes = 3, 30
    ready_alice.plan.save()
    PracticeSessionFactory(
        user=ready_alice, finished=True, kind="stretch", level=3, local_date=now.date() - 2 * DAY
    )
    session = start_session(user=ready_alice, now=now)
    assert session.kind == "strength"
    assert ("hanging-leg-raise" in [step["id"] for step in session.plan["steps"]]) is hangs


@pytest.mark.parametrize("times", [2, 6])
def test_it_asks_few_queries_whatever_the_history(ready_alice, now, django_assert_max_num_queries, times):
    practise(ready_alice, now, times=times)
    with django_assert_max_num_queries(5):
        open_if_earned(user=ready_alice, now=now)
