"""The first command of a newcomer: each thing that can be missing ends in one plain sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from psoasfit import bootstrap
from tests.e2e.processes import Embedded


@pytest.fixture
def said(capsys):
    """Run the bootstrap until it stops; what it said."""

    def run(*argv: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            bootstrap.main(["bootstrap.py", *argv])
        assert stopped.value.code == 1
        return capsys.readouterr().err.strip()

    return run


def assert_one_sentence_or_two(text: str) -> None:
    assert "\n" not in text
    assert "Traceback" not in text
    assert text.endswith((".", "python3.12", "python3-venv", "install.log"))


def test_an_old_python_is_told_so(said, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    text = said("run")
    assert "needs Python 3.11 or newer, and this is 3.9" in text
    assert_one_sentence_or_two(text)


def test_a_folder_that_cannot_be_written_to_is_named(said, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "access", lambda path, mode: False)
    text = said("run")
    assert bootstrap.ROOT in text
    assert_one_sentence_or_two(text)


def test_no_network_is_told_and_the_details_are_kept(said, monkeypatch, tmp_path):
    failed = SimpleNamespace(returncode=1, stderr="ERROR: no route to host")
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    monkeypatch.setattr(bootstrap, "make_venv", lambda: None)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *args, **kwargs: failed)
    text = said("run")
    assert "Is the network there?" in text
    assert (tmp_path / "install.log").read_text() == failed.stderr
    assert_one_sentence_or_two(text)


def test_an_unknown_task_is_refused(said):
    assert_one_sentence_or_two(said("dance"))


def test_a_python_without_venv_is_told_what_to_install(said, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "venv", None)
    text = said("run")
    assert "python3-venv" in text


def test_a_taken_port_is_named_with_a_way_out(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        env = {**os.environ, "VAR_DIR": str(tmp_path), "PORT": str(port), "DATABASE_URL": "", "REDIS_URL": ""}
        done = subprocess.run(
            [sys.executable, "manage.py", "up"],
            env=env,
            cwd=bootstrap.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode
    assert f"Port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


def children_of(pid: int) -> set[int]:
    """Process ids of all descendants."""
    rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, row.split())) for row in rows.splitlines()]
    found, frontier = set(), {pid}
    while frontier:
        frontier = {child for child, parent in pairs if parent in frontier} - found
        found |= frontier
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_ends_every_child(tmp_path, number):
    with Embedded(tmp_path) as app:
        (up,) = app.processes
        children = children_of(up.pid)
        assert len(children) >= 3  # granian, its worker, the scheduler
        up.send_signal(number)
        assert up.wait(20) == 0
        deadline = time.monotonic() + 5
        while any(map(alive, children)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not [pid for pid in children if alive(pid)]


def test_a_scheduler_that_dies_is_started_again(tmp_path):
    with Embedded(tmp_path) as app:
        (up,) = app.processes
        rows = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
        scheduler = next(
            int(row.split()[0])
            for row in rows.stdout.splitlines()
            if "run_scheduler" in row and int(row.split()[1]) == up.pid
        )
        time.sleep(2.5)
        os.kill(scheduler, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while "starting it again" not in app.log() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert "The scheduler ended; starting it again." in app.log()
