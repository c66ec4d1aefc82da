"""Trying it first, in a browser: by keyboard, on a very narrow screen, without scripts, leaving nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.player import Player, ready_person, sign_in, stored
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e
NARROWEST = 320


@pytest.fixture
def context(browser):
    context = browser.new_context(locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context):
    return context.new_page()


def assert_fits(page):
    """Nothing wider than the narrowest phone."""
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def press_until(page, locator):
    """Walk there with the tab key alone."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tab key never gets to {locator}")


def test_pages_are_sound_at_every_width_and_leave_no_cookie(embedded, context, page):
    watch = Watcher(page, closely=True)
    for path, name in [("", "try"), ("stop/", "try-stop"), ("choose/?ok=1", "try-choose")]:
        page.goto(f"{embedded.url}/try/{path}")
        watch.look(name)
        assert_fits(page)
    page.goto(f"{embedded.url}/try/session/?ok=1&kind=boxing")
    expect(page.get_by_role("alert")).to_contain_text("Choose stretch or strength.")
    watch.look("try-choose-wrong")
    assert context.cookies() == []
    watch.assert_silent()


def test_keyboard_leads_from_the_landing_page_to_the_start(embedded, page):
    page.goto(embedded.url)
    press_until(page, page.get_by_role("link", name="Try a session now, no account"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Try a whole session now")

    press_until(page, page.get_by_role("link", name="None of these applies to me"))
    page.keyboard.press("Enter")
    press_until(page, page.get_by_role("radio", name="Stretch"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Strength")).to_be_checked()
    press_until(page, page.get_by_role("radio", name="10 minutes"))
    page.keyboard.press("ArrowRight")
    press_until(page, page.get_by_role("button", name="Start"))
    with page.expect_request(re.compile(r"/try/session/\?ok=1&kind=strength&minutes=15$")):
        page.keyboard.press("Enter")


def test_one_that_may_apply_leads_to_what_to_do(embedded, page):
    page.goto(f"{embedded.url}/try/")
    page.get_by_role("link", name="One of these may apply").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please stop here for now")
    expect(page.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    expect(page.get_by_text("Go to a hospital emergency department now.").first).to_be_visible()
    page.get_by_role("link", name="That was a slip: back").click()
    expect(page).to_have_url(f"{embedded.url}/try/")


def test_without_scripts_the_whole_session_is_a_list_to_follow(embedded, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{embedded.url}/try/")
    page.get_by_role("link", name="None of these applies to me").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stretch: open the front of the hips")
    expect(page.get_by_text("Go down the list at your own pace")).to_be_visible()
    expect(page.get_by_role("heading", name="Low lunge stretch")).to_be_visible()
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert page.locator("svg.fig").count() >= 5
    assert context.cookies() == []
    context.close()


@pytest.fixture
def guest(browser):
    """A player on a device nobody has signed in on; complaints of its pages fail the test."""
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    player = Player.in_context(context)
    yield player
    context.close()
    assert player.complaints == []


def test_a_guests_session_is_asked_about_and_added_once(embedded, guest):
    """An account that was there before is asked; after a no it waits for whoever says yes."""
    page, card = guest.page, guest.page.get_by_role("region", name="Done before you signed in")
    for name in ("no", "yes", "late"):
        ready_person(embedded, f"{name}@example.org")
    play_as_guest(embedded, guest)
    expect(guest.part("end-hint")).to_have_text("On this device only, until you sign up to keep it.")
    expect(page.get_by_role("link", name="Back to the start")).to_have_attribute("href", "/try/")
    assert page.context.cookies() == []

    sign_in(embedded, page, "no@example.org")
    expect(card).to_contain_text("You did a stretch session of 10 minutes today before you signed in.")
    Watcher(page, closely=True).look("today-claim")
    assert_fits(page)
    card.get_by_role("button", name="It was not me").click()
    expect(card).to_be_hidden()
    page.reload(wait_until="networkidle")
    expect(card).to_be_hidden()
    assert stored(embedded, "no@example.org") == []

    page.context.clear_cookies()
    sign_in(embedded, page, "yes@example.org")
    card.get_by_role("button", name="Add it").click()
    expect(card.get_by_role("status")).to_have_text(re.compile("It is in your history now."))
    expect(card.get_by_role("status")).to_be_focused()
    (session,) = stored(embedded, "yes@example.org")
    assert (session["status"], session["counted"], session["attempts"]) == ("finished", True, 1)

    page.context.clear_cookies()
    sign_in(embedded, page, "late@example.org")
    page.wait_for_load_state("networkidle")
    expect(card).to_be_hidden()
    assert stored(embedded, "late@example.org") == []
    assert len(stored(embedded, "yes@example.org")) == 1


def test_what_a_guest_asked_to_keep_is_in_the_new_account_unasked(embedded, guest):
    page, card = guest.page, guest.page.get_by_role("region", name="Done before you signed in")
    play_as_guest(embedded, guest)
    page.get_by_role("link", name="Sign up to keep it").click()
    page.wait_for_url(f"{embedded.url}/accounts/signup/")

    ready_person(embedded, "kept@example.org")
    sign_in(embedded, page, "kept@example.org")
    expect(card).to_contain_text("You did a stretch session of 10 minutes today. It is in your history now.")
    expect(card.get_by_role("button")).to_have_count(0)
    Watcher(page, closely=True).look("today-claimed")
    card.get_by_role("link", name="Show my week with it").click()
    expect(page.get_by_text("1 of 2 done")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(card).to_be_hidden()
    assert [row["status"] for row in stored(embedded, "kept@example.org")] == ["finished"]


def play_as_guest(embedded, guest):
    """From the choice to the end, the session's own clock driven; it began half an hour ago."""
    page = guest.page
    page.clock.install(time=datetime.now(UTC) - timedelta(minutes=30))
    page.goto(f"{embedded.url}/try/choose/?ok=1")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))
    guest.begin()
    guest.until_end()
    guest.let_go_out()
