"""What a browser reads from our style sheets is the same before and after they are minified."""

from pathlib import Path

import pytest

from psoasfit.minify import minify

pytestmark = pytest.mark.e2e

STYLES = Path(__file__).parents[2] / "static" / "css"
# Space after a comma, colon or bracket says nothing; a custom property keeps it as it was written.
READ = r"""text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText.replace(/\s+/g, " ").replace(/([,:(]) /g, "$1"));
}"""


@pytest.mark.parametrize(
    "path", sorted(set(STYLES.glob("*.css")) - {STYLES / "site.css"}), ids=lambda path: path.name
)
def test_a_minified_style_sheet_holds_the_same_rules(browser, path):
    page = browser.new_page()
    text = path.read_text()
    rules = page.evaluate(READ, text)
    assert rules
    assert page.evaluate(READ, minify(f"css/{path.name}", text)) == rules
    page.close()
