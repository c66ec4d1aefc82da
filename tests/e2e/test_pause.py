"""Pause and return, in a browser: nothing is pushed or planned meanwhile, and the way back is gentle."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.player import ready_person, run_python, sign_in
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e

EMAIL, LATER, LOOKED = "away@example.org", "later@example.org", "looked@example.org"
# The next reminder, and the mails about sessions that are neither sent nor called off.
PLANNED = f"""
import django; django.setup()
import json
from accounts import outbox
from datetime import timedelta
from accounts.models import OutgoingMail
from routines.models import Pause, Plan
plan = Plan.objects.get(user__email={EMAIL!r})
mails = OutgoingMail.objects.filter(user=plan.user, kind="session", state__in=outbox.WAITING)
print(json.dumps([str(plan.next_reminder_date), mails.count()]))
"""
FIVE_DAYS_PASS = """
pause = Pause.objects.get(user=plan.user)
pause.started_on -= timedelta(days=5)
pause.save()
"""


def paused_until(day):
    return f"Paused until {day:%A} {day.day} {day:%B}."


def test_plan_ahead_and_return(embedded, browser):
    """Planned while the week goes on; it begins by itself when its day comes, and ends with one tap."""
    ready_person(embedded, LATER)
    today = datetime.now(UTC).date()
    start, until = today + timedelta(days=2), today + timedelta(days=12)
    context = browser.new_context(timezone_id="UTC", locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(embedded, page, LATER)

    page.get_by_role("link", name="Pause until a day").click()
    page.get_by_label("A holiday or a trip").check()
    expect(page.get_by_label("From which day?")).to_have_value(today.isoformat())
    page.get_by_label("From which day?").fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("Until which day?").fill(until.isoformat())
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("alert")).to_contain_text("a pause cannot begin in the past")
    expect(page.get_by_label("Until which day?")).to_have_value(until.isoformat())
    expect(page.get_by_label("A holiday or a trip")).to_be_checked()
    page.get_by_label("From which day?").fill(start.isoformat())
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name="A pause is planned")).to_be_visible()
    in_week = 6 - today.weekday() - 1  # of the days from the day after tomorrow until Sunday
    expect(page.locator(".days [data-state=paused]")).to_have_count(max(0, in_week))

    page.get_by_role("link", name="Change this pause").click()
    until += timedelta(days=1)
    page.get_by_label("Until which day?").fill(until.isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"you are back on {until:%A} {until.day} {until:%B}")).to_be_visible()

    try:
        embedded.advance_to(2 * 24 * 3600)
        page.goto(f"{embedded.url}/today/")
        expect(page.get_by_role("heading", level=1)).to_have_text(paused_until(until))
        for _ in range(30):  # what was due meanwhile, the scheduler passes over within a round
            planned_for, waiting = json.loads(run_python(embedded, PLANNED.replace(EMAIL, LATER)))
            if planned_for >= until.isoformat() and waiting == 0:
                break
            page.wait_for_timeout(500)
        assert planned_for >= until.isoformat()
        assert waiting == 0
        page.get_by_role("button", name="I am back").click()
        expect(page.get_by_role("button", name="Go on with the pause")).to_be_visible()
    finally:
        embedded.advance_to(0)
    context.close()


def test_the_pages_of_a_planned_pause(embedded, browser):
    """Looked at closely, with a mistake on them, and beside a pause in force."""
    ready_person(embedded, LOOKED)
    today = datetime.now(UTC).date()
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    watch = Watcher(page, closely=True)
    sign_in(embedded, page, LOOKED)

    page.goto(f"{embedded.url}/today/pause/")
    page.get_by_label("A holiday or a trip").check()
    page.get_by_label("From which day?").fill((today + timedelta(days=1)).isoformat())
    page.get_by_label("Until which day?").fill(today.isoformat())
    page.get_by_role("button", name="Pause").click()
    watch.look("pause-ahead-mistake")
    page.get_by_label("Until which day?").fill((today + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Pause").click()
    watch.look("today-pause-ahead")
    page.get_by_role("link", name="Change this pause").click()
    watch.look("pause-ahead-change")
    page.get_by_label("From which day?").fill((today + timedelta(days=8)).isoformat())
    page.get_by_role("button", name="Save").click()
    page.goto(f"{embedded.url}/today/pause/")
    watch.look("pause-beside-one-ahead")
    page.get_by_label("I am ill").check()
    page.get_by_label("Until which day?").fill((today + timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Pause").click()
    watch.look("today-paused-and-one-ahead")
    page.get_by_role("button", name="Cancel this pause").click()
    expect(page.get_by_role("heading", name="A pause is planned")).to_have_count(0)
    page.get_by_role("link", name="Plan that pause too").click()
    watch.look("pause-another")
    watch.assert_silent()
    context.close()


def test_pause_and_return(embedded, browser):
    ready_person(embedded, EMAIL)
    until = datetime.now(UTC).date() + timedelta(days=9)
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    watch = Watcher(page, closely=True)
    sign_in(embedded, page, EMAIL)

    page.get_by_role("link", name="Pause until a day").click()
    page.get_by_label("I am ill").check()
    page.get_by_label("Until which day?").fill(until.isoformat())
    watch.look("pause")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(paused_until(until))
    expect(page.get_by_role("button", name="Start session")).to_have_count(0)
    watch.look("today-paused")
    planned_for, waiting = json.loads(run_python(embedded, PLANNED + FIVE_DAYS_PASS))
    assert planned_for >= until.isoformat()
    assert waiting == 0

    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_text("Your first session after being ill is a gentle one").first).to_be_visible()
    expect(page.get_by_role("button", name="Go on with the pause")).to_be_visible()
    planned_for, _ = json.loads(run_python(embedded, PLANNED))
    assert planned_for < until.isoformat()
    watch.assert_silent()
    context.close()
