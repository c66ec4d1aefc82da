"""What pages, saves and reminders cost: queries and CPU, for a person of eight weeks and one of three years.

    .venv/bin/python -m benchmarks.costs                          # this code
    .venv/bin/python -m benchmarks.costs --against ../elsewhere   # and another checkout, in turns

Runs in a database of its own that is dropped at the end: in memory, or on the server DATABASE_URL names.
CPU is that of the app alone, the least of some repetitions; absolute values mean little on a busy machine,
ratios within one run do. Against another checkout each round measures both. Never gates a test run.
"""

import argparse
import json
import os
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEKS = {"8 weeks": 8, "3 years": 156}
REPEATS = 7
PEOPLE = 100  # whose reminder is due at the same time
PAGES = {
    "today": "/today/",
    "progress": "/progress/",
    "history, end": "/progress/?page=9999",
    "summary": "/progress/summary/",
    "summary PDF": "/progress/summary.pdf",
    "check-ins": "/check-ins/",
    "self-tests": "/progress/tests/",
    "limits": "/settings/limits/",
    "API list": "/api/v1/sessions/",
    "API next": "/api/v1/sessions/next/",
}
EXPERT_PAGES = {
    "admin queue": "/admin/routines/reportnote/",
    "admin rules": "/admin/routines/reportnote/rules/",
}

Cost = tuple[int, float]  # queries, milliseconds of CPU


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, help="another checkout of this repository")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", action="store_true", help="print JSON of one round (used by itself)")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure()))
        return
    checkouts = [Path.cwd(), *([options.against] if options.against else [])]
    rounds = [[run_in(checkout) for checkout in checkouts] for _ in range(options.rounds)]
    show(*(list(of_one) for of_one in zip(*rounds, strict=True)))


def run_in(checkout: Path) -> dict[str, Cost]:
    """One round of this file with the code of a checkout, in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--measure"]
    env = {**os.environ, "PYTHONPATH": str(checkout.resolve())}
    done = subprocess.run(command, cwd=checkout, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def show(ours: list[dict[str, Cost]], theirs: list[dict[str, Cost]] | None = None) -> None:
    """Medians over the rounds; ratios are taken within a round, with their spread."""
    print(f"{len(ours)} rounds. CPU in ms of this run; a ratio below 1 is cheaper than the other checkout.\n")
    print(
        f"{'':<28}{'SQL':>5}{'CPU':>9}"
        + (f"{'SQL there':>11}{'CPU there':>11}{'ratio':>8}" if theirs else "")
    )
    for name in ours[0]:
        row = f"{name:<28}{ours[0][name][0]:>5}{statistics.median(one[name][1] for one in ours):>9.2f}"
        if theirs and name in theirs[0]:
            ratios = [one[name][1] / other[name][1] for one, other in zip(ours, theirs, strict=True)]
            there = statistics.median(one[name][1] for one in theirs)
            row += f"{theirs[0][name][0]:>11}{there:>11.2f}{statistics.median(ratios):>8.2f}"
            row += f"  ({min(ratios):.2f} to {max(ratios):.2f})"
        print(row)


# --- One round ------------------------------------------------------------------------------------------


def measure() -> dict[str, Cost]:
    with own_database():
        costs = reminder_costs()
        for length, weeks in WEEKS.items():
            user, expert = person(weeks)
            pages = [(user, PAGES), (expert, EXPERT_PAGES)]
            for who, paths in pages:
                for name, path in paths.items():
                    costs[f"{name}, {length}"] = page_cost(who, path)
            costs |= {f"{name}, {length}": cost for name, cost in end_costs(user).items()}
            user.delete()
            expert.delete()
        return costs


@contextmanager
def own_database() -> Iterator[None]:
    """Django with a fresh database and the real content, at a moment that stands still."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psoasfit.settings")
    os.environ.setdefault("DATABASE_URL", "")
    os.environ.setdefault("REDIS_URL", "")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from psoasfit import clock

    clock.now = lambda: NOW
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # people are many
    setup_test_environment()
    before = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":  # in memory nothing would be durable
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/costs.sqlite3"
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            call_command("import_content", verbosity=0)
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def person(weeks: int) -> tuple[Any, Any]:
    """The demo's person with so many weeks of practice, decided about as they went; and an expert."""
    from accounts.models import User
    from routines import demo

    demo.WEEKS, demo.SCREENED_ON_DAYS = weeks, range(0, weeks * 7 + 1, 28)
    user = demo.seed(now=NOW)
    expert = User.objects.create(email="expert@psoasfit.example", is_staff=True, is_superuser=True)
    return user, expert


def page_cost(user: Any, path: str) -> Cost:
    from django.test import Client

    client = Client()
    client.force_login(user)

    def get() -> None:
        answer = client.get(path)
        if answer.status_code not in (200, 404, 409):
            raise SystemExit(f"{path} answers {answer.status_code}")

    return cost_of(get)


def cost_of(act: Callable[[], object], repeats: int = REPEATS) -> Cost:
    """Queries of a second time, and the least CPU of some more."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries), min(cpu_ms(act) for _ in range(repeats))


def cpu_ms(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return 1000 * (time.process_time() - before)


# --- The end of a session -------------------------------------------------------------------------------


def end_costs(user: Any) -> dict[str, Cost]:
    """The whole of a new session saved at its end with its check-in, and the same a second time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from routines.models import PracticeSession

    client = Client()
    client.force_login(user)
    last = user.practice_sessions.latest("started_at")
    costs = defaultdict(list)
    for _ in range(REPEATS):
        at = NOW - timedelta(hours=1)
        kept = {"user": user, "kind": last.kind, "title": last.title, "minutes": last.minutes}
        made = PracticeSession.objects.create(
            **kept, level=last.level, plan=last.plan, started_at=at, local_date=at.date()
        )
        address, document = f"/api/v1/attempts/{uuid.uuid4()}/", ending(made)
        for name in ("end", "end again"):
            with CaptureQueriesContext(connection) as queries:
                cpu = cpu_ms(lambda: put(client, address, document))  # noqa: B023 (called at once)
            costs[name].append((len(queries), cpu))
            document = {**document, "rev": document["rev"] + 1}
        made.delete()
    return {name: (max(q for q, _ in found), min(cpu for _, cpu in found)) for name, found in costs.items()}


def ending(session: Any) -> dict[str, Any]:
    """The document of a device that did every set."""
    at = NOW.isoformat()
    sides = {"each": ("left", "right")}
    sets = [
        {
            "step": step["index"], "set": number, "side": side, "exercise": step["id"], "outcome": "done",
            "ms": 20_000, "at": at, "score": None, "signals": [], "felt": None, "reason": None,
        }
        for step in session.plan["steps"]
        for number in range(1, step["sets"] + 1)
        for side in sides.get(step["sides"], ("",))
    ]  # fmt: skip
    return {
        "rev": 1,
        "session": str(session.pk),
        "pack": None,
        "started_at": at,
        "ended_at": at,
        "status": "finished",
        "active_ms": 600_000,
        "pain_before": 3,
        "swaps": [],
        "sets": [{"position": place, **row} for place, row in enumerate(sets)],
        "check_in": {"highest_pain": 3, "pain_now": 2, "effort": 5, "feelings": [], "note": "", "at": at},
    }


def put(client: Any, address: str, document: dict[str, Any]) -> None:
    answer = client.put(address, document, content_type="application/json")
    if answer.status_code not in (200, 201):
        raise SystemExit(f"{address} answers {answer.status_code}: {answer.content[:300]}")


# --- Reminders ------------------------------------------------------------------------------------------


def reminder_costs() -> dict[str, Cost]:
    """One reminder of many that are due at the same time; and how that compares with mail alone.

    "of a raw sink" is no cost but a share, in the place of milliseconds: mails a second from the due cursor
    to the durable mark, by those of one connection that only sends.
    """
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts import outbox
    from accounts.models import User
    from routines import announcing

    due_people()
    announcing.plan_due(now=NOW, limit=PEOPLE // 10)  # templates and the library are read
    with CaptureQueriesContext(connection) as queries:
        announcing.plan_due(now=NOW, limit=PEOPLE // 10)
    rest = PEOPLE - 2 * (PEOPLE // 10)
    started, cpu = time.perf_counter(), cpu_ms(lambda: announcing.plan_due(now=NOW, limit=rest))
    planning = time.perf_counter() - started
    with sink() as port:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
        raw = raw_rate(port)
        started = time.perf_counter()
        sent = outbox.deliver(now=NOW)
        delivering = time.perf_counter() - started
    User.objects.all().delete()
    if sent != PEOPLE:
        raise SystemExit(f"{sent} of {PEOPLE} reminders were sent")
    rate = 1 / (planning / rest + delivering / sent)
    each = -(-len(queries) // (PEOPLE // 10))
    return {"reminder, planned": (each, cpu / rest), "reminder, of a raw sink": (0, rate / raw)}


def due_people() -> None:
    """People with a little practice whose reminder is due now."""
    from routines.models import Plan
    from tests import factories

    for number in range(PEOPLE):
        user = factories.UserFactory()
        for make in (factories.ConsentFactory, factories.ScreeningFactory, factories.ProfileFactory):
            make(user=user)
        factories.SymptomCheckInFactory(user=user)
        factories.PlanFactory(user=user, minutes=(10, 15, 20, 30)[number % 4])
        for days in (3, 5, 7):
            at = NOW - timedelta(days=days)
            factories.PracticeSessionFactory(
                user=user, finished=True, started_at=at, ended_at=at, local_date=at.date()
            )
    due = {"next_reminder_at": NOW, "next_reminder_date": NOW.date()}
    Plan.objects.update(at=(NOW + timedelta(hours=1, minutes=30)).time(), **due)


@contextmanager
def sink() -> Iterator[int]:
    """The port of a mail server that forgets everything, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen([*command, "-l", f"127.0.0.1:{port}"])
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def raw_rate(port: int) -> float:
    """Mails a second over one connection, of about the size of a reminder."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Session"
    mail.set_content("A line of a mail.\n" * 20)
    mail.add_alternative("<p>A line of a mail, marked up.</p>\n" * 100, subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as line:
        started = time.perf_counter()
        for _ in range(5 * PEOPLE):
            line.sendmail("a@example.org", ["b@example.org"], mail.as_bytes(policy=SMTP))
        return 5 * PEOPLE / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
