"""The player's own tests, run by the Node that comes with Playwright; and the rules its modules keep."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parents[2]
PLAYER = ROOT / "static/js/session"

# What each module may import. The pure ones come first: they touch no page, no clock, no network.
IMPORTS = {
    "plan": set(),
    "hurt": set(),
    "settings": set(),
    "keyboard": set(),
    "engine": {"plan"},
    "words": {"plan"},
    "run": {"engine", "plan", "settings"},
    "journal": {"engine"},
    "store": set(),
    "clock": set(),
    "figure": set(),
    "list": set(),
    "speech": set(),
    "dialogs": set(),
    "cues": {"plan"},
    "wake_lock": set(),
    "outbox": set(),
    "settings_form": {"settings"},
    "view": {"plan", "engine", "words"},
    "end": {"dialogs"},
    "swap_flow": set(),
    "hurt_flow": {"dialogs", "hurt"},
    "player": {
        "cues", "dialogs", "end", "engine", "figure", "hurt", "hurt_flow", "journal", "keyboard", "plan",
        "run", "settings", "settings_form", "speech", "swap_flow", "view", "wake_lock", "words",
    },
    "main": {"clock", "list", "outbox", "player", "store", "view"},
}  # fmt: skip
PURE = ["plan", "hurt", "settings", "keyboard", "engine", "words", "run", "journal"]
IMPURE = re.compile(
    r"\b(document|window|navigator|localStorage|fetch|setTimeout|setInterval|performance)\b"
    r"|new Date|Date\.now|Math\.random"
)


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


def test_player_modules_import_only_downwards():
    found = {
        path.stem: set(re.findall(r'^import .* from "\./(\w+)\.js";$', path.read_text(), re.MULTILINE))
        for path in PLAYER.glob("*.js")
    }
    assert found == IMPORTS


@pytest.mark.parametrize("name", PURE)
def test_pure_player_modules_touch_nothing_outside(name):
    code = re.sub(r"(?s)/\*\*.*?\*/|//[^\n]*", "", (PLAYER / f"{name}.js").read_text())
    assert "export" in code
    assert IMPURE.findall(code) == []


def test_player_is_small(collected):
    """What is shipped of it, compressed by gzip, in bytes."""
    (script,) = (collected / "js/session").glob("main.????????????.js")
    assert len(gzip.compress(script.read_bytes())) <= 30_000


def test_the_offer_to_install_is_tiny(collected):
    (script,) = (
        path for path in (collected / "js").glob("install.*.js") if len(path.name) > len("install.js")
    )
    assert script.stat().st_size <= 1024


def test_claiming_a_guests_session_is_small(collected):
    """Compressed by gzip, in bytes, with what it imports: it comes with every visit to the week."""
    (script,) = (path for path in (collected / "js").glob("claim.*.js") if len(path.name) > len("claim.js"))
    assert len(gzip.compress(script.read_bytes())) <= 6_144
