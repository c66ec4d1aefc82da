"""The loop without Celery: survives what goes wrong, stops when told, and many of them do no harm."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts import outbox
from accounts.models import Heartbeat, OutgoingMail
from routines import announcing, reminders, scheduler, tasks
from routines.models import Plan
from tests import factories

HOUR = timedelta(hours=1)


# --- In this process ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _keep_the_tests_connection(monkeypatch):
    monkeypatch.setattr("routines.management.commands.run_scheduler.close_old_connections", lambda: None)


def test_once_does_one_round_and_leaves_a_heartbeat(ready_alice, now, monkeypatch):
    reminders.reschedule(plan=ready_alice.plan, now=now)
    monkeypatch.setattr("psoasfit.clock.now", lambda: now + 9 * HOUR)
    call_command("run_scheduler", "--once")
    assert OutgoingMail.objects.get().state == "sent"
    assert Heartbeat.objects.filter(name="scheduler").exists()


def test_the_celery_tick_does_the_same(ready_alice, now, monkeypatch):
    reminders.reschedule(plan=ready_alice.plan, now=now)
    monkeypatch.setattr("psoasfit.clock.now", lambda: now + 9 * HOUR)
    tasks.tick()
    tasks.tick()
    assert OutgoingMail.objects.get().state == "sent"
    assert Heartbeat.objects.filter(name="tick").exists()


def test_a_failing_step_does_not_stop_the_others(ready_alice, now, monkeypatch, caplog):
    reminders.reschedule(plan=ready_alice.plan, now=now)
    monkeypatch.setattr(outbox, "reap", lambda now: 1 / 0)
    scheduler.one_round(now=now + 9 * HOUR)
    assert OutgoingMail.objects.get().state == "sent"
    assert "ZeroDivisionError" in caplog.text


def test_the_loop_survives_any_single_exception(db, monkeypatch):
    rounds = []

    def fail_once(**kwargs):
        rounds.append(kwargs)
        if len(rounds) == 1:
            raise RuntimeError("the database went away")
        os.kill(os.getpid(), signal.SIGTERM)

    old = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(scheduler, "one_round", fail_once)
    try:
        call_command("run_scheduler", "--every", "0.01")
    finally:
        signal.signal(signal.SIGTERM, old[0])
        signal.signal(signal.SIGINT, old[1])
    assert len(rounds) == 2
    assert Heartbeat.objects.filter(name="scheduler").exists()


# --- Several at once, on PostgreSQL -------------------------------------------------------------------


def in_parallel(count, work):
    """Run `work` in `count` threads with connections of their own; returns what each returned."""
    results, barrier = [], threading.Barrier(count)

    def one():
        barrier.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def many_due(transactional_db, now):
    for n in range(40):
        user = factories.UserFactory(email=f"p{n}@example.org")
        for make in (factories.ConsentFactory, factories.ScreeningFactory, factories.ProfileFactory):
            make(user=user)
        factories.SymptomCheckInFactory(user=user)
        plan = factories.PlanFactory(user=user)
        reminders.reschedule(plan=plan, now=now)


@pytest.mark.postgres
def test_four_sweepers_and_a_rewind_plan_each_date_once(many_due, now):
    due = now + 9 * HOUR

    def sweep():
        while announcing.plan_due(now=due, limit=7):
            pass

    in_parallel(4, sweep)
    assert OutgoingMail.objects.count() == 40
    Plan.objects.update(next_reminder_at=now + 8 * HOUR, next_reminder_date=now.date())
    in_parallel(4, sweep)
    assert OutgoingMail.objects.count() == 40


@pytest.mark.postgres
def test_parallel_claims_share_the_work_and_no_mail(many_due, now):
    due = now + 9 * HOUR
    announcing.plan_due(now=due)

    def take():
        taken = []
        while batch := outbox.claim(now=due, limit=3):
            taken += [mail.pk for mail in batch]
        return taken

    shares = in_parallel(4, take)
    taken = [pk for share in shares for pk in share]
    assert len(taken) == len(set(taken)) == 40


@pytest.mark.postgres
def test_no_hand_over_begins_after_a_cancellation(many_due, now):
    due = now + 9 * HOUR
    announcing.plan_due(now=due)
    begun_after = []

    def deliver():
        for mail in outbox.claim(now=due, limit=40):
            cancelled = OutgoingMail.objects.filter(pk=mail.pk, state="cancelled").exists()
            if outbox.step(following=mail, now=due) and cancelled:
                begun_after.append(mail.pk)

    def stop():
        for plan in Plan.objects.select_related("user"):
            reminders.switch(user=plan.user, on=False, now=due)

    jobs = iter([deliver, stop, deliver])
    in_parallel(3, lambda: next(jobs)())
    assert not begun_after
    assert not OutgoingMail.objects.filter(state__in=["pending", "claimed"]).exists()


# --- Real processes, killed at random -----------------------------------------------------------------


class Sink(threading.Thread):
    """A slow mail server that remembers the Message-ID of every mail it accepted."""

    def __init__(self):
        super().__init__(daemon=True)
        self.accepted = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=[line], daemon=True).start()

    def converse(self, line):
        with line, line.makefile("rb") as file:
            try:
                line.sendall(b"220 sink\r\n")
                while command := file.readline():
                    verb = command[:4].upper()
                    if verb == b"QUIT":
                        return
                    line.sendall(b"354 go on\r\n" if verb == b"DATA" else b"250 fine\r\n")
                    if verb == b"DATA":
                        self.receive(file)
                        line.sendall(b"250 accepted\r\n")
            except OSError:
                return

    def receive(self, file):
        message_id = ""
        while (part := file.readline()) not in (b".\r\n", b""):
            if part.lower().startswith(b"message-id:"):
                message_id = part.split(b":", 1)[1].strip().decode()
        if part:
            time.sleep(0.005)
            self.accepted.append(message_id)


SEED = """
import django; django.setup()
from datetime import timedelta
from accounts import outbox
from psoasfit import clock
now = clock.now()
outbox.enqueue([outbox.new_mail(key=f"session:{n}", kind="session", to=f"p{n}@example.org",
    from_email="hello@example.org", subject="Hello", text="Hello", now=now,
    expires_at=now + timedelta(hours=3)) for n in range(200)])
"""
STATES = """
import django; django.setup()
from accounts.models import OutgoingMail
for message_id, state in OutgoingMail.objects.values_list("message_id", "state"): print(message_id, state)
"""


def ended(loops):
    """Exit codes after a polite signal; before a loop has started it would just end it."""
    for process in loops:
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
    for process in loops:
        process.communicate(timeout=20)
    return [process.returncode for process in loops]


@pytest.mark.sqlite  # brings its own file
def test_loops_killed_at_random_lose_nothing_and_double_nothing(tmp_path):
    sink, clock_file = Sink(), tmp_path / "clock"
    sink.start()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "psoasfit.settings",
        "VAR_DIR": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "CLOCK_OFFSET_FILE": str(clock_file),
    }

    def python(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            env=env,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def loop():
        command = [sys.executable, "manage.py", "run_scheduler", "--every", "0.05", "-v2"]
        return subprocess.Popen(
            command,
            env=env,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    python("manage.py", "migrate", "-v0")
    python("-c", SEED)
    loops, kills = [loop(), loop()], 3
    deadline = time.monotonic() + 90
    for _ in range(kills):
        seen = len(sink.accepted)
        while len(sink.accepted) < seen + 15 and time.monotonic() < deadline:
            time.sleep(0.01)
        victim = loops.pop(0)
        victim.kill()
        victim.communicate()
        loops.append(loop())
    clock_file.write_text("960")  # sixteen minutes later every lease is over
    while time.monotonic() < deadline:
        states = dict(line.split() for line in python("-c", STATES).splitlines())
        if {"sent", "unknown"}.issuperset(states.values()):
            break
        time.sleep(0.3)
    assert ended(loops) == [0, 0]
    sink.socket.close()

    assert len(sink.accepted) == len(set(sink.accepted))
    assert {"sent", "unknown"}.issuperset(states.values())
    assert {key for key, state in states.items() if state == "sent"} <= set(sink.accepted)
    # the jump of the clock takes the lease from whoever was in the middle of a mail, as a kill does
    assert sum(state == "unknown" for state in states.values()) <= kills + len(loops)
