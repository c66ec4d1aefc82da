"""/today/: the week in every state, starting and moving the next session."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from routines import reminders
from routines.models import Plan, PracticeSession, RoutineKind, Screening
from routines.week import plan_week
from routines.week_words import day_name, heading, list_title, reason_for_kind, what_is_in_it
from tests.factories import (
    NOW,
    PlanFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
    SymptomCheckInFactory,
    WeeklyCheckInFactory,
)

MONDAY = date(2026, 11, 23)
PAGE = "/today/"


@pytest.fixture
def as_alice(ready_alice, content, client_for):
    return client_for(ready_alice)


def done(user, day, kind="stretch", **kwargs):
    moment = datetime.combine(day, time(17), tzinfo=UTC)
    values = {"kind": kind, "local_date": day, "started_at": moment, "ended_at": moment}
    return PracticeSessionFactory(user=user, finished=True, **(values | kwargs))


def text(answer):
    return " ".join(answer.content.decode().split())


# --- Who may -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [PAGE, "/today/start/", "/today/move/"])
def test_signed_out_leads_to_sign_in(client, db, url):
    answer = client.get(url) if url == PAGE else client.post(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_wrong_methods_are_405(as_alice):
    assert as_alice.post(PAGE).status_code == 405
    assert as_alice.get("/today/start/").status_code == 405
    assert as_alice.get("/today/move/").status_code == 405


def test_a_red_flag_blocks_every_way_in(as_alice, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    Screening.objects.update(stopped=True)
    answers = [
        as_alice.get(PAGE),
        as_alice.post("/today/start/"),
        as_alice.post("/today/move/", {"to": "2026-11-24"}),
        as_alice.get(f"/sessions/{session.pk}/"),
    ]
    assert [answer["Location"] for answer in answers] == ["/welcome/stopped/"] * 4
    assert as_alice.post("/api/v1/sessions/").status_code == 409
    assert PracticeSession.objects.count() == 1
    assert Plan.objects.get().moved_to is None


def test_someone_new_is_welcomed_first(bob, client_for):
    assert client_for(bob).get(PAGE)["Location"] == "/welcome/consent/"


# --- The states of the week ----------------------------------------------------------------------------


def test_first_day_offers_the_first_session(as_alice):
    page = text(as_alice.get(PAGE))
    assert "Week 1 · Monday 23 November" in page
    assert "Your first session is ready." in page
    assert "Next session · today, 15 min" in page
    assert "A stretch to begin with." in page
    assert "Low lunge stretch" in page
    assert "Start session" in page
    assert "0 of 3 done" in page
    assert "your pain appears here after two check-ins" in page


def test_swaps_are_noted(as_alice):
    assert "Without Reclined psoas stretch: a bed or sturdy bench is needed." in text(as_alice.get(PAGE))


def test_last_session_of_the_week(as_alice, ready_alice, at):
    at(date(2026, 11, 27))
    done(ready_alice, MONDAY)
    done(ready_alice, date(2026, 11, 25), kind="strength")
    page = text(as_alice.get(PAGE))
    assert "One more session makes your week." in page
    assert "Stretch, because Wednesday was a strength day." in page
    assert "2 of 3 done" in page
    assert page.count(": session done<") == 2


def test_done_today_rests(as_alice, ready_alice):
    done(ready_alice, MONDAY)
    page = text(as_alice.get(PAGE))
    assert "Done for today. The next one is on Wednesday." in page
    assert "Strength, because today was a stretch day." in page
    assert "/today/start/" not in page


def test_the_day_after_a_session_is_for_rest(as_alice, ready_alice, at):
    at(date(2026, 11, 24))
    done(ready_alice, MONDAY)
    page = text(as_alice.get(PAGE))
    assert "Rest today. The next session is tomorrow." in page
    assert "/today/start/" not in page


def test_a_day_off_may_be_used(as_alice, at):
    at(date(2026, 11, 24))
    page = text(as_alice.get(PAGE))
    assert "Your first session is tomorrow." in page
    assert "Do it today" in page


def test_a_full_week_is_complete(as_alice, ready_alice, at):
    for day in (0, 2, 4):
        done(ready_alice, MONDAY + timedelta(days=day))
    at(date(2026, 11, 27))
    assert "That makes your week." in text(as_alice.get(PAGE))
    at(date(2026, 11, 28))
    page = text(as_alice.get(PAGE))
    assert "Your week is complete." in page
    assert "3 of 3 done" in page
    assert "Next session · Monday, " in page


def test_a_late_start_asks_for_nothing_this_week(as_alice, at):
    at(date(2026, 11, 28))
    Plan.objects.update(started_on=date(2026, 11, 28))
    page = text(as_alice.get(PAGE))
    assert "Your first session is on Monday." in page
    assert "Your week starts" in page


def test_missed_days_are_no_debt(as_alice, ready_alice, at):
    done(ready_alice, MONDAY - timedelta(days=10))
    Plan.objects.update(started_on=MONDAY - timedelta(days=28))
    at(date(2026, 11, 27))
    page = text(as_alice.get(PAGE))
    assert "A good day for a session." in page
    assert "overdue" not in page
    assert "missed" not in page


def test_an_unfinished_session_is_picked_up(as_alice, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    page = text(as_alice.get(PAGE))
    assert "Pick up where you left off" in page
    assert f'href="/sessions/{session.pk}/"' in page
    assert "/today/start/" not in page


def test_an_unfinished_session_waits_while_a_rest_is_on(as_alice, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    as_alice.post("/today/start/", {"check": "1", "pain": "9"})
    page = text(as_alice.get(PAGE))
    assert "What you began waits for you" in page
    assert f'href="/sessions/{session.pk}/"' not in page


def test_an_unfinished_session_of_another_day_is_not(as_alice, ready_alice):
    PracticeSessionFactory(user=ready_alice, local_date=MONDAY - timedelta(days=1))
    assert "Pick up where you left off" not in text(as_alice.get(PAGE))


def test_a_session_nobody_asked_about_is_asked_about(as_alice, ready_alice):
    session = done(ready_alice, MONDAY - timedelta(days=1))
    assert f"/sessions/{session.pk}/check-in/" in text(as_alice.get(PAGE))
    SessionCheckInFactory(session=session)
    assert f"/sessions/{session.pk}/check-in/" not in text(as_alice.get(PAGE))


def test_an_old_session_is_not_asked_about_any_more(as_alice, ready_alice):
    session = done(ready_alice, MONDAY - timedelta(days=3))
    assert f"/sessions/{session.pk}/check-in/" not in text(as_alice.get(PAGE))


def test_the_weekly_check_in_is_due_after_seven_days(as_alice, ready_alice, at):
    at(date(2026, 11, 29))
    assert "A week has passed" not in text(as_alice.get(PAGE))
    at(date(2026, 11, 30))
    assert "A week has passed" in text(as_alice.get(PAGE))
    SymptomCheckInFactory(user=ready_alice, on_date=date(2026, 11, 30))
    assert "A week has passed" not in text(as_alice.get(PAGE))


def test_a_half_answered_check_in_waits_until_its_last_page(as_alice, ready_alice):
    assert "You have scored the five signs this week" in text(as_alice.get(PAGE))
    assert "half done" not in text(as_alice.get(PAGE))
    week = WeeklyCheckInFactory(user=ready_alice, confidence=None)
    assert "check-in is half done" in text(as_alice.get(PAGE))
    week.confidence = 8
    week.save()
    assert "/check-ins/" not in text(as_alice.get(PAGE))
    ready_alice.plan.started_on = MONDAY - timedelta(weeks=4)
    ready_alice.plan.save()
    assert "check-in is half done" in text(as_alice.get(PAGE))
    week.rating = 2
    week.save()
    assert "/check-ins/" not in text(as_alice.get(PAGE))


@pytest.mark.parametrize(("confidence", "minutes"), [(6, 10), (7, 15), (None, 15)])
def test_an_unsure_week_makes_the_next_one_smaller_and_says_so(as_alice, ready_alice, confidence, minutes):
    WeeklyCheckInFactory(user=ready_alice, monday=MONDAY - timedelta(weeks=1), confidence=confidence)
    answer = as_alice.get(PAGE)
    assert answer.context["next"].plan.minutes == minutes
    assert ("10 instead of 15 minutes long" in text(answer)) is (minutes == 10)


def test_a_smaller_week_is_over_after_a_week(as_alice, ready_alice):
    WeeklyCheckInFactory(user=ready_alice, monday=MONDAY - timedelta(weeks=2), confidence=1)
    WeeklyCheckInFactory(user=ready_alice, monday=MONDAY, confidence=1)
    assert as_alice.get(PAGE).context["next"].plan.minutes == 15


def test_the_pain_finding_is_shown(as_alice, ready_alice):
    for days, pain in ((14, 7), (12, 6), (9, 6), (7, 3), (5, 2), (2, 2)):
        SessionCheckInFactory(session=done(ready_alice, MONDAY - timedelta(days=days)), pain_now=pain)
    answer = as_alice.get(PAGE)
    assert answer.context["pain_progress"].finding.state == "down"
    assert "pain-progress" in text(answer)


def test_without_a_check_in_there_is_no_chart(as_alice, ready_alice):
    done(ready_alice, MONDAY - timedelta(days=3))
    assert "your pain appears here after two check-ins" in text(as_alice.get(PAGE))


def test_the_day_is_the_persons_own(as_alice, ready_alice, monkeypatch):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    monkeypatch.setattr("psoasfit.clock.now", lambda: late)
    assert "Tuesday 24 November" in text(as_alice.get(PAGE))


def test_sessions_of_someone_else_do_not_show(as_alice, bob):
    done(bob, MONDAY)
    assert "0 of 3 done" in text(as_alice.get(PAGE))


@pytest.mark.parametrize("sessions", [0, 1, 30])
def test_the_queries_do_not_grow_with_the_history(as_alice, ready_alice, sessions, django_assert_num_queries):
    for days in range(sessions):
        SessionCheckInFactory(session=done(ready_alice, MONDAY - timedelta(days=2 * days + 1)))
    with django_assert_num_queries(6 if sessions else 7):  # at first a programme is proposed
        as_alice.get(PAGE)


# --- Starting ------------------------------------------------------------------------------------------


def test_start_opens_the_session(as_alice, ready_alice):
    answer = as_alice.post("/today/start/")
    session = PracticeSession.objects.get()
    assert answer["Location"] == f"/sessions/{session.pk}/"
    assert session.user == ready_alice


def test_a_double_click_starts_one_session(as_alice):
    first, second = as_alice.post("/today/start/"), as_alice.post("/today/start/")
    assert first["Location"] == second["Location"]


def test_the_page_shows_the_session_that_start_makes(as_alice):
    shown = as_alice.get(PAGE).context["next"]
    as_alice.post("/today/start/")
    session = PracticeSession.objects.get()
    assert [step.exercise.slug for step in shown.plan.steps] == [step["id"] for step in session.plan["steps"]]
    assert (session.title, session.minutes) == (shown.title, shown.plan.minutes)


# --- Moving --------------------------------------------------------------------------------------------


def moved():
    return Plan.objects.values_list("moved_from", "moved_to").get()


def test_move_to_another_day_and_back(as_alice):
    answer = as_alice.post("/today/move/", {"to": "2026-11-26"}, follow=True)
    assert moved() == (MONDAY, date(2026, 11, 26))
    page = text(answer)
    assert "Moved to Thursday." in page
    assert "Your first session is on Thursday." in page
    assert "Moved from today." in page
    answer = as_alice.post("/today/move/", {"undo": "1"}, follow=True)
    assert moved() == (None, None)
    assert "Your first session is ready." in text(answer)


def test_a_move_takes_the_reminder_along(as_alice, ready_alice):
    reminders.reschedule(plan=ready_alice.plan, now=NOW)
    before = Plan.objects.get().next_reminder_date
    as_alice.post("/today/move/", {"to": "2026-11-26"})
    assert (before, Plan.objects.get().next_reminder_date) == (MONDAY, date(2026, 11, 26))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"to": ""},
        {"to": "2026-11-23"},  # where it is already
        {"to": "2026-11-22"},
        {"to": "2027-01-01"},
        {"to": "soon"},
        {"to": "2026-11-24\x00"},
    ],
)
def test_a_day_that_is_not_offered_moves_nothing(as_alice, data):
    answer = as_alice.post("/today/move/", data, follow=True)
    assert moved() == (None, None)
    assert "Nothing was moved" in text(answer)


def test_no_day_next_to_a_session_is_offered(as_alice, ready_alice):
    done(ready_alice, MONDAY)
    as_alice.post("/today/move/", {"to": "2026-11-24"})
    assert moved() == (None, None)


def test_moving_leaves_other_people_alone(as_alice, bob):
    PlanFactory(user=bob)
    as_alice.post("/today/move/", {"to": "2026-11-26"})
    assert Plan.objects.get(user=bob).moved_to is None


# --- Words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (3, "Thursday"),
        (-6, "Tuesday"),
        (7, "Monday 30 November"),
        (-7, "Monday 16 November"),
    ],
)
def test_days_are_named_as_people_do(days, name):
    assert day_name(MONDAY + timedelta(days=days), today=MONDAY) == name


def test_three_names_and_the_rest_as_a_number():
    assert what_is_in_it(["A"]) == "A."
    assert what_is_in_it(["A", "B", "C"]) == "A, B and C."
    assert what_is_in_it(list("ABCDE")) == "A, B, C and two more."


def test_list_title_names_a_near_day():
    assert list_title(9, MONDAY, today=MONDAY) == "Today’s nine"
    assert list_title(13, MONDAY + timedelta(days=9), today=MONDAY) == "The next 13"


def test_reason_after_a_long_break_names_no_day():
    reason = reason_for_kind(
        RoutineKind.STRENGTH, last_kind="stretch", last_date=date(2026, 10, 1), today=MONDAY
    )
    assert reason == "Strength, because your last session was a stretch session."


def test_heading_at_the_start_of_a_week():
    week = plan_week(
        today=MONDAY,
        days=[0, 2, 4],
        per_week=3,
        started_on=MONDAY - timedelta(days=28),
        done_dates=[],
        recent=[(MONDAY - timedelta(days=3), "stretch")],
    )
    assert heading(week, today=MONDAY, is_first=False) == "Three sessions make your week."


# --- The offer to install the app ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finished", "stopped", "offered"), [(0, 0, False), (1, 1, False), (2, 0, True), (3, 1, True)]
)
def test_installing_is_offered_to_who_comes_back(as_alice, ready_alice, finished, stopped, offered):
    for number in range(finished + stopped):
        status = "finished" if number < finished else "stopped"
        done(ready_alice, MONDAY - timedelta(days=3 * number + 1), status=status)
    html = as_alice.get(PAGE).content.decode()
    assert ('<aside class="notice" aria-labelledby="install-title" data-install hidden>' in html) is offered


def test_a_session_begun_on_a_day_of_rest_is_not_told_to_rest(as_alice, ready_alice, at):
    """Started with "Do it today": the heading and the list are not those of the next planned day."""
    at(date(2026, 11, 24))
    PracticeSessionFactory(user=ready_alice, local_date=date(2026, 11, 24), finished=False)
    page = text(as_alice.get(PAGE))
    assert "<h1>You have begun a session today.</h1>" in page
    assert "Pick up where you left off" in page
    assert "’s seven" not in page
    assert "today__list" not in page
