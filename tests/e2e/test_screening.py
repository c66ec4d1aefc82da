"""Screening as people live it: a red flag mid-programme, pregnancy, a hip replacement, knees that hurt."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.player import ready_person, run_python, sign_in

pytestmark = pytest.mark.e2e

RED_FLAG, PREGNANT, NEW_HIP, SORE_KNEES = (
    f"{name}@example.org" for name in ("red.flag", "pregnant", "new.hip", "sore.knees")
)
NUMB_LEG = "Do you newly trip over a foot"


@pytest.fixture(scope="module")
def app(embedded):
    """Four people after onboarding; the first follows a programme and lives in London."""
    ready_person(embedded, RED_FLAG, PREGNANT, NEW_HIP, SORE_KNEES)
    code = f"""
import django; django.setup()
from accounts.models import User
from routines.models import Plan, Programme
User.objects.filter(email={RED_FLAG!r}).update(time_zone="Europe/London")
plan = Plan.objects.get(user__email={RED_FLAG!r})
plan.start_programme(Programme.objects.get(slug="psoas-foundation"), on=plan.started_on)
plan.save()
"""
    run_python(embedded, code)
    return embedded


@pytest.fixture
def page(browser) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(timezone_id="Europe/London", locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def answer_no(page: Page) -> None:
    groups = page.locator("main fieldset")
    for index in range(groups.count()):
        groups.nth(index).get_by_label("No", exact=True).check()


def tick_limit(app, page: Page, label: str) -> None:
    page.goto(f"{app.url}/settings/limits/")
    page.get_by_label("None of these").uncheck()
    page.get_by_label(label).check()
    page.get_by_role("button", name="Save").click()


def session_list(page: Page):
    return page.locator(".today__list")


def post_to_api(page: Page) -> dict:
    """Try to start a session the way the player does."""
    return page.evaluate(
        """async () => {
          const { token } = await (await fetch("/api/v1/csrf/")).json();
          const asked = { method: "POST", headers: { "X-CSRFToken": token } };
          const answer = await fetch("/api/v1/sessions/", asked);
          return { status: answer.status, ...(await answer.json()) };
        }"""
    )


def test_red_flag_in_the_middle_of_a_programme(app, page):
    sign_in(app, page, RED_FLAG)
    expect(page.get_by_role("main")).to_contain_text("Psoas foundation")
    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    page.wait_for_url(re.compile("/sessions/"))
    under_way = page.url
    page.goto(f"{app.url}/progress/")
    page.get_by_role("contentinfo").get_by_role("link", name="Something changed?").click()
    page.get_by_role("button", name="Yes, something changed").click()
    answer_no(page)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/welcome/safety-more/"))
    answer_no(page)
    page.get_by_role("group", name=re.compile(NUMB_LEG)).get_by_label("Yes", exact=True).check()
    page.locator("main form button[type=submit]").click()

    expect(page).to_have_url(re.compile("/welcome/stopped/"))
    expect(page.get_by_role("main")).to_contain_text("Doctor in the next day or two")
    for closed in (under_way, f"{app.url}/today/"):
        page.goto(closed)
        expect(page).to_have_url(re.compile("/welcome/stopped/"))
    refused = post_to_api(page)
    assert (refused["status"], refused["step"]) == (409, "stopped")

    page.goto(f"{app.url}/referral/")
    expect(page.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")
    expect(page.get_by_role("link", name=re.compile("NHS"))).to_have_attribute("href", "tel:111")
    page.get_by_role("link", name="What to tell them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to tell them")
    expect(page.get_by_role("main")).to_contain_text(NUMB_LEG)

    page.goto(f"{app.url}/welcome/stopped/")
    page.get_by_role("button", name=re.compile("answer again")).click()
    answer_no(page)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/welcome/safety-more/"))
    answer_no(page)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/settings/limits/"))
    page.goto(under_way)
    expect(page).to_have_url(under_way)


def test_pregnant_for_twenty_weeks(app, page):
    sign_in(app, page, PREGNANT)
    expect(session_list(page)).to_contain_text("Bridge pose")
    tick_limit(app, page, "I am pregnant, 16 weeks or more")
    page.goto(f"{app.url}/today/")
    names = session_list(page).locator(".exercise-list h3")
    removed = ("Bridge pose", "Reclined psoas stretch", "Constructive rest", "Pelvic tilt", "Leg swing")
    for name in removed:
        expect(names.filter(has_text=name)).to_have_count(0)
    expect(names.filter(has_text="lunge").or_(names.filter(has_text="stretch")).first).to_be_visible()
    expect(session_list(page)).to_contain_text("you are 16 weeks pregnant or more")
    expect(session_list(page)).to_contain_text("Stop if you feel dizzy.")


def test_hip_replacement_waits_for_a_clinician_and_then_keeps_its_limits(app, page):
    sign_in(app, page, NEW_HIP)
    tick_limit(app, page, "I have a hip replacement, and I have movement rules or don’t know if I do")
    expect(page).to_have_url(re.compile("/welcome/clinician/"))
    page.goto(f"{app.url}/today/")
    expect(page).to_have_url(re.compile("/welcome/clinician/"))
    assert post_to_api(page)["step"] == "clinician"
    page.get_by_label("A clinician has told me I can do gentle hip and back exercise").check()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/today/"))
    names = session_list(page).locator(".exercise-list h3")
    for name in ("Low lunge", "Half-kneeling", "Couch", "Reclined", "Side-lying", "Child"):
        expect(names.filter(has_text=name)).to_have_count(0)
    expect(session_list(page)).to_contain_text("Half the range only, and never turn the foot out.")
    expect(session_list(page)).to_contain_text("you have a hip replacement")
    page.goto(f"{app.url}/settings/reminders/")
    expect(page.locator("#id_level option, input[name=level]")).to_have_count(1)


def test_who_cannot_kneel_sees_what_is_done_instead(app, page):
    sign_in(app, page, SORE_KNEES)
    expect(session_list(page)).to_contain_text("Low lunge stretch")
    tick_limit(app, page, "Kneeling hurts, or I have a knee replacement")
    page.goto(f"{app.url}/today/")
    swap = "Standing hip-flexor stretch in place of Low lunge stretch: kneeling is hard for you."
    expect(session_list(page)).to_contain_text(swap)
    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    page.wait_for_url(re.compile("/sessions/"))
    expect(page.get_by_role("main").first).to_contain_text("Standing hip-flexor stretch")
    expect(page.get_by_role("main").first.get_by_role("heading", name="Low lunge stretch")).to_have_count(0)
