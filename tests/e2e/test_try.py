"""Trying it first, in a browser: by keyboard, on a very narrow screen, without scripts, leaving nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.player import Player, ready_person, sign_in
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e
NARROWEST = 320
ATTEMPTS_KEPT = """() => new Promise((done) => {
  const open = indexedDB.open("psoasfit");
  open.onsuccess = () => {
    const all = open.result.transaction("attempts").objectStore("attempts").getAll();
    all.onsuccess = () => { open.result.close(); done(all.result); };
  };
})"""


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


def test_guest_plays_a_whole_session_and_an_older_account_is_asked_about_it(embedded, browser):
    """Kept on the device at an address of its own; "It was not me" hides it from that person and keeps it."""
    context = browser.new_context(timezone_id="UTC", locale="en-GB")
    player = Player.in_context(context)
    page = player.page
    ready_person(embedded, "asked@example.org")
    play_as_guest(embedded, player)
    expect(player.part("end-hint")).to_have_text("On this device only, until you sign up to keep it.")
    expect(page.get_by_role("link", name="Sign up to keep it")).to_have_attribute(
        "href", "/accounts/signup/?next=/today/"
    )
    assert context.cookies() == []

    sign_in(embedded, page, "asked@example.org")
    card = page.get_by_role("region", name="Done before you signed in")
    expect(card).to_contain_text("You did a stretch session of 10 minutes today before you signed in.")
    watch = Watcher(page, closely=True)
    watch.look("today-claim")
    assert_fits(page)
    card.get_by_role("button", name="It was not me").click()
    expect(card).to_be_hidden()
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-claim]")).to_be_hidden()
    assert [row["userKey"] for row in page.evaluate(ATTEMPTS_KEPT)] == ["guest"]
    assert player.complaints == []
    context.close()


def play_as_guest(embedded, player):
    """From the choice to the end, with the session's own clock driven."""
    page = player.page
    page.goto(f"{embedded.url}/try/choose/?ok=1")
    page.clock.install()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))
    player.begin()
    player.until_end()
    player.let_go_out()
