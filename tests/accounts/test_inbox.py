"""The local inbox, the demo account, and the delivery log in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import outbox
from accounts.models import OutgoingMail
from tests.factories import UserFactory


def put(now, key="a", **changes):
    fields = {
        "kind": "account",
        "to": "alice@example.org",
        "from_email": "hello@example.org",
        "subject": f"Mail {key}",
        "text": "Open http://127.0.0.1:8000/r/secret/",
        "html": '<html><head></head><body><a href="/x">Open</a></body></html>',
        "now": now,
        "expires_at": now + timedelta(hours=1),
    }
    outbox.enqueue([outbox.new_mail(key=key, **{**fields, **changes})])
    return OutgoingMail.objects.get(key=key)


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.SHOW_INBOX = settings.DEMO_ACCOUNT = True


def test_the_inbox_is_open_to_all_and_shows_the_newest_first(client, db, now):
    put(now, "old")
    put(now, "new")
    page = client.get(reverse("inbox")).content.decode()
    assert page.index("Mail new") < page.index("Mail old")
    assert "needs no sign-in" in page


def test_an_empty_inbox_says_what_to_do(client, db):
    page = client.get(reverse("inbox")).content.decode()
    assert "No mail yet" in page
    assert reverse("account_signup") in page


def test_the_list_costs_the_same_for_one_and_three(client, db, now, django_assert_num_queries):
    put(now, "1")
    with django_assert_num_queries(2):
        client.get(reverse("inbox"))
    put(now, "2")
    put(now, "3")
    with django_assert_num_queries(2):
        client.get(reverse("inbox"))


def test_a_mail_shows_text_with_links_and_html_in_a_sandbox(client, db, now):
    mail = put(now)
    page = client.get(reverse("inbox_mail", args=[mail.pk])).content.decode()
    assert '<a href="http://127.0.0.1:8000/r/secret/"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert reverse("inbox_html", args=[mail.pk]) in page


def test_the_html_part_runs_nothing_and_may_be_framed_here_only(client, db, now):
    mail = put(now)
    response = client.get(reverse("inbox_html", args=[mail.pk]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_blank">' in response.content.decode()


def test_other_pages_keep_their_strict_policy(client, db, now):
    assert "unsafe-inline" not in client.get(reverse("inbox"))["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["inbox", "inbox_mail", "inbox_html"])
def test_there_is_no_inbox_on_a_real_site(client, db, now, settings, name):
    settings.SHOW_INBOX = False
    mail = put(now)
    url = reverse(name) if name == "inbox" else reverse(name, args=[mail.pk])
    assert client.get(url).status_code == 404


def test_reading_is_all_one_can_do(client, db, now):
    mail = put(now)
    assert client.post(reverse("inbox")).status_code == 405
    assert client.post(reverse("inbox_mail", args=[mail.pk])).status_code == 405
    assert client.get(reverse("inbox_mail", args=[mail.pk + 1])).status_code == 404


def test_the_demo_signs_in_the_demo_person_only(client, alice):
    demo = UserFactory(email="demo@example.org", is_demo=True)
    response = client.post(reverse("demo"))
    assert response.url == reverse("today")
    assert client.session["_auth_user_id"] == str(demo.pk)


def test_no_demo_where_it_is_switched_off_or_missing(client, db, settings):
    assert client.post(reverse("demo")).status_code == 404
    UserFactory(is_demo=True)
    settings.DEMO_ACCOUNT = False
    assert client.post(reverse("demo")).status_code == 404
    assert client.get(reverse("demo")).status_code == 405


def test_the_delivery_log_shows_no_text_and_no_personal_link(client, db, now):
    admin = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
    client.force_login(admin)
    mail = put(now, headers={"List-Unsubscribe": "<http://127.0.0.1:8000/r/private/>"})
    for url in (
        reverse("admin:accounts_outgoingmail_changelist"),
        reverse("admin:accounts_outgoingmail_change", args=[mail.pk]),
    ):
        page = client.get(url).content.decode()
        assert "secret" not in page
        assert "private" not in page
    assert client.post(reverse("admin:accounts_outgoingmail_add")).status_code == 403
    assert client.post(reverse("admin:accounts_outgoingmail_delete", args=[mail.pk])).status_code == 403


def test_an_operator_can_send_a_refused_mail_again(client, db, now):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    mail = put(now)
    OutgoingMail.objects.update(state="dead")
    client.post(
        reverse("admin:accounts_outgoingmail_changelist"),
        {"action": "send_again", "_selected_action": [mail.pk]},
    )
    mail.refresh_from_db()
    assert mail.state == "pending"


@pytest.mark.parametrize("model", ["user", "heartbeat"])
def test_the_other_admin_pages_open(client, db, model):
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    assert client.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert client.get(reverse("admin:accounts_user_change", args=[person.pk])).status_code == 200
