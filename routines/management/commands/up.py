"""Start everything on one machine: web server, and the scheduler loop or a Celery worker with beat."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

STOP_SECONDS = 15
RESTART_PAUSE_SECONDS = 2


@dataclass
class Child:
    """One process that must be running. It leads its own group, so that its children stop with it."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen | None = None
    started: float = field(default=0.0)

    def start(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(self.command, env=env, start_new_session=True)
        self.started = time.monotonic()

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Signal the whole group, also when its leader is gone already."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


class Command(BaseCommand):
    help = "Prepare the database and start PsoasFit on this machine. Ctrl-C stops all of it."
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))

    def handle(self, *args, host: str, **options) -> None:
        check_port(host, settings.PORT)
        prepare()
        env = {**os.environ, "HASHED_STATIC": "1", "PYTHONUNBUFFERED": "1"}
        collect_static(env)
        run(children(host), env, announce=lambda: self.stdout.write(f"PsoasFit is at {settings.SITE_ORIGIN}"))


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Stop what uses it, or choose another: make run PORT={port + 1}"
            ) from error


def prepare() -> None:
    """Bring the database up to date; safe to repeat."""
    try:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    except (OSError, OperationalError) as error:
        raise CommandError(f"The database could not be prepared: {error}") from error
    call_command("import_content", verbosity=0)
    if settings.DEMO_ACCOUNT:
        call_command("seed_demo", verbosity=0)


def collect_static(env: dict[str, str]) -> None:
    """Once per state of the files, and in a process of its own, where names are hashed."""
    stamp = settings.STATIC_ROOT / ".collected"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "-v0"],
        env=env,
        cwd=settings.BASE_DIR,
        check=False,
    )
    if done.returncode:
        raise CommandError("The static files could not be collected; the lines above say why.")
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Changes when a static file of ours, or the list of packages, does."""
    files = sorted((settings.BASE_DIR / "static").rglob("*"))
    facts = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.is_file()]
    lock = (settings.BASE_DIR / "requirements.lock").read_bytes()
    return hashlib.sha256(repr(facts).encode() + lock).hexdigest()


def children(host: str) -> list[Child]:
    """The web server first; then whatever empties the outbox."""
    python = sys.executable
    web = Child("web server", web_command(host))
    if not settings.CELERY_ENABLED:
        return [web, Child("scheduler", [python, "manage.py", "run_scheduler"])]
    celery = [python, "-m", "celery", "-A", "psoasfit"]
    schedule = str(settings.VAR_DIR / "celerybeat-schedule")
    return [
        web,
        Child("worker", [*celery, "worker", "--concurrency", "1", "--loglevel", "warning"]),
        Child("beat", [*celery, "beat", "--schedule", schedule, "--loglevel", "warning"]),
    ]


def web_command(host: str) -> list[str]:
    """granian with two workers of two threads: it drains on SIGTERM and outlasts slow clients."""
    return [
        *[sys.executable, "-m", "granian", "psoasfit.wsgi:application", "--interface", "wsgi"],
        *["--host", host, "--port", str(settings.PORT), "--workers", "2", "--blocking-threads", "2"],
        *["--workers-kill-timeout", "10", "--respawn-failed-workers", "--log-level", "warning"],
    ]


def run(processes: list[Child], env: dict[str, str], announce) -> None:
    """Start all, restart what dies (the web server dying at once ends all), stop all on a signal."""
    stopping = False

    def stop(number, frame) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        for child in processes:
            child.start(env)
        if wait_for_port(processes[0], lambda: stopping):
            announce()
        while not stopping:
            revive(processes, env)
            time.sleep(0.2)
    finally:
        stop_all(processes)


def wait_for_port(web: Child, cancelled) -> bool:
    """True once the web server answers."""
    deadline = time.monotonic() + 30
    while web.running() and not cancelled() and time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", settings.PORT)) == 0:
                return True
        time.sleep(0.1)
    if cancelled():
        return False
    raise CommandError("The web server did not start; the lines above say why.")


def revive(processes: list[Child], env: dict[str, str]) -> None:
    for child in processes:
        if not child.running() and time.monotonic() - child.started > RESTART_PAUSE_SECONDS:
            sys.stderr.write(f"The {child.name} ended; starting it again.\n")
            child.start(env)


def stop_all(processes: list[Child]) -> None:
    for child in reversed(processes):
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in processes:
        if child.process is not None:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                sys.stderr.write(f"The {child.name} did not stop in time and was ended.\n")
        child.signal(signal.SIGKILL)
