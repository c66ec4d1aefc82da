# ruff: noqa: E501
"""Breaks the player's engine on purpose, one fault at a time: its own tests must notice each."""

import shutil
import subprocess

import pytest
from playwright._impl._driver import compute_driver_executable

from tests.routines.test_js import ROOT

MUTANTS: dict[str, tuple[str, str, str]] = {
    "the remainder after a boundary is lost": ("engine.js", "    ms -= used;\n", "    ms = 0;\n"),
    "a sleep counts as practice": ("engine.js", "if (passed > GAP_MS) {", "if (false) {"),
    "a clock that goes backwards moves the session": ("engine.js", "if (passed <= 0) return;", ""),
    "a cue comes on every tick": ("engine.js", "    s.fired.push(id);\n", ""),
    "a stale cue is given": ("engine.js", "s.elapsed - at <= LATE_MS", "true"),
    "the second side is left out": ("plan.js", 'return [first, first === "left" ? "right" : "left"];', "return [first];"),
    "resuming skips the count-in": ("engine.js", "resumeLeft: RESUME_MS", "resumeLeft: 1"),
    "a set done again counts twice": ("engine.js", 'return { ...row, outcome: "redone" };', "return row;"),
    "going back leads to what pain has ended": ("engine.js", "isEffort(segment) && !s.stopped.includes(", "isEffort(segment) && ![].includes("),
    "asleep time is credited beyond the hold": ("engine.js", "Math.min(s.gap, Math.max(0, paceMs - s.elapsed))", "s.gap"),
    "an emergency may go on": ("hurt.js", '  emergency: ["stop"],', '  emergency: ["ease", "stop"],'),
    "holds grow past what is sensible": ("plan.js", "Math.min(seconds * pace.hold, most)", "seconds * pace.hold"),
}  # fmt: skip
TESTS = ["engine.test.mjs", "plan.test.mjs", "hurt.test.mjs"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The player and its tests in a folder where they may be broken."""
    folder = tmp_path_factory.mktemp("mutants")
    shutil.copytree(ROOT / "static/js", folder / "static/js")
    shutil.copytree(ROOT / "tests/js", folder / "tests/js", ignore=shutil.ignore_patterns("node_modules"))
    return folder


def passes(folder) -> bool:
    node = compute_driver_executable()[0]
    files = [str(folder / "tests/js" / name) for name in TESTS]
    return (
        subprocess.run([node, "--test", *files], cwd=folder, capture_output=True, timeout=60).returncode == 0
    )


def test_the_copy_passes_unbroken(copy):
    assert passes(copy)


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_noticed(copy, name):
    file, old, new = MUTANTS[name]
    path = copy / "static/js/session" / file
    whole = path.read_text()
    assert whole.count(old) == 1, f"{file} no longer says {old!r}"
    path.write_text(whole.replace(old, new))
    try:
        assert not passes(copy)
    finally:
        path.write_text(whole)
