"""The types of static/js, written as JSDoc and read by TypeScript's checker at its strictest."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).parent.parent
HERE = ROOT / "tests" / "js"
LOCK = HERE / "package-lock.json"
STAMP = HERE / "node_modules" / ".lock.sha256"

# A service worker lives in another world than a page: it has a config of its own.
WORKER = ROOT / "static" / "js" / "sw.js"
CONFIGS = ["tsconfig.json", *(["tsconfig.worker.json"] if WORKER.exists() else [])]


@pytest.fixture(scope="session")
def check():
    """Run the checker on a config: what it complains of, one line each; "" when all is well."""
    install()
    node = compute_driver_executable()[0]
    checker = HERE / "node_modules" / "typescript" / "bin" / "tsc"

    def run(config: Path) -> str:
        command = [node, str(checker), "--project", str(config), "--pretty", "false"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 or done.stdout, done.stderr
        return done.stdout

    return run


def install() -> None:
    """Exactly what the lock names, unless the stamp says it is there already."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None and os.environ.get("PSOASFIT_CI") == "1":
        pytest.fail("npm is needed here and was not found.")
    if npm is None:
        pytest.skip("npm was not found: the types of the JavaScript were not checked")
    done = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    STAMP.write_text(wanted)


@pytest.mark.parametrize("config", CONFIGS)
def test_every_script_has_sound_types(check, config):
    assert check(HERE / config) == ""


@pytest.mark.parametrize(
    ("mistake", "complaint"),
    [
        ('/** @type {number} */ export const sets = "three";', "TS2322"),
        ("export const name = (step) => step.name;", "TS7006"),
        ("/** @param {string[]} words */ export const first = (words) => words[0].length;", "TS2532"),
        ('document.querySelector("dialog").showModal();', "TS2531"),
        ('import { compile } from "./plan.js"; compile();', "TS2554"),
    ],
    ids=["wrong type", "no type", "index out of range", "null", "wrong call"],
)
def test_a_mistake_is_found(check, tmp_path, mistake, complaint):
    (tmp_path / "plan.js").write_text("/** @param {number} sets */ export const compile = (sets) => sets;\n")
    (tmp_path / "mistake.js").write_text(mistake)
    config = {"extends": str(HERE / "tsconfig.json"), "include": ["*.js"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(config))
    found = check(tmp_path / "tsconfig.json").splitlines()
    assert len(found) == 1
    assert found[0].startswith("mistake.js(") or "/mistake.js(" in found[0]
    assert complaint in found[0]


def test_the_lock_names_versions_and_hashes_and_no_registry():
    packages = json.loads(LOCK.read_text())["packages"]
    assert packages.pop("")["devDependencies"].keys() == {"typescript"}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "resolved" not in LOCK.read_text()
    assert "://" not in LOCK.read_text()


def test_without_npm_the_gate_fails_and_elsewhere_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr("tests.test_types.STAMP", tmp_path / "none")
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("PSOASFIT_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="npm was not found"):
        install()
    monkeypatch.setenv("PSOASFIT_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="npm is needed"):
        install()
