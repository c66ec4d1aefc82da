"""/today/check/: one number before a session, and what it leads to."""

import pytest
from django.contrib.messages import get_messages

from accounts.models import Consent
from routines.models import Decision, PracticeSession, Profile
from tests.factories import NOW

PAGE, START = "/today/check/", "/today/start/"


@pytest.fixture
def signed_in(ready_alice, content, client_for):
    return client_for(ready_alice)


def answer(client, **said):
    return client.post(START, {"check": "1", **said})


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_asks_and_posts_to_start(signed_in):
    page = signed_in.get(PAGE).content.decode()
    assert 'action="/today/start/"' in page
    assert 'name="check" value="1"' in page
    assert "Something is new and worries me" in page


def test_today_leads_there(signed_in):
    assert f'href="{PAGE}"' in signed_in.get("/today/").content.decode()


def test_ready_starts_without_a_word(signed_in):
    response = answer(signed_in, pain="2")
    session = PracticeSession.objects.get()
    assert response.url == session.get_absolute_url()
    assert said(response) == []
    assert session.plan["painBefore"] == 2  # the player does not ask again


def test_gentle_starts_with_the_reason(signed_in):
    response = answer(signed_in, pain="6")
    assert response.url == PracticeSession.objects.get().get_absolute_url()
    assert said(response) == ["Pain is 6 of 10, usually 3: a short, gentle session, half the range."]


def test_rest_leads_back_with_the_reason_and_starts_nothing(signed_in):
    response = answer(signed_in, pain="8")
    assert response.url == PAGE
    page = signed_in.get(PAGE).content.decode()
    assert "No session for now" in page
    assert "Pain is 8 of 10, usually 3." in page
    assert 'href="/exercises/breathing-90-90/"' in page
    assert not PracticeSession.objects.exists()


def test_while_resting_nobody_is_sent_to_lie_as_they_must_not(signed_in):
    """20 weeks pregnant: calm breathing, but on a chair, and no lying on the back."""
    Profile.objects.update(cautions=["M2"])
    answer(signed_in, pain="8")
    page = signed_in.get(PAGE).content.decode()
    assert "/exercises/breathing-90-90/" in page
    assert "Do it sitting on a firm chair." in page
    assert "/exercises/constructive-rest/" not in page


def test_a_rest_is_not_skipped_by_another_door(signed_in):
    answer(signed_in, pain="8")
    assert signed_in.post(START).url == PAGE
    api = signed_in.post("/api/v1/sessions/", content_type="application/json")
    assert api.status_code == 409
    assert api.json()["reason"] == "resting"
    assert signed_in.get("/api/v1/sessions/next/").status_code == 409
    guest = "kind=stretch&minutes=10"
    assert signed_in.get(f"/api/v1/sessions/guest/?{guest}").status_code == 409
    assert signed_in.get(f"/try/session/?ok=1&{guest}").url == PAGE
    assert not PracticeSession.objects.exists()


def test_something_worrying_leads_to_the_safety_questions(signed_in):
    response = answer(signed_in, pain="2", worrying="on")
    assert response.url == "/welcome/safety/"
    assert signed_in.post(START).url == "/welcome/safety/"
    assert not PracticeSession.objects.exists()


def test_start_without_answers_is_as_planned(signed_in):
    assert signed_in.post(START).url == PracticeSession.objects.get().get_absolute_url()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("wrong", [{}, {"pain": "11"}, {"pain": "x"}], ids=str)
def test_an_invalid_answer_stores_and_starts_nothing(signed_in, wrong):
    response = answer(signed_in, **wrong)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Decision.objects.exists()
    assert not PracticeSession.objects.exists()


def test_without_consent_nothing_is_stored(signed_in, ready_alice):
    Consent.objects.filter(user=ready_alice).update(withdrawn_at=NOW)
    assert answer(signed_in, pain="2").url == "/welcome/consent/"
    assert signed_in.get(PAGE).url == "/welcome/consent/"
    assert not Decision.objects.exists()


def test_signed_out_leads_to_sign_in(client, db):
    assert client.get(PAGE).url.startswith("/accounts/login/")
    assert answer(client, pain="2").url.startswith("/accounts/login/")


def test_wrong_method_is_405(signed_in):
    assert signed_in.post(PAGE).status_code == 405


@pytest.mark.parametrize("times", [1, 3])
def test_queries_do_not_grow(signed_in, times, django_assert_num_queries):
    for _ in range(times):
        answer(signed_in, pain="8")
    with django_assert_num_queries(7):  # web session, person, clearance, pause, resting, profile, exercises
        signed_in.get(PAGE)


# --- Answers of the same day while a session is open -----------------------------------------------------


def test_more_pain_makes_the_open_session_a_gentle_one(signed_in):
    """Said on her laptop, while her phone has the whole session open."""
    answer(signed_in, pain="2")
    whole = PracticeSession.objects.get()
    response = answer(signed_in, pain="6")
    gentle = PracticeSession.objects.get(status="open")
    assert response.url == gentle.get_absolute_url()
    assert (gentle.plan["heldBy"], gentle.level) == ("A3", 1)
    assert gentle.minutes <= 10
    whole.refresh_from_db()
    assert whole.status == "stopped"
    assert answer(signed_in, pain="6").url == gentle.get_absolute_url()  # that one may go on


def test_one_set_less_is_one_set_less_of_the_open_session_too(signed_in):
    signed_in.post(START)
    answer(signed_in, pain="2", slept_badly="on")
    assert PracticeSession.objects.get(status="open").plan["heldBy"] == "A6"


def test_a_held_day_holds_the_open_session(signed_in):
    signed_in.post(START)
    answer(signed_in, pain="4")
    session = PracticeSession.objects.get()
    assert (session.status, session.plan["heldBy"]) == ("open", "A4")


def test_a_rest_closes_the_page_of_the_open_session(signed_in):
    answer(signed_in, pain="2")
    session = PracticeSession.objects.get()
    answer(signed_in, pain="8")
    assert signed_in.get(session.get_absolute_url()).url == PAGE
    answer(signed_in, pain="2")
    assert signed_in.get(session.get_absolute_url()).status_code == 200
