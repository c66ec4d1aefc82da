"""Every page of an account: our look, plain words, nothing inline, nothing of other sign-in providers."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.forms import CHOOSE_WELL, NO_ADDRESS
from accounts.models import OutgoingMail
from tests.html import assert_sound_page

SIGNUP = {"email": "new@example.org", "password1": "a long unusual phrase", "time_zone": "Europe/Lisbon"}
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Rate limits live in the cache; each test starts with an empty one."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    }
    from django.core.cache import cache

    cache.clear()


def confirm_it_is_alice(client):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_signup", "Make your week."),
        ("account_login", "Good to see you again."),
        ("account_request_login_code", "Sign in without your password."),
        ("account_reset_password", "Forgotten your password?"),
        ("account_reset_password_done", "Check your mail."),
        ("account_reset_password_from_key_done", "Your new password is set."),
        ("account_inactive", "This account is closed."),
    ],
)
def test_entrance_page(client, name, heading):
    html = assert_sound_page(client.get(reverse(name)))
    assert f"<h1>{heading}</h1>" in html
    assert "social" not in html.lower()


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_email", "Your e-mail address."),
        ("account_logout", "Sign out of this device?"),
        ("account_change_password", "Change your password."),
        ("account_reauthenticate", "Is it you?"),
    ],
)
def test_page_of_a_signed_in_person(client_for, alice, name, heading):
    client = client_for(alice)
    confirm_it_is_alice(client)
    html = assert_sound_page(client.get(reverse(name)))
    assert f"<h1>{heading}</h1>" in html


def test_person_without_a_password_can_set_one(client_for, alice):
    alice.set_unusable_password()
    alice.save()
    html = assert_sound_page(client_for(alice).get(reverse("account_set_password")))
    assert "<h1>Choose a password.</h1>" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "template", ["signup_closed", "verification_sent", "verified_email_required", "reauthenticate"]
)
def test_page_that_only_allauth_can_lead_to(rf, template):
    class Response:
        content = render_to_string(f"account/{template}.html", {}, rf.get("/")).encode()

    assert_sound_page(Response)


@pytest.mark.django_db
def test_sign_up_form_has_a_hidden_time_zone_and_the_script_that_fills_it(client):
    html = client.get(reverse("account_signup")).content.decode()
    assert re.search(r"<input type=\"hidden\" name=\"time_zone\"", html)
    assert "js/time-zone.js" in html
    assert 'autocomplete="email"' in html
    assert 'autocomplete="new-password"' in html


@pytest.mark.django_db
def test_bad_sign_up_lists_its_errors_as_links_to_the_fields(client):
    response = client.post(reverse("account_signup"), {**SIGNUP, "email": "nonsense", "password1": "short"})
    html = assert_sound_page(response)
    assert re.findall(r"<a href=\"#(id_\w+)\">", html) == ["id_email", "id_password1"]
    for field in ("id_email", "id_password1"):
        assert f'id="{field}_error"' in html
        assert re.search(rf"<input[^>]+aria-describedby=\"[^\"]*{field}_error[^\"]*\"", html)


@pytest.mark.django_db
def test_failed_sign_in_says_so_once_at_the_top(client):
    response = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    html = assert_sound_page(response)
    assert html.count("The e-mail address or the password is wrong.") == 1
    assert 'role="alert"' in html


@pytest.mark.django_db
def test_code_page_has_one_large_code_field_and_a_new_code_button(client):
    response = client.post(reverse("account_signup"), SIGNUP, follow=True)
    html = assert_sound_page(response)
    field = re.search(r"<input[^>]+id=\"id_code\"[^>]*>", html).group(0)
    assert 'autocomplete="one-time-code"' in field
    assert 'name="action" value="resend"' in html
    assert "new@example.org" in html


@pytest.mark.django_db
def test_wrong_code_is_explained_beside_the_field(client):
    client.post(reverse("account_signup"), SIGNUP)
    response = client.post(reverse("account_email_verification_sent"), {"code": "WRONG"})
    html = assert_sound_page(response)
    assert 'aria-describedby="id_code_error"' in html


@pytest.mark.parametrize("shown", [True, False])
def test_code_page_points_to_the_inbox_only_where_there_is_one(client, settings, db, shown):
    settings.SHOW_INBOX = shown
    html = client.post(reverse("account_signup"), SIGNUP, follow=True).content.decode()
    assert ("On this computer no mail leaves the house" in html) is shown


def test_signing_in_with_a_mailed_code(client, alice):
    response = client.post(reverse("account_request_login_code"), {"email": alice.email}, follow=True)
    html = assert_sound_page(response)
    assert f'action="{reverse("account_confirm_login_code")}"' in html
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", OutgoingMail.objects.get().text).group(0)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_forgotten_password_from_mail_to_new_password(client, alice):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    path = re.search(r"/accounts/password/reset/key/\S+", OutgoingMail.objects.get().text).group(0)
    response = client.get(path, follow=True)
    assert "<h1>Choose a new password.</h1>" in assert_sound_page(response)
    new = {"password1": "another unusual phrase", "password2": "another unusual phrase"}
    assert client.post(response.request["PATH_INFO"], new).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password("another unusual phrase")


@pytest.mark.django_db
def test_used_reset_link_says_so_and_offers_a_new_one(client):
    html = assert_sound_page(client.get("/accounts/password/reset/key/1-abc-def/"))
    assert "This link does not work any more." in html
    assert f'href="{reverse("account_reset_password")}"' in html


def test_address_that_waits_for_its_code_can_be_confirmed_or_dropped(client_for, alice):
    EmailAddress.objects.create(user=alice, email="later@example.org", verified=False, primary=False)
    client = client_for(alice)
    html = assert_sound_page(client.get(reverse("account_email")))
    assert "later@example.org is waiting for its code" in html
    client.post(reverse("account_email"), {"email": "later@example.org", "action_remove": ""})
    confirm_it_is_alice(client)
    client.post(reverse("account_email"), {"email": "later@example.org", "action_remove": ""})
    assert not EmailAddress.objects.filter(email="later@example.org").exists()


@pytest.mark.django_db
def test_too_many_tries_get_a_page_that_explains(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    client.post(reverse("account_signup"), SIGNUP)
    response = client.post(reverse("account_signup"), {**SIGNUP, "email": "other@example.org"})
    assert response.status_code == 429
    assert "That was a bit fast." in assert_sound_page(response)


# --- One word for one thing -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_signup", "account_login", "account_request_login_code", "account_reset_password"]
)
def test_an_entrance_asks_for_an_e_mail_address(client, name):
    html = client.get(reverse(name)).content.decode()
    assert ">E-mail address</label>" in html
    assert not re.search(r"\bemail\b(?! *[=\"_-])", re.sub(r"<[^>]*>", "", html), re.IGNORECASE)
    assert "placeholder" not in html


def test_the_hint_says_what_is_checked(client, settings, db):
    rules = {row["NAME"].rpartition(".")[2]: row.get("OPTIONS") for row in settings.AUTH_PASSWORD_VALIDATORS}
    assert rules == {
        "UserAttributeSimilarityValidator": None,
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": None,
    }
    assert CHOOSE_WELL in client.get(reverse("account_signup")).content.decode()


def test_what_is_no_address_is_named_in_our_words(client, db):
    html = client.post(reverse("account_signup"), {**SIGNUP, "email": "nobody"}).content.decode()
    assert NO_ADDRESS in html
    assert 'value="nobody"' in html


def test_a_wrong_password_is_said_kindly_and_there_is_a_way_out(client_for, alice):
    client = client_for(alice)
    html = client.post(reverse("account_reauthenticate"), {"password": "wrong"}).content.decode()
    assert "Password: That is not your password." in html
    assert f'href="{reverse("settings")}">Back to settings' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_signup", ["Enter your e-mail address.", "Choose a password."]),
        ("account_login", ["Enter your e-mail address.", "Enter your password."]),
    ],
)
def test_what_is_missing_is_asked_for(client, name, words):
    html = client.post(reverse(name), {}).content.decode()
    assert all(word in html for word in words)
    assert "This field is required" not in html
