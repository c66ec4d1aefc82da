"""Every mail of the account: one line of subject, written text, the same facts in HTML."""

import re
from pathlib import Path

import pytest
from allauth.core import context as allauth_context
from django.conf import settings

from accounts.adapter import AccountAdapter

FOLDER = Path(settings.BASE_DIR) / "templates" / "account" / "email"
MAILS = sorted(path.name.removesuffix("_subject.txt") for path in FOLDER.glob("*_subject.txt"))
SENT_BY_ALLAUTH = {
    *["account_already_exists", "email_changed", "email_confirmation", "email_confirmation_signup"],
    *["email_deleted", "login_code", "password_changed", "password_reset", "password_reset_key"],
    *["password_set", "unknown_account"],
}
NASTY = '<b>"x"</b>@example.org'


@pytest.fixture
def render(rf, now):
    context = {
        "SITE_ORIGIN": settings.SITE_ORIGIN,
        "code": "ABCD-EFGH",
        "email": NASTY,
        "from_email": NASTY,
        "to_email": NASTY,
        "deleted_email": NASTY,
        "password_reset_url": f"{settings.SITE_ORIGIN}/accounts/password/reset/",
        "signup_url": f"{settings.SITE_ORIGIN}/accounts/signup/",
        "timestamp": now,
    }
    with allauth_context.request_context(rf.get("/")):
        yield lambda name: AccountAdapter().render_mail(f"account/email/{name}", "alice@example.org", context)


def test_each_mail_that_can_be_sent_is_ours():
    assert set(MAILS) == SENT_BY_ALLAUTH


@pytest.mark.parametrize("name", MAILS)
def test_text_and_html_say_the_same(render, name):
    message = render(name)
    html = message.alternatives[0].content
    assert len(message.subject) <= 60
    assert "\n" not in message.subject
    assert f"<title>{message.subject}</title>" in html
    links = set(re.findall(r"https?://\S+", message.body))
    assert links <= set(re.findall(r'href="([^"]+)"', html))
    assert ("ABCD-EFGH" in message.body) == ("ABCD-EFGH" in html)
    assert (NASTY in message.body) == (NASTY.replace("<", "&lt;")[:5] in html)
    assert NASTY not in html


@pytest.mark.parametrize("name", MAILS)
def test_the_text_is_written_for_72_columns(render, name):
    body = render(name).body
    assert not [line for line in body.splitlines() if len(line) > 72 and NASTY not in line]
    assert "\n\n\n" not in body
    assert body.endswith(f"PsoasFit: {settings.SITE_ORIGIN}/")


@pytest.mark.parametrize("name", MAILS)
def test_no_mail_loads_anything(render, name):
    html = render(name).alternatives[0].content
    assert not re.search(r"<img|<script|<link|@import|url\(", html)
    assert 'name="color-scheme"' in html
    assert 'lang="en-GB"' in html
