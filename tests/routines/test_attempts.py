"""Saving an attempt: the highest rev wins in any order, nothing is lost, nothing is doubled."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Consent
from routines.attempts import NoSuchSession, OtherSession, save_attempt
from routines.clearance import NoConsent
from routines.models import Attempt, ExerciseChoice, Plan, PracticeSession, Profile, SessionCheckIn, SetResult
from routines.sessions import start_session
from tests.attempts import document, pack_of, said, save
from tests.factories import (
    NOW,
    ConsentFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
    SetResultFactory,
)

MINUTE = timedelta(minutes=1)
LEFT, RIGHT = said(0), said(1, side="right")
SAID = {"highest_pain": 3, "pain_now": 2, "effort": 5, "feelings": ["pull"], "note": "Fine.", "at": NOW}


@pytest.fixture
def reminded(monkeypatch):
    """Calls of reminders.session_done."""
    calls = []
    monkeypatch.setattr("routines.attempts.reminders.session_done", lambda **kwargs: calls.append(kwargs))
    return calls


@pytest.fixture
def opened(ready_alice):
    """Alice's open session: one step, two sets on each side, so four bouts of work."""
    return PracticeSessionFactory(user=ready_alice)


def stored(session):
    """(position, outcome) of every set of a session."""
    return list(session.results.order_by("attempt", "position").values_list("position", "outcome"))


# --- One document ---------------------------------------------------------------------------------------


def test_the_whole_document_is_kept(opened):
    row = said(0, outcome="hurt", score=6, signals=["sharp"], felt="front", reason="pain", exercise="cat-cow")
    swaps = [{"step": 0, "from_set": 2, "to": "cat-cow", "for_good": True}]
    saved = save(opened, sets=[row], swaps=swaps, pain_before=2, active_ms=9_000)
    attempt = Attempt.objects.get()
    assert saved.created
    assert (attempt.user, attempt.session, attempt.rev, attempt.status) == (opened.user, opened, 1, "open")
    assert (attempt.pain_before, attempt.active_ms, attempt.swaps) == (2, 9_000, swaps)
    assert (attempt.started_at, attempt.ended_at, attempt.updated_at) == (NOW, None, NOW)
    assert SetResult.objects.values(*row).get() == row


def test_a_swap_for_good_is_remembered_once_and_stays_taken_back(opened):
    today_only = {"step": 0, "from_set": 1, "to": "cat-cow", "for_good": False}
    save(opened, swaps=[today_only])
    assert not ExerciseChoice.objects.exists()
    save(opened, rev=2, swaps=[today_only | {"for_good": True}])
    choice = ExerciseChoice.objects.get()
    assert (choice.user, choice.exercise, choice.instead) == (opened.user, "low-lunge-stretch", "cat-cow")
    choice.delete()
    save(opened, rev=3, swaps=[today_only | {"for_good": True}], sets=[LEFT])
    assert not ExerciseChoice.objects.exists()


def test_the_same_document_twice_changes_nothing(opened):
    save(opened, sets=[LEFT])
    again = save(opened, sets=[LEFT | {"ms": 5}, RIGHT], status="finished")
    assert not again.created
    assert (again.attempt.rev, again.attempt.status) == (1, "open")
    assert SetResult.objects.get().ms == 20_000
    assert again.session.status == "open"


def test_the_highest_rev_wins_in_any_order(opened):
    for rev, outcome in [(2, "skipped"), (1, "done"), (5, "redone"), (3, "done"), (5, "hurt"), (4, "done")]:
        save(opened, rev=rev, sets=[LEFT | {"outcome": outcome}])
    assert Attempt.objects.get().rev == 5
    assert stored(opened) == [(0, "redone")]


def test_a_newer_document_adds_corrects_and_drops_sets(opened):
    save(opened, sets=[LEFT, RIGHT])
    kept = SetResult.objects.get(position=0).pk
    save(opened, rev=2, sets=[LEFT | {"outcome": "redone"}, said(2)])
    assert stored(opened) == [(0, "redone"), (2, "done")]
    assert SetResult.objects.get(position=0).pk == kept


def test_results_of_two_attempts_are_the_union(opened):
    save(opened, client_id=uuid.uuid4(), sets=[LEFT])
    save(opened, client_id=uuid.uuid4(), sets=[LEFT, RIGHT])
    assert opened.attempts.count() == 2
    assert stored(opened) == [(0, "done"), (0, "done"), (1, "done")]


def test_the_same_id_of_two_people_are_two_attempts(opened, bob):
    ConsentFactory(user=bob)
    one = uuid.uuid4()
    save(opened, client_id=one)
    save(PracticeSessionFactory(user=bob), client_id=one)
    assert Attempt.objects.count() == 2


def test_an_attempt_stays_with_its_session(opened):
    save(opened, client_id=opened.pk, status="stopped")
    other = PracticeSessionFactory(user=opened.user)
    with pytest.raises(OtherSession):
        save(other, client_id=opened.pk, rev=2)
    assert Attempt.objects.get().session == opened


@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(days=400)])
def test_a_wrong_device_clock_is_bounded_by_start_and_now(opened, wrong):
    later, at = NOW + 3 * MINUTE, NOW + wrong
    save(opened, sets=[said(0, finished_at=at)], started_at=at, ended_at=at, status="stopped", now=later)
    bound = NOW if wrong < timedelta(0) else later
    attempt = Attempt.objects.get()
    assert SetResult.objects.get().finished_at == attempt.started_at == attempt.ended_at == bound


def test_a_clock_ahead_does_not_move_a_set_with_every_save(opened):
    ahead = [said(0, finished_at=NOW + timedelta(days=1))]
    save(opened, sets=ahead, now=NOW + MINUTE)
    save(opened, rev=2, sets=ahead, now=NOW + 9 * MINUTE)
    assert SetResult.objects.get().finished_at == NOW + MINUTE


def test_without_standing_consent_nothing_is_stored(opened):
    Consent.withdraw(user=opened.user, now=NOW)
    with pytest.raises(NoConsent):
        save(opened, sets=[LEFT])
    assert not Attempt.objects.exists()


def test_someone_elses_session_is_not_there(opened, bob):
    ConsentFactory(user=bob)
    with pytest.raises(NoSuchSession):
        save_attempt(user=bob, client_id=uuid.uuid4(), document=document(opened), now=NOW)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("value", [-1, 11])
def test_the_database_refuses_other_scores(opened, value):
    for change in ({"pain_before": value}, {"sets": [said(0, score=value)]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            save(opened, **change)


# --- The end --------------------------------------------------------------------------------------------


def test_finished_counts_even_before_its_sets_arrive(opened, reminded, now):
    session = save(opened, status="finished").session
    session.refresh_from_db()
    assert (session.status, session.counted, session.active_ms) == ("finished", True, 80_000)
    assert session.ended_at == now
    assert reminded == [{"user": opened.user, "now": now, "on": now.date()}]


@pytest.mark.parametrize(
    ("outcomes", "counted"),
    [
        ([], False),
        (["done"], False),
        (["done", "credited"], True),
        (["done", "skipped", "hurt"], False),
        (["done", "redone", "stopped"], False),
    ],
)
def test_stopped_counts_from_half_of_the_work_on(opened, outcomes, counted):
    places = [(1, "left"), (1, "right"), (2, "left"), (2, "right")]
    sets = [
        said(position, set_number=place[0], side=place[1], outcome=outcome)
        for position, (place, outcome) in enumerate(zip(places, outcomes, strict=False))
    ]
    assert save(opened, status="stopped", sets=sets).session.counted is counted


def test_a_swap_without_sides_counts_as_both_bouts(opened):
    row = said(0, side="", exercise="cat-cow")
    assert save(opened, status="stopped", sets=[row]).session.counted


def test_the_same_set_done_again_counts_once(opened):
    sets = [said(position) for position in range(3)]
    save(opened, client_id=uuid.uuid4(), sets=sets)
    assert not save(opened, client_id=uuid.uuid4(), status="stopped", sets=sets).session.counted


def test_two_attempts_make_the_half_together(opened, reminded):
    save(opened, client_id=uuid.uuid4(), sets=[LEFT])
    assert save(opened, client_id=uuid.uuid4(), sets=[RIGHT], status="stopped").session.counted
    assert len(reminded) == 1


def test_sets_after_the_end_are_kept_and_may_make_the_session_count(opened, reminded):
    late = uuid.uuid4()
    assert not save(opened, status="stopped", sets=[LEFT], active_ms=20_000).session.counted
    assert save(opened, client_id=late, sets=[RIGHT]).session.counted
    assert len(reminded) == 1
    save(opened, client_id=late, rev=2, sets=[RIGHT, said(2, set_number=2)])
    assert SetResult.objects.count() == 3
    assert len(reminded) == 1
    assert PracticeSession.objects.get().status == "stopped"


def test_a_higher_rev_corrects_the_end_but_never_uncounts(opened, reminded):
    save(opened, status="finished")
    session = save(opened, rev=2, status="stopped", active_ms=90_000).session
    assert (session.status, session.active_ms, session.counted) == ("stopped", 90_000, True)
    assert len(reminded) == 1


def test_finished_on_one_device_wins_over_stopped_on_another(opened):
    save(opened, client_id=uuid.uuid4(), status="finished")
    assert save(opened, client_id=uuid.uuid4(), status="stopped").session.status == "finished"


def test_an_attempt_that_goes_on_reopens_nothing(opened):
    save(opened, status="stopped")
    session = save(opened, rev=2, status="open", sets=[LEFT]).session
    assert session.status == "stopped"
    assert stored(opened) == [(0, "done")]


def test_time_of_one_device_after_the_other_adds_up(opened):
    save(
        opened,
        client_id=uuid.uuid4(),
        status="stopped",
        active_ms=60_000,
        ended_at=NOW + MINUTE,
        now=NOW + MINUTE,
    )
    later = NOW + 5 * MINUTE
    session = save(
        opened, client_id=uuid.uuid4(), status="finished", active_ms=120_000, ended_at=later, now=later
    ).session
    assert session.active_ms == 180_000


def test_two_devices_at_once_do_not_make_twice_the_time(opened):
    later = NOW + 2 * MINUTE
    for _ in range(2):
        saved = save(
            opened, client_id=uuid.uuid4(), status="finished", active_ms=120_000, ended_at=later, now=later
        )
    assert saved.session.active_ms == 120_000


def test_an_end_sent_the_next_morning_belongs_to_the_evening(opened, now):
    evening, morning = now + timedelta(hours=9), now + timedelta(days=1)
    session = save(opened, status="finished", ended_at=evening, now=morning).session
    assert session.ended_at == evening
    assert session.local_date == date(2026, 11, 23)


def test_a_session_across_midnight_belongs_to_the_day_it_ended(ready_alice):
    began = datetime(2026, 11, 23, 22, 50, tzinfo=UTC)  # 23:50 in Berlin
    session = PracticeSessionFactory(user=ready_alice, started_at=began)
    ended = save(session, status="finished", now=began + 20 * MINUTE).session
    assert ended.local_date == date(2026, 11, 24)


def test_the_players_own_end_wins_over_a_session_closed_by_the_next_start(ready_alice, content, now):
    evening = now - timedelta(hours=14)
    old = PracticeSessionFactory(user=ready_alice, local_date=evening.date(), started_at=evening)
    start_session(user=ready_alice, now=now)
    session = save(old, status="finished", ended_at=evening + 15 * MINUTE).session
    assert (session.status, session.counted) == ("finished", True)
    assert session.ended_at == evening + 15 * MINUTE
    assert session.local_date == date(2026, 11, 22)


def test_a_late_set_leaves_the_end_of_a_session_without_attempts(ready_alice):
    ended = NOW - 10 * MINUTE
    session = PracticeSessionFactory(
        user=ready_alice, finished=True, started_at=NOW - 20 * MINUTE, ended_at=ended, active_ms=500_000
    )
    save(session, sets=[said(0, finished_at=NOW - 15 * MINUTE)], active_ms=60_000)
    session.refresh_from_db()
    assert session.ended_at == ended


def test_a_session_that_counts_uses_up_a_move_by_hand(opened):
    Plan.objects.update(moved_from=date(2026, 11, 23), moved_to=date(2026, 11, 26))
    save(opened, status="finished")
    plan = Plan.objects.get()
    assert (plan.moved_from, plan.moved_to) == (None, None)


def test_a_session_that_does_not_count_leaves_the_move(opened, reminded):
    Plan.objects.update(moved_from=date(2026, 11, 23), moved_to=date(2026, 11, 26))
    save(opened, status="stopped")
    assert Plan.objects.get().moved_to == date(2026, 11, 26)
    assert reminded == []


# --- Packs ----------------------------------------------------------------------------------------------


def send(user, pack, *, client_id=None, now=NOW, **fields):
    found = document(PracticeSession(pk=pack.session), **fields)
    return save_attempt(user=user, client_id=client_id or pack.session, document=found, pack=pack, now=now)


def test_a_pack_makes_its_session(ready_alice):
    pack = pack_of(owner=ready_alice, title="Evening", level=2)
    saved = send(ready_alice, pack, started_at=NOW - 20 * MINUTE, status="finished", sets=[LEFT])
    session = PracticeSession.objects.get()
    assert saved.created
    assert (session.pk, session.user, session.title, session.level) == (
        pack.session, ready_alice, "Evening", 2,
    )  # fmt: skip
    assert (session.status, session.counted, session.plan) == ("finished", True, pack.plan)
    assert (session.started_at, session.ended_at) == (NOW - 20 * MINUTE, NOW)


def test_a_pack_is_unpacked_once(ready_alice):
    pack = pack_of(owner=ready_alice)
    send(ready_alice, pack, sets=[LEFT])
    send(ready_alice, pack, client_id=uuid.uuid4(), sets=[RIGHT], status="finished")
    assert PracticeSession.objects.get().attempts.count() == 2


@pytest.mark.parametrize(("began", "bound"), [(-48, -1), (-0.5, -0.5), (48, 0)], ids=str)
def test_a_session_from_a_pack_began_between_its_planning_and_now(ready_alice, began, bound):
    hours = timedelta(hours=1)
    send(ready_alice, pack_of(owner=ready_alice), started_at=NOW + began * hours)
    assert PracticeSession.objects.get().started_at == NOW + bound * hours


def test_a_guests_pack_belongs_to_the_first_who_sends_it(ready_alice, bob):
    ConsentFactory(user=bob)
    pack = pack_of()
    send(ready_alice, pack, status="finished")
    with pytest.raises(NoSuchSession):
        send(bob, pack, client_id=uuid.uuid4(), sets=[LEFT])
    assert PracticeSession.objects.get().user == ready_alice
    assert not SetResult.objects.exists()


def test_a_guests_pack_waits_for_consent(bob):
    pack = pack_of()
    with pytest.raises(NoConsent):
        send(bob, pack, status="finished")
    assert not PracticeSession.objects.exists()
    ConsentFactory(user=bob)
    send(bob, pack, status="finished")
    assert PracticeSession.objects.get().user == bob


def test_a_pack_of_another_session_is_none(ready_alice):
    found = document(PracticeSession(pk=uuid.uuid4()))
    with pytest.raises(NoSuchSession):
        save_attempt(user=ready_alice, client_id=uuid.uuid4(), document=found, pack=pack_of(), now=NOW)


def test_an_open_session_is_stopped_when_a_later_one_begins_from_a_pack(ready_alice):
    old = PracticeSessionFactory(user=ready_alice, started_at=NOW - 30 * MINUTE)
    for side in ("left", "right"):
        SetResultFactory(session=old, side=side, finished_at=NOW - 20 * MINUTE)
    send(ready_alice, pack_of(owner=ready_alice), sets=[LEFT])
    old.refresh_from_db()
    assert (old.status, old.counted, old.ended_at) == ("stopped", True, NOW - 20 * MINUTE)
    assert PracticeSession.objects.get(status="open") != old


def test_a_pack_that_was_begun_before_the_open_session_does_not_take_its_place(ready_alice):
    opened = PracticeSessionFactory(user=ready_alice, started_at=NOW - 5 * MINUTE)
    send(ready_alice, pack_of(owner=ready_alice), started_at=NOW - 30 * MINUTE, sets=[LEFT])
    assert PracticeSession.objects.get(status="open") == opened
    assert PracticeSession.objects.get(status="stopped").results.count() == 1


def test_a_pack_that_ended_long_ago_leaves_the_open_session(ready_alice):
    opened = PracticeSessionFactory(user=ready_alice, started_at=NOW - 5 * MINUTE)
    send(ready_alice, pack_of(owner=ready_alice), started_at=NOW - 30 * MINUTE, status="finished")
    opened.refresh_from_db()
    assert opened.status == "open"


def test_a_pack_that_newer_answers_rule_out_does_not_open(ready_alice, content, now):
    """Planned on her phone; meanwhile she said on her laptop that kneeling hurts. What she did is kept."""
    pack = pack_of(owner=ready_alice)  # a lunge
    Profile.objects.update(cautions=["M16"])
    send(ready_alice, pack, sets=[LEFT])
    session = PracticeSession.objects.get()
    assert (session.status, session.counted, stored(session)) == ("stopped", False, [(0, "done")])
    assert start_session(user=ready_alice, now=now).pk != session.pk
    send(ready_alice, pack, rev=2, sets=[LEFT, RIGHT])
    session.refresh_from_db()
    assert (session.status, len(stored(session))) == ("stopped", 2)


def test_a_pack_uses_up_the_exercise_added_by_hand_that_it_holds(ready_alice):
    Plan.objects.update(extra_slug="boat-pose")
    send(ready_alice, pack_of(owner=ready_alice), status="finished")
    assert Plan.objects.get().extra_slug == "boat-pose"
    Plan.objects.update(extra_slug="low-lunge-stretch")
    send(ready_alice, pack_of(owner=ready_alice), status="finished")
    assert Plan.objects.get().extra_slug == ""


# --- How it felt ----------------------------------------------------------------------------------------


def test_a_check_in_comes_with_the_end_and_is_kept_once(opened):
    save(opened, status="finished", check_in=SAID)
    save(opened, rev=2, status="finished", check_in=SAID)
    check_in = SessionCheckIn.objects.get()
    assert (check_in.highest_pain, check_in.pain_now, check_in.effort) == (3, 2, 5)
    assert (check_in.feelings, check_in.note) == (["pull"], "Fine.")
    assert check_in.created_at == check_in.updated_at == NOW


def test_a_later_check_in_of_the_device_corrects_the_first(opened):
    save(opened, status="finished", check_in=SAID)
    at = NOW + MINUTE
    save(opened, rev=2, status="finished", check_in=SAID | {"effort": 9, "at": at}, now=at)
    check_in = SessionCheckIn.objects.get()
    assert (check_in.effort, check_in.created_at, check_in.updated_at) == (9, NOW, at)


def test_what_was_changed_on_the_website_since_stays(opened):
    save(opened, status="finished", check_in=SAID)
    SessionCheckIn.objects.update(effort=1, updated_at=NOW + 5 * MINUTE)
    later = NOW + 9 * MINUTE
    saved = save(opened, rev=2, status="finished", check_in=SAID | {"at": NOW + MINUTE}, now=later)
    assert SessionCheckIn.objects.get().effort == saved.check_in.effort == 1


def test_a_check_in_of_a_clock_ahead_is_taken_as_said_now(opened):
    save(opened, status="finished", check_in=SAID | {"at": NOW + timedelta(days=9)})
    assert SessionCheckIn.objects.get().updated_at == NOW


# --- Stop signals ---------------------------------------------------------------------------------------


def locked(user):
    return Profile.objects.get(user=user).safety_due_since


@pytest.mark.parametrize("signal", ["numb", "gave-way", "throbbing", "dizzy", "chest"])
def test_a_signal_that_ends_the_session_asks_for_the_safety_questions(opened, signal):
    save(opened, sets=[LEFT])
    assert locked(opened.user) is None
    save(opened, rev=2, sets=[LEFT, said(1, outcome="hurt", signals=["sharp", signal])], now=NOW + MINUTE)
    assert locked(opened.user) == NOW + MINUTE


@pytest.mark.parametrize(
    "row",
    [
        {"outcome": "hurt", "signals": ["sharp", "electric"], "score": 8},
        {"outcome": "hurt", "signals": []},
        {"outcome": "done", "signals": ["numb"]},
    ],
    ids=str,
)
def test_other_sets_ask_for_nothing(opened, row):
    save(opened, sets=[said(0, **row)])
    assert locked(opened.user) is None


def test_the_same_row_again_does_not_lock_again(opened):
    hurt = said(0, outcome="hurt", signals=["numb"])
    save(opened, sets=[hurt])
    save(opened, sets=[hurt], now=NOW + MINUTE)
    save(opened, rev=2, sets=[hurt | {"score": 7}, RIGHT], status="stopped", now=NOW + 2 * MINUTE)
    assert locked(opened.user) == NOW
    save(opened, rev=3, sets=[hurt, RIGHT | {"outcome": "hurt", "signals": ["dizzy"]}], now=NOW + 3 * MINUTE)
    assert locked(opened.user) == NOW + 3 * MINUTE


def test_a_signal_of_someone_without_a_profile_is_remembered(bob):
    ConsentFactory(user=bob)
    send(bob, pack_of(), sets=[said(0, outcome="hurt", signals=["numb"])])
    assert locked(bob) == NOW


@pytest.mark.parametrize(
    ("feelings", "locks"),
    [(["numb"], True), (["gave-way"], True), (["dizzy"], True), (["sharp", "pinch"], False)],
)
def test_a_check_in_with_such_a_feeling_locks_once(opened, feelings, locks):
    save(opened, status="finished", check_in=SAID | {"feelings": feelings})
    assert locked(opened.user) == (NOW if locks else None)
    at = NOW + MINUTE
    save(opened, rev=2, status="finished", check_in=SAID | {"feelings": feelings, "at": at}, now=at)
    assert locked(opened.user) == (NOW if locks else None)


# --- The record of stops --------------------------------------------------------------------------------


def test_stops_are_counted_by_exercise_with_the_last_local_date(ready_alice, bob, django_assert_num_queries):
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # past midnight in Berlin
    hurt = {"session": session, "outcome": "hurt"}
    SetResultFactory(**hurt, signals=["sharp"], finished_at=late)
    SetResultFactory(**hurt, signals=["electric", "numb"], finished_at=NOW)
    SetResultFactory(**hurt, signals=["sharp"], exercise="cat-cow")
    SetResultFactory(**hurt, signals=["numb"])
    SetResultFactory(**hurt, signals=[], score=9)
    SetResultFactory(session=session, outcome="done", signals=["sharp"])
    SetResultFactory(session__user=bob, outcome="hurt", signals=["sharp"])
    with django_assert_num_queries(1):
        stops = SetResult.objects.stops_of(ready_alice)
    assert stops == {"low-lunge-stretch": (2, date(2026, 11, 24)), "cat-cow": (1, date(2026, 11, 23))}


def test_without_stops_there_is_nothing_to_count(ready_alice):
    SessionCheckInFactory(session__user=ready_alice, feelings=["sharp"])
    assert SetResult.objects.stops_of(ready_alice) == {}
