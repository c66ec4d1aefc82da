"""The frame of every page, the landing page, the error pages, and the styles."""

import re
from pathlib import Path

import pytest
from django.test import RequestFactory

from psoasfit import views
from tests.html import assert_sound_page
from tests.pictures import pixels

ROOT = Path(__file__).parent.parent
CSS = sorted((ROOT / "static" / "css").glob("*.css"))


@pytest.mark.django_db
def test_landing_page_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/")
    html = assert_sound_page(response)
    assert "/accounts/signup/" in html
    assert "Not yet reviewed by a clinician" in html
    assert "Sharp pain is a red flag" in html


@pytest.mark.django_db
def test_landing_page_links_lead_somewhere(client, content):
    html = client.get("/").content.decode()
    links = set(re.findall(r"href=\"(/(?:exercises|routines|learn|accounts)/[^\"#]*)\"", html))
    assert len(links) >= 14
    assert {path: client.get(path).status_code for path in links} == dict.fromkeys(links, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("offered", [True, False])
def test_landing_page_offers_the_demo_only_where_there_is_one(client, settings, offered):
    settings.DEMO_ACCOUNT = offered
    assert ('action="/demo/"' in client.get("/").content.decode()) is offered


def test_landing_page_sends_a_signed_in_person_to_their_week(client_for, alice):
    response = client_for(alice).get("/")
    assert (response.status_code, response.url) == (302, "/today/")


@pytest.mark.django_db
def test_visitor_navigation_marks_where_one_is(client, content):
    html = assert_sound_page(client.get("/exercises/bridge-pose/"))
    nav = re.search(r"<nav class=\"nav\" aria-label=\"Main\">(.*?)</nav>", html, re.DOTALL).group(1)
    assert re.findall(r"<span>([^<]+)</span>", nav) == ["Library", "Routines", "Learn", "Sign in"]
    assert re.findall(r"href=\"([^\"]+)\" aria-current", nav) == ["/exercises/"]
    assert "<header" in html
    assert "<footer" in html


def test_signed_in_navigation_has_week_library_progress_learn_and_the_account(client_for, alice, content):
    html = assert_sound_page(client_for(alice).get("/learn/"))
    nav = re.search(r"<nav class=\"nav\" aria-label=\"Main\">(.*?)</nav>", html, re.DOTALL).group(1)
    assert re.findall(r"<span>([^<]+)</span>", nav) == ["This week", "Library", "Progress", "Learn"]
    assert 'href="/settings/"' in html
    assert 'action="/accounts/logout/"' in html


@pytest.mark.parametrize(
    ("theme", "attribute"), [("auto", ""), ("light", ' data-theme="light"'), ("dark", ' data-theme="dark"')]
)
def test_chosen_theme_is_on_the_root_element(client_for, alice, content, theme, attribute):
    alice.theme = theme
    alice.save()
    html = client_for(alice).get("/learn/").content.decode()
    assert f'<html lang="en-GB"{attribute}>' in html


@pytest.mark.django_db
def test_missing_page_says_what_to_do_next(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    html = assert_sound_page(response)
    assert "There is nothing at this address" in html
    assert 'href="/exercises/"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (views.bad_request, 400, "We could not read that request"),
        (views.forbidden, 403, "This page is not open to you"),
        (views.csrf_failure, 403, "That form was too old to send"),
    ],
)
def test_error_pages_need_no_session(view, status, heading):
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert heading in assert_sound_page(response)


def test_server_error_page_needs_neither_request_nor_database():
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    html = assert_sound_page(response)
    assert "Something broke on our side" in html
    assert "Sign in" not in html


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_styles_take_their_colours_from_the_tokens(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    literal = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text)
    assert path.name == "tokens.css" or not literal


def test_every_token_that_is_used_exists():
    declared = set(re.findall(r"(--[\w-]+):", "".join(path.read_text() for path in CSS)))
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(path.read_text() for path in CSS)))
    assert used - declared == set()


def test_light_colours_come_first_and_dark_has_the_same_names():
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    light, both = text.split("@supports", 1)
    dark = set(re.findall(r"(--[\w-]+): light-dark", both))
    assert len(dark) > 30
    assert dark <= set(re.findall(r"(--[\w-]+):", light))
    assert "light-dark" not in re.sub(r"/\*.*?\*/", "", light)


# --- Installed as an app -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_manifest_is_public_and_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert "public" in response.headers["Cache-Control"]
    manifest = response.json()
    assert (manifest["name"], manifest["id"], manifest["scope"]) == ("PsoasFit", "/", "/")
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == (
        "/today/",
        "standalone",
        "en-GB",
    )
    assert client.post("/manifest.webmanifest").status_code == 405


def test_manifest_takes_its_colours_from_the_tokens(client):
    manifest = client.get("/manifest.webmanifest").json()
    paper = re.search(r"--paper: (#\w+);", (ROOT / "static/css/tokens.css").read_text()).group(1)
    assert manifest["theme_color"] == manifest["background_color"] == paper
    assert f'content="{paper}"' in (ROOT / "templates/base.html").read_text()


@pytest.mark.django_db
def test_manifest_pictures_are_what_it_says(client):
    manifest = client.get("/manifest.webmanifest").json()
    for picture in [*manifest["icons"], *manifest["screenshots"]]:
        path = ROOT / picture["src"].lstrip("/")
        assert "{}x{}".format(*pixels(path)) == picture["sizes"], picture["src"]
        assert path.suffix == {"image/png": ".png", "image/webp": ".webp"}[picture["type"]]
        assert path.stat().st_size <= 60_000
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert {shot["form_factor"] for shot in manifest["screenshots"]} == {"narrow", "wide"}


def test_manifest_shortcuts_lead_somewhere(client_for, ready_alice, content):
    client = client_for(ready_alice)
    for shortcut in client.get("/manifest.webmanifest").json()["shortcuts"]:
        path, _, part = shortcut["url"].partition("#")
        response = client.get(path)
        assert response.status_code == 200, path
        assert not part or f'id="{part}"' in response.content.decode()


@pytest.mark.django_db
def test_pages_name_the_manifest_and_the_icons(client):
    html = assert_sound_page(client.get("/"))
    assert '<link rel="manifest" href="/manifest.webmanifest">' in html
    assert pixels(ROOT / re.search(r'rel="apple-touch-icon" href="/([^"]+)"', html).group(1)) == (180, 180)
