"""The next morning by a link from a mail: signed out, one tap, for one session and two days."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Consent, OutgoingMail
from routines import morning_asking, reminder_links, reminders
from routines.models import Decision, MorningCheckIn, MorningQuestion, PracticeSession
from tests.factories import NOW, PracticeSessionFactory, SessionCheckInFactory

YESTERDAY = NOW - timedelta(hours=14)


@pytest.fixture
def session(ready_alice, content):
    made = PracticeSessionFactory(
        user=ready_alice, finished=True, started_at=YESTERDAY, ended_at=YESTERDAY, local_date=YESTERDAY.date()
    )
    SessionCheckInFactory(session=made)
    return made


@pytest.fixture
def stranger():
    """A client without cookies that would notice a missing CSRF check."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def url(session):
    return reverse("reminder_link", args=[reminder_links.sign_morning(session)])


def main_of(response) -> str:
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


def test_the_page_asks_with_eleven_buttons_and_names_nobody(stranger, url):
    response = stranger.get(url)
    page = main_of(response)
    assert page.count('class="scale__point" name="pain"') == 11
    assert "Sunday’s session" in page
    assert "alice" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_one_tap_is_enough_and_it_is_drawn_upon(stranger, url, session, now):
    response = stranger.post(url, {"pain": "6"})
    assert (response.status_code, response.url) == (302, url)
    morning = MorningCheckIn.objects.get(session=session)
    assert (morning.pain, morning.soreness, morning.woke_at_night, morning.answered_at) == (
        6,
        "none",
        False,
        now,
    )
    assert session.decisions.get(exercise="low-lunge-stretch").rule == "C2"
    page = main_of(stranger.get(url))
    assert "noted: 6 of 10" in page
    assert "two days of rest, then much gentler" in page


def test_the_rest_can_be_said_next(stranger, url, session):
    stranger.post(url, {"pain": "2"})
    page = main_of(stranger.get(url))
    assert 'name="soreness"' in page
    stranger.post(url, {"pain": "3", "soreness": "muscle", "woke_at_night": "on"})
    morning = MorningCheckIn.objects.get(session=session)
    assert (morning.pain, morning.soreness, morning.woke_at_night) == (3, "muscle", True)


def test_an_answer_is_shown_once_and_only_to_the_browser_that_gave_it(stranger, url):
    stranger.post(url, {"pain": "7", "soreness": "joint-or-back"})
    other = main_of(Client().get(url))
    assert "You have answered already" in other
    assert "checked" not in other
    assert "7 of 10" not in other
    assert "noted: 7 of 10" in main_of(stranger.get(url))
    assert "7 of 10" not in main_of(stranger.get(url))


def test_replays_change_nothing_more(stranger, url, session):
    for _ in range(3):
        stranger.post(url, {"pain": "6"})
    assert MorningCheckIn.objects.count() == 1
    rules = session.decisions.values_list("exercise", "rule")
    assert len(rules) == len(set(rules)) == Decision.objects.count()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(stranger, url, method):
    for _ in range(2):
        response = getattr(stranger, method)(url)
        assert not response.cookies
    assert not MorningCheckIn.objects.exists()


def test_scanners_following_every_link_of_the_mail_change_nothing(stranger, ready_alice, session, now):
    morning_asking.switch(user=ready_alice, on=True, now=YESTERDAY)
    morning_asking.plan_due(now=now)
    mail = OutgoingMail.objects.get(kind="morning")
    before = MorningQuestion.objects.values().get()
    links = set(re.findall(r'https?://[^/\s"<]+(/[^\s"<#]*)', mail.text + mail.html))
    assert len(links) >= 3
    for link in sorted(links):
        stranger.get(link)
        stranger.head(link)
    assert MorningQuestion.objects.values().get() == before
    assert not MorningCheckIn.objects.exists()
    assert OutgoingMail.objects.get(kind="morning").state == "pending"


@pytest.mark.parametrize(
    "wrong", [{}, {"pain": "11"}, {"pain": "2", "soreness": "x"}, {"List-Unsubscribe": "One-Click"}]
)
def test_an_invalid_answer_stores_nothing(stranger, url, wrong):
    response = stranger.post(url, wrong)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not MorningCheckIn.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(0, 410), (1, 200), (2, 200), (3, 410)])
def test_the_link_is_good_for_the_two_days_after(stranger, url, days, status):
    PracticeSession.objects.update(local_date=NOW.date() - timedelta(days=days))
    assert stranger.get(url).status_code == status
    stranger.post(url, {"pain": "2"})
    assert MorningCheckIn.objects.exists() is (status == 200)


def test_a_link_that_is_over_says_nothing_about_what_was_answered(stranger, url):
    stranger.post(url, {"pain": "7"})
    PracticeSession.objects.update(local_date=NOW.date() - timedelta(days=3))
    assert "7" not in main_of(stranger.get(url))


@pytest.mark.parametrize(
    "change",
    [
        lambda user: Consent.objects.filter(user=user).update(withdrawn_at=NOW),
        lambda user: type(user).objects.update(is_active=False),
    ],
)
def test_without_consent_or_account_nothing_is_stored(stranger, url, ready_alice, change):
    change(ready_alice)
    assert stranger.post(url, {"pain": "2"}).status_code == 410
    assert not MorningCheckIn.objects.exists()


def test_the_link_of_a_removed_session_is_not_found(stranger, url, session):
    session.delete()
    assert stranger.get(url).status_code == 404


def test_a_token_for_one_thing_is_good_for_nothing_else(stranger, session, ready_alice):
    token = reminder_links.sign_morning(session)
    assert reminder_links.read(token) is None
    assert reminder_links.read_morning(reminder_links.sign("stop-mornings", ready_alice)) is None
    for wrong in (token[:-1], token[::-1], "A" + token[1:]):
        assert stranger.post(reverse("reminder_link", args=[wrong]), {"pain": "2"}).status_code == 404
    assert not MorningCheckIn.objects.exists()


def test_it_works_while_somebody_else_is_signed_in(client_for, bob, url, session):
    client_for(bob).post(url, {"pain": "2"})
    assert MorningCheckIn.objects.get().session == session


@pytest.mark.parametrize("answered", [False, True])
def test_queries_are_few_and_do_not_grow(stranger, url, session, answered, django_assert_num_queries):
    if answered:
        MorningCheckIn.objects.create(session=session, pain=2, answered_at=NOW)
    with django_assert_num_queries(3):  # session and person, consent, answer
        stranger.get(url)


# --- Stopping -------------------------------------------------------------------------------------------


@pytest.fixture
def stop(ready_alice, session):
    morning_asking.switch(user=ready_alice, on=True, now=YESTERDAY)
    return reverse("reminder_link", args=[reminder_links.sign("stop-mornings", ready_alice)])


def test_one_click_stops_this_kind_alone_and_calls_off_what_waits(stranger, stop, ready_alice, now):
    reminders.reschedule(plan=ready_alice.plan, now=YESTERDAY)
    morning_asking.plan_due(now=now)
    assert "Stop asking the next morning?" in main_of(stranger.get(stop))
    for _ in range(2):
        response = stranger.post(
            stop, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert not response.cookies
    assert not MorningQuestion.objects.get().on
    assert OutgoingMail.objects.get(kind="morning").state == "cancelled"
    ready_alice.plan.refresh_from_db()
    assert ready_alice.plan.reminders_on
    assert ready_alice.plan.next_reminder_at is not None


def test_after_stopping_one_button_takes_it_back(stranger, stop):
    page = stranger.post(stop).content.decode()
    stranger.post(re.search(r'action="(/r/[^"]+)"', page)[1])
    assert MorningQuestion.objects.get().on


def test_no_link_switches_on_what_was_withdrawn(stranger, ready_alice, stop):
    resume = reverse("reminder_link", args=[reminder_links.sign("resume-mornings", ready_alice)])
    ready_alice.plan.delete()
    MorningQuestion.objects.all().delete()
    assert stranger.post(resume).status_code == 200
    assert not MorningQuestion.objects.exists()
