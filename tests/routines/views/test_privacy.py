"""Settings, Privacy: the pages around export, withdrawal and deletion."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import Consent, User
from routines.models import Profile, Screening
from tests.factories import SetResultFactory

PATHS = ["", "download/", "withdraw/", "delete/"]
OUT = ["withdraw/", "delete/"]


def url(page=""):
    return f"/settings/privacy/{page}"


@pytest.fixture
def her(client_for, ready_alice):
    return client_for(ready_alice)


@pytest.fixture
def sure(her):
    """Alice, who gave her password again a moment ago."""
    her.post("/accounts/reauthenticate/", {"password": "correct horse"})
    return her


@pytest.fixture
def demo(client_for, ready_alice):
    User.objects.filter(pk=ready_alice.pk).update(is_demo=True)
    ready_alice.refresh_from_db()
    return client_for(ready_alice)


def test_the_page_shows_date_and_version_of_the_consent(her):
    html = her.get(url()).content.decode()
    assert "23 November 2026, 10:00" in html  # Berlin
    assert Consent.objects.get().version in html


def test_the_page_says_when_the_text_has_changed_since(her):
    assert "The text has changed since" not in her.get(url()).content.decode()
    Consent.objects.update(version="2026-11")
    html = " ".join(her.get(url()).content.decode().split())
    assert "The text has changed since" in html
    assert "Take back my agreement" in html


def test_the_page_says_when_there_is_no_consent(client_for, alice):
    assert "No health data about you is stored" in client_for(alice).get(url()).content.decode()


def test_the_download_is_a_file_of_ones_own_data(her):
    response = her.get(url("download/"))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="psoasfit-2026-11-23.json"'
    assert response["Cache-Control"] == "no-store, private"
    assert response.json()["account"][0]["email"] == "alice@example.org"


def test_withdrawing_asks_first_and_says_what_goes(her):
    html = her.get(url("withdraw/")).content.decode()
    assert "1 round of safety answers" in html
    assert "0 sessions with 0 sets" in html
    assert Screening.objects.exists()


def test_withdrawing_deletes_and_leads_back_to_the_consent_page(her, ready_alice):
    response = her.post(url("withdraw/"), follow=True)
    assert "You took back your agreement on" in response.content.decode()
    assert not Screening.objects.exists()
    assert not Profile.objects.exists()
    assert not Consent.objects.standing().exists()
    assert her.get("/welcome/").url == "/welcome/consent/"


def test_deleting_wants_a_fresh_password(her, ready_alice):
    for answer in (her.get(url("delete/")), her.post(url("delete/"))):
        assert answer.url.startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=ready_alice.pk).exists()


def test_deleting_signs_out_and_says_goodbye(sure, ready_alice):
    assert ready_alice.email in sure.get(url("delete/")).content.decode()
    response = sure.post(url("delete/"), follow=True)
    assert response.redirect_chain == [("/settings/privacy/deleted/", 302)]
    assert "Your account is deleted" in response.content.decode()
    assert not User.objects.filter(pk=ready_alice.pk).exists()
    assert sure.get("/today/").url.startswith("/accounts/login/")


def test_after_the_password_the_deletion_goes_on(her, ready_alice):
    asked = her.post(url("delete/"))
    response = her.post(asked.url, {"password": "correct horse"}, follow=True)
    assert "Your account is deleted" in response.content.decode()
    assert not User.objects.filter(pk=ready_alice.pk).exists()


def test_someone_of_the_staff_can_leave_too(sure, ready_alice):
    User.objects.filter(pk=ready_alice.pk).update(is_staff=True)
    ready_alice.groups.add(Group.objects.create(name="experts"))
    sure.post(url("delete/"))
    assert not User.objects.filter(pk=ready_alice.pk).exists()


@pytest.mark.parametrize("page", PATHS[1:])
def test_the_demo_account_may_do_none_of_it(demo, ready_alice, page):
    assert demo.get(url(page)).status_code == 403
    assert demo.post(url(page)).status_code in (403, 405)
    assert User.objects.filter(pk=ready_alice.pk).exists()
    assert Screening.objects.exists()


def test_the_demo_account_is_told_so(demo):
    html = demo.get(url()).content.decode()
    assert "shared demo account" in html
    for page in PATHS[1:]:
        assert f'href="{url(page)}"' not in html


@pytest.mark.parametrize("page", PATHS)
def test_strangers_sign_in_first(client, db, page):
    assert client.get(url(page)).url.startswith("/accounts/login/")


def test_goodbye_needs_no_account(client, db):
    assert client.get(url("deleted/")).status_code == 200


@pytest.mark.parametrize(("page", "method"), [("", "post"), ("download/", "post"), ("withdraw/", "put")])
def test_other_methods_are_refused(her, page, method):
    assert getattr(her, method)(url(page)).status_code == 405


def test_others_keep_what_is_theirs(her, bob):
    SetResultFactory(session__user=bob)
    her.post(url("withdraw/"))
    assert bob.practice_sessions.get().results.count() == 1
