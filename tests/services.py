"""Finds what the tests can use on this machine: PostgreSQL, Redis, a browser."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import redis

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/psoasfit"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def postgres_url() -> str | None:
    """DATABASE_URL if it is PostgreSQL and answers, else a local server that lets us in, else None."""
    named = os.environ.get("DATABASE_URL", "")
    candidates = [named] if named.startswith("postgres") else [LOCAL_POSTGRES]
    for url in candidates:
        server = url.rsplit("/", 1)[0] + "/postgres"
        try:
            psycopg.connect(server, connect_timeout=2).close()
        except psycopg.OperationalError:
            continue
        return url
    return None


def redis_url() -> str | None:
    """REDIS_URL if it answers, else a local server, else None."""
    url = os.environ.get("REDIS_URL") or LOCAL_REDIS
    try:
        redis.Redis.from_url(url, socket_connect_timeout=1).ping()
    except redis.RedisError:
        return None
    return url


def browser_path() -> str | None:
    """The Chromium to drive: BROWSER_PATH, Playwright's own download, or the system's."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named
    for name in SYSTEM_BROWSERS:
        if found := shutil.which(name):
            return found
    return playwright_browser()


def playwright_browser() -> str | None:
    """Path of the browser Playwright downloaded, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_browser() -> str | None:
    """Let Playwright download its Chromium once; None where that is not possible."""
    print("No browser found; asking Playwright to download Chromium ...", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        return None
    return playwright_browser() if done.returncode == 0 else None
