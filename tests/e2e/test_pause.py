"""Pause and return, in a browser: nothing is pushed or planned meanwhile, and the way back is gentle."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.player import ready_person, run_python, sign_in
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e

EMAIL = "away@example.org"
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
pause = Pause.objects.get()
pause.started_on -= timedelta(days=5)
pause.save()
"""


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
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Paused until {until:%A} {until.day} {until:%B}."
    )
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
