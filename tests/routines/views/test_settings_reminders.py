"""Settings: the week, its reminders, the looks."""

import re
from datetime import time

import pytest
from django.urls import reverse

from routines import morning_asking, reminders
from routines.models import MorningQuestion, Plan
from tests import factories

ANSWERS = {
    "per_week": "2",
    "days": ["1", "4"],
    "at": "07:00",
    "minutes": "20",
    "level": "1",
    "time_zone": "Europe/Lisbon",
    "reminders_on": "on",
    "lead_minutes": "60",
}
URL = "/settings/reminders/"


@pytest.fixture
def plan(ready_alice, now):
    reminders.reschedule(plan=ready_alice.plan, now=now)
    return ready_alice.plan


def main_of(response):
    page = response.content.decode()
    return " ".join(page[page.index("<main") : page.index("</main")].split())


def test_the_page_says_when_the_next_mail_comes(client_for, plan):
    page = main_of(client_for(plan.user).get(URL))
    assert "Monday 23 November, 18:00" in page
    assert "(Europe/Berlin)" in page
    assert "Session 1 of 3 – 18:30 today" in page  # the preview


def test_saving_stores_everything_and_names_the_new_mail(client_for, plan):
    response = client_for(plan.user).post(URL, ANSWERS, follow=True)
    saved = Plan.objects.get()
    assert (saved.per_week, saved.days, saved.at, saved.minutes) == (2, [1, 4], time(7), 20)
    assert (saved.reminders_on, saved.lead_minutes) == (True, 60)
    plan.user.refresh_from_db()
    assert plan.user.time_zone == "Europe/Lisbon"
    page = main_of(response)
    assert "Tuesday 24 November, 06:00" in page
    assert "(Europe/Lisbon)" in page


def test_a_mail_on_the_evening_before_names_the_day_of_the_session(client_for, plan):
    response = client_for(plan.user).post(URL, {**ANSWERS, "at": "00:30"}, follow=True)
    assert "Monday 23 November, 23:30" in main_of(response)
    assert "for the session on Tuesday" in main_of(response)


def test_switching_off_says_so(client_for, plan):
    off = {name: value for name, value in ANSWERS.items() if name != "reminders_on"}
    response = client_for(plan.user).post(URL, off, follow=True)
    assert Plan.objects.get().next_reminder_at is None
    assert "Reminders are off" in main_of(response)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda user: user.emailaddress_set.update(verified=False), "your address is not confirmed"),
        (lambda user: user.screenings.update(stopped=True), "you cannot start a session right now"),
        (lambda user: type(user).objects.update(is_demo=True), "The demo account gets no mails"),
    ],
)
def test_why_no_mail_is_planned(client_for, plan, change, sentence):
    change(plan.user)
    assert sentence in main_of(client_for(plan.user).get(URL))


def test_a_mistake_stores_nothing_and_loses_nothing(client_for, plan):
    before = Plan.objects.values().get()
    response = client_for(plan.user).post(URL, {**ANSWERS, "days": ["1", "2"], "at": "6 o'clock"})
    assert response.status_code == 200
    assert Plan.objects.values().get() == before
    page = main_of(response)
    assert "Leave a day between sessions" in page
    assert "Enter a time such as 18:30." in page
    assert 'value="6 o&#x27;clock"' in page
    assert re.search(r'value="20"[^>]* checked', page)
    plan.user.refresh_from_db()
    assert plan.user.time_zone == "Europe/Berlin"


def test_with_much_pain_only_the_gentle_level_is_offered(client_for, plan):
    type(plan.user.profile).objects.update(usual_pain=9)
    response = client_for(plan.user).post(URL, {**ANSWERS, "level": "3"})
    assert response.status_code == 200
    assert Plan.objects.get().level == 1


def test_without_a_plan_onboarding_comes_first(client_for, alice):
    response = client_for(alice).get(URL)
    assert response.url == reverse("welcome")


@pytest.mark.parametrize("url", [URL, "/settings/"])
def test_anonymous_people_sign_in_first(client, db, url):
    for response in (client.get(url), client.post(url, ANSWERS)):
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("url", [URL, "/settings/"])
def test_other_methods_are_refused(client_for, plan, url):
    client = client_for(plan.user)
    assert client.put(url).status_code == 405
    assert client.delete(url).status_code == 405


def test_one_persons_settings_leave_another_alone(client_for, plan, bob, now):
    factories.PlanFactory(user=bob)
    client_for(plan.user).post(URL, ANSWERS)
    assert Plan.objects.get(user=bob).days == [0, 2, 4]


def test_the_page_costs_the_same_whatever_the_past(client_for, plan, django_assert_max_num_queries):
    client = client_for(plan.user)
    for n in (1, 3):
        for _ in range(n):
            factories.PracticeSessionFactory(user=plan.user, finished=True)
        with django_assert_max_num_queries(16):
            client.get(URL)


def test_the_index_leads_everywhere(client_for, plan):
    page = main_of(client_for(plan.user).get("/settings/"))
    for name in ("settings_reminders", "settings_privacy", "account_email", "account_change_password"):
        assert f'href="{reverse(name)}' in page
    assert "Europe/Berlin" in page
    assert "Monday, Wednesday, Friday at" in page


def test_the_index_works_before_onboarding(client_for, alice):
    page = main_of(client_for(alice).get("/settings/"))
    assert reverse("welcome") in page


def test_the_colours_are_chosen_on_the_index(client_for, alice):
    client = client_for(alice)
    assert client.post("/settings/", {"theme": "dark", "figure": "bun"}).status_code == 302
    alice.refresh_from_db()
    assert alice.theme == "dark"
    assert 'data-theme="dark"' in client.get("/settings/").content.decode()
    client.post("/settings/", {"theme": "pink", "figure": "bun"})
    alice.refresh_from_db()
    assert alice.theme == "dark"


# --- The next morning -----------------------------------------------------------------------------------


def test_the_next_morning_is_asked_about_by_choice_only_and_can_be_looked_at(client_for, plan):
    page = main_of(client_for(plan.user).get(URL))
    assert re.search(r'<input type="checkbox" name="morning_on"(?![^>]*checked)', page)
    assert "How was the morning after Monday’s session?" in page


def test_it_is_switched_on_and_off_on_this_page(client_for, plan, now):
    client = client_for(plan.user)
    response = client.post(URL, {**ANSWERS, "morning_on": "on"}, follow=True)
    question = MorningQuestion.objects.get(user=plan.user)
    assert (question.on, question.since) == (True, now)
    assert re.search(r'name="morning_on"[^>]*checked', main_of(response))
    client.post(URL, ANSWERS)
    assert not MorningQuestion.objects.get().on


def test_the_page_says_when_it_is_asked_next(client_for, plan, now):
    morning_asking.switch(user=plan.user, on=True, now=now)
    factories.PracticeSessionFactory(user=plan.user, finished=True)  # ends at ten in the morning
    reminders.session_done(user=plan.user, now=now)
    assert "Tuesday 24 November, 08:00" in main_of(client_for(plan.user).get(URL))


def test_the_page_says_that_nobody_answered(client_for, plan, now):
    factories.MorningQuestionFactory(user=plan.user, on=False, gave_up_at=now)
    assert "stayed unanswered, so we have stopped asking" in main_of(client_for(plan.user).get(URL))
