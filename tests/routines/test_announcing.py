"""A reminder names the session that a start at its hour gives: its kind and its minutes, or no minutes."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from accounts.models import OutgoingMail
from psoasfit.time_limits import TimeIsUp
from routines import announcing, reminders, scheduler
from routines.models import Plan, Profile, Programme
from routines.sessions import start_session
from tests.factories import (
    NOW,
    AttemptFactory,
    ConsentFactory,
    DecisionFactory,
    ExerciseChoiceFactory,
    PauseFactory,
    PlanFactory,
    PracticeSessionFactory,
    ProfileFactory,
    ScreeningFactory,
    SetResultFactory,
    SymptomCheckInFactory,
    UserFactory,
    WeeklyCheckInFactory,
)
from tests.routines.test_reminders import HEALTH

MONDAY = date(2026, 11, 23)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ACTIVITY = {"stretch": "stretching", "strength": "strengthening"}


def utc(day, hour=17, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


@pytest.fixture
def plan(ready_alice, content):
    """Monday, Wednesday, Friday at 18:30 in Berlin, half an hour ahead."""
    Plan.objects.update(started_on=MONDAY - 8 * WEEK)
    return ready_alice.plan


def done(user, day, kind="stretch", *, hip_seconds=0):
    at = utc(day, 12)
    session = PracticeSessionFactory(
        user=user, kind=kind, finished=True, local_date=day, started_at=at, ended_at=at
    )
    if hip_seconds:
        SetResultFactory(session=session, side="", ms=1000 * hip_seconds, finished_at=at)


def point_at(day):
    Plan.objects.update(next_reminder_at=utc(day), next_reminder_date=day)


def another_like(plan):
    """Somebody else with the same week."""
    user = UserFactory(time_zone=plan.user.time_zone)
    for factory in (ConsentFactory, ScreeningFactory, ProfileFactory, SymptomCheckInFactory):
        factory(user=user)
    PlanFactory(user=user, started_on=plan.started_on)
    return user


def mail_of(day):
    """What goes out half an hour before the session of a day."""
    point_at(day)
    announcing.plan_due(now=utc(day))
    return OutgoingMail.objects.filter(kind="session").latest("id")


def parts(mail):
    return mail.subject, mail.text, re.sub(r"<style>.*?</style>", "", mail.html, flags=re.DOTALL)


def minutes_named(text):
    found = re.findall(r"(\d+) minutes? of", text)
    return int(found[0]) if found else None


# --- The minutes of what a start gives ------------------------------------------------------------------


def unsure(plan):
    WeeklyCheckInFactory(user=plan.user, monday=MONDAY - WEEK, confidence=5)


def thin(plan):
    DecisionFactory(
        user=plan.user, exercise="", rule="D6", outcome="shorten", week=MONDAY, made_at=NOW, session=None
    )


def worse(plan):
    DecisionFactory(
        user=plan.user, exercise="", rule="D1", outcome="deload", week=MONDAY, made_at=NOW, session=None
    )


def back_from_a_pause(plan):
    done(plan.user, MONDAY - 20 * DAY)
    PauseFactory(
        user=plan.user, reason="illness", started_on=MONDAY - 14 * DAY, until=MONDAY, begun_at=NOW - 14 * DAY
    )
    ScreeningFactory(user=plan.user, started_at=NOW, completed_at=NOW)


def half_an_hour_at_level_one(plan):
    Plan.objects.update(minutes=30)


def in_a_programme(plan):
    reset = Programme.objects.get(slug="desk-reset")
    Plan.objects.update(programme=reset, programme_started_on=MONDAY - WEEK, minutes=20)


def a_full_week(plan):
    Plan.objects.update(per_week=4, days=[0, 1, 3, 4], minutes=10)
    done(plan.user, MONDAY - DAY, "strength")
    session = PracticeSessionFactory(
        user=plan.user, local_date=MONDAY, status="stopped", started_at=utc(MONDAY, 8)
    )
    SetResultFactory(session=session, side="", ms=600_000)


def nothing(plan):
    pass


CASES = [
    nothing, unsure, thin, worse, back_from_a_pause, half_an_hour_at_level_one, in_a_programme, a_full_week
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_names_the_session_that_a_start_gives(plan, case):
    case(plan)
    reminders.reschedule(plan=Plan.objects.select_related("user").get(), now=NOW)
    point_at(MONDAY)
    shown = announcing.preview(Plan.objects.select_related("user").get(), now=utc(MONDAY))
    mail = mail_of(MONDAY)
    session = start_session(user=plan.user, now=utc(MONDAY, 17, 30))
    wanted = f"{session.minutes} minutes of {ACTIVITY[session.kind]}"
    assert all(wanted in text for text in parts(mail)[1:])
    assert wanted in shown["text"]
    assert not [found for text in parts(mail) if (found := re.findall(HEALTH, text, re.IGNORECASE))]
    assert not re.search(r"shorter|lighter|unsure|thin|half the", mail.text)


@pytest.mark.parametrize("case", [unsure, thin, worse, back_from_a_pause], ids=lambda case: case.__name__)
def test_that_is_less_than_the_plans_own(plan, case):
    usual = minutes_named(mail_of(MONDAY).text)
    OutgoingMail.objects.all().delete()
    case(plan)
    assert minutes_named(mail_of(MONDAY).text) < usual


def test_a_later_day_is_previewed_as_far_as_it_is_known(plan):
    """This week is unsure, so next week's sessions are shorter; this week's are not."""
    WeeklyCheckInFactory(user=plan.user, monday=MONDAY, confidence=5)
    seen = []
    for day in (MONDAY, MONDAY + 7 * DAY):
        point_at(day)
        text = announcing.preview(Plan.objects.select_related("user").get(), now=NOW)["text"]
        seen.append(minutes_named(text))
    assert seen[1] < seen[0]


def test_strength_that_would_come_too_soon_is_announced_as_stretch(plan):
    Plan.objects.update(at=time(8))
    at = utc(MONDAY, 19)
    for kind in ("strength", "stretch"):
        PracticeSessionFactory(
            user=plan.user, kind=kind, finished=True, local_date=MONDAY, started_at=at, ended_at=at
        )
        at += timedelta(minutes=20)
    wednesday = MONDAY + 2 * DAY
    Plan.objects.update(next_reminder_at=utc(wednesday, 6, 30), next_reminder_date=wednesday)
    announcing.plan_due(now=utc(wednesday, 6, 30))
    assert "of stretching" in OutgoingMail.objects.get(kind="session").text


# --- None where none are known --------------------------------------------------------------------------


def no_minutes(mail):
    assert minutes_named(mail.text) is None
    assert "\nStretching, 18:30 today." in f"\n{mail.text}"
    assert "minute" not in "".join(parts(mail))
    return mail


def test_none_where_questions_come_first(plan):
    point_at(MONDAY + 35 * DAY)
    mail = no_minutes(mail_of(MONDAY + 35 * DAY))
    assert "safety questions we ask from time to time" in mail.text


def test_none_where_the_limits_leave_no_session(plan):
    Profile.objects.update(cautions=["M4", "M5", "M18"], equipment=["chair"])
    ExerciseChoiceFactory(user=plan.user, exercise="standing-hip-flexor-stretch", instead="")
    no_minutes(mail_of(MONDAY))


def test_a_mistake_in_fitting_costs_the_minutes_and_not_the_mail(plan, monkeypatch, caplog):
    monkeypatch.setattr(announcing, "next_up", lambda *args, **kwargs: 1 / 0)
    no_minutes(mail_of(MONDAY))
    assert "could not be prepared" in caplog.text
    assert plan.user.email not in caplog.text


def test_a_refusal_of_the_database_costs_the_minutes_and_not_the_mail(plan, monkeypatch):
    def refused(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(announcing, "next_up", refused)
    no_minutes(mail_of(MONDAY))


@pytest.mark.parametrize("name", ["practice_of", "next_up"])
def test_when_time_is_up_the_round_ends_and_what_was_planned_is_kept(plan, monkeypatch, name):
    other = another_like(plan)
    point_at(MONDAY)
    real, calls = getattr(announcing, name), []

    def second_is_too_late(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise TimeIsUp
        return real(*args, **kwargs)

    monkeypatch.setattr(announcing, name, second_is_too_late)
    with pytest.raises(TimeIsUp):
        scheduler.one_round(now=utc(MONDAY))
    first = OutgoingMail.objects.get()  # planned, and not handed over in a round without time
    assert first.state == "pending"
    announcing.plan_due(now=utc(MONDAY) + timedelta(minutes=61))
    assert {mail.user for mail in OutgoingMail.objects.all()} == {plan.user, other}
    assert OutgoingMail.objects.count() == 2


# --- Only if not done -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("sets", "mails"), [(1, 1), (2, 0)])
def test_none_the_day_after_one_that_was_left_open_and_will_count(plan, sets, mails):
    """Half of it was done, so its day counts and the next day is for rest."""
    Plan.objects.update(days=[0, 1, 2, 3, 4, 5, 6])
    started = utc(MONDAY, 12)
    session = PracticeSessionFactory(user=plan.user, local_date=MONDAY, started_at=started)
    attempt = AttemptFactory(session=session, started_at=started, updated_at=started)
    for position, side in enumerate(("left", "right")[:sets]):
        SetResultFactory(session=session, attempt=attempt, position=position, side=side, finished_at=started)
    tuesday, wednesday = MONDAY + DAY, MONDAY + 2 * DAY
    point_at(tuesday)
    announcing.plan_due(now=utc(tuesday))
    assert OutgoingMail.objects.filter(kind="session").count() == mails
    assert Plan.objects.get().next_reminder_date == wednesday
    session.refresh_from_db()
    assert (session.status, session.counted) == ("open", False)
    Plan.objects.update(next_reminder_at=None)
    OutgoingMail.objects.all().delete()
    reminders.reschedule(plan=Plan.objects.select_related("user").get(), now=utc(tuesday, 8))
    assert Plan.objects.get().next_reminder_date == (wednesday if sets == 2 else tuesday)


def test_one_that_is_under_way_is_left_alone(plan):
    PracticeSessionFactory(user=plan.user, local_date=MONDAY, started_at=utc(MONDAY, 16, 50))
    mail_of(MONDAY)
    assert Profile.objects.count() == OutgoingMail.objects.filter(kind="session").count() == 1
