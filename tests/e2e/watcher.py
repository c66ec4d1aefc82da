"""Looks over a page's shoulder: console errors, CSP violations, accessibility, and pictures to look at."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = {390: 844, 1280: 800}
SCHEMES = ("light", "dark")
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Watcher:
    """Collects what a page complains about, and checks each page it is shown."""

    def __init__(self, page: Page, *, closely: bool):
        self.page = page
        self.closely = closely
        self.complaints: list[str] = []
        self.pages_checked = 0
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("dialog", lambda dialog: dialog.accept())

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def look(self, name: str) -> None:
        """Zero axe violations in two widths and both schemes; screenshots if SCREENSHOTS names a folder."""
        self.pages_checked += 1
        if not self.closely:
            return
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                self._shoot(f"{name}-{width}-{scheme}")
                self._axe(f"{name} at {width} px, {scheme}")
        self.page.emulate_media(color_scheme="light")

    def _axe(self, where: str) -> None:
        found = Axe().run(self.page, options=AXE_OPTIONS).response["violations"]
        told = [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]
        assert not told, f"{where} ({self.page.url}):\n" + "\n".join(told)

    def _shoot(self, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def assert_silent(self) -> None:
        assert not self.complaints, "\n".join(self.complaints)
