"""Filters in the address, what the library shows a signed-in person, and adding to the next session."""

import re

import pytest

from routines.models import Exercise, Plan, Profile
from routines.sessions import start_session
from tests.factories import PlanFactory, ProfileFactory
from tests.html import assert_sound_page

pytestmark = pytest.mark.usefixtures("content")

ADD = "/exercises/dead-bug/add/"


@pytest.fixture
def hers(client_for, ready_alice):
    return client_for(ready_alice)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def tiles(response):
    return response.content.decode().count('class="tile"')


# --- Filters in the address ----------------------------------------------------------------------------


def test_filters_combine_and_the_count_says_so(client):
    response = client.get("/exercises/?kind=stretch&have=chair&avoid=kneeling&avoid=lying-flat")
    assert_sound_page(response)
    assert "2 of 25 exercises" in text_of(response)
    assert tiles(response) == 2
    assert "Clear all" in text_of(response)
    html = response.content.decode()
    for value in ("stretch", "chair", "kneeling", "lying-flat"):
        assert re.search(rf'value="{value}"[^>]* checked', html)


def test_without_filters_there_is_nothing_to_clear(client):
    response = client.get("/exercises/")
    assert "All 25 exercises" in text_of(response)
    assert "Clear all" not in text_of(response)


def test_nothing_found_says_what_to_do(client):
    response = client.get("/exercises/?q=unicycle")
    assert_sound_page(response)
    assert "0 of 25 exercises" in text_of(response)
    assert "Take one filter away" in text_of(response)


@pytest.mark.parametrize(
    "query", ["kind=nonsense&have=%00&avoid=x", "q=" + "a" * 5000, "q=%3Cscript%3E", "q=&kind="]
)
def test_an_odd_address_is_still_a_page(client, query):
    assert_sound_page(client.get(f"/exercises/?{query}"))


def test_htmx_learns_the_short_address_of_what_it_shows(client):
    path = "/exercises/?q=&kind=stretch&have=chair&kind=bogus"
    response = client.get(path, headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/exercises/?kind=stretch&have=chair"
    assert 'id="library-found"' in response.content.decode()
    assert "HX-Push-Url" not in client.get(path)


def test_the_form_works_without_scripts(client):
    html = client.get("/exercises/").content.decode()
    assert re.search(r'<form class="finder" method="get" action="/exercises/"', html)
    assert re.search(r'<button class="btn btn--ghost" type="submit" data-by-hand>', html)


@pytest.mark.parametrize("path", ["/exercises/?kind=stretch&q=hip", "/exercises/low-lunge-stretch/"])
def test_page_costs_few_queries(client, hers, ready_alice, django_assert_max_num_queries, path):
    Profile.objects.update(cautions=["M16", "M18"])
    with django_assert_max_num_queries(5):
        assert hers.get(path).status_code == 200
    client.logout()
    with django_assert_max_num_queries(4):
        assert client.get(path).status_code == 200


# --- What is not for this person -----------------------------------------------------------------------


def test_list_says_why_and_shows_what_to_do_instead(hers):
    Profile.objects.update(cautions=["M16"])
    response = hers.get("/exercises/?q=low+lunge")
    assert_sound_page(response)
    assert "Not for you now: kneeling is hard for you. Instead: Standing hip-flexor stretch" in text_of(
        response
    )


def test_page_says_why_and_gives_neither_dose_nor_button(hers):
    Profile.objects.update(cautions=["M16"])
    response = hers.get("/exercises/low-lunge-stretch/")
    assert_sound_page(response)
    assert "Not for you now: kneeling is hard for you" in text_of(response)
    assert 'href="/exercises/standing-hip-flexor-stretch/">' in response.content.decode()
    assert 'href="/settings/limits/"' in response.content.decode()
    assert "Your dose" not in text_of(response)
    assert "Add to today" not in text_of(response)


def test_every_exercise_that_is_ruled_out_comes_with_another(hers):
    Profile.objects.update(cautions=["M16", "M18"])
    for tile in (t for _, _, shelf in hers.get("/exercises/").context["shelves"] for t in shelf if t.reason):
        if tile.exercise.slug == "breathing-90-90":
            assert tile.seated
            continue
        assert tile.instead, tile.exercise.slug
        seated = tile.instead.slug == "breathing-90-90"
        assert seated or not {"kneel", "supine"} & set(tile.instead.tags)


def test_roller_answers_rule_the_roller_out(hers):
    Profile.objects.update(equipment=["roller"], roller_ok=False)
    assert "your answers to the roller questions" in text_of(hers.get("/exercises/?kind=release"))
    Profile.objects.update(roller_ok=True)
    assert "Not for you now" not in text_of(hers.get("/exercises/?kind=release"))


def test_visitors_and_newcomers_see_the_library_as_it_is(client, client_for, bob):
    assert "Not for you now" not in text_of(client.get("/exercises/"))
    ProfileFactory(user=bob, cautions=["M16"], cautions_wording="")
    assert "Not for you now" not in text_of(client_for(bob).get("/exercises/"))


def test_other_peoples_limits_are_not_shown(hers, bob):
    ProfileFactory(user=bob, cautions=["M16"])
    assert "Not for you now" not in text_of(hers.get("/exercises/"))


# --- One's own dose ------------------------------------------------------------------------------------


def test_dose_is_that_of_ones_own_level(hers):
    Plan.objects.update(level=2)
    assert "Your dose 3 × 30 s each side Level 2" in text_of(hers.get("/exercises/low-lunge-stretch/"))


def test_dose_keeps_to_what_cautions_allow(hers):
    Plan.objects.update(level=3)
    Profile.objects.update(cautions=["M14"])
    shown = text_of(hers.get("/exercises/standing-hip-flexor-stretch/"))
    assert "Your dose 2 × 20 s each side Level 1" in shown
    assert "Tuck your tailbone first, and keep the tuck." in shown


@pytest.mark.parametrize("path", ["/exercises/low-lunge-stretch/", "/exercises/boat-pose/"])
def test_visitors_have_no_dose_of_their_own(client, path):
    assert "Your dose" not in text_of(client.get(path))


def test_what_is_for_a_higher_level_has_no_dose_yet(hers):
    assert "Your dose" not in text_of(hers.get("/exercises/boat-pose/"))


# --- Add to today --------------------------------------------------------------------------------------


def test_an_exercise_is_added_and_taken_out_again(hers, ready_alice):
    assert "Add to today" in text_of(hers.get("/exercises/dead-bug/"))
    response = hers.post(ADD, follow=True)
    assert response.redirect_chain == [("/exercises/dead-bug/", 302)]
    assert "Added to your next session, today." in text_of(response)
    assert "In your next session" in text_of(response)
    assert "added by you" in text_of(hers.get("/today/"))
    assert "is out of your next session" in text_of(hers.post(ADD, {"undo": "1"}, follow=True))
    assert Plan.objects.get().extra_slug == ""
    assert "added by you" not in text_of(hers.get("/today/"))


def test_from_the_week_one_comes_back_to_the_week(hers):
    hers.post(ADD)
    assert hers.post(ADD, {"undo": "1", "today": "1"}).url == "/today/"


def test_what_was_added_is_in_one_session_only(hers, ready_alice, now):
    hers.post(ADD)
    planned = {step["id"] for step in start_session(user=ready_alice, now=now).plan["steps"]}
    assert "dead-bug" in planned
    assert Plan.objects.get().extra_slug == ""


@pytest.mark.parametrize(
    ("slug", "cautions", "words"),
    [
        ("straight-leg-raise", [], "a hard one waits for a strength day"),
        ("boat-pose", [], "a hard one waits for a strength day"),
        ("couch-stretch", [], "for level 2 and up"),
        ("reclined-psoas-stretch", [], "a bed or sturdy bench is needed"),
        ("half-kneeling-hip-flexor-stretch", ["M16"], "kneeling is hard for you"),
        ("low-lunge-stretch", [], "in your next session anyway"),
    ],
)
def test_what_does_not_suit_is_not_added_and_says_why(hers, slug, cautions, words):
    Profile.objects.update(cautions=cautions)
    assert words in text_of(hers.post(f"/exercises/{slug}/add/", follow=True))
    assert Plan.objects.get().extra_slug == ""


def test_nothing_is_added_without_clearance(hers):
    Profile.objects.update(cautions=["P5"])
    assert hers.post(ADD).url == "/welcome/clinician/"
    assert Plan.objects.get().extra_slug == ""


def test_adding_is_for_people_who_are_signed_in(client):
    assert client.post(ADD).url == f"/accounts/login/?next={ADD}"


def test_other_peoples_plans_stay_theirs(hers, bob):
    PlanFactory(user=bob)
    hers.post(ADD)
    assert Plan.objects.get(user=bob).extra_slug == ""


def test_only_posting_adds_and_only_what_there_is(hers):
    assert hers.get(ADD).status_code == 405
    assert hers.post("/exercises/no-such-move/add/").status_code == 404
    Exercise.objects.filter(slug="dead-bug").update(retired=True)
    assert hers.post(ADD).status_code == 404
