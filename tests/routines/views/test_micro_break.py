"""/today/break/: the parts, kept once, counted as minutes, taken back."""

import uuid
from datetime import UTC, datetime

import pytest

from routines.models import MicroBreak, PracticeSession, Profile
from tests.factories import NOW, DecisionFactory, MicroBreakFactory, PracticeSessionFactory
from tests.html import assert_sound_page

PAGE, UNDO = "/today/break/", "/today/break/undo/"


@pytest.fixture
def client(ready_alice, content, client_for):
    return client_for(ready_alice)


def text(answer):
    return " ".join(answer.content.decode().split())


def tap(client, client_id=None, **fields):
    return client.post(PAGE, {"client_id": str(client_id or uuid.uuid4()), **fields})


def test_the_page_says_what_to_do(client):
    page = assert_sound_page(client.get(PAGE))
    assert "2 minutes away from sitting" in page
    assert page.count("data-seconds=") == 5
    assert "js/break.js" in page
    assert not MicroBreak.objects.exists()
    assert f'href="{PAGE}"' in client.get("/today/").content.decode()


def test_a_break_is_kept_as_planned_or_as_timed(client, ready_alice):
    assert tap(client).url == PAGE
    kept = MicroBreak.objects.get()
    assert (kept.user, kept.local_date, kept.seconds) == (ready_alice, NOW.date(), 135)
    assert kept.hip_stretch_seconds == 20
    tap(client, seconds="60")
    assert "Today: 2 breaks, 3 min" in text(client.get(PAGE))


def test_a_second_tap_adds_nothing(client):
    key = uuid.uuid4()
    for _ in range(3):
        tap(client, key)
    assert MicroBreak.objects.count() == 1


def test_it_is_the_persons_own_day(client, monkeypatch):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    monkeypatch.setattr("psoasfit.clock.now", lambda: late)
    tap(client)
    assert MicroBreak.objects.get().local_date.day == 24


@pytest.mark.parametrize(
    "fields", [{"client_id": "x"}, {"seconds": "0"}, {"seconds": "601"}, {"seconds": "x"}]
)
def test_what_makes_no_sense_is_not_kept(client, fields):
    answer = client.post(PAGE, {"client_id": str(uuid.uuid4()), **fields})
    assert answer.status_code == 200
    assert "The break was not kept" in text(answer)
    assert not MicroBreak.objects.exists()


def test_a_break_is_taken_back(client):
    tap(client)
    answer = client.post(UNDO, {"client_id": str(MicroBreak.objects.get().client_id)}, follow=True)
    assert "That break is taken back." in text(answer)
    assert not MicroBreak.objects.exists()


def test_nobody_elses_break_is_taken_back(client, bob):
    other = MicroBreakFactory(user=bob)
    assert client.post(UNDO, {"client_id": str(other.client_id)}).status_code == 404
    assert client.post(UNDO, {"client_id": "x"}).status_code == 404
    assert MicroBreak.objects.get() == other


def test_it_is_no_session(client, ready_alice):
    tap(client)
    assert not PracticeSession.objects.exists()
    assert "0 of 3 done" in text(client.get("/today/"))


def test_progress_says_it_in_one_line(client, ready_alice):
    assert "Micro-breaks" not in text(client.get("/progress/"))
    MicroBreakFactory.create_batch(3, user=ready_alice)
    MicroBreakFactory(user=ready_alice, local_date=datetime(2026, 11, 20, tzinfo=UTC).date())
    line = "Micro-breaks: 6 min this week in 3, 8 min in all."
    assert line in text(client.get("/progress/"))
    PracticeSessionFactory(user=ready_alice, finished=True)
    assert line in text(client.get("/progress/"))


def test_cautions_shape_it(client):
    Profile.objects.update(cautions=["P10"], clinician_agreed_on=NOW.date())
    answer = client.get(PAGE)
    assert [part.name for part in answer.context["parts"]] == ["Ten marches", "Three slow breaths"]
    tap(client)
    assert MicroBreak.objects.get().hip_stretch_seconds == 0


def test_while_a_rest_is_on_there_is_none(client, ready_alice):
    DecisionFactory(user=ready_alice, exercise="", rule="A2", outcome="rest", made_at=NOW)
    page = assert_sound_page(client.get(PAGE))
    assert "No session for today" in page
    assert "data-seconds" not in page
    tap(client)
    assert not MicroBreak.objects.exists()


def test_it_is_for_who_may(client):
    Profile.objects.update(safety_due_since=NOW)
    assert client.get(PAGE).url == "/welcome/safety/"
    assert tap(client).url == "/welcome/safety/"
    client.logout()
    assert client.get(PAGE).url.startswith("/accounts/login/")
    assert client.get(UNDO).status_code in (302, 405)


@pytest.mark.parametrize("count", [1, 9])
def test_queries_do_not_grow(client, ready_alice, count, django_assert_num_queries):
    MicroBreakFactory.create_batch(count, user=ready_alice)
    with django_assert_num_queries(7):
        client.get(PAGE)
