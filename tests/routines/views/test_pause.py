"""/today/pause/: until a day, what /today/ says meanwhile, and coming back."""

from datetime import date, timedelta

import pytest

from routines.models import Pause, Plan, PracticeSession, Screening
from tests.factories import PauseFactory, PracticeSessionFactory, SessionCheckInFactory

MONDAY = date(2026, 11, 23)
FRIDAY_NEXT_WEEK = date(2026, 12, 4)
PAGE, BACK = "/today/pause/", "/today/pause/back/"
ANSWERS = {"reason": "holiday", "until": "2026-12-04"}


@pytest.fixture
def as_alice(ready_alice, content, client_for):
    return client_for(ready_alice)


def text(answer):
    return " ".join(answer.content.decode().split())


# --- Pausing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [PAGE, BACK])
def test_signed_out_leads_to_sign_in(client, db, url):
    assert client.post(url)["Location"].startswith("/accounts/login/")


def test_reading_changes_nothing(as_alice):
    assert as_alice.get(PAGE).status_code == 200
    assert as_alice.get(BACK).status_code == 405
    assert not Pause.objects.exists()


def test_a_newcomer_has_nothing_to_pause(bob, client_for):
    assert client_for(bob).post(PAGE, ANSWERS)["Location"] == "/welcome/"
    assert not Pause.objects.exists()


def test_a_red_flag_comes_first(as_alice):
    Screening.objects.update(stopped=True)
    assert as_alice.get(PAGE)["Location"] == "/welcome/"


def test_pause_until_a_day(as_alice, ready_alice):
    page = text(as_alice.post(PAGE, ANSWERS, follow=True))
    assert "<h1>Paused until Friday 4 December.</h1>" in page
    assert "Nothing is missed" in page
    assert "I am back" in page
    pause = Pause.objects.get()
    assert (pause.user, pause.started_on, pause.until) == (ready_alice, MONDAY, FRIDAY_NEXT_WEEK)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": ""}, "Choose the day you want to be back."),
        ({"until": "soon"}, "Choose a day."),
        ({"until": "2026-11-23"}, "Choose a day from tomorrow on."),
        ({"until": "2027-02-16"}, "Choose Monday 15 February or a day before it."),
        ({"reason": ""}, "Choose one of the three."),
        ({"reason": "laziness"}, "valid choice"),
    ],
)
def test_each_mistake_is_named_and_nothing_typed_is_lost(as_alice, change, words):
    page = text(as_alice.post(PAGE, ANSWERS | {"reason": "illness"} | change))
    assert "error-summary" in page
    assert words in page.replace("&#x27;", "'")
    assert ('value="2026-12-04"' in page) is ("until" not in change)
    assert not Pause.objects.exists()


def test_twelve_weeks_are_the_most(as_alice):
    as_alice.post(PAGE, ANSWERS | {"until": "2027-02-15"})
    assert Pause.objects.get().until == date(2027, 2, 15)


def test_the_day_and_the_reason_may_be_changed(as_alice):
    as_alice.post(PAGE, ANSWERS)
    page = text(as_alice.get(PAGE))
    assert "Change the pause" in page
    assert 'value="2026-12-04"' in page
    as_alice.post(PAGE, {"reason": "illness", "until": "2026-11-26"})
    pause = Pause.objects.get()
    assert (pause.reason, pause.until) == ("illness", date(2026, 11, 26))


# --- Meanwhile ------------------------------------------------------------------------------------------


def test_no_session_is_pushed(as_alice, ready_alice, at):
    PauseFactory(user=ready_alice)
    at(MONDAY + timedelta(days=8))
    page = text(as_alice.get("/today/"))
    assert "/today/start/" not in page
    assert "Next session" not in page
    assert "A week has passed" not in page
    assert "Front-of-hip stretch this week" not in page
    assert page.count(": paused<") == 4  # Monday to Thursday
    assert page.count(": session planned<") == 1  # Friday


def test_what_is_due_by_the_calendar_waits_for_the_way_back(as_alice, ready_alice, at):
    PauseFactory(user=ready_alice, until=MONDAY + timedelta(days=60))
    at(MONDAY + timedelta(days=40))
    page = text(as_alice.get("/today/"))
    assert "Nothing is missed" in page
    assert "The safety questions come first then." in page
    at(MONDAY + timedelta(days=60))
    assert as_alice.get("/today/")["Location"] == "/welcome/safety/"


def test_a_stop_signal_does_not_wait(as_alice, ready_alice):
    PauseFactory(user=ready_alice)
    Screening.objects.update(stopped=True)
    assert as_alice.get("/today/")["Location"] == "/welcome/stopped/"


def test_a_start_by_address_says_that_it_is_a_pause(as_alice, ready_alice):
    PauseFactory(user=ready_alice)
    page = text(as_alice.post("/today/start/", follow=True))
    assert "You are on a pause until Friday 4 December. Say that you are back first." in page
    assert "I am back" in page
    assert not PracticeSession.objects.exists()


@pytest.mark.parametrize("url", ["/api/v1/sessions/", "/api/v1/sessions/next/"])
def test_a_start_by_the_api_says_so_too(as_alice, ready_alice, url):
    PauseFactory(user=ready_alice)
    answer = as_alice.get(url) if "next" in url else as_alice.post(url)
    assert answer.status_code == 409
    assert answer.json()["reason"] == "paused"
    assert "until Friday 4 December" in answer.json()["detail"]


def test_a_pause_costs_at_most_ten_queries(as_alice, ready_alice, at, django_assert_max_num_queries):
    for days in range(20):
        session = PracticeSessionFactory(
            user=ready_alice, finished=True, local_date=MONDAY - timedelta(days=2 * days)
        )
        SessionCheckInFactory(session=session)
    PauseFactory(user=ready_alice)
    with django_assert_max_num_queries(10):
        as_alice.get("/today/")
    at(FRIDAY_NEXT_WEEK)
    with django_assert_max_num_queries(10):
        assert "Start session" in text(as_alice.get("/today/"))


# --- Back -----------------------------------------------------------------------------------------------


def test_back_earlier_and_back_into_the_pause(as_alice, ready_alice):
    PauseFactory(user=ready_alice)
    page = text(as_alice.post(BACK, follow=True))
    assert "Welcome back." in page
    assert "Start session" in page
    assert "It was to go on until Friday 4 December." in page
    page = text(as_alice.post(BACK, {"undo": "1"}, follow=True))
    assert "The pause goes on." in page
    assert "Nothing is missed" in page


def test_back_twice_says_so(as_alice, ready_alice):
    assert "The pause is over already." in text(as_alice.post(BACK, follow=True))
    assert "There is no pause to go on with." in text(as_alice.post(BACK, {"undo": "1"}, follow=True))


def test_somebody_elses_pause_stays(as_alice, bob):
    pause = PauseFactory(user=bob)
    as_alice.post(BACK)
    pause.refresh_from_db()
    assert pause.ended_on is None


def test_after_an_injury_the_safety_questions_come_first(as_alice, ready_alice):
    PauseFactory(user=ready_alice, reason="injury")
    answer = as_alice.post(BACK, follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/safety/"
    assert "Things may have changed, so the safety questions come first." in text(answer)
    assert as_alice.post("/api/v1/sessions/").json()["reason"] == "rescreen"
    # whoever said it too early may go on with the pause all the same
    assert "Nothing is missed" in text(as_alice.post(PAGE, ANSWERS, follow=True))


def test_the_gentle_return_is_said_before_it_begins(as_alice, ready_alice, at):
    PracticeSessionFactory(user=ready_alice, finished=True, local_date=MONDAY)
    PauseFactory(user=ready_alice, reason="illness")
    Plan.objects.update(level=2)
    at(FRIDAY_NEXT_WEEK)
    answer = as_alice.get("/today/")
    assert "Your first session after being ill is a gentle one, and nothing grows." in text(answer)
    assert answer.context["next"].plan.minutes <= 11  # of ten


def test_four_a_week_are_said_in_other_words(as_alice):
    Plan.objects.update(per_week=4, days=[0, 1, 3, 4])
    page = text(as_alice.get("/today/"))
    assert "0 of 4 done" in page
    assert "Two days in a row at most" in page


def test_nothing_is_asked_before_a_session_that_is_not_there(as_alice, ready_alice):
    PauseFactory(user=ready_alice)
    assert as_alice.get("/today/check/").url == "/today/"
