"""A real browser against real processes.

On SQLite the embedded default is driven; when DATABASE_URL names PostgreSQL, the production shape is.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import services
from tests.e2e.processes import Embedded, Production

ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
HERE = {path.name for path in Path(__file__).parent.glob("test_*.py")}
FOR_POSTGRES = {"test_production.py"}
collect_ignore = sorted(HERE - FOR_POSTGRES if ON_POSTGRES else FOR_POSTGRES)

BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed after each module so that its event loop never meets Django's ORM."""
    path = services.browser_path()
    if path is None:
        pytest.skip("No browser: .venv/bin/python -m playwright install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory) -> Iterator[Embedded]:
    """`manage.py up` in an empty folder of its own."""
    with Embedded(tmp_path_factory.mktemp("var")) as app:
        yield app


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> Iterator[Production]:
    """The commands of docker-compose.yml as processes, with PostgreSQL, Redis and a local SMTP sink."""
    with Production(tmp_path_factory.mktemp("var")) as app:
        yield app
