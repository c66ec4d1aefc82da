"""/try/: when not to start, what to do then, the choice, and the player without an account."""

import json
import re
from datetime import datetime

import pytest

from routines.emergency import UNKNOWN
from routines.guest_safety import STATEMENTS, WHOLE_CHECK, by_urgency
from routines.models import PracticeSession
from routines.packs import open_pack
from routines.screening import EMERGENCY_NUMBER
from tests.factories import NOW, ScreeningFactory
from tests.html import assert_sound_page

START, STOP, CHOOSE, SESSION = "/try/", "/try/stop/", "/try/choose/?ok=1", "/try/session/"
ASKED = f"{SESSION}?kind=stretch&minutes=10&ok=1"
PAGES = [START, STOP, CHOOSE]
WITHOUT_OK = ["/try/choose/", f"{SESSION}?kind=stretch&minutes=10"]


def text(response):
    return " ".join(response.content.decode().split())


def plan_on(response):
    found = re.search(r'<script id="plan" type="application/json">(.*?)</script>', response.content.decode())
    return json.loads(found.group(1))


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_visitor_reads_it_without_a_cookie_and_without_the_database(client, django_assert_num_queries, path):
    with django_assert_num_queries(0):
        response = client.get(path)
    assert response.status_code == 200
    assert_sound_page(response)
    assert not response.cookies


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", [*PAGES, ASKED])
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.django_db
def test_start_names_every_reason_with_what_to_do_and_two_answers(client):
    html = text(client.get(START))
    for what, statements in by_urgency(UNKNOWN):
        assert what in html
        assert all(statement.text in html for statement in statements)
    assert f'href="{CHOOSE}">None of these applies to me</a>' in html
    assert f'href="{STOP}">One of these may apply</a>' in html
    assert "on this device only" in html
    assert "not yet been reviewed by a clinician" in html
    assert SESSION not in html


@pytest.mark.django_db
def test_wished_kind_is_kept_up_to_the_choice(client):
    html = client.get(f"{START}?kind=strength").content.decode()
    address = re.search(r'href="([^"]+)">None of these', html).group(1).replace("&amp;", "&")
    chosen = re.findall(r'value="(\w+)"[^>]*checked', client.get(address).content.decode())
    assert chosen == ["strength", "10"]


@pytest.mark.django_db
def test_odd_wish_does_no_harm(client):
    html = client.get(START, {"kind": '"><b>x&ok=2'}).content.decode()
    address = re.search(r'href="([^"]+)">None of these', html).group(1).replace("&amp;", "&")
    assert "<b>x" not in html
    assert address.count("&") == 1
    chosen = re.findall(r'value="(\w+)"[^>]*checked', client.get(address).content.decode())
    assert chosen == ["stretch", "10"]


@pytest.mark.django_db
def test_stop_says_what_to_do_and_offers_no_session(client):
    html = text(client.get(STOP))
    assert "Please stop here for now" in html
    said = re.findall(r"<strong>([^<]+)</strong>", html)
    assert {statement.action for statement in STATEMENTS} <= set(said)
    assert all(statement.text in html for statement in STATEMENTS)
    assert 'href="tel:112"' in html
    assert 'href="/learn/when-to-see-a-physiotherapist-or-doctor/"' in html
    assert WHOLE_CHECK in html
    assert SESSION not in html
    assert "/try/choose/" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "numbers", "checked"),
    [
        ("", ["112", "999", "911"], False),
        ("?country=GB", ["999", "112", "111"], True),
        ("?country=JP", ["119"], True),
        ("?country=CL", ["131"], False),
        ("?country=nowhere", ["112", "999", "911"], False),
    ],
)
def test_stop_shows_the_numbers_of_the_country_a_guest_names(client, query, numbers, checked):
    html = text(client.get(STOP + query))
    assert re.findall(r'href="tel:(\d+)"', html) == numbers
    assert ("please check the number before you rely on it" in html) is not checked
    assert ("From official pages, read in November 2026" in html) is checked
    assert 'name="country"' in html
    call = numbers[0] if "country=" in query and "nowhere" not in query else EMERGENCY_NUMBER
    assert f"<strong>Call {call} now.</strong>" in html
    assert (EMERGENCY_NUMBER in html) is (call == EMERGENCY_NUMBER)


@pytest.mark.django_db
def test_stop_shows_an_account_the_numbers_of_its_country(client_for, alice):
    html = text(client_for(alice).get(STOP))  # Berlin
    assert re.findall(r'href="tel:(\d+)"', html) == ["112", "116117"]
    assert 'name="country"' not in html


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_the_end_of_a_session_names_the_number_of_the_country(client, client_for, ready_alice):
    page = client.get(ASKED)
    assert f'call <span data-part="call">{EMERGENCY_NUMBER}</span> if' in text(page)
    assert plan_on(page)["call"] == EMERGENCY_NUMBER
    ready_alice.country = "NZ"
    ready_alice.save()
    page = client_for(ready_alice).get(ASKED)
    assert 'call <span data-part="call">111</span> if' in text(page)
    actions = " ".join(signal["action"] for signal in plan_on(page)["signals"])
    assert "call 111 now" in actions
    assert EMERGENCY_NUMBER not in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", WITHOUT_OK)
def test_without_an_answer_the_list_comes_first(client, path):
    response = client.get(path)
    assert (response.status_code, response.url) == (302, START)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("ok=1", "Choose stretch or strength."),
        ("ok=1&kind=boxing&minutes=10", "Choose stretch or strength."),
        ("ok=1&kind=stretch&minutes=30", "Choose 10 or 15 minutes."),
        ("ok=1&kind=stretch&minutes=ten", "Choose 10 or 15 minutes."),
    ],
)
def test_odd_choice_is_asked_again_in_plain_words(client, query, complaint):
    response = client.get(f"{SESSION}?{query}")
    assert_sound_page(response)
    assert complaint in text(response)
    assert '<script id="plan"' not in response.content.decode()


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("kind", ["stretch", "strength"])
@pytest.mark.parametrize("minutes", [10, 15])
def test_session_is_the_player_with_a_sealed_plan_and_the_whole_list(client, alice, kind, minutes):
    response = client.get(f"{SESSION}?kind={kind}&minutes={minutes}&ok=1")
    plan = plan_on(response)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert (plan["userKey"], plan["kind"]) == ("guest", kind)
    assert plan["urls"]["page"] == f"/sessions/{plan['session']}/"
    assert plan["urls"]["today"] == START
    pack = open_pack(plan["pack"], user=alice, now=NOW)
    assert (str(pack.session), pack.plan["steps"]) == (plan["session"], plan["steps"])
    html = text(response)
    assert all(f"<h3>{step['name']}</h3>" in html for step in plan["steps"])
    assert set(plan["drawings"]) == {step["id"] for step in plan["steps"]} | {
        variant["step"]["id"] for step in plan["steps"] for variant in step.get("variants", [])
    }
    assert not PracticeSession.objects.exists()


@pytest.mark.usefixtures("content")
def test_every_session_has_its_own_id(client):
    assert plan_on(client.get(ASKED))["session"] != plan_on(client.get(ASKED))["session"]


@pytest.mark.usefixtures("content")
def test_session_costs_a_visitor_three_queries(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(ASKED)


def test_signed_in_person_is_told_of_their_own_week(client_for, ready_alice):
    assert "Your own week, fitted to what you told us" in text(client_for(ready_alice).get(START))


@pytest.mark.usefixtures("content")
def test_signed_in_person_may_try_within_what_they_told_us(client_for, ready_alice):
    ready_alice.profile.cautions = ["M16"]
    ready_alice.profile.save()
    slugs = {step["id"] for step in plan_on(client_for(ready_alice).get(ASKED))["steps"]}
    assert "low-lunge-stretch" not in slugs
    assert "standing-hip-flexor-stretch" in slugs


@pytest.mark.usefixtures("content")
def test_person_who_was_stopped_is_stopped_here_too(client_for, ready_alice):
    ScreeningFactory(user=ready_alice, answers={}, stopped=True)
    response = client_for(ready_alice).get(ASKED)
    assert (response.status_code, response.url) == (302, "/welcome/stopped/")


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "/try/"),
        ("/routines/strength/", "/try/?kind=strength"),
        ("/exercises/dead-bug/", "/try/?kind=strength"),
        ("/exercises/low-lunge-stretch/", "/try/"),
        ("/accounts/signup/", "/try/"),
    ],
)
def test_visitor_finds_the_way_here(client, path, address):
    assert f'href="{address}"' in client.get(path).content.decode()


@pytest.mark.usefixtures("content")
def test_sitemap_lists_the_start_and_robots_stay_out_of_sessions(client):
    assert "/try/</loc>" in client.get("/sitemap.xml").content.decode()
    assert "Disallow: /try/session/" in client.get("/robots.txt").content.decode()


@pytest.mark.usefixtures("content")
def test_week_carries_what_claiming_needs_and_nothing_to_see(client_for, ready_alice):
    html = client_for(ready_alice).get("/today/").content.decode()
    card = re.search(r"<section [^>]*data-claim [^>]*>", html).group(0)
    assert f'data-user-key="{ready_alice.key}"' in card
    joined = datetime.fromisoformat(re.search(r'data-joined="([^"]+)"', card).group(1))
    assert joined == ready_alice.date_joined
    assert card.endswith(" hidden>")


@pytest.mark.usefixtures("content")
def test_shared_demo_account_claims_nothing(client_for, ready_alice):
    ready_alice.is_demo = True
    ready_alice.save()
    assert "data-claim" not in client_for(ready_alice).get("/today/").content.decode()
