"""The offer to install the app, in a browser: shown only where it is possible, until it is declined."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

SCRIPT = Path(__file__).parents[2] / "static/js/install.js"
ASK = """window.asked = 0; const event = new Event("beforeinstallprompt", {cancelable: true});
event.prompt = async () => { window.asked += 1; }; dispatchEvent(event); event.defaultPrevented"""
IPHONE = "Object.assign(Object.getPrototypeOf(navigator), {standalone: %s});"
TOUCH = "Object.defineProperty(navigator, 'maxTouchPoints', {get: () => 5});"


@pytest.fixture(scope="module")
def offer() -> str:
    part = render_to_string("routines/_today_install.html")
    return f"<!doctype html><title>Today</title>{part}<script type='module'>{SCRIPT.read_text()}</script>"


@pytest.fixture
def page(browser, offer):
    """A page of its own, with storage; `page.goto("http://app.test/")` opens it."""
    context = browser.new_context()
    context.route("**/*", lambda route: route.fulfill(body=offer, content_type="text/html"))
    yield context.new_page()
    context.close()


def visible(page: Page) -> bool:
    return page.locator("[data-install]").is_visible()


def test_nothing_shows_where_the_browser_cannot_install(page):
    page.goto("http://app.test/")
    assert not visible(page)


def test_the_browsers_own_question_is_asked_by_the_button(page):
    page.goto("http://app.test/")
    assert page.evaluate(ASK) is True
    expect(page.get_by_role("button", name="Install")).to_be_visible()
    expect(page.get_by_text("Add to Home Screen")).to_be_hidden()
    page.get_by_role("button", name="Install").click()
    expect(page.locator("[data-install]")).to_be_hidden()
    assert page.evaluate("window.asked") == 1


def test_declining_lasts(page):
    page.goto("http://app.test/")
    page.evaluate(ASK)
    page.get_by_role("button", name="ask again").click()
    assert not visible(page)
    page.reload()
    page.evaluate(ASK)
    assert not visible(page)


def test_an_iphone_is_told_how_in_words(page):
    page.add_init_script(IPHONE % "false" + TOUCH)
    page.goto("http://app.test/")
    expect(page.get_by_text("Tap Share, then Add to Home Screen.")).to_be_visible()
    expect(page.get_by_role("button", name="Install")).to_be_hidden()


def test_nothing_shows_in_the_installed_app(page):
    page.add_init_script(IPHONE % "true" + TOUCH)
    page.goto("http://app.test/")
    page.evaluate(ASK)
    assert not visible(page)


def test_nothing_shows_where_a_choice_cannot_be_remembered(page):
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});")
    page.goto("http://app.test/")
    page.evaluate(ASK)
    assert not visible(page)
