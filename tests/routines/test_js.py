"""The player's own tests, run by the Node that comes with Playwright."""

import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parents[2]


def test_javascript_tests_pass():
    node = compute_driver_executable()[0]
    files = sorted(map(str, (ROOT / "tests/js").glob("*.test.mjs")))
    assert files
    run = subprocess.run(
        [node, "--test", "--test-reporter=spec", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
