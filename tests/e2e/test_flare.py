"""A flare and the way back: a bad morning, two days of rest, a gentler session, and then it grows again."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.player import ready_person, run_python, sign_in
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e

EMAIL = "flare@example.org"
RESTING = "The next morning was 6 of 10, usually 3: two days of rest, then much gentler."
GENTLER = "The first session after the rest: one set less of everything."
# What is done outside the browser goes through the functions of the pages; `back` moves it to the past.
LIFE = f"""
import django; django.setup()
import uuid
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from accounts.models import User
from routines.by_hand import Told, log_session
from routines.card import timeline
from routines.forms.checkin import MorningForm
from routines.models import Attempt, Decision, Exercise, ExerciseState, MorningCheckIn
from routines.models import PracticeSession, SessionCheckIn, SetResult
from routines.sessions import start_session
user = User.objects.get(email={EMAIL!r})
DATED = [(PracticeSession, "started_at ended_at"), (Attempt, "started_at ended_at updated_at"),
    (SetResult, "finished_at"), (SessionCheckIn, "created_at updated_at"), (MorningCheckIn, "answered_at"),
    (Decision, "made_at"), (ExerciseState, "placed_at last_stepped_at")]

def back(**span):
    for model, fields in DATED:
        model.objects.update(**{{name: F(name) - timedelta(**span) for name in fields.split()}})
    for session in PracticeSession.objects.all():
        PracticeSession.objects.filter(pk=session.pk).update(local_date=session.started_at.date())

def practise(morning=None):
    now = timezone.now()
    session = start_session(user=user, now=now)
    said = {{"highest_pain": 2, "pain_now": 2, "effort": 5, "feelings": ["pull"], "note": ""}}
    told = Told(frozenset(bout.key for bout in timeline(session.plan)), now, said)
    log_session(session=session, client_id=uuid.uuid4(), told=told, now=now)
    back(days=1)
    if morning is not None:
        form = MorningForm({{"pain": morning}}, session=PracticeSession.objects.get(pk=session.pk))
        assert form.is_valid()
        form.save(now=timezone.now())
    back(days=2)
"""

LEFT_OUT = """
steps = start_session(user=user, now=timezone.now()).plan["steps"]
usual = {row.slug: row.dose["1"]["sets"] for row in Exercise.objects.current()}
print({usual[step["id"]] - step["sets"] for step in steps if step["why"]})
"""


@pytest.fixture
def page(embedded, browser):
    ready_person(embedded, EMAIL)
    run_python(embedded, LIFE + "practise()\nback(days=-2)")
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(embedded, page, EMAIL)
    yield page
    context.close()


def test_a_flare_rests_comes_back_gently_and_grows_again(embedded, page):
    watch = Watcher(page, closely=False)
    page.get_by_role("link", name=re.compile("Say more")).click()
    page.locator(".scale").first.locator("input[value='6']").check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(RESTING).first).to_be_visible()

    page.goto(f"{embedded.url}/routines/stretch/")
    page.get_by_role("button", name="Start my next session").click()
    expect(page.get_by_role("heading", name="No session for now")).to_be_visible()
    expect(page.get_by_role("heading", name=RESTING)).to_be_visible()

    run_python(embedded, LIFE + "back(hours=49)")
    page.goto(f"{embedded.url}/today/")
    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    expect(page).to_have_url(re.compile("/sessions/"))
    expect(page.get_by_text(GENTLER).first).to_be_visible()
    assert run_python(embedded, LIFE + LEFT_OUT) == "{1}\n"

    run_python(embedded, LIFE + "practise(2)\n" * 4)
    last = run_python(embedded, LIFE + "print(user.practice_sessions.order_by('-started_at').first().pk)")
    page.goto(f"{embedded.url}/progress/sessions/{last.strip()}/")
    expect(page.get_by_text("A little more: the last two peaked at 2 and 2 of 10").first).to_be_visible()
    watch.assert_silent()


def test_more_pain_than_usual_on_the_page_of_a_session_makes_it_a_gentle_one(embedded, browser):
    """Table A, also for somebody who started without being asked: usually 3, so from 5 on."""
    email = "gentle@example.org"
    ready_person(embedded, email)
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    page = context.new_page()
    sign_in(embedded, page, email)
    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    start = page.get_by_role("button", name="Start session")
    gentle = page.get_by_role("heading", name="Today is a gentle day")
    rest = page.get_by_role("heading", name="Today is a day for rest")
    for pain, asked in (("4", start), ("7", rest), ("5", gentle)):
        page.locator(f"input[name='pain_before'][value='{pain}']").check(force=True)
        expect(asked).to_be_visible()
        for other in {start, gentle, rest} - {asked}:
            expect(other).to_be_hidden()
    page.get_by_role("link", name="Say so before you start").click()
    page.locator("input[name='pain'][value='5']").check(force=True)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("a short, gentle session, half the range").first).to_be_visible()
    expect(start).to_be_visible()
    context.close()
