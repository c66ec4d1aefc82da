"""Exercises are shown by the figure a person chose; visitors see both."""

import re

import pytest
from django.contrib.staticfiles import finders

from accounts.models.user import Figure
from routines.figures import BODIES, DEFAULT
from routines.models import Exercise
from routines.pictures import inline_drawing, poster_path
from tests.factories import PracticeSessionFactory
from tests.html import assert_sound_page

BEARD = "fig--beard"


@pytest.fixture
def bearded_alice(alice):
    alice.figure = Figure.BEARD
    alice.save()
    return alice


def test_one_may_choose_exactly_the_bodies_that_are_drawn():
    assert set(Figure.values) == set(BODIES)
    assert Figure.BUN == DEFAULT


@pytest.mark.parametrize("figure", Figure.values)
def test_every_exercise_is_drawn_in_every_figure(content, figure):
    for exercise in Exercise.objects.current():
        assert finders.find(poster_path(exercise, figure))
        assert (BEARD in inline_drawing(exercise.slug, figure)) is (figure == "beard")


@pytest.mark.parametrize("figure", Figure.values)
@pytest.mark.parametrize(("kind", "name"), [("strength", "standing"), ("stretch", "lying")])
def test_exercise_without_a_drawing_is_shown_by_somebody_at_ease(figure, kind, name):
    path = poster_path(Exercise(slug="none", kind=kind), figure)
    assert path.endswith(f"placeholder-{name}.svg")
    assert finders.find(path)


def test_exercise_without_a_drawing_has_none():
    assert inline_drawing("no-such-exercise") == ""


def test_visitor_sees_the_default_in_the_library_and_both_on_the_front_page(client, content):
    assert "figures/beard/" not in client.get("/exercises/").content.decode()
    front = client.get("/").content.decode()
    assert "figures/beard/boat-pose.svg" in front
    assert "figures/bridge-pose.svg" in front


def test_chosen_figure_shows_library_exercise_and_article(client_for, bearded_alice, content):
    client = client_for(bearded_alice)
    library = assert_sound_page(client.get("/exercises/"))
    assert len(re.findall(r"figures/beard/[\w-]+\.svg", library)) == 25
    assert BEARD in assert_sound_page(client.get("/exercises/boat-pose/"))
    assert "figures/beard/bridge-pose.svg" in assert_sound_page(client.get("/learn/the-pain-traffic-light/"))


@pytest.mark.parametrize("figure", Figure.values)
def test_chosen_figure_leads_the_session(client_for, ready_alice, content, figure):
    ready_alice.figure = figure
    ready_alice.save()
    session = PracticeSessionFactory(user=ready_alice)
    html = client_for(ready_alice).get(f"/sessions/{session.pk}/").content.decode()
    assert "<svg" in html
    assert (BEARD in html) is (figure == Figure.BEARD)


def test_figure_is_chosen_in_the_settings(client_for, alice):
    client = client_for(alice)
    html = assert_sound_page(client.get("/settings/"))
    assert 'src="/static/figures/low-lunge-stretch.svg"' in html
    assert 'src="/static/figures/beard/low-lunge-stretch.svg"' in html
    response = client.post("/settings/", {"theme": "dark", "figure": "beard"})
    assert (response.status_code, response.url) == (302, "/settings/")
    alice.refresh_from_db()
    assert (alice.figure, alice.theme) == ("beard", "dark")
    assert re.search(r'value="beard"[^>]* checked', client.get("/settings/").content.decode())


def test_unknown_figure_is_refused(client_for, alice):
    response = client_for(alice).post("/settings/", {"theme": "dark", "figure": "../etc"})
    assert response.status_code == 200
    alice.refresh_from_db()
    assert (alice.figure, alice.theme) == ("bun", "auto")
