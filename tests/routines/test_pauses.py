"""Pauses in the database: begun, changed, ended; reminders, safety questions and sessions follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import OutgoingMail
from accounts.models.mail import MailState
from routines import announcing, reminders
from routines.check_ins import load_week
from routines.clearance import clearance
from routines.models import Decision, Pause, Plan, PracticeSession, Programme
from routines.pauses import come_back, in_force, pause_until, pauses_of, stay_away, where_now
from routines.practice import practice_of
from routines.programmes import standing
from routines.progress import load
from routines.refusals import Paused
from routines.self_test_history import load as load_tests
from routines.sessions import next_session, start_session
from tests.attempts import said, save
from tests.factories import (
    NOW,
    ConsentFactory,
    PauseFactory,
    PlanFactory,
    PracticeSessionFactory,
    ProfileFactory,
    ScreeningFactory,
    SymptomCheckInFactory,
    UserFactory,
)

MONDAY = date(2026, 11, 23)
FRIDAY_NEXT_WEEK = date(2026, 12, 4)
DAY = timedelta(days=1)


def paused(user, *, until=FRIDAY_NEXT_WEEK, reason="holiday", now=NOW):
    return pause_until(user=user, until=until, reason=reason, now=now)


def done(user, on, kind="stretch"):
    moment = datetime(on.year, on.month, on.day, 17, tzinfo=UTC)
    return PracticeSessionFactory(user=user, finished=True, kind=kind, local_date=on, started_at=moment)


def screened(user, at):
    return ScreeningFactory(user=user, started_at=at, completed_at=at)


def at(on, hour=9):
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


# --- Begin, change, end ---------------------------------------------------------------------------------


def test_a_pause_begins_today(ready_alice):
    pause = paused(ready_alice)
    assert (pause.started_on, pause.until, pause.ended_on) == (MONDAY, FRIDAY_NEXT_WEEK, None)
    assert in_force(ready_alice, today=MONDAY) == pause
    assert in_force(ready_alice, today=FRIDAY_NEXT_WEEK) is None


def test_a_second_one_changes_the_first(ready_alice):
    paused(ready_alice)
    paused(ready_alice, until=MONDAY + DAY, reason="illness", now=NOW + timedelta(hours=3))
    pause = Pause.objects.get()
    assert (pause.started_on, pause.until, pause.reason) == (MONDAY, MONDAY + DAY, "illness")


def test_one_that_is_over_stays_in_the_history(ready_alice):
    paused(ready_alice)
    paused(ready_alice, until=date(2026, 12, 20), now=at(date(2026, 12, 10)))
    newer, older = Pause.objects.all()
    assert (older.started_on, older.until, older.ended_on) == (MONDAY, FRIDAY_NEXT_WEEK, FRIDAY_NEXT_WEEK)
    assert (newer.started_on, newer.ended_on) == (date(2026, 12, 10), None)


def test_back_today_is_the_first_day_back_and_may_be_taken_back(ready_alice):
    paused(ready_alice)
    assert come_back(user=ready_alice, now=NOW + 3 * DAY).ended_on == MONDAY + 3 * DAY
    assert come_back(user=ready_alice, now=NOW + 3 * DAY) is None
    assert stay_away(user=ready_alice, now=NOW + 3 * DAY).ended_on is None
    assert stay_away(user=ready_alice, now=NOW + 3 * DAY) is None
    assert in_force(ready_alice, today=MONDAY + 4 * DAY)


def test_it_is_taken_back_on_the_same_day_only(ready_alice):
    paused(ready_alice)
    come_back(user=ready_alice, now=NOW + DAY)
    assert stay_away(user=ready_alice, now=NOW + 2 * DAY) is None


@pytest.mark.parametrize(
    "row",
    [
        {"started_on": MONDAY + 30 * DAY, "until": MONDAY + 40 * DAY},  # a second one in force
        {"until": MONDAY, "ended_on": MONDAY},
        {"ended_on": MONDAY - DAY},
        {"ended_on": FRIDAY_NEXT_WEEK + DAY},
    ],
)
def test_the_database_keeps_one_in_force_and_its_days_in_order(alice, row):
    PauseFactory(user=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        PauseFactory(user=alice, **row)
    PauseFactory()  # somebody else's is their own


def test_all_pauses_are_one_query(alice, django_assert_num_queries):
    for n in range(5):
        PauseFactory(user=alice, started_on=MONDAY - (n + 1) * DAY, until=MONDAY, ended_on=MONDAY)
    with django_assert_num_queries(1):
        pauses_of(alice, today=MONDAY)


# --- Time zones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "over_at"),
    [
        ("Europe/Berlin", datetime(2026, 12, 3, 23, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 12, 4, 5, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 12, 3, 10, tzinfo=UTC)),
    ],
)
def test_it_ends_at_midnight_where_the_person_is(ready_alice, zone, over_at):
    """They may travel meanwhile: the day is theirs."""
    paused(ready_alice)
    ready_alice.time_zone = zone
    ready_alice.save()
    assert practice_of(ready_alice, now=over_at - timedelta(seconds=1)).pauses.now
    assert practice_of(ready_alice, now=over_at).pauses.now is None


def test_a_pause_over_the_night_clocks_change_ends_at_midnight(alice):
    PlanFactory(user=alice)
    PauseFactory(user=alice, started_on=date(2027, 3, 20), until=date(2027, 3, 29))  # forward on the 28th
    assert practice_of(alice, now=datetime(2027, 3, 28, 21, 59, tzinfo=UTC)).pauses.now
    assert practice_of(alice, now=datetime(2027, 3, 28, 22, tzinfo=UTC)).pauses.now is None


def test_travel_to_the_day_before_neither_ends_it_nor_plans_a_session(ready_alice):
    """Begun in the first hour of Tuesday in Berlin; an hour later the clock on the wall says Monday."""
    begun = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    pause = paused(ready_alice, now=begun)
    assert pause.started_on == MONDAY + DAY
    ready_alice.time_zone = "America/Los_Angeles"
    ready_alice.save()
    practice = practice_of(ready_alice, now=begun + timedelta(hours=1))
    assert practice.today == MONDAY
    assert practice.week.days[0].state == "paused"
    assert practice.week.next_date == FRIDAY_NEXT_WEEK
    assert come_back(user=ready_alice, now=begun + timedelta(hours=1)).ended_on == MONDAY + DAY


# --- Reminders ------------------------------------------------------------------------------------------


def test_a_mail_that_waits_is_called_off_and_the_next_is_for_the_first_session_after(ready_alice):
    plan = Plan.objects.get()
    reminders.reschedule(plan=plan, now=NOW)
    announcing.plan_due(now=at(MONDAY, 17))  # 18:00 in Berlin
    paused(ready_alice, now=at(MONDAY, 17))
    assert OutgoingMail.objects.get().state == MailState.CANCELLED
    plan.refresh_from_db()
    assert plan.next_reminder_date == FRIDAY_NEXT_WEEK
    assert announcing.plan_due(now=at(FRIDAY_NEXT_WEEK, 16)) == 0
    assert announcing.plan_due(now=at(FRIDAY_NEXT_WEEK, 17)) == 1
    assert OutgoingMail.objects.exclude(state=MailState.CANCELLED).count() == 1


def test_a_sweep_by_an_old_cursor_sends_nothing_in_a_pause(ready_alice):
    reminders.reschedule(plan=Plan.objects.get(), now=NOW)
    PauseFactory(user=ready_alice)  # without telling reminders
    announcing.plan_due(now=at(MONDAY, 17))
    assert not OutgoingMail.objects.exists()
    assert Plan.objects.get().next_reminder_date == FRIDAY_NEXT_WEEK


def test_who_is_back_earlier_is_reminded_earlier(ready_alice):
    paused(ready_alice)
    come_back(user=ready_alice, now=NOW + DAY)
    assert Plan.objects.get().next_reminder_date == MONDAY + 2 * DAY
    stay_away(user=ready_alice, now=NOW + DAY)
    assert Plan.objects.get().next_reminder_date == FRIDAY_NEXT_WEEK


def test_a_mail_after_a_pause_counts_what_was_possible(ready_alice):
    paused(ready_alice, reason="illness")
    announcing.plan_due(now=at(FRIDAY_NEXT_WEEK, 17))
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Your session – 18:30 today"
    assert not {"ill", "pause", "hurt"} & set((mail.subject + mail.text).lower().split())


# --- Safety ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "days", "asked"),
    [("injury", 1, True), ("injury", 11, True), ("illness", 27, False), ("holiday", 28, True)],
)
def test_an_injury_and_a_long_pause_ask_the_safety_questions_anew(ready_alice, reason, days, asked):
    """Someone who was asked on the last day before the pause, so that four weeks alone don't say it."""
    back = MONDAY + days * DAY
    paused(ready_alice, until=back, reason=reason, now=NOW)
    verdict = clearance(ready_alice, now=at(back, 8))
    assert (verdict.reason, verdict.step) == (("rescreen", "safety") if asked else ("ready", ""))
    screened(ready_alice, at(back, 8))
    assert clearance(ready_alice, now=at(back)).ready


def test_answers_of_before_the_day_back_will_not_do(ready_alice):
    paused(ready_alice, reason="injury")
    screened(ready_alice, NOW + 2 * DAY)
    assert clearance(ready_alice, now=at(FRIDAY_NEXT_WEEK)).reason == "rescreen"


def test_hurt_and_back_within_the_hour_asks_too(ready_alice, now):
    paused(ready_alice, reason="injury")
    assert clearance(ready_alice, now=now).ready  # while paused nobody is asked
    come_back(user=ready_alice, now=now)
    assert clearance(ready_alice, now=now).reason == "rescreen"


def test_an_unanswered_injury_is_not_forgotten_over_a_holiday(ready_alice):
    paused(ready_alice, reason="injury", until=MONDAY + 3 * DAY)
    paused(ready_alice, until=MONDAY + 9 * DAY, now=NOW + 4 * DAY)
    assert clearance(ready_alice, now=NOW + 10 * DAY).reason == "rescreen"


@settings(max_examples=25)
@given(st.integers(1, 84), st.sampled_from(["holiday", "illness", "injury"]), st.integers(0, 90))
@pytest.mark.django_db
def test_whoever_was_hurt_or_away_long_never_starts_unasked(length, reason, later):
    with transaction.atomic():
        user = UserFactory(time_zone="UTC")
        for make in (ConsentFactory, ScreeningFactory, ProfileFactory, PlanFactory, SymptomCheckInFactory):
            make(user=user)
        paused(user, until=MONDAY + length * DAY, reason=reason)
        now = NOW + later * DAY
        if later < length:
            with pytest.raises(Paused):
                next_session_of(user, now)
        elif reason == "injury" or length >= 28 or later > 28:
            assert clearance(user, now=now).reason == "rescreen"
        else:
            assert clearance(user, now=now).ready
        transaction.set_rollback(True)


def next_session_of(user, now):
    screened(user, now)
    return next_session(user=user, now=now)


# --- Sessions -------------------------------------------------------------------------------------------


def test_nothing_starts_in_a_pause(ready_alice, content, now):
    paused(ready_alice)
    with pytest.raises(Paused, match="until Friday 4 December"):
        start_session(user=ready_alice, now=now)
    with pytest.raises(Paused):
        next_session(user=ready_alice, now=now)
    assert not PracticeSession.objects.exists()
    come_back(user=ready_alice, now=now)
    assert start_session(user=ready_alice, now=now).plan["heldBy"] == ""


def test_the_first_session_after_an_illness_is_gentle_and_says_so(ready_alice, content):
    Plan.objects.update(level=3, minutes=20, extra_slug="dead-bug")
    done(ready_alice, MONDAY - DAY)
    paused(ready_alice, reason="illness", until=MONDAY + 3 * DAY)
    session = start_session(user=ready_alice, now=NOW + 3 * DAY)
    assert (session.level, session.plan["heldBy"]) == (1, "back")
    assert session.minutes <= 11
    assert session.plan["care"][0] == "Your first session after being ill is a gentle one, and nothing grows."
    [decision] = Decision.objects.all()
    assert (decision.rule, decision.outcome, decision.session) == ("back", "gentle", session)
    assert Plan.objects.get().extra_slug == "dead-bug"  # it waits


def test_the_one_after_that_goes_on(ready_alice, content):
    paused(ready_alice, reason="illness", until=MONDAY + 3 * DAY)
    done(ready_alice, MONDAY + 3 * DAY)
    session, _ = next_session(user=ready_alice, now=NOW + 5 * DAY)
    assert session.plan["heldBy"] == ""


def test_two_weeks_of_holiday_are_two_weeks_without_training(ready_alice, content):
    Plan.objects.update(level=3)
    PracticeSession.objects.update(level=3)
    done(ready_alice, MONDAY - DAY)
    paused(ready_alice, until=MONDAY + 14 * DAY)
    session, _ = next_session(user=ready_alice, now=NOW + 14 * DAY)
    assert session.plan["heldBy"] == "G"
    assert session.plan["care"][0].startswith("It has been 15 days")


def test_what_a_device_did_meanwhile_is_kept_and_its_stop_rules_hold(ready_alice, now):
    """A session begun before the pause, or without a network, may be told of in it."""
    session = PracticeSessionFactory(user=ready_alice)
    paused(ready_alice)
    numb = [said(0), said(1, side="right", outcome="hurt", signals=["numb"])]
    save(session, status="finished", ended_at=now, sets=numb)
    session.refresh_from_db()
    assert (session.status, session.counted) == ("finished", True)
    assert in_force(ready_alice, today=MONDAY)
    assert clearance(ready_alice, now=now).reason == "rescreen"  # the stop signal asks, pause or not


# --- Statistics -----------------------------------------------------------------------------------------


def test_the_programme_stands_still(ready_alice, content):
    plan = Plan.objects.select_related("user", "programme").get()
    plan.start_programme(Programme.objects.get(slug="psoas-foundation"), on=MONDAY - 15 * DAY)
    plan.save()
    assert where_now(plan, now=NOW).week == 3
    paused(ready_alice, until=MONDAY + 21 * DAY)
    assert where_now(plan, now=NOW + 10 * DAY).week == 3
    assert where_now(plan, now=NOW + 21 * DAY).week == 3
    assert where_now(plan, now=NOW + 27 * DAY).week == 4
    assert standing(plan, today=MONDAY + 21 * DAY).week == 6  # as it would be without


def test_no_check_in_is_due_for_paused_days(ready_alice):
    """Alice gave her signs on this Monday."""
    paused(ready_alice, until=MONDAY + 10 * DAY, now=NOW + 3 * DAY)
    assert not practice_of(ready_alice, now=NOW + 13 * DAY).weekly_check_in_due
    assert practice_of(ready_alice, now=NOW + 14 * DAY).weekly_check_in_due


def test_the_global_rating_waits_for_weeks_that_were_there(ready_alice):
    """It is asked in week 2, which two weeks of pause put off by two."""
    paused(ready_alice, until=MONDAY + 17 * DAY, now=NOW + 3 * DAY)
    assert not load_week(ready_alice, now=NOW + 18 * DAY).asks_rating
    assert load_week(ready_alice, now=NOW + 28 * DAY).asks_rating


def test_self_tests_are_due_by_weeks_that_were_there(ready_alice):
    paused(ready_alice, until=MONDAY + 30 * DAY)
    first = [history.due for history in load_tests(ready_alice, now=NOW).histories]
    later = [history.due for history in load_tests(ready_alice, now=NOW + 30 * DAY).histories]
    assert [due.now for due in later] == [due.now for due in first]


def test_paused_weeks_are_no_weeks_of_practice(ready_alice, now):
    done(ready_alice, MONDAY - 28 * DAY)
    done(ready_alice, MONDAY)
    PauseFactory(
        user=ready_alice, started_on=MONDAY - 22 * DAY, until=MONDAY - 7 * DAY, ended_on=MONDAY - 7 * DAY
    )
    progress = load(ready_alice, now=now)
    assert [week.paused for week in progress.weeks] == [False, True, True, False, False]
    assert "2 sessions in 3 weeks" in progress.series.label
