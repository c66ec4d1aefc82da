"""The summary on paper: one page of A4 and of Letter in a real browser, however much is on it."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests import summaries
from tests.factories import NOW

pytestmark = pytest.mark.e2e
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")
CSS = Path(__file__).parents[2] / "static" / "css"
SHEETS = ("tokens.css", "base.css", "components.css", "pages.css", "charts.css", "figure.css", "summary.css")


@pytest.mark.parametrize("make", [summaries.usual, summaries.fullest])
def test_one_page_of_a4_and_of_letter(browser, make):
    html = render_to_string("routines/summary_shared.html", {"summary": make(), "at": NOW, "until": NOW})
    page = browser.new_page()
    page.set_content(re.sub(r"<link [^>]*>", "", html))
    for name in SHEETS:
        page.add_style_tag(content=(CSS / name).read_text())
    printed = {paper: len(PAGES.findall(page.pdf(format=paper))) for paper in ("A4", "Letter")}
    page.close()
    assert printed == {"A4": 1, "Letter": 1}
