"""Scripts as one file: the same program, and a refusal where that is not sure."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from psoasfit import offline
from psoasfit.fold import NotFoldable, fold, imported

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
SCRIPTS = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js"))
SMALL = {
    "js/main.js": """
import { twice, Box } from "./a/twice.js";
import "./loud.js";
import { say as tell } from "./say.js";
const word = "main";
tell(word, twice(4), new Box(word).word);
""",
    "js/a/twice.js": """
import { say } from "../say.js";
const word = "twice";
export const twice = (n) => 2 * n;
export class Box {
  constructor(word) {
    this.word = word;
  }
}
say(word, later());
function later() {
  return "hoisted";
}
""",
    "js/say.js": """
const word = "say";
export function say(...words) {
  console.log(word, ...words);
}
say("once");
""",
    "js/loud.js": """
import { say } from "./say.js";
say("loud");
""",
}


def read(name: str) -> str:
    return (STATIC / name).read_text()


def run(path: Path) -> str:
    node = compute_driver_executable()[0]
    return subprocess.run([node, path], capture_output=True, text=True, check=True).stdout


def test_a_folded_script_does_what_its_modules_did(tmp_path):
    for name, text in SMALL.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "js/package.json").write_text('{"type": "module"}')
    said = run(tmp_path / "js/main.js")
    folded = tmp_path / "js/folded.js"
    folded.write_text(fold("js/main.js", SMALL.__getitem__))
    assert run(folded) == said
    assert said.splitlines() == ["say once", "say twice hoisted", "say loud", "say main 8 main"]


def test_a_script_that_is_fetched_later_is_named_from_where_the_folded_one_lies():
    files = {
        "js/main.js": 'import { wake } from "./a/wake.js";\nwake();\n',
        "js/a/wake.js": 'export const wake = () => import("./sender.js");\n',
    }
    assert 'import("./a/sender.js")' in fold("js/main.js", files.__getitem__)


@pytest.mark.parametrize(
    ("takes", "gives", "complaint"),
    [
        ("import { b }", 'import { a } from "./a.js";\nexport const b = 1;', "import each other"),
        ("import { c }", "export const b = 1;", "b.js has no c"),
        ("import {\n  b,\n}", "export const b = 1;", "not one line"),
        ("import * as all", "export const b = 1;", "not one line"),
        ("import { b }", "let b = 1;\nexport { b };", "not one line"),
        ("import { b }", "export let b = 1;", "not one line"),
        ("import b", "export default 1;", "not one line"),
    ],
    ids=["cycle", "missing", "lines", "star", "list", "let", "default"],
)
def test_what_cannot_be_folded_for_sure_is_refused(takes, gives, complaint):
    files = {"a.js": f'{takes} from "./b.js";', "b.js": gives}
    with pytest.raises(NotFoldable, match=complaint):
        fold("a.js", files.__getitem__)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_of_ours_folds_and_asks_for_no_other(name):
    folded = fold(name, read)
    assert not re.search(r'^import .*from|^import "', folded, re.MULTILINE)
    parts, waiting = set(), [name]
    while waiting:
        new = imported(waiting.pop(), read) - parts
        parts |= new
        waiting += new
    assert len(re.findall(r"^const \$\d+=", folded, re.MULTILINE)) == len(parts), "each module once"


def test_a_module_of_several_scripts_keeps_no_state():
    """It runs once for each of them, so what one of them changes the others would not see."""
    state = re.compile(r"^(?:let|var) |^(?:export )?const \w+ = new (?:Map|Set|WeakMap)\(\)", re.MULTILINE)
    parts = [part for script in SCRIPTS for part in imported(script, read)]
    shared = {part for part in parts if parts.count(part) > 1}
    assert "js/db.js" in shared
    assert [name for name in sorted(shared) if state.search(read(name))] == []


def test_every_script_a_page_asks_for_is_kept_on_the_device(settings):
    settings.HASHED_STATIC = True
    kept = set(offline.scripts())
    pages = [path.read_text() for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts]
    asked = {found for page in pages for found in re.findall(r"static '(js/[\w/-]+\.js)'", page)}
    assert len(asked) > 5
    assert asked <= kept
    assert "js/sender.js" in kept, "fetched later by a script"
    assert "js/session/player.js" not in kept, "part of another"
