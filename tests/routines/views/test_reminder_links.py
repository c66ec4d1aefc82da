"""Links in mails: scanners may read them, mail programs may post them, strangers cannot make them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail
from routines import announcing, reminder_links, reminders
from routines.models import Plan


@pytest.fixture
def plan(ready_alice, now):
    reminders.reschedule(plan=ready_alice.plan, now=now)
    return ready_alice.plan


@pytest.fixture
def stranger():
    """A client without cookies that would notice a missing CSRF check."""
    return Client(enforce_csrf_checks=True)


def url(action, user):
    return reverse("reminder_link", args=[reminder_links.sign(action, user)])


def is_on(plan):
    return Plan.objects.get(pk=plan.pk).reminders_on


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(stranger, plan, method):
    for _ in range(2):
        getattr(stranger, method)(url("stop", plan.user))
    assert is_on(plan)


def test_scanners_following_every_link_of_a_mail_change_nothing(stranger, plan):
    announcing.plan_due(now=plan.next_reminder_at)
    mail = OutgoingMail.objects.get()
    before = Plan.objects.values().get()
    links = set(re.findall(r'https?://[^/\s"<]+(/[^\s"<#]*)', mail.text + mail.html))
    assert len(links) >= 3
    for link in sorted(links):
        stranger.get(link)
        stranger.head(link)
    assert Plan.objects.values().get() == before
    assert OutgoingMail.objects.get().state == "pending"


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_one_click_as_rfc_8058_wants_it(stranger, plan, content_type):
    body = "List-Unsubscribe=One-Click"
    if content_type.startswith("multipart"):
        body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    for _ in range(2):  # a second click is as fine as the first
        response = stranger.post(url("stop", plan.user), body, content_type=content_type)
        assert response.status_code == 200
        assert not response.cookies
        assert not is_on(plan)
    assert Plan.objects.get(pk=plan.pk).next_reminder_at is None


def test_stopping_calls_off_the_mail_that_waits(stranger, plan):
    announcing.plan_due(now=plan.next_reminder_at)
    stranger.post(url("stop", plan.user))
    assert OutgoingMail.objects.get().state == "cancelled"


def test_after_stopping_one_button_turns_them_back_on(stranger, plan):
    page = stranger.post(url("stop", plan.user)).content.decode()
    undo = re.search(r'action="(/r/[^"]+)"', page)[1]
    stranger.post(undo)
    assert is_on(plan)
    assert Plan.objects.get(pk=plan.pk).next_reminder_at is not None


def test_the_question_names_nobody_and_no_health_data(stranger, plan):
    page = stranger.get(url("stop", plan.user)).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "Stop the reminders?" in main
    assert "alice" not in page
    assert not re.search(r"pain|hip|symptom", main)


def altered(token):
    middle = len(token) // 3
    return token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]


def test_an_altered_link_is_not_found(stranger, plan):
    token = reminder_links.sign("stop", plan.user)
    for wrong in (altered(token), token[:-1], token[::-1], "x", "a:b"):
        for method in (stranger.get, stranger.post):
            assert method(reverse("reminder_link", args=[wrong])).status_code == 404
    assert is_on(plan)


def test_a_token_of_one_action_is_not_one_of_the_other(plan):
    assert reminder_links.read(reminder_links.sign("stop", plan.user)) == ("stop", plan.user)
    assert reminder_links.read(reminder_links.sign("resume", plan.user)) == ("resume", plan.user)


def test_one_persons_link_leaves_another_alone(stranger, plan, bob):
    assert stranger.post(url("stop", bob)).status_code == 200  # bob has no plan: nothing to stop
    assert is_on(plan)


def test_the_link_works_while_somebody_else_is_signed_in(client_for, plan, bob):
    client_for(bob).post(url("stop", plan.user))
    assert not is_on(plan)


def test_links_outlive_a_new_secret_key(stranger, plan, settings):
    link = url("stop", plan.user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key that is long enough for anybody to be content"
    assert stranger.get(link).status_code == 200


def test_the_link_of_an_erased_person_is_not_found(stranger, alice):
    link = url("stop", alice)
    alice.delete()
    assert stranger.get(link).status_code == 404


def test_pages_behind_links_are_not_kept(stranger, plan):
    assert "no-store" in stranger.get(url("stop", plan.user))["Cache-Control"]
