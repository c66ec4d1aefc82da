"""The cast: alice owns things, bob is someone else, expert reviews. It is Monday 23 November 2026."""

import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest
from django.core.management import call_command

from accounts.models import Heartbeat
from routines.content import IMPORT_HEARTBEAT
from routines.kept_library import library_of
from tests import factories

# How long one example takes says more about the machine than about the code. New examples are looked for on
# developers' machines; the gate tries the same ones each time, so that it judges the change and not the dice.
ON_GATE = os.environ.get("PSOASFIT_CI") == "1"
hypothesis.settings.register_profile("psoasfit", deadline=None, derandomize=ON_GATE)
hypothesis.settings.load_profile("psoasfit")


@pytest.fixture(autouse=True)
def _fast_and_frozen(settings, monkeypatch):
    """Cheap password hashes, and a clock that stands still."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("psoasfit.clock.now", lambda: factories.NOW)


@pytest.fixture
def now():
    return factories.NOW


@pytest.fixture
def alice(db):
    return factories.UserFactory(email="alice@example.org")


@pytest.fixture
def bob(db):
    return factories.UserFactory(email="bob@example.org", time_zone="America/New_York")


@pytest.fixture
def expert(db):
    return factories.UserFactory(email="expert@example.org", is_staff=True)


@pytest.fixture
def client_for(client):
    """Sign a person in: `client_for(alice).get(…)`."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def ready_alice(alice):
    """Alice after onboarding: consent, clear screening, profile, plan on Monday, Wednesday and Friday."""
    factories.ConsentFactory(user=alice)
    factories.ScreeningFactory(user=alice)
    factories.ProfileFactory(user=alice)
    factories.PlanFactory(user=alice)
    factories.SymptomCheckInFactory(user=alice)
    return alice


@pytest.fixture
def content(db):
    """The real content files, imported, and the library kept, as in a process that has served a page."""
    call_command("import_content", verbosity=0)
    library_of(Heartbeat.objects.get(name=IMPORT_HEARTBEAT).at)


@pytest.fixture(scope="session")
def collected(tmp_path_factory) -> Path:
    """The folder collectstatic fills where names are hashed."""
    var = tmp_path_factory.mktemp("var")
    env = {**os.environ, "HASHED_STATIC": "1", "VAR_DIR": str(var), "STATIC_ROOT": str(var / "static")}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, env=env, cwd=Path(__file__).parent.parent, check=True)
    return var / "static"


def pytest_collection_modifyitems(config, items):
    """Leave out, rather than skip, what is about the other database; what needs none runs once, on SQLite."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    other = "sqlite" if on_postgres else "postgres"
    left_out = [
        item for item in items if item.get_closest_marker(other) or (on_postgres and not needs_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        kept = set(items) - set(left_out)
        items[:] = [item for item in items if item in kept]


def needs_database(item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("e2e")
    return bool(marked or {"db", "transactional_db"} & set(item.fixturenames))


def pytest_sessionfinish(session, exitstatus):
    """On the gate a skipped test is a failed run: there every service and a browser must be present."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if ON_GATE and reporter and reporter.stats.get("skipped"):
        session.exitstatus = 1
