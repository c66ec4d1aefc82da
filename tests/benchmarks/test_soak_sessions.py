"""A small soak: on a bad network nothing is lost and nothing is doubled, against a real server."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_forty_sessions_survive_a_bad_network():
    command = [sys.executable, "-m", "benchmarks.soak_sessions", "--sessions", "40", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = {name: int(count) for name, count in (line.split(": ") for line in done.stdout.splitlines())}
    assert [figures[name] for name in ("lost", "doubled", "outdated", "wrong")] == [0, 0, 0, 0]
    assert figures["sessions"] == 40
    for fault in ("requests_dropped", "answers_dropped", "duplicates", "late", "stale", "strangers_refused"):
        assert figures[fault] > 0, figures
