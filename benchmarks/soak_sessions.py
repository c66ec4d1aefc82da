"""Many fuzzed sessions over HTTP on a bad network, then a look at what the database made of them.

    python -m benchmarks.soak_sessions --sessions 1000 --seed 1

Starts a server of its own on a free port: the embedded default, or PostgreSQL when DATABASE_URL names one
(in a database of its own, dropped at the end). Requests and answers get lost, arrive twice or much later; all
of it follows the seed, except for how threads happen to meet. At the end a ledger of what every device knows
to be saved is compared with the rows: nothing may be lost, doubled or older than the newest document.
"""

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
SESSIONS_A_PERSON = 3  # one of them online: a day has one session, but what a device did anyway is kept
DEVICES_AT_ONCE = 4
START_SECONDS = 60
TRIES = 200
# How often, of a hundred sends, something goes wrong.
REQUEST_LOST, ANSWER_LOST, TWICE, LATE = 12, 12, 10, 10
GUEST, PACKED = 10, 30  # of a hundred sessions
SAID = ("outcome", "ms", "score", "signals")
FAULTS = ("lost", "doubled", "outdated", "wrong")
SHOWN = (
    "sessions", "attempts", "sets", "documents", "arrived", "requests_dropped", "answers_dropped",
    "duplicates", "late", "stale", "busy", "started_online", "starts_refused", "not_today",
    "strangers_refused",
    *FAULTS, "seconds",
)  # fmt: skip


@dataclass
class Attempt:
    """One device's run: the document it holds, what it still has to do, and whether the end was echoed."""

    id: uuid.UUID
    document: dict[str, Any]
    bouts: list[dict[str, Any]]
    ending: dict[str, Any]
    acknowledged: int = 0

    def go_on(self) -> bool:
        """Do a few more sets, or correct one, or come to the end; False when there is nothing left to do."""
        if not self.bouts and not self.ending:
            return False
        document = {**self.document, "sets": list(self.document["sets"]), "rev": self.document["rev"] + 1}
        if self.bouts:
            document["sets"].append(self.bouts.pop(0))
        else:
            document |= self.ending
            self.ending = {}
        document["active_ms"] = sum(row["ms"] for row in document["sets"])
        self.document = document
        return True


@dataclass
class Practised:
    """One session of the ledger."""

    id: str
    owner: int
    attempts: list[Attempt]


@dataclass
class Person:
    """Someone signed in, with a source of chance of their own and letters that are still on their way."""

    pk: int
    key: uuid.UUID
    cookies: str
    token: str
    dice: random.Random
    late: list[tuple[uuid.UUID, dict[str, Any]]] = field(default_factory=list)


class Figures:
    """Counts from many threads."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lock = threading.Lock()

    def add(self, name: str, more: int = 1) -> None:
        with self.lock:
            self.counts[name] += more

    def fault(self, name: str, found: Collection[Any], where: object) -> None:
        """Count what was found, and say what it is: the database is gone afterwards."""
        self.add(name, len(found))
        for thing in found:
            print(f"{name}: {thing} ({where})", file=sys.stderr)


# --- The server -------------------------------------------------------------------------------------------


@contextmanager
def server() -> Iterator[int]:
    """A fresh PsoasFit with content, ready to answer; its port. Django is set up for the same database."""
    with ExitStack() as stack:
        var = stack.enter_context(tempfile.TemporaryDirectory(prefix="psoasfit-soak-"))
        url = os.environ.get("DATABASE_URL", "")
        if url.startswith("postgres"):
            url = stack.enter_context(own_database(url))
        port = free_port()
        os.environ.update(VAR_DIR=var, PORT=str(port), DATABASE_URL=url, REDIS_URL="", LOG_LEVEL="CRITICAL")
        os.environ["DJANGO_SETTINGS_MODULE"] = "psoasfit.settings"
        import django

        django.setup()
        from django.core.management import call_command

        from routines.management.commands.up import web_command

        for command in ("migrate", "createcachetable", "import_content"):
            call_command(command, verbosity=0)
        web = subprocess.Popen(web_command(HOST), cwd=ROOT, stdout=sys.stderr, start_new_session=True)
        stack.callback(stop, web)
        wait_until_ready(port)
        yield port
        django.db.connections.close_all()


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """A database beside the named one, for this run only."""
    import psycopg

    base, name = url.rsplit("/", 1)[0], f"psoasfit_soak_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{base}/{name}"
    finally:
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def stop(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=3)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server did not answer within {START_SECONDS} s.")


# --- The network ------------------------------------------------------------------------------------------


class Network:
    """Carries documents to the server, badly."""

    def __init__(self, port: int, figures: Figures) -> None:
        self.port, self.figures = port, figures
        self.own = threading.local()
        self.second = ThreadPoolExecutor(DEVICES_AT_ONCE)

    def ask(self, person: Person, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """One request that arrives and is answered; 503 is tried again."""
        for _ in range(TRIES):
            status, answer = self._once(person, method, path, body)
            if status != 503:
                return status, answer
            self.figures.add("busy")
            time.sleep(0.2)
        raise SystemExit("The server stayed busy.")

    def send(self, person: Person, attempt: uuid.UUID, document: dict[str, Any]) -> dict[str, Any] | None:
        """Send a document; what the device gets to hear, None when it hears nothing."""
        self.figures.add("documents")
        chance = person.dice.randrange(100)
        if chance < REQUEST_LOST:
            self.figures.add("requests_dropped")
            return None
        if chance < REQUEST_LOST + LATE:
            self.figures.add("late")
            person.late.append((attempt, document))
            return None
        if chance < REQUEST_LOST + LATE + TWICE:
            self.figures.add("duplicates")
            twin = self.second.submit(self._put, person, attempt, document)
            answer = self._put(person, attempt, document)
            twin.result()
            return answer
        answer = self._put(person, attempt, document)
        if chance < REQUEST_LOST + LATE + TWICE + ANSWER_LOST:
            self.figures.add("answers_dropped")
            return None
        return answer

    def deliver_late(self, person: Person, *, everything: bool = False) -> None:
        """What was under way for long arrives, in any order."""
        person.dice.shuffle(person.late)
        for _ in range(len(person.late)):
            if everything or person.dice.random() < 0.5:
                self._put(person, *person.late.pop())

    def _put(self, person: Person, attempt: uuid.UUID, document: dict[str, Any]) -> dict[str, Any]:
        status, answer = self.ask(person, "PUT", f"/api/v1/attempts/{attempt}/", document)
        self.figures.add("arrived")
        if status not in (200, 201):
            raise SystemExit(f"{status} for a sound document: {answer}")
        if answer["rev"] > document["rev"]:
            self.figures.add("stale")
        return answer

    def _once(self, person: Person, method: str, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        """Over this thread's connection; one that the server has closed meanwhile is opened again."""
        headers = {"Content-Type": "application/json", "Cookie": person.cookies}
        headers |= {"X-CSRFToken": person.token, "Origin": f"http://{HOST}:{self.port}"}
        for last_try in (False, True):
            line = getattr(self.own, "line", None) or http.client.HTTPConnection(HOST, self.port, timeout=60)
            try:
                line.request(method, path, None if body is None else json.dumps(body), headers)
                answer = line.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                line.close()
                self.own.line = None
                if last_try:
                    raise
            else:
                self.own.line = line
                return answer.status, json.loads(text)
        raise AssertionError("unreachable")


# --- People and what they do ------------------------------------------------------------------------------


def people(count: int, *, seed: int, network: Network) -> list[Person]:
    """Signed-in people who may practise."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests import factories

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found, now = [], datetime.now(UTC)
    for number in range(count):
        user = factories.UserFactory(email=f"soak{number}@example.org", time_zone=zone_at_noon(now))
        factories.ConsentFactory(user=user)
        factories.ScreeningFactory(user=user, started_at=now, completed_at=now)
        factories.ProfileFactory(user=user, cautions_on=now.date())
        factories.PlanFactory(user=user, reminders_on=number % 2 == 0)
        factories.SymptomCheckInFactory(user=user)
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store.save()
        token = uuid.uuid4().hex
        cookies = f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
        person = Person(user.pk, user.key, cookies, token, random.Random(f"{seed} {number}"))  # noqa: S311
        found.append(person)
    return found


def zone_at_noon(now: datetime) -> str:
    """A zone where it is about noon. At midnight a start whose answer was lost would, rightly, close the
    session it had opened and begin one for the new day; no device knows of the first one then."""
    east = 12 - now.hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def practise(
    person: Person, count: int, *, network: Network, plans: list, stranger: Person
) -> list[Practised]:
    """That many sessions, one after the other; everything of them has been acknowledged at the end."""
    from django.db import connection

    ledger = []
    try:
        for _ in range(count):
            plan, pack = begin(person, network=network, plans=plans)
            practised = run_through(person, plan, pack, network=network)
            ledger.append(practised)
            if pack and person.dice.randrange(4) == 0:
                try_as_stranger(stranger, practised, network=network)
        network.deliver_late(person, everything=True)
    finally:
        connection.close()
    return ledger


def begin(person: Person, *, network: Network, plans: list) -> tuple[dict[str, Any], str | None]:
    """The plan of the next session, and its pack when the server does not know of it yet."""
    chance = person.dice.randrange(100)
    if chance < GUEST + PACKED:
        return packed(person, plans, guest=chance < GUEST)
    for _ in range(TRIES):
        status, answer = network.ask(person, "POST", "/api/v1/sessions/")
        if status == 409 and answer["reason"] == "not-today":
            network.figures.add("not_today")
            return packed(person, plans, guest=False)
        if status == 409:
            network.figures.add("starts_refused")
            answer_safety_questions(person)
        elif person.dice.randrange(100) >= ANSWER_LOST:
            network.figures.add("started_online")
            return answer["plan"], None
    raise SystemExit("No session could be started.")


def packed(person: Person, plans: list, *, guest: bool) -> tuple[dict[str, Any], str]:
    from routines.packs import Pack

    prepared, session = person.dice.choice(plans), uuid.UUID(int=person.dice.getrandbits(128), version=4)
    plan = prepared.plan.to_json(session=session, title=prepared.title)
    pack = Pack(
        session=session,
        owner=None if guest else person.key,
        made_at=datetime.now(UTC) - timedelta(minutes=5),
        kind=prepared.plan.kind,
        title=prepared.title,
        minutes=prepared.plan.minutes,
        level=prepared.level,
        routine_id=prepared.routine_id,
        plan=plan,
    )
    return plan, pack.seal()


def answer_safety_questions(person: Person) -> None:
    """After a stop signal the questions come first; here they are answered without the pages."""
    from accounts.models import User
    from tests import factories

    now = datetime.now(UTC)
    user = User.objects.get(pk=person.pk)
    factories.ScreeningFactory(user=user, started_at=now, completed_at=now)


def run_through(person: Person, plan: dict, pack: str | None, *, network: Network) -> Practised:
    """One to three devices take turns; each sends every change once and its last one until it is echoed."""
    dice = person.dice
    count = dice.choice((1, 1, 1, 2, 2, 3))
    attempts = [new_attempt(dice, plan, pack, last=number == count - 1) for number in range(count)]
    going = list(attempts)
    while going:
        attempt = dice.choice(going)
        if not attempt.go_on():
            going.remove(attempt)
            continue
        hear(attempt, network.send(person, attempt.id, attempt.document))
        if dice.random() < 0.2:
            network.deliver_late(person)
    for attempt in attempts:
        for _ in range(TRIES):
            if attempt.acknowledged >= attempt.document["rev"]:
                break
            hear(attempt, network.send(person, attempt.id, attempt.document))
    return Practised(plan["session"], person.pk, attempts)


def hear(attempt: Attempt, answer: dict[str, Any] | None) -> None:
    if answer:
        attempt.acknowledged = max(attempt.acknowledged, answer["rev"])


def new_attempt(dice: random.Random, plan: dict, pack: str | None, *, last: bool) -> Attempt:
    """A device that does some of the sets; the last one ends the session, others may be left lying."""
    now = datetime.now(UTC)
    bouts = list(prescribed(dice, plan))
    bouts = bouts[: dice.randint(1, len(bouts))]
    status = dice.choice(("finished", "finished", "stopped")) if last else dice.choice(("open", "stopped"))
    ending = {"status": status} if status != "open" else {}
    if ending:
        ending["ended_at"] = now.isoformat()
    if ending and last and dice.random() < 0.6:
        ending["check_in"] = {name: dice.randrange(6) for name in ("highest_pain", "pain_now", "effort")}
        ending["check_in"] |= {"feelings": ["pull"], "note": "Näh, fine 🙂", "at": now.isoformat()}
    document = {"rev": 0, "session": plan["session"], "pack": pack, "started_at": now.isoformat()}
    document |= {"status": "open", "ended_at": None, "active_ms": 0, "pain_before": dice.choice((None, 0, 3))}
    document |= {"sets": [], "swaps": [], "check_in": None}
    return Attempt(uuid.UUID(int=dice.getrandbits(128), version=4), document, bouts, ending)


def prescribed(dice: random.Random, plan: dict) -> Iterator[dict[str, Any]]:
    """Every set of a plan with some outcome."""
    position = 0
    for index, step in enumerate(plan["steps"]):
        for number in range(1, step["sets"] + 1):
            for side in ("left", "right") if step["sides"] == "each" else (None,):
                row = {"position": position, "step": index, "set": number, "side": side}
                row |= {"exercise": step["id"], "felt": None, "reason": None}
                yield row | outcome(dice) | {"at": datetime.now(UTC).isoformat()}
                position += 1


def outcome(dice: random.Random) -> dict[str, Any]:
    chance, ms = dice.randrange(200), dice.randrange(1_000, 60_000)
    if chance == 0:
        return {"outcome": "hurt", "score": 6, "signals": ["numb"], "ms": ms}  # asks for the questions
    if chance < 6:
        return {"outcome": "hurt", "score": dice.randrange(11), "signals": ["sharp"], "ms": ms}
    kind = dice.choice(("done",) * 8 + ("credited", "skipped", "redone"))
    return {"outcome": kind, "score": None, "signals": [], "ms": ms}


def try_as_stranger(stranger: Person, practised: Practised, *, network: Network) -> None:
    """A pack that somebody else has used, or that was never theirs, must not open anything."""
    document = practised.attempts[0].document
    status, _ = network.ask(stranger, "PUT", f"/api/v1/attempts/{uuid.uuid4()}/", document)
    network.figures.add("strangers_refused" if status == 404 else "wrong")


# --- The ledger -------------------------------------------------------------------------------------------


def compare(ledger: list[Practised], figures: Figures) -> None:
    """What the devices know to be saved against what is there; counts the FAULTS."""
    from routines import models

    ids = {uuid.UUID(practised.id) for practised in ledger}
    sessions = models.PracticeSession.objects.in_bulk()
    figures.add("sessions", len(ids))
    unknown = [vars(session) | {"plan": "…"} for pk, session in sessions.items() if pk not in ids]
    figures.fault("doubled", unknown, "a session no device knows of")
    stored = {row.client_id: row for row in models.Attempt.objects.prefetch_related("sets")}
    known = {attempt.id for practised in ledger for attempt in practised.attempts}
    figures.add("attempts", len(known))
    figures.fault("doubled", stored.keys() - known, "an attempt no device knows of")
    check_ins = set(models.SessionCheckIn.objects.values_list("session", flat=True))
    for practised in ledger:
        session = sessions.get(uuid.UUID(practised.id))
        if session is None:
            figures.fault("lost", [practised.id], "a session")
            continue
        compare_session(practised, session, figures, has_check_in=session.pk in check_ins)
        for attempt in practised.attempts:
            row = stored.get(attempt.id)
            if row is None:
                figures.fault("lost", [attempt.id], "an attempt")
            else:
                compare_attempt(attempt, row, figures)


def compare_session(practised: Practised, session, figures: Figures, *, has_check_in: bool) -> None:
    said = [attempt.document for attempt in practised.attempts]
    finished = any(document["status"] == "finished" for document in said)
    right = session.user_id == practised.owner and session.ended_at is not None
    right &= session.status == ("finished" if finished else "stopped")
    right &= session.counted or not finished
    figures.fault("wrong", [] if right else [session.pk], f"{session.status}, finished: {finished}")
    expected = any(document["check_in"] for document in said)
    figures.fault("lost", [session.pk] if expected and not has_check_in else [], "how it felt")
    figures.fault("doubled", [session.pk] if has_check_in and not expected else [], "how it felt")


def compare_attempt(attempt: Attempt, row, figures: Figures) -> None:
    document, said, kept = attempt.document, {}, {}
    for bout in document["sets"]:
        said[bout["position"]] = tuple(bout[name] for name in ("step", "set", "side", *SAID))
    for bout in row.sets.all():
        place = (bout.step, bout.set_number, bout.side or None)
        kept[bout.position] = (*place, *(getattr(bout, name) for name in SAID))
    older = row.rev != document["rev"] or row.status != document["status"]
    figures.fault("outdated", [row.rev] if older else [], f"attempt {attempt.id} has {document['rev']}")
    figures.add("sets", len(said))
    figures.fault("lost", said.keys() - kept.keys(), f"sets of attempt {attempt.id}")
    figures.fault("doubled", kept.keys() - said.keys(), f"sets of attempt {attempt.id}")
    differ = [place for place in said.keys() & kept.keys() if kept[place] != said[place]]
    figures.fault("outdated", differ, f"sets of attempt {attempt.id}")


# --- The run ----------------------------------------------------------------------------------------------


def run(sessions: int, seed: int) -> Counter[str]:
    """The whole of it; the figures."""
    figures = Figures()
    with server() as port:
        network = Network(port, figures)
        cast = people(max(2, -(-sessions // SESSIONS_A_PERSON)), seed=seed, network=network)
        plans = plans_for(cast[0])
        shares = [sessions // len(cast) + (place < sessions % len(cast)) for place in range(len(cast))]
        strangers = [*cast[1:], cast[0]]
        began = time.monotonic()
        with ThreadPoolExecutor(DEVICES_AT_ONCE) as pool:
            work = [
                pool.submit(practise, person, share, network=network, plans=plans, stranger=stranger)
                for person, share, stranger in zip(cast, shares, strangers, strict=True)
            ]
            ledger = [practised for future in work for practised in future.result()]
        network.second.shutdown()
        figures.add("seconds", round(time.monotonic() - began))
        compare(ledger, figures)
    return figures.counts


def plans_for(person: Person) -> list:
    """A stretch and a strength session; everybody here has the same body, kit and week."""
    from routines.models import Plan, RoutineKind
    from routines.preparing import prepare_session

    plan = Plan.objects.select_related("user__profile").get(user=person.pk)
    today = datetime.now(UTC).date()
    return [
        prepare_session(plan=plan, profile=plan.user.profile, kind=kind, today=today)
        for kind in (RoutineKind.STRETCH, RoutineKind.STRENGTH)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = run(options.sessions, options.seed)
    for name in SHOWN:
        print(f"{name}: {figures[name]}")
    return int(any(figures[name] for name in FAULTS))


if __name__ == "__main__":
    sys.exit(main())
