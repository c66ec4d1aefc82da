"""Signing up and in: the code arrives through the outbox, nobody learns who has an account."""

import re
import socket
import time

import pytest
from django.urls import reverse

from accounts.models import OutgoingMail, User
from tests.factories import UserFactory

SIGNUP = {"email": "new@example.org", "password1": "a long unusual phrase", "time_zone": "Europe/Lisbon"}


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Rate limits live in the cache; each test starts with an empty one."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "t"}
    }
    from django.core.cache import cache

    cache.clear()


def code_in(mail):
    return re.search(r"^    ([A-Z]{4}-[A-Z]{4})$", mail.text, re.MULTILINE)[1]


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), {**SIGNUP, **changes})


def test_sign_up_confirm_and_land_in_onboarding(client, db):
    response = sign_up(client)
    assert response.status_code == 302
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind, mail.state) == ("new@example.org", "account", "pending")
    response = client.post(response.url, {"code": code_in(mail)})
    assert response.status_code == 302
    assert response.url == reverse("welcome")
    user = User.objects.get(email="new@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.time_zone == "Europe/Lisbon"
    assert mail.user == user


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "localtime", "x" * 5000, "a\0b", "<script>"])
def test_an_unknown_time_zone_is_utc_and_never_an_error(client, db, zone):
    assert sign_up(client, time_zone=zone).status_code == 302
    assert User.objects.get().time_zone == "UTC"


def test_sign_up_without_the_zone_field_works(client, db):
    data = {name: SIGNUP[name] for name in ("email", "password1")}
    assert client.post(reverse("account_signup"), data).status_code == 302
    assert User.objects.get().time_zone == "UTC"


def test_the_code_mail_is_resent_if_its_fate_is_unknown_and_goes_stale_in_an_hour(client, db, now):
    sign_up(client)
    mail = OutgoingMail.objects.get()
    assert mail.resend_if_unknown
    assert (mail.expires_at - mail.created_at).total_seconds() == 3600
    assert code_in(mail) in mail.html
    assert code_in(mail) not in mail.subject


def test_signing_in_lands_in_the_week(client, alice):
    response = client.post(
        reverse("account_login"), {"login": "alice@example.org", "password": "correct horse"}
    )
    assert response.url == reverse("today")


def test_signing_in_by_code(client, alice):
    response = client.post(reverse("account_request_login_code"), {"email": "alice@example.org"})
    mail = OutgoingMail.objects.get()
    response = client.post(response.url, {"code": code_in(mail)})
    assert response.url == reverse("today")


def test_sign_up_answers_at_once_while_the_mail_server_hangs(client, db, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.MAIL_TRANSPORT = "smtp"
        started = time.monotonic()
        response = sign_up(client)
        assert time.monotonic() - started < 1
    assert response.status_code == 302
    assert OutgoingMail.objects.filter(state="pending").count() == 1


def test_known_and_unknown_addresses_get_the_same_answer(client, alice):
    new = sign_up(client)
    client.cookies.clear()
    known = sign_up(client, email="alice@example.org")
    assert (new.status_code, new.url) == (known.status_code, known.url)
    new_page = client.get(new.url).content.decode()
    assert "alice@example.org" in new_page  # shown either way: it is what was typed
    assert [mail.subject for mail in OutgoingMail.objects.order_by("id")] == [
        "Your code to finish signing up",
        "You already have an account",
    ]


def test_a_known_address_costs_a_password_hash_too(client, alice, monkeypatch):
    hashed = []
    monkeypatch.setattr("accounts.adapter.make_password", lambda password: hashed.append(password))
    sign_up(client, email="alice@example.org")
    assert len(hashed) == 1
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
@pytest.mark.parametrize("url", ["account_reset_password", "account_request_login_code"])
def test_reset_and_code_answer_alike(client, alice, url, email):
    response = client.post(reverse(url), {"email": email})
    assert response.status_code == 302
    assert OutgoingMail.objects.get().to == email


def test_a_foreign_port_in_the_host_header_never_reaches_a_mail(client, alice, settings):
    client.post(
        reverse("account_reset_password"), {"email": "alice@example.org"}, headers={"host": "localhost:1234"}
    )
    mail = OutgoingMail.objects.get()
    assert "1234" not in mail.text + mail.html
    links = re.findall(r"https?://[^\s\"<]+", mail.text)
    assert links
    assert all(link.startswith(settings.SITE_ORIGIN + "/") for link in links)
    reset = next(link for link in links if "/reset/" in link)
    assert client.get(reset.removeprefix(settings.SITE_ORIGIN), follow=True).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "http://localhost:1234/", "/\\evil.example"]
)
def test_next_leads_to_this_site_only(client, alice, target):
    response = client.post(
        f"{reverse('account_login')}?next={target}",
        {"login": "alice@example.org", "password": "correct horse", "next": target},
        headers={"host": "localhost"},
    )
    assert response.url == reverse("today")


def test_changing_the_password_tells_the_owner(client_for, alice):
    client = client_for(alice)
    response = client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "correct horse",
            "password1": "another long phrase",
            "password2": "another long phrase",
        },
    )
    assert response.status_code == 302
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Your password was changed"
    assert re.search(r"\((CET|CEST)\)", mail.text)  # in the person's own time zone
    assert mail.user == alice


def test_a_name_that_looks_like_markup_is_harmless_in_html(client, db):
    sign_up(client, email='"<b>x</b>"@example.org')
    for mail in OutgoingMail.objects.all():
        assert "<b>x</b>" not in mail.html


def test_mails_to_one_person_go_when_the_person_goes(client, db):
    sign_up(client)
    UserFactory(email="other@example.org")
    User.objects.get(email="new@example.org").delete()
    assert not OutgoingMail.objects.exists()
