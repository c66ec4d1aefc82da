"""A pause planned ahead: it begins by itself, beside another one, and until then nothing counted sees it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import OutgoingMail
from accounts.models.mail import MailState
from routines import announcing, morning_asking, progress, reminders, steadiness
from routines.check_ins import load_week
from routines.clearance import clearance
from routines.models import MorningQuestion, Pause, Plan, Programme
from routines.pauses import (
    Overlaps,
    call_off,
    change_ahead,
    come_back,
    in_force,
    pause_from,
    pause_until,
    pauses_of,
    stay_away,
    where_now,
)
from routines.practice import practice_of
from routines.self_test_history import load as load_tests
from routines.sessions import next_session
from tests.factories import NOW, PauseFactory, PracticeSessionFactory, ScreeningFactory

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
FIRST, BACK = MONDAY + 10 * DAY, MONDAY + 21 * DAY  # Thursday of next week, and a Monday


def plan_ahead(user, *, start=FIRST, until=BACK, reason="holiday", now=NOW):
    return pause_from(user=user, start=start, until=until, reason=reason, now=now)


def change(pause, *, start=FIRST, until=BACK, reason="holiday", now=NOW):
    return change_ahead(user=pause.user, pk=pause.pk, start=start, until=until, reason=reason, now=now)


def at(on, hour=9):
    return datetime.combine(on, time(hour), tzinfo=UTC)


def pauses(user, on):
    return pauses_of(user, today=on)


def done(user, on, kind="stretch"):
    return PracticeSessionFactory(
        user=user, finished=True, kind=kind, local_date=on, started_at=at(on, 17), ended_at=at(on, 18)
    )


# --- Begins by itself -----------------------------------------------------------------------------------


def test_it_is_ahead_then_in_force_then_over(ready_alice):
    pause = plan_ahead(ready_alice)
    assert (pause.started_on, pause.until, pause.ahead) == (FIRST, BACK, True)
    states = [(bool(pauses(ready_alice, day).ahead), in_force(ready_alice, today=day)) for day in (
        MONDAY, FIRST - DAY, FIRST, BACK - DAY, BACK
    )]  # fmt: skip
    assert states == [(True, None), (True, None), (False, pause), (False, pause), (False, None)]


def test_from_today_it_is_in_force_at_once(ready_alice):
    assert not plan_ahead(ready_alice, start=MONDAY).ahead
    assert in_force(ready_alice, today=MONDAY)


def test_asked_for_twice_it_is_one(ready_alice):
    assert plan_ahead(ready_alice) == plan_ahead(ready_alice, now=NOW + timedelta(seconds=1))
    assert Pause.objects.count() == 1


def test_the_page_of_the_week_reads_the_same(ready_alice):
    """One way reads rows, the other JSON."""
    plan_ahead(ready_alice)
    pause_until(user=ready_alice, until=FIRST, reason="illness", now=NOW)
    found = practice_of(ready_alice, now=NOW).pauses
    assert found == pauses(ready_alice, MONDAY)
    assert found.ahead.pk == Pause.objects.get(ahead=True).pk
    assert (found.now.reason, found.ahead.reason) == ("illness", "holiday")


def test_in_the_zone_of_the_person_it_begins_at_midnight(ready_alice):
    plan_ahead(ready_alice)
    ready_alice.time_zone = "Pacific/Kiritimati"  # travelled since: fourteen hours ahead
    ready_alice.save()
    midnight = datetime(2026, 12, 2, 10, tzinfo=UTC)
    assert practice_of(ready_alice, now=midnight - timedelta(seconds=1)).pauses.now is None
    assert practice_of(ready_alice, now=midnight).pauses.now


# --- Beside the one in force ----------------------------------------------------------------------------


def test_falling_ill_keeps_the_holiday_of_next_month(ready_alice):
    holiday = plan_ahead(ready_alice)
    ill = pause_until(user=ready_alice, until=MONDAY + 4 * DAY, reason="illness", now=NOW)
    assert (in_force(ready_alice, today=MONDAY), pauses(ready_alice, MONDAY).ahead.pk) == (ill, holiday.pk)
    come_back(user=ready_alice, now=NOW + DAY)
    assert in_force(ready_alice, today=FIRST) == holiday


def test_one_may_follow_on_from_the_other(ready_alice):
    plan_ahead(ready_alice)
    pause_until(user=ready_alice, until=FIRST, reason="illness", now=NOW)
    assert len(pauses(ready_alice, MONDAY).dates) == 21
    assert in_force(ready_alice, today=FIRST).reason == "holiday"


def test_the_one_in_force_stops_where_the_planned_one_begins(ready_alice):
    plan_ahead(ready_alice)
    with pytest.raises(Overlaps, match="begins on Thursday 3 December") as clash:
        pause_until(user=ready_alice, until=FIRST + DAY, reason="illness", now=NOW)
    assert clash.value.field == "until"
    ill = pause_until(user=ready_alice, until=FIRST, reason="illness", now=NOW)
    with pytest.raises(Overlaps):
        pause_until(user=ready_alice, until=BACK, reason="illness", now=NOW)
    ill.refresh_from_db()
    assert ill.until == FIRST


def test_a_planned_one_begins_after_the_one_in_force(ready_alice):
    pause_until(user=ready_alice, until=FIRST, reason="illness", now=NOW)
    with pytest.raises(Overlaps, match="until Thursday 3 December") as clash:
        plan_ahead(ready_alice, start=FIRST - DAY)
    assert clash.value.field == "start"
    planned = plan_ahead(ready_alice)
    with pytest.raises(Overlaps):
        change(planned, start=MONDAY)
    planned.refresh_from_db()
    assert planned.started_on == FIRST


def test_one_is_planned_at_a_time_and_none_is_lost(ready_alice):
    plan_ahead(ready_alice)
    with pytest.raises(Overlaps, match="one can be planned at a time"):
        plan_ahead(ready_alice, start=BACK + DAY, until=BACK + 9 * DAY)
    assert Pause.objects.get().started_on == FIRST


def test_once_it_has_begun_another_may_be_planned(ready_alice):
    first = plan_ahead(ready_alice)
    second = plan_ahead(ready_alice, start=BACK + 9 * DAY, until=BACK + 12 * DAY, now=at(FIRST))
    third = plan_ahead(ready_alice, start=BACK + 20 * DAY, until=BACK + 22 * DAY, now=at(BACK + 9 * DAY))
    first.refresh_from_db()
    assert (first.ended_on, first.ahead) == (BACK, False)
    on = BACK + 9 * DAY
    assert (in_force(ready_alice, today=on), pauses(ready_alice, on).ahead.pk) == (second, third.pk)


@pytest.mark.parametrize("ahead", [False, True])
def test_the_database_keeps_one_of_each(alice, ahead):
    PauseFactory(user=alice)
    PauseFactory(user=alice, started_on=FIRST, until=BACK, ahead=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PauseFactory(user=alice, started_on=BACK, until=BACK + DAY, ahead=ahead)


# --- Changed, called off, back --------------------------------------------------------------------------


def test_it_may_be_changed_until_it_begins(ready_alice):
    pause = change(plan_ahead(ready_alice), start=FIRST + DAY, until=BACK + DAY, reason="injury")
    assert (pause.started_on, pause.until, pause.reason) == (FIRST + DAY, BACK + DAY, "injury")
    assert change(pause, now=at(FIRST + DAY)) is None
    pause.refresh_from_db()
    assert pause.until == BACK + DAY


def test_changed_to_today_it_begins(ready_alice):
    change(plan_ahead(ready_alice), start=MONDAY)
    assert in_force(ready_alice, today=MONDAY).ahead is False


def test_called_off_it_leaves_no_trace(ready_alice):
    reminders.reschedule(plan=Plan.objects.get(), now=NOW)
    before = Plan.objects.values().get()
    pause = plan_ahead(ready_alice, start=MONDAY + DAY, reason="injury")
    assert call_off(user=ready_alice, pk=pause.pk, now=NOW)
    assert not Pause.objects.exists()
    assert Plan.objects.values().get() == before
    assert not call_off(user=ready_alice, pk=pause.pk, now=NOW)
    assert clearance(ready_alice, now=NOW).ready


def test_one_that_has_begun_is_not_called_off(ready_alice):
    pause = plan_ahead(ready_alice)
    assert not call_off(user=ready_alice, pk=pause.pk, now=at(FIRST))
    assert come_back(user=ready_alice, now=at(FIRST + DAY)) == pause


def test_somebody_elses_stays(ready_alice, bob):
    pause = PauseFactory(user=bob, started_on=FIRST, until=BACK, ahead=True)
    assert not call_off(user=ready_alice, pk=pause.pk, now=NOW)
    assert change_ahead(
        user=ready_alice, pk=pause.pk, start=FIRST, until=FIRST + DAY, reason="illness", now=NOW
    ) is None  # fmt: skip
    pause.refresh_from_db()
    assert (pause.until, pause.reason) == (BACK, "holiday")


def test_nobody_is_back_from_one_that_is_ahead(ready_alice):
    plan_ahead(ready_alice)
    assert come_back(user=ready_alice, now=NOW) is None
    assert Pause.objects.get().ended_on is None


def test_back_from_it_and_away_again_with_the_next_one_planned(ready_alice):
    """It was planned before an illness that came first, and another one is planned for later."""
    holiday = plan_ahead(ready_alice)
    pause_until(user=ready_alice, until=MONDAY + 2 * DAY, reason="illness", now=NOW)
    later = plan_ahead(ready_alice, start=BACK, until=BACK + DAY, now=at(FIRST))
    assert come_back(user=ready_alice, now=at(FIRST + DAY)) == holiday
    assert stay_away(user=ready_alice, now=at(FIRST + DAY)) == holiday
    come_back(user=ready_alice, now=at(FIRST + DAY))
    change(later, start=BACK - DAY, until=BACK + DAY, now=at(FIRST + DAY))  # its days are taken now
    assert stay_away(user=ready_alice, now=at(FIRST + DAY)) is None


# --- Reminders ------------------------------------------------------------------------------------------


def test_no_mail_for_a_paused_day_and_they_resume_by_themselves(ready_alice):
    """Nobody opens the app for five weeks; the sweep runs each hour."""
    reminders.reschedule(plan=Plan.objects.get(), now=NOW)
    plan_ahead(ready_alice)
    for hour in range(24 * 35):
        announcing.plan_due(now=NOW + timedelta(hours=hour))
    told = [date.fromisoformat(key[-10:]) for key in OutgoingMail.objects.values_list("key", flat=True)]
    assert sorted(told) == [MONDAY + n * DAY for n in (0, 2, 4, 7, 9, 21, 23, 25, 28, 30, 32)]


def test_a_mail_that_waits_for_a_day_that_is_paused_now_is_called_off(ready_alice):
    Plan.objects.update(at=time(1), lead_minutes=180)  # for Wednesday it comes on Tuesday at ten
    reminders.reschedule(plan=Plan.objects.get(), now=NOW)
    tuesday = at(MONDAY + DAY, 21)
    announcing.plan_due(now=tuesday)
    assert OutgoingMail.objects.get().state == MailState.PENDING
    pause = plan_ahead(ready_alice, start=MONDAY + 2 * DAY, now=tuesday)
    assert OutgoingMail.objects.get().state == MailState.CANCELLED
    assert Plan.objects.get().next_reminder_date == BACK
    call_off(user=ready_alice, pk=pause.pk, now=tuesday)
    assert Plan.objects.get().next_reminder_date < BACK


def test_the_reminder_of_before_it_begins_stays(ready_alice):
    reminders.reschedule(plan=Plan.objects.get(), now=NOW)
    plan_ahead(ready_alice)
    assert Plan.objects.get().next_reminder_date == MONDAY
    announcing.plan_due(now=at(MONDAY, 17))
    plan_ahead(ready_alice, now=at(MONDAY, 17))
    assert OutgoingMail.objects.get().state == MailState.PENDING


def test_what_was_skipped_is_not_asked_for_again_when_its_new_day_is_paused(ready_alice):
    Plan.objects.update(moved_from=MONDAY, moved_to=MONDAY + 2 * DAY)
    pause = plan_ahead(ready_alice, start=MONDAY + DAY)
    assert Plan.objects.get().next_reminder_date == BACK
    call_off(user=ready_alice, pk=pause.pk, now=NOW)
    assert Plan.objects.get().next_reminder_date == MONDAY + 2 * DAY


@pytest.mark.parametrize(("start", "asked"), [(MONDAY + DAY, False), (MONDAY + 2 * DAY, True)])
def test_the_morning_of_a_paused_day_is_not_asked_about(ready_alice, start, asked):
    morning_asking.switch(user=ready_alice, on=True, now=NOW)
    done(ready_alice, MONDAY)
    reminders.session_done(user=ready_alice, now=at(MONDAY, 18))
    plan_ahead(ready_alice, start=start, now=at(MONDAY, 19))
    assert (MorningQuestion.objects.get().next_at is not None) is asked


# --- Safety ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "length"), [("injury", 11), ("holiday", 28)])
def test_the_safety_questions_wait_until_it_is_over(ready_alice, reason, length):
    plan_ahead(ready_alice, until=FIRST + length * DAY, reason=reason)
    over = FIRST + length * DAY
    ScreeningFactory(user=ready_alice, started_at=at(over - DAY), completed_at=at(over - DAY))
    assert [clearance(ready_alice, now=at(day)).reason for day in (MONDAY, FIRST, over - DAY, over)] == [
        *["ready", "ready", "ready", "rescreen"]
    ]
    ScreeningFactory(user=ready_alice, started_at=at(over, 8), completed_at=at(over, 8))
    assert clearance(ready_alice, now=at(over)).ready


def test_the_first_session_after_an_illness_planned_ahead_is_gentle(ready_alice, content):
    plan_ahead(ready_alice, start=MONDAY + DAY, until=MONDAY + 4 * DAY, reason="illness")
    assert next_session(user=ready_alice, now=NOW)[0].plan["heldBy"] == ""
    done(ready_alice, MONDAY)
    for now in (NOW, NOW + 4 * DAY):  # as it will be, and as it is
        assert next_session(user=ready_alice, now=now)[0].plan["heldBy"] == "back"


# --- Statistics -----------------------------------------------------------------------------------------


def counted(user, on):
    """Everything that is counted by days or weeks, as of a day."""
    now = at(on)
    practice, tests = practice_of(user, now=now), load_tests(user, now=now)
    report = progress.load(user, now=now)
    return {
        "week": practice.week.number,
        "done": practice.week.done,
        "programme": where_now(practice.plan, now=now).week,
        "check-in due": practice.weekly_check_in_due,
        "rating": load_week(user, now=now).asks_rating,
        "self-tests": [history.due for history in tests.histories],
        "weeks": report.weeks,
        "series": report.series,
        "steadiness": steadiness.load(user, report, now=now),
        "clearance": clearance(user, now=now),
    }


@pytest.fixture
def weeks_of_practice(ready_alice, content):
    """Four weeks of a programme, three sessions each."""
    plan = Plan.objects.get()
    plan.started_on = MONDAY - 28 * DAY
    plan.start_programme(Programme.objects.get(slug="psoas-foundation"), on=MONDAY - 26 * DAY)
    plan.save()
    for n in range(12):
        done(ready_alice, MONDAY - 28 * DAY + (7 * (n // 3) + 2 * (n % 3)) * DAY)
    return ready_alice


def test_before_it_begins_nothing_counted_sees_it(weeks_of_practice):
    """In each week before that of its first day, and where it is called off, in that one too."""
    user = weeks_of_practice
    before = [MONDAY + n * DAY for n in range(12)]
    without = [counted(user, day) for day in before]
    pause = plan_ahead(user, start=MONDAY + 12 * DAY, until=MONDAY + 60 * DAY, reason="injury")
    weeks_before = before[:7]
    assert [counted(user, day) for day in weeks_before] == without[:7]
    assert [counted(user, day)["programme"] for day in before] == [one["programme"] for one in without]
    call_off(user=user, pk=pause.pk, now=at(before[-1]))
    assert [counted(user, day) for day in before] == without


def test_once_it_has_begun_the_programme_stands_still(weeks_of_practice):
    user = weeks_of_practice
    plan_ahead(user, start=MONDAY + 2 * DAY, until=MONDAY + 16 * DAY)
    weeks = [counted(user, MONDAY + n * DAY)["programme"] for n in (0, 1, 2, 15, 16, 17)]
    assert weeks == [4, 4, 5, 5, 5, 5]
    assert counted(user, MONDAY + 23 * DAY)["programme"] == 6
    report = progress.load(user, now=at(MONDAY + 23 * DAY))
    assert [week.paused for week in report.weeks] == [*[False] * 5, True, False, False]
