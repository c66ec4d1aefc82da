"""What collectstatic makes for real: hashed names, every import resolved, everything compressed."""

import re
import subprocess
from pathlib import Path

import pytest
from django_manifeststaticfiles_enhanced.jslex import JsLexer
from playwright._impl._driver import compute_driver_executable

from psoasfit.minify import is_ours, minify

ROOT = Path(__file__).parent.parent
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
EXPORT = re.compile(r"\bexport\s*(?:async\s+)?(?:function|const|let|class)\s+(\w+)")
HASHED = re.compile(r"\.[0-9a-f]{12}\.")
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
UNSEEN = {"comment", "linecomment", "ws"}


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.DOTALL | re.MULTILINE)


def test_every_script_is_shipped_whole_and_fetches_others_by_their_hashed_names(collected):
    """What a script imports is in it (fold.py); only what it fetches later is a file of its own."""
    later = 0
    for path in (collected / "js").rglob("*.js"):
        if not HASHED.search(path.name):
            continue
        for target in IMPORT.findall(without_comments(path.read_text())):
            assert HASHED.search(target), f"{path.name} imports {target}, which is not hashed"
            assert (path.parent / target).resolve().exists(), (
                f"{path.name} imports {target}, which is missing"
            )
            assert f'import("{target}")' in path.read_text(), f"{path.name} waits for {target}"
            later += 1
    assert later > 0


def test_text_files_are_compressed_both_ways(collected):
    css = [path for path in (collected / "css").glob("*.css") if HASHED.search(path.name)]
    assert css
    for path in css:
        assert path.with_name(path.name + ".gz").exists() or path.stat().st_size < 200
        assert path.with_name(path.name + ".br").exists() or path.stat().st_size < 200


def shipped(collected: Path, source: Path) -> Path:
    """The collected file that a script of ours became."""
    folder = collected / source.parent.relative_to(ROOT / "static")
    (found,) = (path for path in folder.glob(f"{source.stem}.*.js") if HASHED.search(path.name))
    return found


def tokens(text: str) -> list[str]:
    return [token for kind, token, _ in JsLexer().lex(text) if kind not in UNSEEN]


def test_the_style_sheet_of_every_page_is_shipped_as_one_file(collected):
    """In the order of its imports: the first names the layers."""
    folder = ROOT / "static" / "css"
    parts = re.findall(r'@import url\("([^"]+)"\);', (folder / "site.css").read_text())
    assert len(parts) > 1
    (shipped,) = (path for path in (collected / "css").glob("site.*.css") if HASHED.search(path.name))
    texts = [minify(f"css/{part}", (folder / part).read_text()) for part in parts]
    assert shipped.read_text() == "".join(texts)
    assert shipped.read_text().startswith("@layer reset,tokens,base,components,pages,utilities;")


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda path: path.name)
def test_a_minified_script_holds_the_same_tokens(source):
    """A minifier that takes a regular expression or a template for something else would be seen here."""
    text = source.read_text()
    found = minify(source.relative_to(ROOT / "static").as_posix(), text)
    assert tokens(found) == tokens(text)
    assert len(found) < len(text)


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda path: path.name)
def test_a_shipped_script_parses_and_exports_the_same_names(collected, source, tmp_path):
    text = shipped(collected, source).read_text()
    module = tmp_path / "shipped.mjs"
    module.write_text(text)
    node = compute_driver_executable()[0]
    run = subprocess.run([node, "--check", str(module)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "@param" not in text
    assert EXPORT.findall(text) == EXPORT.findall(without_comments(source.read_text()))


def test_licences_stay_and_other_comments_go():
    script = "/*! by someone else, MIT */\n/** ours */\nexport const half = 1 / 2; // a half\n"
    assert minify("js/half.js", script) == "/*! by someone else, MIT */export const half=1/2;"
    style = "/*! by someone else, MIT */\n/* it's ours */\n.a > .b :is(c, d) {\n  content: 'x,  {y';\n}\n"
    assert minify("css/a.css", style) == "/*! by someone else, MIT */ .a > .b :is(c,d){content: 'x,  {y';}"


def test_no_comment_takes_the_rules_before_it_along():
    """A comment ends at its own end, also where the next one stands before a brace."""
    style = "/* first */\n.a {\n  color: red;\n}\n.b {\n  margin: 0; /* why */\n}\n"
    assert minify("css/a.css", style) == ".a{color: red;}.b{margin: 0;}"


def test_only_our_own_scripts_and_style_sheets_are_minified(collected):
    assert is_ours("js/session/plan.js")
    assert is_ours("css/base.css")
    others = [
        "django_htmx/htmx-2.min.js",
        "admin/css/base.css",
        "icon.svg",
        "js/package.json",
        "admin/js/core.js",
    ]
    assert not [name for name in others if is_ours(name)]
    (copy,) = (collected / "admin" / "js").glob("core.*.js")
    assert "// " in copy.read_text()


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
