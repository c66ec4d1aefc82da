"""Saying that something changed: every way into a session is closed until answered or taken back."""

import uuid
from datetime import timedelta

import pytest

from routines.clearance import clearance
from routines.models import PracticeSession, Profile, Screening
from routines.screening import in_group
from tests.attempts import pack_of
from tests.factories import NOW, PracticeSessionFactory, ScreeningFactory
from tests.html import assert_sound_page, main_of

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PAGE = "/changed/"
ALL_NO = {question.id: "no" for question in in_group("emergency")}
MORE_NO = {question.id: "no" for question in in_group("urgent")}


@pytest.fixture
def her(client_for, ready_alice):
    return client_for(ready_alice)


@pytest.fixture
def later(monkeypatch, now):
    """A minute after what was set up; answers after that are another minute on."""

    def pass_time(minutes):
        monkeypatch.setattr("psoasfit.clock.now", lambda: now + minutes * timedelta(minutes=1))

    pass_time(1)
    return pass_time


def answer(client):
    client.post("/welcome/safety/?again=1", ALL_NO)
    return client.post("/welcome/safety-more/", MORE_NO)


@pytest.mark.parametrize(
    "path", ["/today/", "/settings/", "/exercises/", "/routines/", "/progress/", "/learn/", "/referral/"]
)
def test_it_is_reachable_from_every_page(content, her, path):
    assert 'href="/changed/"' in her.get(path).content.decode()


def test_it_is_reachable_where_a_session_ends(content, her, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    page = her.get(f"/sessions/{session.pk}/").content.decode()
    assert 'href="/changed/"' in page.split('data-part="end"')[1]


def test_people_without_an_account_have_no_use_for_it(content, client):
    assert 'href="/changed/"' not in client.get("/exercises/").content.decode()
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_looking_changes_nothing(her, ready_alice, now):
    html = main_of(assert_sound_page(her.get(PAGE)))
    assert "Yes, something changed" in html
    assert 'href="/referral/"' in html
    assert Profile.objects.get().changed_at is None
    assert clearance(ready_alice, now=now).ready


def test_from_then_on_no_session_starts_in_any_way(content, her, ready_alice, later):
    under_way = PracticeSessionFactory(user=ready_alice)
    assert her.post(PAGE).url == "/welcome/safety/?again=1"
    assert her.get("/today/").url == "/welcome/safety/"
    assert her.get("/today/check/").url == "/welcome/safety/"
    assert her.post("/today/start/").url == "/welcome/safety/"
    assert her.post("/today/start/", {"check": "1", "pain": "2"}).url == "/welcome/safety/"
    assert her.get(f"/sessions/{under_way.pk}/").url == "/welcome/safety/"
    for refused in (
        her.post("/api/v1/sessions/", content_type="application/json"),
        her.get("/api/v1/sessions/next/"),
        her.get("/api/v1/sessions/guest/?kind=stretch&minutes=10"),
    ):
        assert (refused.status_code, refused.json()["step"]) == (409, "safety")
    assert PracticeSession.objects.count() == 1


@pytest.mark.usefixtures("later")
def test_what_was_begun_without_a_network_is_kept_and_opens_nothing(her, ready_alice):
    pack = pack_of(owner=ready_alice)
    her.post(PAGE)
    body = {"rev": 1, "session": str(pack.session), "pack": pack.seal(), "started_at": NOW.isoformat()}
    body |= {"status": "open", "ended_at": None, "active_ms": 20_000, "pain_before": None}
    body |= {"sets": [], "swaps": [], "check_in": None}
    sent = her.put(f"/api/v1/attempts/{uuid.uuid4()}/", body, content_type="application/json")
    assert sent.status_code == 201, sent.json()
    assert her.get(f"/sessions/{pack.session}/").url == "/welcome/safety/"
    assert her.post("/api/v1/sessions/", content_type="application/json").status_code == 409


def test_all_no_leads_to_the_limits_and_opens_the_door(content, her, ready_alice, now, later):
    her.post(PAGE)
    later(2)
    assert answer(her).url == "/settings/limits/"
    assert Profile.objects.get().changed_at is None
    assert clearance(ready_alice, now=now + timedelta(minutes=3)).ready
    assert answer(her).url == "/today/", "a round that nobody asked for goes back to the week"


def test_a_yes_stops(her, later):
    her.post(PAGE)
    later(2)
    assert her.post("/welcome/safety/?again=1", {"E1": "yes"}).url == "/welcome/stopped/"
    assert her.get(PAGE, follow=True).redirect_chain[-1][0] == "/welcome/stopped/"
    later(3)
    assert answer(her).url == "/settings/limits/"


def test_answers_from_before_do_not_count(her, ready_alice, now, later):
    ScreeningFactory(user=ready_alice, started_at=now + SECOND)
    her.post(PAGE)
    assert clearance(ready_alice, now=now + DAY).reason == "rescreen"


def test_it_can_be_taken_back_before_the_first_answer(her, ready_alice, now, later):
    her.post(PAGE)
    html = main_of(her.get(PAGE).content.decode())
    assert "take it back" in html
    assert 'href="/changed/"' in main_of(her.get("/welcome/safety/?again=1").content.decode())
    assert her.post(PAGE, {"take_back": "1"}).url == "/welcome/"
    assert clearance(ready_alice, now=now + DAY).ready


def test_once_an_answer_is_given_it_stays(her, ready_alice, now, later):
    her.post(PAGE)
    later(2)
    her.post("/welcome/safety/?again=1", ALL_NO)
    assert "take it back" not in main_of(her.get(PAGE).content.decode())
    her.post(PAGE, {"take_back": "1"})
    assert not clearance(ready_alice, now=now + DAY).ready


def test_taking_it_back_leaves_a_stop_signal_standing(her, ready_alice, now, later):
    Profile.objects.update(safety_due_since=now + SECOND)
    her.post(PAGE)
    her.post(PAGE, {"take_back": "1"})
    assert clearance(ready_alice, now=now + DAY).reason == "rescreen"


def test_taking_back_nothing_is_harmless(her, ready_alice, now):
    her.post(PAGE, {"take_back": "1"})
    assert clearance(ready_alice, now=now).ready
    assert Screening.objects.count() == 1


def test_it_is_about_nobody_else(her, ready_alice, bob, now, later):
    her.post(PAGE)
    assert not Profile.objects.filter(user=bob).exists()


def test_without_consent_nothing_is_stored(client_for, bob):
    assert client_for(bob).post(PAGE).url == "/welcome/"
    assert not Profile.objects.exists()
