"""Weigh the main pages: requests and bytes of a first visit on a phone, with nothing cached.

    .venv/bin/python -m benchmarks.weigh

Starts the embedded app in a folder of its own with its demo account, and prints one line per page. Bytes are
those on the wire: compressed, with headers. Exits with 1 where a page weighs more than it may.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import services
from tests.e2e.processes import Embedded

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "locale": "en-GB"}
OUTSIDE = ["/", "/exercises/", "/exercises/low-lunge-stretch/", "/routines/", "/learn/", "/accounts/signup/"]
INSIDE = ["/today/", "/progress/", "/check-ins/", "/settings/"]
DAY_SECONDS = 24 * 60 * 60

# What a first visit may weigh. How many pictures of the week are near enough to load depends on the day and
# on what the week has to say, so requests are bounded outside and in the player, and only counted elsewhere.
REQUESTS = 12
STYLE_BYTES = 15_000
OUTSIDE_BYTES = 100_000
PLAYER_SCRIPT_BYTES = 45_000
SCRIPT_BYTES = 20_000


@dataclass
class Load:
    """One page as it was loaded; `parts` are (bytes, kind, address) of every request, in order of arrival."""

    path: str
    parts: list[tuple[int, str, str]] = field(default_factory=list)

    def bytes(self, kind: str = "") -> int:
        return sum(size for size, found, _ in self.parts if kind in ("", found))

    def too_heavy(self) -> bool:
        player, outside = self.path.startswith("/sessions/"), self.path in OUTSIDE
        return (
            ((player or outside) and len(self.parts) > REQUESTS)
            or self.bytes("Script") > (PLAYER_SCRIPT_BYTES if player else SCRIPT_BYTES)
            or self.bytes("Stylesheet") > STYLE_BYTES
            or (outside and self.bytes() > OUTSIDE_BYTES)
        )


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        Embedded(Path(folder)) as app,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=services.browser_path(), args=["--no-sandbox"])
        loads = list(weigh(browser, app))
        browser.close()
    show(loads)
    return int(any(load.too_heavy() for load in loads))


def weigh(browser: Browser, app: Embedded) -> Iterator[Load]:
    """Every page in a browser that has never been there; inside ones with the demo account's cookies."""
    for path in OUTSIDE:
        yield load(browser, app.url, path)
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.goto(app.url)
    page.locator("form[action='/demo/'] button").first.click()
    page.wait_for_url("**/today/")
    player = start_session(app, page)
    cookies = context.storage_state()
    for path in [*INSIDE, player]:
        yield load(browser, app.url, path, storage_state=cookies)


def start_session(app: Embedded, page: Page) -> str:
    """The address of a session begun on the first day that allows one."""
    for day in range(4):
        app.advance_to(day * DAY_SECONDS)
        page.goto(f"{app.url}/today/")
        button = page.locator("form[action='/today/start/'] button")
        if button.count():
            button.first.click()
            page.wait_for_url("**/sessions/**")
            return page.url.removeprefix(app.url)
    raise SystemExit("The demo account may not start a session within four days.")


def load(browser: Browser, origin: str, path: str, **options: object) -> Load:
    context = browser.new_context(**PHONE, **options)
    page = context.new_page()
    found = Load(path)
    kinds: dict[str, tuple[str, str]] = {}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on(
        "Network.responseReceived",
        lambda e: kinds.update({e["requestId"]: (e["type"], e["response"]["url"])}),
    )
    wire.on(
        "Network.loadingFinished",
        lambda e: found.parts.append(
            (int(e["encodedDataLength"]), *kinds.get(e["requestId"], ("Other", "")))
        ),
    )
    page.goto(origin + path, wait_until="networkidle")
    context.close()
    return found


def show(loads: list[Load]) -> None:
    print(f"{'page':<34}{'requests':>9}{'bytes':>9}{'script':>8}{'style':>8}{'image':>8}{'page':>8}")
    for page in loads:
        numbers = [page.bytes(kind) for kind in ("", "Script", "Stylesheet", "Image", "Document")]
        name = "/sessions/… (player)" if page.path.startswith("/sessions/") else page.path
        row = f"{len(page.parts):>9}{numbers[0]:>9,}" + "".join(f"{number:>8,}" for number in numbers[1:])
        print(f"{name:<34}{row}{'  too heavy' if page.too_heavy() else ''}")
    print("\nHeaviest files:")
    for size, kind, url in sorted({part for page in loads for part in page.parts}, reverse=True)[:12]:
        print(f"{size:>9,}  {kind:<10}  {url.split('/', 3)[-1]}")


if __name__ == "__main__":
    sys.exit(main())
