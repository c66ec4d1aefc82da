"""Told by hand: logged once, counted by the same rule, corrected with nothing lost, removed."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Consent
from routines.by_hand import (
    NotByHand,
    NotEnded,
    NotOpen,
    Told,
    TooLate,
    correct_session,
    log_past_session,
    log_session,
    may_correct,
    past_pack,
    recorded_sets,
    remove_session,
    take_back_correction,
    was_only_told,
)
from routines.clearance import NoConsent, clearance
from routines.models import Attempt, Plan, PracticeSession, SessionCheckIn, SetResult, Source
from tests.attempts import pack_of, said, save
from tests.factories import NOW, PracticeSessionFactory, SessionCheckInFactory

ALL = frozenset({(0, number, side) for number in (1, 2) for side in ("left", "right")})
HALF = frozenset({(0, 1, "left"), (0, 1, "right")})
FELT = {"highest_pain": 3, "pain_now": 2, "effort": 5, "feelings": ["pull"], "note": "Fine."}


def told(sets=ALL, *, at=NOW, check_in=None):
    return Told(sets=frozenset(sets), finished_at=at, check_in=check_in)


def log(session, client_id=None, now=NOW, **fields):
    return log_session(session=session, client_id=client_id or uuid.uuid4(), told=told(**fields), now=now)


def correct(session, client_id=None, now=NOW, **fields):
    return correct_session(session=session, client_id=client_id or uuid.uuid4(), told=told(**fields), now=now)


def stored(session) -> PracticeSession:
    """As a later request finds it."""
    again = PracticeSession.objects.with_check_in().get(pk=session.pk)
    again.user = session.user
    return again


@pytest.fixture
def opened(ready_alice):
    return PracticeSessionFactory(user=ready_alice, started_at=NOW - timedelta(minutes=30))


@pytest.fixture
def played(opened):
    """Played on a phone to the end, with how it felt."""
    sets = [
        said(0), said(1, side="right"), said(2, set_number=2), said(3, set_number=2, side="right"),
    ]  # fmt: skip
    save(opened, sets=sets, status="finished", ended_at=NOW)
    SessionCheckInFactory(session=opened, highest_pain=2, note="As it was.")
    return stored(opened)


# --- Logging --------------------------------------------------------------------------------------------


def test_a_log_ends_the_open_session_and_is_marked(opened):
    session = stored(log(opened, check_in=FELT))
    assert (session.status, session.counted, session.self_reported) == ("finished", True, True)
    assert (session.ended_at, session.local_date, session.active_ms) == (NOW, NOW.date(), 80_000)
    assert set(recorded_sets(session)) == ALL
    assert session.check_in.note == "Fine."
    attempt = session.attempts.get()
    assert (attempt.source, attempt.status, attempt.rev) == (Source.BY_HAND, "finished", 1)


def test_its_sets_lie_within_the_time_it_took(opened):
    session = log(opened)
    ends = list(session.results.values_list("finished_at", flat=True))
    assert ends == sorted(ends)
    assert len(set(ends)) == 4
    assert ends[-1] == NOW
    assert session.attempts.get().started_at == NOW - timedelta(seconds=116)


@pytest.mark.parametrize(
    ("sets", "status", "counted"),
    [(ALL, "finished", True), (HALF, "stopped", True), ({(0, 1, "left")}, "stopped", False)],
    ids=["everything", "half", "less than half"],
)
def test_it_counts_by_the_same_rule(opened, sets, status, counted):
    session = stored(log(opened, sets=sets))
    assert (session.status, session.counted) == (status, counted)


def test_twice_the_same_changes_nothing(opened):
    client_id = uuid.uuid4()
    log(opened, client_id, sets=HALF)
    again = log(opened, client_id, sets=ALL, check_in=FELT)
    assert again.pk == opened.pk
    assert Attempt.objects.count() == 1
    assert set(recorded_sets(stored(opened))) == HALF
    assert not SessionCheckIn.objects.exists()


def test_another_page_of_the_same_session_comes_too_late(opened):
    log(opened)
    with pytest.raises(NotOpen):
        log(opened, sets=HALF)
    assert Attempt.objects.count() == 1


def test_a_log_adds_to_what_a_phone_recorded(opened):
    save(opened, sets=[said(0, ms=19_000), said(1, side="right", outcome="skipped")])
    session = stored(log(opened, sets=HALF))
    assert [(r.set_number, r.side, r.ms) for r in session.results.filter(outcome="done")] == [
        (1, "right", 20_000),
        (1, "left", 19_000),
    ]
    assert (session.status, session.counted) == ("stopped", True)


def test_what_a_phone_sends_later_is_added(opened):
    log(opened, sets={(0, 1, "left")})
    save(opened, sets=[said(0, set_number=2)], status="stopped", ended_at=NOW, now=NOW + timedelta(hours=1))
    session = stored(opened)
    assert session.counted
    assert set(recorded_sets(session)) == {(0, 1, "left"), (0, 2, "left")}


def test_done_before_it_was_opened_moves_its_day(opened):
    sunday = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    session = stored(log(opened, at=sunday))
    assert (session.local_date, session.ended_at) == (date(2026, 11, 22), sunday)
    assert session.started_at == sunday - timedelta(seconds=116)


def test_its_day_is_the_persons_own(opened):
    opened.user.time_zone = "Pacific/Auckland"
    opened.user.save()
    late = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)  # 1:30 on Monday there
    assert log(opened, at=late).local_date == date(2026, 11, 23)


def test_it_uses_up_a_move_and_calls_off_the_reminder(opened):
    plan = opened.user.plan
    plan.moved_from = plan.moved_to = date(2026, 11, 23)
    plan.reminders_on = True
    plan.save()
    log(opened)
    plan.refresh_from_db()
    assert (plan.moved_from, plan.moved_to) == (None, None)
    assert plan.next_reminder_date == date(2026, 11, 25)


def test_one_from_before_a_move_leaves_it_alone(ready_alice):
    Plan.objects.update(moved_from=date(2026, 11, 23), moved_to=date(2026, 11, 24))
    past = NOW - timedelta(days=3)
    log_past_session(
        user=ready_alice, pack=pack_of(owner=ready_alice), client_id=uuid.uuid4(), told=told(at=past), now=NOW
    )
    assert Plan.objects.get().moved_to == date(2026, 11, 24)


def test_a_stop_signal_asks_for_the_safety_questions(opened):
    log(opened, check_in={**FELT, "feelings": ["numb"]})
    assert clearance(opened.user, now=NOW).reason == "rescreen"


def test_without_consent_nothing_is_stored(opened):
    Consent.withdraw(user=opened.user, now=NOW)
    with pytest.raises(NoConsent):
        log(opened)
    assert not Attempt.objects.exists()


# --- Never started --------------------------------------------------------------------------------------


def log_past(user, pack, client_id=None, **fields):
    return log_past_session(
        user=user, pack=pack, client_id=client_id or uuid.uuid4(), told=told(**fields), now=NOW
    )


def test_a_past_session_is_added_beside_the_open_one(ready_alice, opened):
    past = NOW - timedelta(days=3)
    session = stored(log_past(ready_alice, pack_of(owner=ready_alice), at=past, check_in=FELT))
    assert (session.local_date, session.status, session.counted) == (date(2026, 11, 20), "finished", True)
    assert session.self_reported
    assert session.check_in.effort == 5
    assert stored(opened).status == "open"


def test_the_same_pack_or_page_makes_one_session(ready_alice):
    pack, client_id = pack_of(owner=ready_alice), uuid.uuid4()
    first = log_past(ready_alice, pack, client_id)
    assert log_past(ready_alice, pack, client_id).pk == first.pk
    assert log_past(ready_alice, pack, sets=HALF).pk == first.pk
    assert PracticeSession.objects.count() == Attempt.objects.count() == 1


@pytest.mark.parametrize("kind", ["stretch", "strength"])
def test_what_would_have_been_planned(ready_alice, content, kind, django_assert_num_queries):
    Plan.objects.update(extra_slug="bridge-pose")
    plan = Plan.objects.select_related("user__profile", "programme").get()
    with django_assert_num_queries(5):
        pack = past_pack(plan, kind=kind, minutes=30, on=date(2026, 11, 20), now=NOW)
    assert (pack.kind, pack.plan["kind"], pack.owner) == (kind, kind, ready_alice.key)
    assert 25 <= pack.minutes <= 35
    assert (plan.minutes, plan.extra_slug) == (15, "bridge-pose")
    log_past(ready_alice, pack, sets={(0, 1, "")})
    assert Plan.objects.get().extra_slug == "bridge-pose"


# --- Correcting -----------------------------------------------------------------------------------------


def test_a_correction_counts_and_what_was_recorded_is_kept(played):
    session = stored(correct(played, sets={(0, 1, "left")}))
    assert (session.status, session.counted, session.self_reported) == ("stopped", False, True)
    assert (session.corrected_at, session.active_ms) == (NOW, 20_000)
    assert set(recorded_sets(session)) == {(0, 1, "left")}
    assert session.results_as_recorded().count() == 4
    assert session.attempts.filter(source=Source.DEVICE).get().status == "finished"


def test_a_correction_keeps_what_is_known_of_a_set(played):
    SetResult.objects.filter(set_number=1, side="left").update(ms=17_000, exercise="standing-psoas-march")
    session = correct(played, sets=HALF)
    left = session.results_in_force().get(side="left")
    assert (left.ms, left.exercise, left.outcome) == (17_000, "standing-psoas-march", "done")


def test_more_can_be_told_than_was_recorded(opened):
    save(opened, sets=[said(0)], status="stopped", ended_at=NOW)
    session = stored(correct(stored(opened)))
    assert (session.status, session.counted, session.active_ms) == ("finished", True, 80_000)


def test_a_second_correction_takes_the_place_of_the_first(played):
    correct(played, sets=HALF)
    session = stored(correct(stored(played), sets={(0, 1, "left")}, now=NOW + timedelta(hours=1)))
    assert session.attempts.filter(source=Source.CORRECTION).count() == 1
    assert set(recorded_sets(session)) == {(0, 1, "left")}
    back = stored(take_back_correction(session=session, now=NOW + timedelta(hours=2)))
    assert set(recorded_sets(back)) == ALL


def test_the_same_correction_twice_changes_nothing(played):
    client_id = uuid.uuid4()
    correct(played, client_id, sets=HALF)
    correct(stored(played), client_id, sets=ALL)
    assert set(recorded_sets(stored(played))) == HALF


def test_what_a_phone_sends_later_does_not_undo_a_correction(played):
    correct(played, sets=HALF)
    late = [said(0), said(1, side="right"), said(2, set_number=2)]
    save(played, rev=2, sets=late, status="finished", ended_at=NOW, now=NOW + timedelta(hours=1))
    session = stored(played)
    assert (session.status, session.counted) == ("stopped", True)
    assert set(recorded_sets(session)) == HALF


def test_taking_it_back_restores_all_of_it(played):
    before = PracticeSession.objects.values().get(pk=played.pk)
    felt = SessionCheckIn.objects.values().get(session=played)
    yesterday = NOW - timedelta(days=1)
    correct(played, sets=HALF, at=yesterday, check_in=FELT, now=NOW + timedelta(minutes=5))
    assert stored(played).local_date == date(2026, 11, 22)
    take_back_correction(session=stored(played), now=NOW + timedelta(hours=1))
    assert PracticeSession.objects.values().get(pk=played.pk) == before
    assert SessionCheckIn.objects.values().get(session=played) == felt
    assert not Attempt.objects.filter(source=Source.CORRECTION).exists()


def test_taking_it_back_takes_back_what_was_only_said_there(opened):
    save(opened, sets=[said(0)], status="stopped", ended_at=NOW)
    correct(stored(opened), check_in=FELT)
    take_back_correction(session=stored(opened), now=NOW)
    assert not SessionCheckIn.objects.exists()


def test_taking_it_back_keeps_how_it_felt_if_that_was_changed_since(played):
    correct(played, check_in=FELT, sets=HALF)
    later = NOW + timedelta(minutes=10)
    SessionCheckIn.objects.update(note="Said later.", updated_at=later)
    take_back_correction(session=stored(played), now=later)
    assert SessionCheckIn.objects.get().note == "Said later."


def test_taking_it_back_lets_count_what_came_meanwhile(opened):
    save(opened, sets=[said(0)], status="stopped", ended_at=NOW)
    correct(stored(opened), sets=HALF)
    save(opened, rev=2, sets=[said(0)], status="finished", ended_at=NOW, now=NOW + timedelta(hours=1))
    session = stored(take_back_correction(session=stored(opened), now=NOW + timedelta(hours=2)))
    assert (session.status, session.counted, session.self_reported) == ("finished", True, False)


def test_taking_nothing_back_changes_nothing(played):
    before = PracticeSession.objects.values().get(pk=played.pk)
    take_back_correction(session=played, now=NOW)
    assert PracticeSession.objects.values().get(pk=played.pk) == before


def test_an_open_session_is_logged_not_corrected(opened):
    with pytest.raises(NotEnded):
        correct(opened)


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (14, True), (15, False)])
def test_fourteen_days_are_given(played, days, allowed):
    later = NOW + timedelta(days=days)
    assert may_correct(played, now=later) is allowed
    if allowed:
        correct(played, now=later, sets=HALF)
        assert stored(take_back_correction(session=stored(played), now=later)).corrected_at is None
    else:
        with pytest.raises(TooLate):
            correct(played, now=later)


def test_fourteen_days_are_the_persons_own(played):
    """In Berlin it is 0:30 on 8 December while it still is the seventh in UTC."""
    assert may_correct(played, now=datetime(2026, 12, 7, 22, 30, tzinfo=UTC))
    assert not may_correct(played, now=datetime(2026, 12, 7, 23, 30, tzinfo=UTC))


def test_moving_the_day_buys_no_more_time(played):
    fortnight = NOW + timedelta(days=14)
    correct(played, now=fortnight, at=fortnight)
    assert stored(played).local_date == date(2026, 12, 7)
    with pytest.raises(TooLate):
        take_back_correction(session=stored(played), now=fortnight + timedelta(days=1))


def test_a_correction_moves_the_reminder(played):
    plan = played.user.plan
    plan.reminders_on = True
    plan.save()
    correct(played, sets=())
    plan.refresh_from_db()
    assert plan.next_reminder_date == date(2026, 11, 23)
    take_back_correction(session=stored(played), now=NOW)
    plan.refresh_from_db()
    assert plan.next_reminder_date == date(2026, 11, 25)


def test_an_older_session_without_any_attempt_is_corrected_and_back(ready_alice):
    old = PracticeSessionFactory(user=ready_alice, finished=True)
    before = PracticeSession.objects.values().get(pk=old.pk)
    correct(old, sets=HALF)
    assert stored(old).active_ms == 40_000
    take_back_correction(session=stored(old), now=NOW)
    assert PracticeSession.objects.values().get(pk=old.pk) == before


# --- Removing -------------------------------------------------------------------------------------------


def test_what_was_only_told_can_be_removed(ready_alice):
    session = log_past(ready_alice, pack_of(owner=ready_alice), check_in=FELT)
    remove_session(session=session, now=NOW)
    assert not PracticeSession.objects.exists()
    assert not Attempt.objects.exists()
    assert not SessionCheckIn.objects.exists()


def test_removing_brings_the_reminder_back(ready_alice):
    Plan.objects.update(reminders_on=True)
    session = log_past(ready_alice, pack_of(owner=ready_alice))
    assert Plan.objects.get().next_reminder_date == date(2026, 11, 25)
    remove_session(session=session, now=NOW)
    assert Plan.objects.get().next_reminder_date == date(2026, 11, 23)


def test_what_a_phone_recorded_stays(played):
    corrected = correct(played, sets=HALF)
    assert not was_only_told(corrected)
    with pytest.raises(NotByHand):
        remove_session(session=corrected, now=NOW)
    assert PracticeSession.objects.exists()
