"""A session that was left open on another day: everyone who counts counts it, once; only a start ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from routines import progress, steadiness
from routines.models import Plan, PracticeSession
from routines.sessions import start_session
from routines.weekly import evaluate_week
from tests.attempts import left_open
from tests.factories import PracticeSessionFactory

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def her(ready_alice):
    """Alice, who has practised on one Wednesday of each of the three weeks before."""
    Plan.objects.update(started_on=MONDAY - 21 * DAY, days=[2], per_week=2)
    for weeks in (1, 2, 3):
        on = MONDAY + 2 * DAY - 7 * weeks * DAY
        PracticeSessionFactory(
            user=ready_alice, finished=True, local_date=on, started_at=NOW - timedelta(weeks=weeks)
        )
    return ready_alice


@pytest.fixture
def client(her, client_for, monkeypatch):
    monkeypatch.setattr("psoasfit.clock.now", lambda: NOW)
    return client_for(her)


def told(user):
    """What the progress page and the summary read, without how a row is named."""
    report = progress.load(user, now=NOW)
    steady = steadiness.load(user, report, now=NOW)
    return report.session_count, report.practised, report.weeks, report.series, steady


def test_it_is_told_as_the_next_start_will_end_it(her):
    before = told(her)
    left_open(her, MONDAY, sets=4)
    seen = told(her)
    assert seen[0] == before[0] + 1
    assert seen[4].sides[-1].left > 0
    assert PracticeSession.objects.filter(status="open", counted=False, ended_at=None).count() == 1
    start_session(user=her, now=NOW)
    assert told(her) == seen


def test_looking_often_doubles_nothing(her):
    left_open(her, MONDAY, sets=4)
    assert told(her) == told(her)
    assert PracticeSession.objects.count() == 4


def test_one_of_which_too_little_was_done_is_not_told(her):
    before = told(her)
    left_open(her, MONDAY, sets=1)
    assert told(her) == before


def test_todays_open_one_is_still_going_on(her):
    before = told(her)
    left_open(her, NOW.date(), sets=4)
    assert told(her) == before


def test_its_stretch_belongs_to_the_day_it_ended(her):
    """From Sunday into Monday of this week."""
    last = datetime(2026, 11, 22, 23, 20, tzinfo=UTC)  # after midnight in Berlin
    left_open(her, MONDAY - DAY, sets=4, started=last - timedelta(minutes=40), last=last)
    seen = told(her)
    assert seen[2][-1].sessions == 1
    assert seen[4].sides[-1].left > 0


def test_the_history_says_that_it_is_open(client, her):
    session = left_open(her, MONDAY, sets=4)
    page = client.get("/progress/").content.decode()
    assert "left open" in page
    assert "stopped early" not in page
    assert client.get(f"/progress/sessions/{session.pk}/").url == session.get_absolute_url()


def test_the_card_on_the_week_page_has_it_too(client, her):
    before = client.get("/today/").context["pain_progress"].series
    left_open(her, MONDAY, sets=4)
    after = client.get("/today/").context["pain_progress"].series
    assert [n for _, n in after.weeks] == [*(n for _, n in before.weeks[:-1]), before.weeks[-1][1] + 1]


def test_two_queries_and_none_without_one(her, django_assert_num_queries):
    with django_assert_num_queries(3):
        progress.load(her, now=NOW)
    left_open(her, MONDAY, sets=4)
    with django_assert_num_queries(5):
        progress.load(her, now=NOW)


# --- The weekly check-in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("sets", "rules"), [(4, []), (1, ["D6"])])
def test_a_week_is_not_thin_for_a_session_that_will_count(ready_alice, sets, rules):
    """Two weeks of two sessions planned and none done are thin; one of them makes half of its week (D6)."""
    Plan.objects.update(started_on=MONDAY - 21 * DAY, days=[0, 3], per_week=2)
    left_open(ready_alice, MONDAY - 4 * DAY, sets=sets)
    assert [row.rule for row in evaluate_week(ready_alice, now=NOW)] == rules
    assert [row.rule for row in evaluate_week(ready_alice, now=NOW)] == rules
