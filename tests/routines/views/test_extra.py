"""/today/ beside the plan: four minutes, none today, one more, ideas for a rest day, a rest that is on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.messages import get_messages

from routines import reminders
from routines.extra import HIPS_FULL, ONE_A_DAY, TWO_FREE
from routines.models import Plan, PracticeSession, Profile
from routines.sessions import start_session
from tests.attempts import save
from tests.factories import (
    NOW,
    AttemptFactory,
    DecisionFactory,
    MicroBreakFactory,
    PracticeSessionFactory,
    SetResultFactory,
)
from tests.html import assert_sound_page

MONDAY = date(2026, 11, 23)
TODAY, START, SHORT, EXTRA, SKIP = (
    "/today/",
    "/today/start/",
    "/today/short/",
    "/today/extra/",
    "/today/skip/",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def client(ready_alice, content, client_for):
    return client_for(ready_alice)


@pytest.fixture
def at(monkeypatch):
    """Put the clock to an hour UTC of a day of the week, 0 Monday."""

    def set_day(day, hour=10):
        moment = datetime.combine(MONDAY + day * DAY, time(hour), tzinfo=UTC)
        monkeypatch.setattr("psoasfit.clock.now", lambda: moment)
        return moment

    return set_day


def done(user, day, kind="stretch", *, hips=0, hour=17):
    """A session that counted, with so many minutes of the lunge on each side."""
    moment = datetime.combine(MONDAY + day * DAY, time(hour), tzinfo=UTC)
    values = {"kind": kind, "local_date": moment.date(), "started_at": moment, "ended_at": moment}
    made = PracticeSessionFactory(user=user, finished=True, **values)
    attempt = AttemptFactory(session=made)
    for side in ("left", "right") if hips else ():
        SetResultFactory(session=made, attempt=attempt, side=side, ms=hips * 60_000)
    return made


def text(answer):
    return " ".join(answer.content.decode().split())


def said(answer):
    """The latest message: those that no page has shown yet pile up in a test."""
    return [str(message) for message in get_messages(answer.wsgi_request)][-1:]


def open_session():
    return PracticeSession.objects.get(status="open")


@pytest.mark.parametrize("url", [SHORT, EXTRA, SKIP])
def test_every_door_is_for_who_may(client, url):
    assert client.get(url).status_code == 405
    Profile.objects.update(safety_due_since=NOW + HOUR)
    assert client.post(url).url == "/welcome/safety/"
    client.logout()
    assert client.post(url).url.startswith("/accounts/login/")
    assert not PracticeSession.objects.exists()


# --- Four minutes ---------------------------------------------------------------------------------------


def test_four_minutes_of_the_kind_that_is_next(client, ready_alice, at):
    done(ready_alice, 0)
    at(2)
    assert "Only 4 minutes?" in text(client.get(TODAY))
    answer = client.post(SHORT)
    session = open_session()
    assert answer.url == session.get_absolute_url()
    assert (session.kind, session.title, session.minutes) == ("strength", "Four minutes: strength", 4)
    assert (session.plan["minutes"], session.plan["heldBy"]) == (4, "short")
    assert [step["role"] for step in session.plan["steps"]] == ["warm-up", "main", "cool-down"]
    assert session.plan["care"][0].startswith("The short version")


def test_it_stays_short_by_every_other_door(client):
    client.post(SHORT)
    session = open_session()
    assert client.post(START).url == session.get_absolute_url()
    assert client.post("/api/v1/sessions/").json()["id"] == str(session.pk)
    assert client.get("/api/v1/sessions/next/").json()["minutes"] == 4
    assert "Four minutes: stretch" in text(client.get(session.get_absolute_url()))


def test_it_counts_and_moves_the_queue(client, ready_alice, at):
    moment = at(0)
    client.post(SHORT)
    save(open_session(), status="finished", now=moment)
    page = text(client.get(TODAY))
    assert "1 of 3 done" in page
    assert "Strength, because today was a stretch day." in page
    assert client.post(SHORT).url == TODAY


def test_what_was_added_by_hand_waits_for_a_whole_session(client):
    Plan.objects.update(extra_slug="side-lying-hip-flexor-stretch")
    client.post(SHORT)
    assert "side-lying-hip-flexor-stretch" not in {step["id"] for step in open_session().plan["steps"]}
    assert Plan.objects.get().extra_slug == "side-lying-hip-flexor-stretch"


def test_it_starts_as_the_answers_before_it_allow(client):
    page = client.get("/today/check/?way=short").content.decode()
    assert f'action="{SHORT}"' in page
    client.post(SHORT, {"check": "1", "pain": "6"})
    session = open_session()
    assert (session.minutes, session.plan["heldBy"], session.level) == (4, "A3", 1)
    assert f'action="{START}"' in client.get("/today/check/?way=else").content.decode()


# --- None today -----------------------------------------------------------------------------------------


def test_a_skip_lets_today_go_and_the_kind_stays(client, ready_alice, at):
    done(ready_alice, 0)
    at(2)
    assert "Skip this one" in text(client.get(TODAY))
    answer = client.post(SKIP, follow=True)
    page = text(answer)
    assert said(answer) == ["Skipped. The next one is on Friday."]
    assert "Rest today. The next session is on Friday." in page
    assert answer.context["next"].plan.kind == "strength"
    assert "Undo the skip" in page
    assert "Moved from" not in page
    assert "Undo the move" not in page
    at(4)
    assert "Start session" in text(client.get(TODAY))


def test_a_skip_twice_is_one(client):
    client.post(SKIP)
    plan = Plan.objects.values("moved_from", "moved_to").get()
    assert said(client.post(SKIP)) == ["Skipped. The next one is on Wednesday."]
    assert Plan.objects.values("moved_from", "moved_to").get() == plan


def test_a_skip_is_undone(client):
    client.post(SKIP)
    answer = client.post(SKIP, {"undo": "1"}, follow=True)
    assert "Your first session is ready." in text(answer)
    assert Plan.objects.values_list("moved_from", "moved_to").get() == (None, None)


def test_undoing_a_skip_leaves_a_session_where_it_was_moved_to(client, at):
    client.post("/today/move/", {"to": "2026-11-24"})
    at(1)
    client.post(SKIP)
    assert client.get(TODAY).context["week"].next_date == MONDAY + 2 * DAY
    client.post(SKIP, {"undo": "1"})
    assert client.get(TODAY).context["week"].next_date == MONDAY + DAY


def test_a_skipped_session_may_still_be_done(client):
    client.post(SKIP)
    assert "Do it today" in text(client.get(TODAY))
    client.post(START)
    assert open_session().local_date == MONDAY


def test_no_reminder_comes_for_a_skipped_day(client, ready_alice):
    reminders.reschedule(plan=ready_alice.plan, now=NOW)
    assert Plan.objects.get().next_reminder_date == MONDAY
    client.post(SKIP)
    assert Plan.objects.get().next_reminder_date == MONDAY + 2 * DAY
    client.post(SKIP, {"undo": "1"})
    assert Plan.objects.get().next_reminder_date == MONDAY


def test_there_is_nothing_to_skip_on_a_free_day_or_under_way(client, at):
    client.post(START)
    assert said(client.post(SKIP)) == ["There was nothing to skip today."]
    PracticeSession.objects.all().delete()
    at(1)
    assert "Skip this one" not in text(client.get(TODAY))
    client.post(SKIP)
    assert Plan.objects.get().moved_to is None


# --- One more -------------------------------------------------------------------------------------------


def test_one_more_on_a_rest_day(client, ready_alice, at):
    done(ready_alice, 0, "strength")
    moment = at(1)
    page = text(client.get(TODAY))
    assert "Feel like more?" in page
    assert "one extra stretch session is fine." in page
    assert "the next one comes on Friday" in page
    client.post(EXTRA)
    session = open_session()
    assert (session.kind, session.minutes) == ("stretch", 15)
    save(session, status="finished", now=moment)
    week = client.get(TODAY).context["week"]
    assert [day.state for day in week.days][:3] == ["done", "done", "free"]


def test_one_more_once_the_week_is_full(client, ready_alice, at):
    for day, kind in ((0, "stretch"), (2, "strength"), (4, "stretch")):
        done(ready_alice, day, kind)
    at(6)
    assert "one extra strength session is fine." in text(client.get(TODAY))
    client.post(EXTRA)
    session = open_session()
    save(session, status="finished", now=at(6))
    assert "3 of 3 done, and one extra" in text(client.get(TODAY))


def test_strength_too_soon_is_a_stretch(client, ready_alice, at):
    done(ready_alice, 1, "strength")
    done(ready_alice, 2, "stretch")
    at(3)
    page = text(client.get(TODAY))
    assert "one extra stretch session is fine. Strength needs more time in between" in page
    client.post(EXTRA)
    assert open_session().kind == "stretch"


def test_sore_muscles_wait_longer(client, ready_alice, at):
    strength = done(ready_alice, 0, "strength", hour=6)
    done(ready_alice, 1, "stretch")
    moment = at(2)
    assert client.get(TODAY).context["extra"].kind == "strength"
    DecisionFactory(user=ready_alice, session=strength, rule="C4", made_at=moment - DAY)
    assert client.get(TODAY).context["extra"].kind == "stretch"
    client.post(EXTRA)
    assert open_session().kind == "stretch"


@pytest.mark.parametrize("way", [START, SHORT, EXTRA])
def test_one_session_a_day(client, ready_alice, way):
    done(ready_alice, 0, hour=6)
    answer = client.post(way)
    assert (answer.url, said(answer)) == (TODAY, [ONE_A_DAY])
    assert not PracticeSession.objects.filter(status="open").exists()
    refused = client.post("/api/v1/sessions/")
    assert (refused.status_code, refused.json()["reason"]) == (409, "not-today")


def test_two_days_of_rest_stay(client, ready_alice, at):
    for day in range(5):
        done(ready_alice, day)
    at(5)
    page = text(client.get(TODAY))
    assert "Enough for now" in page
    assert "Two full days of rest a week stay free" in page
    assert said(client.post(EXTRA)) == [TWO_FREE]


@pytest.mark.parametrize("minutes", [9, 10])
def test_ten_minutes_a_side_are_enough(client, ready_alice, at, minutes):
    done(ready_alice, 0, "strength", hips=minutes)
    at(1)
    assert client.get(TODAY).context["extra"].why == HIPS_FULL
    assert said(client.post(EXTRA)) == [HIPS_FULL]
    assert not PracticeSession.objects.filter(status="open").exists()


def test_a_rest_day_starts_nothing_but_the_extra_one(client, ready_alice, at):
    done(ready_alice, 0)
    at(1)
    for way in (START, SHORT):
        answer = client.post(way)
        assert said(answer) == ["Today is for rest. If you feel like more, one extra session is possible."]
    assert not PracticeSession.objects.filter(status="open").exists()


def test_a_free_day_that_is_open_offers_the_session_itself(client, at):
    at(1)
    answer = client.get(TODAY)
    assert answer.context["extra"] is None
    assert "Do it today" in text(answer)


# --- A day of rest --------------------------------------------------------------------------------------


def test_ideas_on_a_rest_day_lead_into_the_library(client, ready_alice, at):
    done(ready_alice, 0)
    at(1)
    answer = client.get(TODAY)
    page = assert_sound_page(answer)
    assert "Good on a day of rest" in page
    for slug in ("cat-cow", "pelvic-tilt", "marching-in-place", "constructive-rest"):
        assert f'<li><a href="/exercises/{slug}/">' in page
    Profile.objects.update(cautions=["M16"])
    assert "cat-cow" not in [idea.exercise.slug for idea in client.get(TODAY).context["rest_ideas"]]


def test_no_ideas_on_a_day_with_a_session(client, ready_alice):
    assert not client.get(TODAY).context["rest_ideas"]
    done(ready_alice, 0)
    assert "Good on a day of rest" not in text(client.get(TODAY))


def test_the_weeks_stretch_is_shown_with_breaks(client, ready_alice, at):
    done(ready_alice, -1, hips=4)  # last week
    done(ready_alice, 0, hips=3)
    MicroBreakFactory(user=ready_alice)
    at(1)
    assert "3.3 of 5–10 min</span> per side" in text(client.get(TODAY))


def test_a_short_week_is_filled_up_on_its_last_day(client, ready_alice, at):
    done(ready_alice, 4, hips=3)
    at(5)
    assert "2 × 30 s each side" not in text(client.get(TODAY))
    at(6)
    page = text(client.get(TODAY))
    assert "Standing hip-flexor stretch</a>, 2 × 30 s each side: this week had 3 minutes" in page


def test_in_a_lighter_week_nothing_is_filled_up(client, ready_alice, at):
    done(ready_alice, 4, hips=3)
    made = at(6)
    DecisionFactory(
        user=ready_alice, week=made.date() - timedelta(days=6), rule="D1", outcome="deload", made_at=made
    )
    assert "2 × 30 s each side" not in text(client.get(TODAY))


# --- A rest that is on ----------------------------------------------------------------------------------


def test_two_days_of_rest_are_said_before_anybody_presses_start(client, ready_alice, at):
    made = at(2)
    session = done(ready_alice, 1)
    DecisionFactory(user=ready_alice, session=session, rule="C2", outcome="rest", made_at=made, words="Rest.")
    at(4, 8)
    answer = client.get(TODAY)
    page = assert_sound_page(answer)
    assert "No session until today, 11:00" in page
    assert "Rest." in page
    for url in (START, SHORT, EXTRA, SKIP, "/today/move/"):
        assert f'action="{url}"' not in page
    assert [idea.exercise.slug for idea in answer.context["rest_ideas"]] == ["constructive-rest"]
    assert client.post(SHORT).url == client.post(EXTRA).url == "/today/check/"
    at(4, 11)
    assert "Start session" in text(client.get(TODAY))


def test_todays_answer_closes_today(client, at):
    client.post(START, {"check": "1", "pain": "8"})
    page = text(client.get(TODAY))
    assert "Rest for now." in page
    assert "Next session · after the rest" in page
    assert "No session for today" in page
    assert "Pain is 8 of 10, usually 3." in page
    at(1)
    assert "No session" not in text(client.get(TODAY))


def test_an_open_session_is_not_gone_on_with_while_resting(client, ready_alice):
    start_session(user=ready_alice, now=NOW)
    client.post(START, {"check": "1", "pain": "8"})
    page = text(client.get(TODAY))
    assert "No session for today" in page
    assert "Go on</a>" not in page


def test_a_rest_costs_one_query_more(client, ready_alice, at, django_assert_num_queries):
    for day in range(-20, 1, 2):
        done(ready_alice, day, hips=1)
    at(1)
    with django_assert_num_queries(6):
        client.get(TODAY)
    DecisionFactory(user=ready_alice, exercise="", rule="A2", outcome="rest", made_at=at(1))
    with django_assert_num_queries(7):
        client.get(TODAY)
