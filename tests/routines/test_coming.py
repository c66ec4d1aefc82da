"""What the week's page and the API say is next is what a start gives, on that day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from routines.extra import TOO_SOON, Way
from routines.models import MicroBreak, Plan, PracticeSession
from routines.practice import practice_of
from routines.refusals import NotToday
from routines.sessions import start_session
from routines.simulation.invariants import said_of_plan, shown
from tests.attempts import left_open
from tests.factories import MicroBreakFactory, PracticeSessionFactory, SetResultFactory

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
PAGE, NEXT = "/today/", "/api/v1/sessions/next/"
pytestmark = pytest.mark.usefixtures("content")


def noon(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


@pytest.fixture
def her(client_for, ready_alice):
    Plan.objects.update(started_on=MONDAY - 14 * DAY)
    return client_for(ready_alice)


@pytest.fixture
def at(monkeypatch):
    """Set the clock to noon UTC of a day, or to an hour of it."""

    def set_clock(day, hour=12):
        moment = datetime.combine(day, time(hour), tzinfo=UTC)
        monkeypatch.setattr("psoasfit.clock.now", lambda: moment)
        return moment

    return set_clock


def four_a_week():
    Plan.objects.update(per_week=4, days=[0, 1, 3, 4])


def done(user, day, kind, *, hip_seconds=0, hour=12):
    """A session that counts, with so much front-of-hip stretch on either side."""
    ended = datetime.combine(day, time(hour), tzinfo=UTC)
    session = PracticeSessionFactory(
        user=user, kind=kind, finished=True, local_date=day, started_at=ended, ended_at=ended
    )
    if hip_seconds:
        SetResultFactory(session=session, side="", ms=1000 * hip_seconds, finished_at=ended)
    return session


def on_page(client):
    return client.get(PAGE).context


def hip_seconds(plan):
    return sum(step["sets"] * step["seconds"] for step in plan["steps"] if step["asksFelt"])


# --- The ceiling of the week ----------------------------------------------------------------------------


@pytest.mark.parametrize("stretched", [0, 520, 590, 600])
def test_todays_session_is_shown_with_what_the_week_has_left(her, ready_alice, at, stretched):
    four_a_week()
    done(ready_alice, MONDAY, "strength", hip_seconds=stretched)
    moment = at(MONDAY + DAY)
    page, ahead = on_page(her)["next"], her.get(NEXT).json()
    session = start_session(user=ready_alice, now=moment)
    assert session.kind == "stretch"
    assert shown(page) == said_of_plan(ahead) == said_of_plan(session.plan)
    assert hip_seconds(session.plan) <= 600 - stretched


def test_a_later_day_of_this_week_has_what_this_week_has_left(her, ready_alice, at):
    four_a_week()
    done(ready_alice, MONDAY, "strength", hip_seconds=540)
    at(MONDAY)
    page, ahead = on_page(her)["next"], her.get(NEXT).json()
    session = start_session(user=ready_alice, now=at(MONDAY + DAY))
    assert shown(page) == said_of_plan(ahead) == said_of_plan(session.plan)
    assert hip_seconds(session.plan) <= 60


def test_a_day_of_next_week_has_a_week_of_its_own(her, ready_alice, at):
    four_a_week()
    friday, monday = MONDAY + 4 * DAY, MONDAY + 7 * DAY
    for day, kind in ((MONDAY, "stretch"), (MONDAY + DAY, "strength"), (MONDAY + 3 * DAY, "stretch")):
        done(ready_alice, day, kind)
    done(ready_alice, friday, "strength", hip_seconds=590)
    MicroBreakFactory(user=ready_alice, local_date=friday, hip_stretch_seconds=40)
    at(friday)
    page, ahead = on_page(her), her.get(NEXT).json()
    assert page["hips"].room == 0
    assert page["week"].next_date == monday
    session = start_session(user=ready_alice, now=at(monday))
    assert shown(page["next"]) == said_of_plan(ahead) == said_of_plan(session.plan)
    assert hip_seconds(session.plan) > 60


def test_breaks_fill_the_week_up_too(her, ready_alice, at):
    moment = at(MONDAY)
    for _ in range(14):
        MicroBreakFactory(user=ready_alice, local_date=MONDAY, hip_stretch_seconds=40)
    page = on_page(her)["next"]
    session = start_session(user=ready_alice, now=moment)
    assert shown(page) == said_of_plan(session.plan)
    assert hip_seconds(session.plan) <= 40
    MicroBreak.objects.all().delete()
    session.delete()
    assert hip_seconds(start_session(user=ready_alice, now=moment).plan) > 40


def test_what_the_ceiling_took_out_may_be_put_on_top(her, ready_alice, at):
    four_a_week()
    at(MONDAY + DAY)
    url = "/exercises/low-lunge-stretch/add/"
    assert "in your next session anyway" in her.post(url, follow=True).content.decode()
    done(ready_alice, MONDAY, "strength", hip_seconds=600)
    assert "in your next session anyway" not in her.post(url, follow=True).content.decode()


# --- Strength too soon ----------------------------------------------------------------------------------


def test_a_later_day_is_looked_at_from_ones_own_hour(her, ready_alice, at):
    Plan.objects.update(at=time(8))
    done(ready_alice, MONDAY, "strength", hour=18)
    done(ready_alice, MONDAY, "stretch", hour=19)
    at(MONDAY + DAY)
    page, ahead = on_page(her), her.get(NEXT).json()
    session = start_session(user=ready_alice, now=at(MONDAY + 2 * DAY, hour=7))  # 8:00 in Berlin
    assert session.kind == "stretch"
    assert page["why"] == TOO_SOON
    assert shown(page["next"]) == said_of_plan(ahead) == said_of_plan(session.plan)


# --- Left open ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sets", "kind", "days"), [(1, "stretch", 1), (2, "strength", 2), (4, "strength", 2)]
)
def test_yesterdays_open_session_counts_on_the_page_as_it_will(her, ready_alice, at, sets, kind, days):
    """With half of it done its day counts, so the day after it is for rest."""
    Plan.objects.update(days=[0, 1, 2, 3, 4, 5, 6])
    session = left_open(ready_alice, MONDAY, sets=sets)
    moment = at(MONDAY + DAY)
    page, ahead = on_page(her), her.get(NEXT).json()
    assert (page["week"].next_kind, page["next"].plan.kind) == (kind, kind)
    assert page["week"].next_date == MONDAY + days * DAY
    assert page["week"].done == (sets >= 2)
    assert shown(page["next"]) == said_of_plan(ahead)
    fresh = PracticeSession.objects.get()
    assert (fresh.pk, fresh.status, fresh.counted, fresh.ended_at) == (session.pk, "open", False, None)
    if days == 2:
        with pytest.raises(NotToday):
            start_session(user=ready_alice, now=moment)
        moment = at(MONDAY + 2 * DAY)
    assert said_of_plan(start_session(user=ready_alice, now=moment).plan) == said_of_plan(ahead)


def test_the_side_that_was_first_is_that_of_the_one_left_open(her, ready_alice, at):
    done(ready_alice, MONDAY - 2 * DAY, "stretch")
    done(ready_alice, MONDAY - DAY, "strength", hour=1)
    left_open(ready_alice, MONDAY, sets=4, side="left", kind="strength")
    done(ready_alice, MONDAY + DAY, "stretch")
    at(MONDAY + 3 * DAY)
    assert her.get(NEXT).json()["sideFirst"] == "right"
    session = start_session(user=ready_alice, now=at(MONDAY + 4 * DAY))
    assert (session.kind, session.plan["sideFirst"]) == ("strength", "right")


def test_one_that_went_on_after_midnight_is_todays(her, ready_alice, at):
    """From Sunday into Monday, so that its stretch belongs to the new week."""
    four_a_week()
    after = datetime(2026, 11, 22, 23, 20, tzinfo=UTC)
    session = left_open(ready_alice, MONDAY - DAY, sets=4, started=after - timedelta(minutes=40), last=after)
    SetResultFactory(session=session, side="", set_number=3, ms=500_000, finished_at=after)
    moment = at(MONDAY)
    page = on_page(her)
    assert page["done_today"]
    assert page["practice"].unfinished is None
    assert page["hips"].most == 540
    with pytest.raises(NotToday):
        start_session(user=ready_alice, now=moment)
    after_it = on_page(her)
    assert after_it["hips"].most == 540
    assert shown(after_it["next"]) == shown(page["next"])


def test_it_is_not_asked_about_before_it_has_ended(her, ready_alice, at):
    left_open(ready_alice, MONDAY, sets=4)
    at(MONDAY + DAY)
    practice = practice_of(ready_alice, now=noon(MONDAY + DAY))
    assert (practice.unanswered, practice.of_yesterday) == (None, None)


@pytest.mark.parametrize("history", [1, 5])
def test_it_costs_one_query_more(her, ready_alice, at, history, django_assert_num_queries):
    for weeks in range(history):
        done(ready_alice, MONDAY - (7 * weeks + 2) * DAY, "stretch")
    at(MONDAY + DAY)
    with django_assert_num_queries(7):  # a programme is proposed
        her.get(PAGE)
    left_open(ready_alice, MONDAY, sets=4)
    with django_assert_num_queries(8):
        her.get(PAGE)


def test_the_short_version_keeps_what_the_week_has_left(ready_alice, at):
    done(ready_alice, MONDAY - DAY, "strength")
    done(ready_alice, MONDAY, "strength", hip_seconds=600)
    moment = at(MONDAY + 2 * DAY)
    session = start_session(user=ready_alice, now=moment, way=Way.SHORT)
    assert session.kind == "stretch"
    assert hip_seconds(session.plan) == 0
