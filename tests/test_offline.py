"""The service worker's script, and the page for when there is no network."""

import json
import re

import pytest

from psoasfit import offline
from tests.html import assert_sound_page

PUBLIC = ["/sw.js", "/offline/", "/offline/session/"]


@pytest.fixture
def site(client, db):
    """What the script tells the worker."""
    script = client.get("/sw.js").content.decode()
    return json.loads(re.match(r"self\.PSOASFIT = (.*);\n", script).group(1))


@pytest.mark.django_db
def test_worker_may_serve_the_whole_site_and_is_never_stale(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer["Cache-Control"]
    assert answer.content.decode().endswith('importScripts("/static/js/sw.js");\n')


def test_worker_keeps_every_style_and_script_of_the_pages_and_nothing_of_the_admin(site):
    kept = set(site["statics"])
    assert {
        "/static/icon.svg",
        "/static/css/tokens.css",
        "/static/js/offline.js",
        "/static/js/session/main.js",
    } <= kept
    assert not {"/static/css/admin.css", "/static/css/mail.css", "/static/js/sw.js"} & kept
    assert site["root"] == "/static/"


def test_pages_without_a_network_have_all_they_load_among_what_is_kept(client, site):
    for address in (site["offline"], site["shell"]):
        html = client.get(address).content.decode()
        loaded = set(re.findall(r"(?:src|href)=\"(/static/[^\"]+\.(?:css|js))\"", html))
        assert loaded
        assert loaded <= set(site["statics"])


def test_parts_of_a_style_sheet_are_kept_only_where_they_are_files_of_their_own(settings):
    assert "css/tokens.css" in offline.kept_files()
    settings.HASHED_STATIC = True
    assert [path for path in offline.kept_files() if path.endswith(".css")] == offline.STYLES


def test_worker_finds_the_api_where_it_is(client, site):
    assert (site["csrf"], site["attempts"]) == ("/api/v1/csrf/", "/api/v1/attempts/")
    assert client.get(site["csrf"]).status_code == 401


@pytest.mark.django_db
def test_version_changes_with_a_page_a_file_and_the_worker_alone(monkeypatch):
    files, pages = offline.kept_files(), ["/offline/"]
    first = offline.version_of(files, pages)
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    assert offline.version_of(files, pages) == first
    assert offline.version_of(files[1:], pages) != first
    monkeypatch.setattr(offline, "WORKER", "js/page.js")
    assert offline.version_of(files, pages) != first
    monkeypatch.undo()
    monkeypatch.setattr(offline, "page_for_nobody", lambda address: b"other words")
    assert offline.version_of(files, pages) != first


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC[1:])
def test_pages_for_nobody_are_the_same_every_time(address):
    """A random part would be a new version in every process."""
    assert offline.page_for_nobody(address) == offline.page_for_nobody(address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_ask_nothing_of_the_database_and_set_no_cookie(
    client, django_assert_num_queries, address
):
    client.get(address)
    with django_assert_num_queries(0):
        answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_tell_a_signed_in_person_nothing_about_themselves(client_for, alice, address):
    text = client_for(alice).get(address).content.decode()
    assert alice.email not in text
    assert str(alice.key) not in text


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC[:2])
def test_only_reading_is_allowed(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_page_without_a_network_is_sound_and_works_for_anybody(client):
    html = assert_sound_page(client.get("/offline/"))
    assert "data-offline" in html
    assert "data-user-key" not in html
    assert 'name="robots" content="noindex"' in html


def test_pages_say_whose_they_are(client_for, client, alice, content):
    assert "data-user-key" not in client.get("/learn/").content.decode()
    assert f'data-user-key="{alice.key}"' in client_for(alice).get("/learn/").content.decode()
