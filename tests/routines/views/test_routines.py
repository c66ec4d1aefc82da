"""/routines/: ready-made sessions and programmes, at every length; starting and leaving a programme."""

import re
from datetime import date

import pytest

from routines.choosing import WHOLE_ARTICLE_FROM_MINUTES
from routines.models import Plan, Programme, Routine, Screening
from tests.factories import PlanFactory
from tests.html import assert_sound_page

pytestmark = pytest.mark.usefixtures("content")

PROGRAMMES = ["desk-reset", "psoas-foundation", "runners-hips", "gentle-low-back", "strong-psoas"]
PUBLIC = ["/routines/", "/routines/stretch/", "/routines/strength/?minutes=30"]
PUBLIC += [f"/routines/{slug}/?minutes=20&week=2" for slug in PROGRAMMES]
PAGE = "/routines/psoas-foundation/"
START, LEAVE = f"{PAGE}start/", f"{PAGE}leave/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(response):
    return " ".join(response.content.decode().split())


def plan_of(user):
    return Plan.objects.select_related("programme").get(user=user)


# --- Reading -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PUBLIC)
def test_visitor_may_read_it(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert_sound_page(response)


@pytest.mark.parametrize("path", PUBLIC)
def test_page_costs_a_visitor_at_most_three_queries(client, django_assert_max_num_queries, path):
    with django_assert_max_num_queries(3):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_page_costs_a_signed_in_person_three_more(client_for, alice, django_assert_max_num_queries, path):
    client = client_for(alice)
    with django_assert_max_num_queries(6):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405


def test_list_shows_the_articles_sessions_first_then_five_programmes(client):
    html = client.get("/routines/").content.decode()
    links = re.findall(r"<h3><a href=\"/routines/([^/]+)/\">", html)
    assert links == ["stretch", "strength", *PROGRAMMES]
    assert html.count("10, 15, 20 or 30 minutes</p>") == 5
    for programme in Programme.objects.all():
        assert programme.for_whom in html.replace("&#x27;", "'")
        assert f"{programme.weeks} weeks" in html


def test_retired_content_is_gone(client, alice, client_for):
    Routine.objects.filter(slug="stretch").update(retired=True)
    Programme.objects.filter(slug="desk-reset").update(retired=True)
    listing = client.get("/routines/").content.decode()
    for slug in ("stretch", "desk-reset"):
        assert client.get(f"/routines/{slug}/").status_code == 404
        assert f"/routines/{slug}/" not in listing
    assert client_for(alice).post("/routines/desk-reset/start/").status_code == 404


def test_unknown_address_answers_404(client):
    assert client.get("/routines/no-such-routine/").status_code == 404


# --- Ready-made sessions -------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [10, 15, 20, 30])
@pytest.mark.parametrize("slug", ["stretch", "strength"])
def test_ready_made_session_shows_every_move_of_the_article_at_any_length(client, slug, minutes):
    html = text(client.get(f"/routines/{slug}/?minutes={minutes}"))
    assert f"The session in {minutes} minutes" in html
    assert f'id="minutes-{minutes}"' in html
    roles = re.findall(r"<h3>([^<]+) <span class=\"muted num\">about \d+ min", html)
    assert roles == ["Warm-up", "Main", "Cool-down"]
    steps = Routine.objects.get(slug=slug).steps.select_related("exercise")
    for step in steps:
        assert step.exercise.name in html.replace("&#x27;", "'")
    for about in ("Water", "Rest", "Safety"):
        assert f"<h2>{about}</h2>" in html


def test_ready_made_session_says_why_a_move_waits(client):
    short = WHOLE_ARTICLE_FROM_MINUTES - 5
    html = text(client.get(f"/routines/strength/?minutes={short}"))
    assert "Not in this one" in html
    assert "Without Mountain climbers: for level 2 and up." in html
    assert "dead bug and straight-leg raises come first, pain-free." in html
    assert "Joins in longer sessions." in text(client.get(f"/routines/stretch/?minutes={short}"))


def test_ready_made_session_can_be_started_by_someone_signed_in_only(client, client_for, alice):
    assert 'action="/today/start/"' not in client.get("/routines/stretch/").content.decode()
    assert 'action="/today/start/"' in client_for(alice).get("/routines/stretch/").content.decode()


# --- A programme's page --------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_programme_says_all_it_has_to_say(client, slug):
    html = text(client.get(f"/routines/{slug}/")).replace("&#x27;", "'")
    programme = Programme.objects.get(slug=slug)
    said = [programme.summary, programme.for_whom, programme.about_rhythm, programme.evidence]
    said += programme.not_for + programme.exit_rules
    said += [phase["about"] for phase in programme.phases]
    said += [source["citation"] for source in programme.sources]
    for note in programme.notes:
        said += [note["heading"], note["text"], *note["points"]]
    for sentence in said:
        assert sentence in html
    assert "Not yet reviewed by a clinician" in html
    assert "Sharp pain is a red flag: stop." in html


def test_week_table_has_a_row_for_each_day(client):
    html = text(client.get("/routines/gentle-low-back/"))
    rows = re.findall(r"<tr><th scope=\"row\">(\w+)</th><td>([^<]+)</td><td>([^<]+)</td></tr>", html)
    assert rows == [
        ("Monday", "Stretch", "Stretch"),
        ("Tuesday", "Walk", "Walk"),
        ("Wednesday", "Strength", "Strength"),
        ("Thursday", "Walk", "Walk"),
        ("Friday", "Stretch", "Stretch"),
        ("Saturday", "Walk", "Strength"),
        ("Sunday", "Rest", "Walk"),
    ]


def test_programme_shows_a_stretch_and_a_strength_day_of_the_weeks_asked_for(client):
    html = text(client.get(f"{PAGE}?minutes=10&week=4"))
    assert "The sessions of weeks 3–4 in 10 minutes" in html
    assert "3 × 30 s each side" in html
    assert re.findall(
        r"<h3 id=\"day-\w+\">(\w+) day</h3> <p class=\"muted num\">(\d+) min · level 2", html
    ) == [
        ("Stretch", "10"),
        ("Strength", "10"),
    ]
    assert re.findall(r'id="([\w-]+)"[^>]+aria-current="true"', html) == ["week-3", "minutes-10"]
    assert 'href="?minutes=20&amp;week=4"' in html


@pytest.mark.parametrize("query", ["?minutes=12&week=99", "?minutes=ten&week=-1", "?minutes=&week=1.5"])
def test_lengths_and_weeks_that_do_not_exist_show_the_usual_ones(client, query):
    assert "The sessions of weeks 1–2 in 15 minutes" in text(client.get(PAGE + query))


@pytest.mark.parametrize("path", [f"{PAGE}?minutes=20&week=5", "/routines/stretch/?minutes=20"])
def test_htmx_gets_only_the_part_that_changes(client, path):
    part = client.get(path, **HTMX)
    assert part.content.decode().count('id="session"') == 1
    assert "<html" not in part.content.decode()
    assert part.content.decode().strip() in client.get(path).content.decode()
    assert "HX-Request" in part["Vary"]
    going_back = client.get(path, **HTMX, HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<html" in going_back.content.decode()


# --- Starting and leaving ------------------------------------------------------------------------------


def test_visitor_is_asked_to_sign_up(client):
    html = client.get(PAGE).content.decode()
    assert "Sign up to start it" in html
    assert START not in html


@pytest.mark.parametrize("path", [START, LEAVE])
def test_signed_out_leads_to_sign_in(client, path):
    assert client.post(path)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", [START, LEAVE])
def test_reading_neither_starts_nor_leaves(client_for, ready_alice, path):
    assert client_for(ready_alice).get(path).status_code == 405


def test_starting_sets_the_programme_and_the_persons_own_date(client_for, ready_alice):
    response = client_for(ready_alice).post(START, follow=True)
    assert response.redirect_chain == [("/today/", 302)]
    assert "Psoas foundation: your week 1 of 6 begins today." in text(response)
    plan = plan_of(ready_alice)
    assert (plan.programme.slug, plan.programme_started_on) == ("psoas-foundation", date(2026, 11, 23))


def test_someone_else_keeps_their_own_plan(client_for, ready_alice, bob):
    PlanFactory(user=bob)
    client_for(ready_alice).post(START)
    assert plan_of(bob).programme is None


def test_someone_new_is_welcomed_first(client_for, bob):
    assert client_for(bob).post(START)["Location"] == "/welcome/consent/"


def test_a_red_flag_keeps_a_programme_from_starting(client_for, ready_alice):
    Screening.objects.update(stopped=True)
    assert client_for(ready_alice).post(START)["Location"] == "/welcome/stopped/"
    assert plan_of(ready_alice).programme is None


def following(user, slug="psoas-foundation", *, since):
    plan = plan_of(user)
    plan.start_programme(Programme.objects.get(slug=slug), on=since)
    plan.save()
    return plan


def test_starting_twice_does_not_begin_anew(client_for, ready_alice):
    following(ready_alice, since=date(2026, 11, 9))
    response = client_for(ready_alice).post(START, follow=True)
    assert "You are already following Psoas foundation." in text(response)
    assert plan_of(ready_alice).programme_started_on == date(2026, 11, 9)


def test_page_says_where_the_person_stands(client_for, ready_alice):
    following(ready_alice, since=date(2026, 11, 9))
    html = text(client_for(ready_alice).get(PAGE))
    assert "You are in week 3 of 6." in html
    assert "The sessions of weeks 3–4 in 15 minutes" in html
    assert LEAVE in html
    assert START not in html


def test_after_the_last_week_it_can_begin_again(client_for, ready_alice):
    following(ready_alice, since=date(2026, 10, 12))
    client = client_for(ready_alice)
    html = text(client.get(PAGE))
    assert "You have been through all 6 weeks." in html
    assert "Start again from week 1" in html
    client.post(START, {"again": "1"})
    assert plan_of(ready_alice).programme_started_on == date(2026, 11, 23)


def test_another_programme_takes_its_place(client_for, ready_alice):
    following(ready_alice, "desk-reset", since=date(2026, 11, 16))
    client = client_for(ready_alice)
    assert "It takes the place of Desk reset" in text(client.get(PAGE))
    client.post(START)
    assert plan_of(ready_alice).programme.slug == "psoas-foundation"


def test_leaving_goes_back_to_the_articles_sessions(client_for, ready_alice):
    following(ready_alice, since=date(2026, 11, 9))
    client = client_for(ready_alice)
    response = client.post(LEAVE, follow=True)
    assert "You have left Psoas foundation. Everything you did is kept." in text(response)
    plan = plan_of(ready_alice)
    assert (plan.programme, plan.programme_started_on) == (None, None)
    assert "Stretch: open the front of the hips" in text(client.get("/today/"))


def test_leaving_what_one_does_not_follow_changes_nothing(client_for, ready_alice):
    following(ready_alice, "desk-reset", since=date(2026, 11, 16))
    client_for(ready_alice).post(LEAVE)
    assert plan_of(ready_alice).programme.slug == "desk-reset"


# --- What follows from it ------------------------------------------------------------------------------


def test_today_names_programme_and_week(client_for, ready_alice):
    following(ready_alice, since=date(2026, 11, 16))
    html = text(client_for(ready_alice).get("/today/"))
    assert (
        '<a href="/routines/psoas-foundation/">Psoas foundation</a>, week 2 of 6 · Monday 23 November' in html
    )
    assert "Psoas foundation: stretch" in html
    assert "A stretch to begin with." in html
    assert "is made for level" not in html


def test_today_says_that_the_persons_own_level_is_the_limit(client_for, ready_alice):
    following(ready_alice, since=date(2026, 11, 9))
    html = text(client_for(ready_alice).get("/today/"))
    assert "Week 3 is made for level 2. You chose level 1, so it stays there until you" in html


def test_today_says_when_the_programme_is_over(client_for, ready_alice):
    following(ready_alice, since=date(2026, 10, 12))
    html = text(client_for(ready_alice).get("/today/"))
    assert "week 6 of 6" in html
    assert "The 6 weeks are done." in html


def test_today_offers_programmes_to_those_without_one(client_for, ready_alice):
    assert "Follow a programme" in text(client_for(ready_alice).get("/today/"))


def test_today_costs_no_more_with_a_programme(client_for, ready_alice, django_assert_max_num_queries):
    following(ready_alice, since=date(2026, 11, 16))
    client = client_for(ready_alice)
    with django_assert_max_num_queries(8):
        assert client.get("/today/").status_code == 200


def test_settings_show_the_programme_and_the_way_out(client_for, ready_alice):
    client = client_for(ready_alice)
    assert "None: the article’s stretch and strength sessions take turns." in text(client.get("/settings/"))
    following(ready_alice, since=date(2026, 11, 16))
    html = text(client.get("/settings/"))
    assert "Psoas foundation, week 2 of 6." in html
    assert LEAVE in html
