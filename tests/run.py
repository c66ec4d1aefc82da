"""What `make test` runs: everything on SQLite, then everything again on PostgreSQL and Redis where they are.

With PSOASFIT_CI=1 nothing may be missing and nothing may be skipped.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit

from tests import services

CI = os.environ.get("PSOASFIT_CI") == "1"
# One worker a core. Tests of a file stay together: they share a browser, and a server of their own.
# A worker that dies ends the run: xdist may wait forever for what a new one in its place should do.
AT_ONCE = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]


def main() -> int:
    postgres, redis = services.postgres_url(), services.redis_url()
    browser = services.browser_path() or services.install_browser()
    missing = [
        name
        for name, found in (("PostgreSQL", postgres), ("Redis", redis), ("a Chromium browser", browser))
        if not found
    ]
    if CI and missing:
        print(f"Needed here and not found: {', '.join(missing)}.")
        return 1

    failed = run("SQLite, no Redis", {"DATABASE_URL": "", "REDIS_URL": ""})
    if postgres and redis and not failed:
        failed = run("PostgreSQL and Redis", {"DATABASE_URL": postgres, "REDIS_URL": redis})
    summarise(postgres, redis, browser)
    return failed


def run(title: str, env: dict[str, str]) -> int:
    """One whole pytest run; 0 when it passed."""
    print(f"\n=== Tests on {title} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-rs", *AT_ONCE, *sys.argv[1:]]
    return subprocess.call(command, env={**os.environ, **env})


def summarise(postgres: str | None, redis: str | None, browser: str | None) -> None:
    print()
    if postgres and redis:
        print(
            f"Also ran on PostgreSQL ({urlsplit(postgres).hostname}) and Redis ({urlsplit(redis).hostname})."
        )
    else:
        print(
            "PostgreSQL or Redis was not found, so the tests ran on SQLite only. "
            "Start both locally, or set DATABASE_URL and REDIS_URL, to run them there too."
        )
    if not browser:
        print(
            "No browser was found, so the browser tests were skipped. "
            "Get one: .venv/bin/python -m playwright install chromium (or your system's chromium package)."
        )


if __name__ == "__main__":
    sys.exit(main())
