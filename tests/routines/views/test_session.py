"""/sessions/<uuid>/: the page the player runs on."""

import json
import re

import pytest

from routines.emergency import numbers_for
from routines.models import PracticeSession, Screening
from routines.served_plan import served_plan
from tests.factories import PauseFactory, PracticeSessionFactory, SessionCheckInFactory


@pytest.fixture
def opened(ready_alice):
    return PracticeSessionFactory(user=ready_alice)


def url(session):
    return f"/sessions/{session.pk}/"


def test_the_player_gets_its_plan(ready_alice, content, client_for):
    client = client_for(ready_alice)
    client.post("/today/start/")
    session = PracticeSession.objects.get()
    page = client.get(url(session)).content.decode()
    plan = json.loads(re.search(r'<script id="plan" type="application/json">(.*?)</script>', page)[1])
    assert "Without Reclined psoas stretch: a bed or sturdy bench is needed." in page
    berlin = numbers_for("DE")
    assert plan == served_plan(
        session.plan, session=session.pk, user_key=str(ready_alice.key), numbers=berlin
    )
    assert plan["call"] == "112"
    assert plan["urls"]["attempts"] == "/api/v1/attempts/"


def test_the_page_lists_every_step_without_javascript(opened, client_for):
    answer = client_for(opened.user).get(url(opened))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Low lunge stretch" in page
    assert "2 × 20 s each side" in page
    assert answer["Cache-Control"] == "no-store, private"
    assert answer.context["steps"][0]["figure_svg"].startswith("<svg")


def test_signed_out_gets_the_shell_which_knows_nobody(client, opened):
    answer = client.get(url(opened))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="plan"' not in page
    assert "Low lunge" not in page
    assert f"/accounts/login/?next={url(opened)}" in page


def test_the_shell_is_the_same_for_everyone(client, alice, client_for, django_assert_num_queries):
    with django_assert_num_queries(0):
        anonymous = client.get("/offline/session/").content
    signed_in = client_for(alice).get("/offline/session/")
    assert signed_in.status_code == 200
    assert alice.email.encode() not in signed_in.content
    assert b'id="plan"' not in anonymous + signed_in.content


def test_rules_for_pain_are_todays_even_in_an_old_plan(opened, client_for):
    plan = client_for(opened.user).get(url(opened)).context["plan"]
    assert "signals" not in opened.plan
    assert plan["limits"]["stop_from"] == 6
    assert {"sharp", "numb", "chest"} <= {signal["id"] for signal in plan["signals"]}


def test_someone_elses_session_does_not_exist(bob, opened, client_for):
    answer = client_for(bob).get(url(opened))
    assert answer.status_code == 404
    assert b"Low lunge" not in answer.content


def test_wrong_method_is_405(opened, client_for):
    assert client_for(opened.user).post(url(opened)).status_code == 405


def test_after_a_new_text_an_open_session_waits_for_the_agreement_and_goes_on(opened, client_for):
    her = client_for(opened.user)
    opened.user.consents.update(version="2026-11")
    assert her.get(url(opened))["Location"] == "/welcome/consent/"
    her.post("/welcome/consent/", {"adult": "on", "agree": "on"})
    assert her.get(url(opened)).status_code == 200


def test_a_red_flag_stops_a_session_that_is_open(opened, client_for):
    Screening.objects.update(stopped=True)
    assert client_for(opened.user).get(url(opened))["Location"] == "/welcome/stopped/"


def test_a_pause_closes_a_session_that_is_open(opened, client_for):
    PauseFactory(user=opened.user)
    assert client_for(opened.user).get(url(opened))["Location"] == "/today/"


def test_an_ended_session_leads_to_its_check_in(ready_alice, client_for):
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    assert client_for(ready_alice).get(url(session))["Location"] == f"/sessions/{session.pk}/check-in/"


def test_an_answered_session_leads_to_its_page(ready_alice, client_for):
    session = SessionCheckInFactory(session__user=ready_alice).session
    assert client_for(ready_alice).get(url(session))["Location"] == f"/progress/sessions/{session.pk}/"


@pytest.mark.parametrize("steps", [1, 3])
def test_queries_do_not_grow_with_the_steps(opened, client_for, steps, django_assert_num_queries):
    opened.plan["steps"] *= steps
    opened.save()
    client = client_for(opened.user)
    with django_assert_num_queries(6):  # web session, person, session, clearance, pause, resting
        client.get(url(opened))
