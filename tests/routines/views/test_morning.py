"""The morning after: one tap, what it changes, and one's own word about that."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages

from accounts.models import Consent
from routines.models import Decision, ExerciseState, MorningCheckIn
from tests.factories import (
    NOW,
    DecisionFactory,
    MorningCheckInFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
)

YESTERDAY = NOW - timedelta(days=1)
GROWN = {"outcome": "progress", "rule": "C9", "words": "A little more."}
PLACE = {"level": 1, "offset": 1, "held": False, "fewer_sets": 0, "steps": 1}


def practised(user, at=YESTERDAY, **fields):
    return PracticeSessionFactory(
        user=user, finished=True, started_at=at, local_date=at.date(), **({"ended_at": at} | fields)
    )


@pytest.fixture
def session(ready_alice, content):
    made = practised(ready_alice)
    SessionCheckInFactory(session=made)
    return made


@pytest.fixture
def url(session):
    return f"/check-ins/morning/{session.pk}/"


@pytest.fixture
def signed_in(ready_alice, client_for):
    return client_for(ready_alice)


@pytest.fixture
def grown(session):
    return DecisionFactory(user=session.user, session=session, place=PLACE, **GROWN)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Answering -----------------------------------------------------------------------------------------


def test_the_page_leads_to_the_safety_questions_before_anything_is_said(signed_in, url):
    """C1: below the knee with numbness or weakness."""
    page = signed_in.get(url).content.decode()
    assert "below the knee with numbness or weakness" in page
    assert 'href="/welcome/safety/"' in page


def test_one_number_is_enough(signed_in, url, session, now):
    response = signed_in.post(url, {"pain": "2"})
    assert response.status_code == 302
    assert response.url == url
    morning = MorningCheckIn.objects.get(session=session)
    assert (morning.pain, morning.soreness, morning.woke_at_night, morning.answered_at) == (
        2,
        "none",
        False,
        now,
    )


def test_the_rest_can_be_said_too_and_changed(signed_in, url, session):
    signed_in.post(url, {"pain": "2"})
    signed_in.post(url, {"pain": "3", "soreness": "muscle", "woke_at_night": "on"})
    morning = MorningCheckIn.objects.get(session=session)
    assert (morning.pain, morning.soreness, morning.woke_at_night) == (3, "muscle", True)
    page = signed_in.get(url).content.decode()
    assert "Your morning: 3 of 10" in page
    assert page.count("checked") == 3


def test_the_answer_is_drawn_upon_at_once(signed_in, url, session):
    signed_in.post(url, {"pain": "6"})
    assert session.decisions.get(exercise="low-lunge-stretch").rule == "C2"
    page = signed_in.get(url).content.decode()
    assert "two days of rest, then much gentler" in page
    assert "/welcome/safety/" in page


@pytest.mark.parametrize(
    "wrong", [{"pain": ""}, {"pain": "11"}, {"pain": "2", "soreness": "everything"}], ids=str
)
def test_an_invalid_answer_stores_nothing(signed_in, url, wrong):
    response = signed_in.post(url, wrong)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not MorningCheckIn.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(0, 302), (1, 200), (2, 200), (3, 302)])
def test_it_is_asked_on_the_two_days_after(signed_in, ready_alice, days, status):
    made = practised(ready_alice, NOW - timedelta(days=days))
    response = signed_in.get(f"/check-ins/morning/{made.pk}/")
    assert response.status_code == status
    signed_in.post(f"/check-ins/morning/{made.pk}/", {"pain": "2"})
    assert MorningCheckIn.objects.exists() is (status == 200)


def test_an_open_session_has_no_morning(signed_in, ready_alice):
    made = PracticeSessionFactory(user=ready_alice, local_date=YESTERDAY.date())
    response = signed_in.post(f"/check-ins/morning/{made.pk}/", {"pain": "2"})
    assert response.url == f"/sessions/{made.pk}/check-in/"
    assert not MorningCheckIn.objects.exists()


def test_without_consent_nothing_is_stored(signed_in, url, ready_alice):
    Consent.objects.filter(user=ready_alice).update(withdrawn_at=NOW)
    assert signed_in.post(url, {"pain": "2"}).url == "/welcome/consent/"
    assert not MorningCheckIn.objects.exists()


def test_signed_out_leads_to_sign_in(client, url):
    assert client.post(url, {"pain": "2"}).url.startswith("/accounts/login/")
    assert not MorningCheckIn.objects.exists()


def test_somebody_elses_session_is_not_found(client_for, bob, url):
    client = client_for(bob)
    assert client.get(url).status_code == 404
    assert client.post(url, {"pain": "2"}).status_code == 404
    assert client.get(f"/check-ins/morning/{uuid.uuid4()}/").status_code == 404
    assert not MorningCheckIn.objects.exists()


def test_wrong_method_is_405(signed_in, url):
    assert signed_in.put(url).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(signed_in, url, session, django_assert_num_queries, count):
    MorningCheckInFactory(session=session)
    for number in range(count):
        DecisionFactory(user=session.user, session=session, exercise=f"exercise-{number}")
    with django_assert_num_queries(6):  # web session, person, session, consent, answer, decisions
        signed_in.get(url)


# --- On /today/ ----------------------------------------------------------------------------------------


def test_today_asks_with_eleven_buttons(signed_in, session, url):
    page = signed_in.get("/today/").content.decode()
    assert "How are your hips and back this morning?" in page
    assert page.count('class="scale__point" name="pain"') == 11
    assert f'action="{url}"' in page


def test_today_says_what_the_answer_changed(signed_in, session, grown):
    MorningCheckInFactory(session=session)
    page = signed_in.get("/today/").content.decode()
    assert "What yesterday’s session changes" in page
    assert "A little more." in page
    assert f"/decisions/{grown.pk}/decline/" in page


def test_today_asks_nothing_two_days_later(signed_in, session, monkeypatch):
    monkeypatch.setattr("psoasfit.clock.now", lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert "this morning?" not in signed_in.get("/today/").content.decode()


# --- One's own word ------------------------------------------------------------------------------------


def test_a_step_more_can_be_declined_and_taken_up_again(signed_in, session, grown, now):
    response = signed_in.post(f"/decisions/{grown.pk}/decline/")
    assert response.url == f"/progress/sessions/{session.pk}/"
    grown.refresh_from_db()
    assert grown.declined_at == now
    assert "Taken back by you." in signed_in.get(response.url).content.decode()
    signed_in.post(f"/decisions/{grown.pk}/decline/", {"undo": "1"})
    grown.refresh_from_db()
    assert grown.declined_at is None
    assert ExerciseState.objects.get().offset == 1


def test_a_rule_that_protects_stays(signed_in, session):
    held = DecisionFactory(user=session.user, session=session, rule="C3", outcome="regress", place=PLACE)
    response = signed_in.post(f"/decisions/{held.pk}/decline/")
    assert said(response) == ["That one is there to protect you, so it stays."]
    held.refresh_from_db()
    assert held.declined_at is None


def test_easier_next_time(signed_in, session):
    response = signed_in.post(f"/progress/sessions/{session.pk}/easier/low-lunge-stretch/")
    assert response.url == f"/progress/sessions/{session.pk}/"
    state = ExerciseState.objects.get()
    assert (state.exercise, state.offset) == ("low-lunge-stretch", -1)
    page = signed_in.get(response.url).content.decode()
    assert "One step easier, as you asked." in page
    again = signed_in.post(f"/progress/sessions/{session.pk}/easier/low-lunge-stretch/")
    assert "another exercise takes its place" in said(again)[-1]


def test_easier_for_what_was_not_in_it_changes_nothing(signed_in, session):
    signed_in.post(f"/progress/sessions/{session.pk}/easier/boat-pose/")
    assert not ExerciseState.objects.exists()


def test_nobody_elses_decisions_and_sessions(client_for, bob, session, grown):
    client = client_for(bob)
    assert client.post(f"/decisions/{grown.pk}/decline/").status_code == 404
    assert client.post(f"/progress/sessions/{session.pk}/easier/low-lunge-stretch/").status_code == 404
    grown.refresh_from_db()
    assert grown.declined_at is None
    assert not ExerciseState.objects.exists()


def test_signed_out_decides_nothing(client, session, grown):
    for path in (f"/decisions/{grown.pk}/decline/", f"/progress/sessions/{session.pk}/easier/x/"):
        assert client.post(path).url.startswith("/accounts/login/")


def test_deciding_is_a_post(signed_in, session, grown):
    for path in (f"/decisions/{grown.pk}/decline/", f"/progress/sessions/{session.pk}/easier/x/"):
        assert signed_in.get(path).status_code == 405
