"""What every rendered page must keep to, whatever it shows."""

import re

from django.conf import settings
from django.contrib.staticfiles import finders

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE),
}
LOADED = re.compile(
    r"<(?:link\b[^>]*\shref|[a-z]+\b[^>]*\s(?:src|action))=\"((?:https?:)?//[^\"]+)\"", re.IGNORECASE
)
STATIC = re.compile(r"(?:src|href)=\"/static/([^\"]+)\"")


def assert_sound_page(response) -> str:
    """The page's HTML, after checking what the Content-Security-Policy and a screen reader need."""
    html = response.content.decode()
    for what, pattern in INLINE.items():
        found = pattern.search(html)
        assert not found, f"{what}: {found.group(0)}"
    foreign = [address for address in LOADED.findall(html) if not address.startswith(settings.SITE_ORIGIN)]
    assert not foreign, f"loaded from elsewhere: {foreign}"
    assert re.search(r"<html lang=\"en-GB\"", html)
    assert re.search(r"<title>[^<]+ · PsoasFit</title>", html)
    assert html.count("<main ") == 1
    assert html.count("<h1") == 1
    ids = re.findall(r"\sid=\"([^\"]+)\"", html)
    assert len(ids) == len(set(ids)), sorted({name for name in ids if ids.count(name) > 1})
    assert 'href="#main"' in html
    assert 'id="main"' in html
    missing = [path for path in STATIC.findall(html) if not finders.find(path)]
    assert not missing, f"static files that do not exist: {missing}"
    return html


def main_of(html: str) -> str:
    """What is between the header and the footer of a page."""
    return html.split("<main", 1)[1].split("</main>", 1)[0]
