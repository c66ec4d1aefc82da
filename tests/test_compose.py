"""docker-compose.yml and Dockerfile name what exists."""

import shlex
from pathlib import Path

import pytest
import yaml
from django.core.management import load_command_class

ROOT = Path(__file__).parent.parent
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_the_services_are_those_of_the_readme():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis", "mailpit"}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_every_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_web_worker_and_beat_share_one_image():
    assert {SERVICES[name]["image"] for name in ("migrate", "web", "worker", "beat")} == {"psoasfit"}


def test_every_management_command_it_calls_exists():
    script = SERVICES["migrate"]["command"][2]
    called = [shlex.split(part)[2] for part in script.split("&&")]
    assert called == ["migrate", "createcachetable", "import_content"]
    load_command_class("routines", "import_content")
    assert SERVICES["beat"]["healthcheck"]["test"][1:4] == ["python", "manage.py", "heartbeat"]
    load_command_class("routines", "heartbeat")


def test_image_runs_as_nobody_special_and_copies_what_is_there():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER psoasfit" in lines
    copied = [word for line in lines if line.startswith("COPY --chown") for word in line.split()[2:-1]]
    assert copied
    assert all((ROOT / name).exists() for name in copied)
