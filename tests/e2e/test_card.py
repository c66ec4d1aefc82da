"""A week without JavaScript: the session on paper, told by hand, corrected, and one done without the app."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.journey import ZONE, Newcomer
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


class OnPaper(Newcomer):
    """Someone whose browser runs no scripts, with fifteen minutes a session."""

    def answer_week(self) -> None:
        self.page.get_by_label("Your time zone").select_option(ZONE)
        self.tick("Three a week", "15 minutes")

    def print_card(self, name: str) -> bytes:
        pdf = self.page.pdf(format="A4")
        if folder := os.environ.get("SCREENSHOTS"):
            (Path(folder) / f"{name}.pdf").write_bytes(pdf)
        return pdf


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(java_script_enabled=False, locale="en-GB", timezone_id=ZONE)
    yield context
    context.close()


def test_a_session_without_scripts(embedded, browser, context):
    page = context.new_page()
    someone = OnPaper(embedded, page, Watcher(page, closely=False))
    someone.sign_up()
    someone.answer_everything()

    page.get_by_role("button", name=re.compile("Start session|Do it today")).click()
    expect(page).to_have_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))
    page.get_by_role("link", name="Its card").click()
    expect(page).to_have_url(re.compile(r"/card/$"))
    card = page.url
    assert len(PAGES.findall(someone.print_card("card-stretch"))) <= 2
    look_closely(browser, context, "card", card)

    page.get_by_role("group", name=re.compile("^Left ?, Low lunge stretch")).get_by_label(
        "1", exact=True
    ).check()
    someone.scores(3, 2, 5)
    page.get_by_label("A note for yourself (optional)").fill("On paper, by the window.")
    page.get_by_role("button", name="Save this session").click()
    expect(page.get_by_role("status")).to_contain_text("Saved for")
    expect(page.get_by_text("On paper, by the window.")).to_be_visible()
    expect(page.get_by_text("Self-reported", exact=True)).to_be_visible()

    page.goto(f"{embedded.url}/progress/")
    expect(page.locator(".past-list li")).to_have_count(1)
    expect(page.locator(".past-list li")).to_contain_text("Self-reported")
    look_closely(browser, context, "progress-by-hand", page.url)

    page.get_by_role("link", name="Did one without the app?").click()
    look_closely(browser, context, "log-session", page.url)
    page.get_by_label("Strength").check()
    page.get_by_label("15 minutes").check()
    page.get_by_role("button", name="Go on").click()
    look_closely(browser, context, "log-session-sets", page.url)
    page.get_by_role("button", name="Add this session").click()
    page.get_by_label(re.compile("You already have one on")).check()
    page.get_by_role("button", name="Add this session").click()
    expect(page.get_by_role("status")).to_contain_text("Saved for")
    past = page.url

    page.get_by_role("link", name="Show as a card").click()
    assert len(PAGES.findall(someone.print_card("card-strength"))) <= 2
    expect(page.get_by_role("button", name="Save this session")).to_have_count(0)

    page.goto(past)
    page.get_by_role("link", name="Correct this session").click()
    look_closely(browser, context, "correct-session", page.url)
    page.get_by_role("group", name=re.compile("Marching on the spot")).get_by_label("0", exact=True).check()
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("You corrected this session on")).to_be_visible()
    look_closely(browser, context, "corrected-session", page.url)
    page.get_by_role("button", name="Take the correction back").click()
    expect(page.get_by_text("You corrected this session on")).to_have_count(0)

    page.get_by_role("link", name="Logged by mistake? Remove it").click()
    look_closely(browser, context, "remove-session", page.url)
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".past-list li")).to_have_count(1)
    someone.watch.assert_silent()


def look_closely(browser, context, name: str, url: str) -> None:
    """The same page in a browser that runs scripts, which the accessibility check needs."""
    scripted = browser.new_context(storage_state=context.storage_state(), locale="en-GB", timezone_id=ZONE)
    page = scripted.new_page()
    watch = Watcher(page, closely=True)
    page.goto(url)
    watch.look(name)
    watch.assert_silent()
    scripted.close()
