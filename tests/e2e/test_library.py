"""The library in a browser: filters that answer at once, the same without scripts, and one printed sheet."""

import re

import pytest
from playwright.sync_api import expect

from routines.content import CONTENT_DIR
from tests.e2e.watcher import Watcher

pytestmark = pytest.mark.e2e
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def test_filters_answer_at_once_and_keep_the_address(embedded, page):
    watch = Watcher(page, closely=True)
    page.goto(f"{embedded.url}/exercises/")
    count = page.locator("#library-count")
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_hidden()

    page.get_by_role("checkbox", name="Stretch").check()
    expect(count).to_have_text("7 of 25 exercises")
    expect(page).to_have_url(re.compile(r"/exercises/\?kind=stretch$"))
    expect(page.get_by_role("checkbox", name="Stretch")).to_be_focused()

    page.get_by_text("Not for me", exact=True).first.click()
    page.get_by_role("checkbox", name="Kneeling").check()
    expect(count).to_have_text("4 of 25 exercises")
    page.get_by_label("Search").fill("side-ly")
    expect(count).to_have_text("1 of 25 exercises")
    expect(page.get_by_label("Search")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=side-ly&kind=stretch&avoid=kneeling$"))
    watch.look("library-filtered")

    page.go_back()
    expect(count).to_have_text("4 of 25 exercises")
    expect(page.get_by_label("Search")).to_have_value("")
    page.get_by_role("link", name="Clear all").click()
    expect(count).to_have_text("All 25 exercises")
    expect(page.get_by_role("checkbox", name="Stretch")).not_to_be_checked()
    watch.assert_silent()


def test_filters_work_without_scripts(embedded, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{embedded.url}/exercises/")
    page.get_by_role("checkbox", name="Release").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#library-count")).to_have_text("1 of 25 exercises")
    context.close()


def test_every_exercise_prints_on_one_sheet(embedded, page):
    slugs = sorted(path.stem for path in (CONTENT_DIR / "exercises").glob("*.toml"))
    assert len(slugs) == 25
    for slug in slugs:
        page.goto(f"{embedded.url}/exercises/{slug}/")
        assert len(PAGES.findall(page.pdf(format="A4"))) == 1, slug
