"""Production refuses to start half-configured; the embedded default needs nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
SOUND = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k3y-" + "abcdefghij0123456789" * 4,
    "SITE_ORIGIN": "https://hips.example.org",
    "DATABASE_URL": "postgres://psoasfit:x@127.0.0.1/psoasfit",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:1025",
}


def start(changes: dict[str, str], *command: str) -> subprocess.CompletedProcess:
    """Run manage.py with exactly these settings."""
    clean = {key: value for key, value in os.environ.items() if key not in SOUND}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        env={**clean, **changes},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_ORIGIN", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_refuses_to_start_without(name):
    done = start({**SOUND, name: ""})
    assert done.returncode
    assert f"{name} is not set" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "short", "too weak"),
        ("SECRET_KEY", "a" * 60, "too weak"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghij" * 6, "too weak"),
        ("SITE_ORIGIN", "http://hips.example.org", "https://"),
        ("DATABASE_URL", "sqlite:////tmp/x.sqlite3", "PostgreSQL"),
        ("CLOCK_OFFSET_FILE", "/tmp/offset", "localhost only"),
    ],
)
def test_production_refuses_what_is_unsound(name, value, says):
    done = start({**SOUND, name: value})
    assert done.returncode
    assert says in done.stderr


def test_deployment_checks_are_silent():
    done = start(SOUND, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_embedded_default_makes_its_own_key_once(tmp_path):
    first = start({"VAR_DIR": str(tmp_path)})
    key = (tmp_path / "secret_key").read_text()
    second = start({"VAR_DIR": str(tmp_path)})
    assert first.returncode == second.returncode == 0
    assert len(key) >= 50
    assert (tmp_path / "secret_key").read_text() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
