"""Draw the icons of the installed app from static/icon.svg; photograph its pages for the install dialog."""

import base64
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

SOURCE = Path(settings.BASE_DIR) / "static" / "icon.svg"
ICONS = Path(settings.BASE_DIR) / "static" / "icons"
STAMP = ICONS / "source.sha256"

# Name, edge in pixels, how much of it the drawing fills, and whether its green reaches the corners.
# Phones cut the last two to shapes of their own; of the maskable one only the middle 80 % are sure to stay.
SIZES = [
    ("icon-192.png", 192, 1.0, False),
    ("icon-512.png", 512, 1.0, False),
    ("maskable-512.png", 512, 0.78, True),
    ("apple-touch-180.png", 180, 0.92, True),
]
SHOTS = [("today-narrow.webp", 390, 844, 2), ("today-wide.webp", 1280, 800, 1)]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WEBP = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.72 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


class Command(BaseCommand):
    requires_system_checks = []
    help = "Draw static/icons from static/icon.svg (for developers: needs Playwright and a Chromium)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--app", help="address of a running app with a demo account; photograph it too")

    def handle(self, *args: Any, app: str | None, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is missing: install requirements-dev.lock.") from error
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
            draw_icons(browser)
            if app:
                photograph(browser, app.rstrip("/"))
            browser.close()
        STAMP.write_text(fingerprint() + "\n")
        self.stdout.write(f"{len(SIZES)} icons drawn.")


def browser_path() -> str | None:
    """BROWSER_PATH, the system's Chromium, or None for Playwright's own."""
    return os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)


def fingerprint() -> str:
    """Changes with the drawing and with what is made of it."""
    return hashlib.sha256(SOURCE.read_bytes() + repr(SIZES).encode()).hexdigest()


def draw_icons(browser) -> None:
    drawing = SOURCE.read_text()
    green = drawing.split('fill="', 1)[1].split('"', 1)[0]  # that of the ground, which comes first
    for name, edge, share, bleeds in SIZES:
        page = browser.new_page(viewport={"width": edge, "height": edge})
        ground = green if bleeds else "transparent"
        page.set_content(
            f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;background:{ground}}}"
            f"svg{{width:{share:.0%}}}</style>{drawing}"
        )
        page.screenshot(path=ICONS / name, omit_background=True)
        page.close()


def photograph(browser, app: str) -> None:
    """The demo account's week in both widths, as WebP."""
    for name, width, height, scale in SHOTS:
        page = browser.new_page(
            viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme="light"
        )
        page.goto(app)
        page.locator("form[action='/demo/'] button").first.click()
        page.wait_for_url("**/today/")
        png = base64.b64encode(page.screenshot()).decode()
        page.goto("about:blank")
        (ICONS / name).write_bytes(base64.b64decode(page.evaluate(WEBP, png)))
        page.close()
