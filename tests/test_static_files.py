"""What collectstatic makes for real: hashed names, every import resolved, everything compressed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    var = tmp_path_factory.mktemp("var")
    env = {**os.environ, "HASHED_STATIC": "1", "VAR_DIR": str(var), "STATIC_ROOT": str(var / "static")}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    return var / "static"


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.DOTALL | re.MULTILINE)


def test_every_import_of_a_hashed_module_resolves_to_a_hashed_file(collected):
    checked = 0
    for path in (collected / "js").rglob("*.js"):
        if not HASHED.search(path.name):
            continue
        for target in IMPORT.findall(without_comments(path.read_text())):
            assert HASHED.search(target), f"{path.name} imports {target}, which is not hashed"
            assert (path.parent / target).resolve().exists(), (
                f"{path.name} imports {target}, which is missing"
            )
            checked += 1
    assert checked > 0


def test_text_files_are_compressed_both_ways(collected):
    css = [path for path in (collected / "css").glob("*.css") if HASHED.search(path.name)]
    assert css
    for path in css:
        assert path.with_name(path.name + ".gz").exists() or path.stat().st_size < 200
        assert path.with_name(path.name + ".br").exists() or path.stat().st_size < 200


def test_modules_can_be_hashed_by_static_analysis():
    """No import our storage cannot rewrite: no template literals, no new URL(…, import.meta.url)."""
    for path in (ROOT / "static" / "js").rglob("*.js"):
        text = without_comments(path.read_text())
        assert "import.meta.url" not in text, path
        assert not re.search(r"import\(\s*`|import\s+\(", text), path


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "css").glob("*.css")), ids=lambda path: path.name)
def test_every_brace_of_a_style_sheet_is_closed(path):
    """A browser forgives an open brace by dropping every rule that follows."""
    depth = 0
    for character in without_comments(path.read_text()):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
