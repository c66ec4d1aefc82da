"""The import direction of the house, kept true."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE = {
    "screening",
    "cautions",
    "restrictions",
    "person",
    "session_plan",
    "choosing",
    "fitting",
    "variants",
    "felt",
    "swap_map",
    "during",
    "library",
    "week",
    "pausing",
    "charts",
    "measures",
    "self_tests",
    "adaptation",
    "rules",
    "bouts",
    "consistency",
    "gaps",
    "week_rules",
    "proposing",
    "ladder",
    "side_minutes",
    "emergency",
    "referral",
    "extra",
    "breaks",
    "rescue",
    "rest_ideas",
    "wall_clock",
    "morning_times",
}
EDGES = {"views", "api", "tasks", "admin", "management", "templatetags", "urls"}


def modules(folder: str) -> list[Path]:
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> set[str]:
    """Dotted names a module imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def area(name: str) -> str:
    """`routines.views.week` is of the area "views"."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", modules("accounts"), ids=str)
def test_accounts_never_imports_routines(path):
    assert not {name for name in imports(path) if name.startswith("routines")}


@pytest.mark.parametrize("path", modules("routines/figures"), ids=str)
def test_figures_know_nothing_of_the_rest(path):
    assert not {
        n for n in imports(path) if n.startswith(("django", "accounts", "routines.")) and "figures" not in n
    }


@pytest.mark.parametrize("name", sorted(PURE))
def test_rules_touch_no_database_and_no_clock(name):
    text = (ROOT / "routines" / f"{name}.py").read_text()
    assert ".objects" not in text
    assert not {n for n in imports(ROOT / "routines" / f"{name}.py") if n.startswith("psoasfit.clock")}


@pytest.mark.parametrize("path", modules("routines"), ids=str)
def test_rules_never_import_edges(path):
    place = area(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if place in EDGES:
        return
    assert not {name for name in imports(path) if name.startswith("routines.") and area(name) in EDGES}


@pytest.mark.parametrize("path", [*modules("routines"), *modules("accounts"), *modules("psoasfit")], ids=str)
def test_every_module_says_what_it_is_for(path):
    if path.stat().st_size:
        assert ast.get_docstring(ast.parse(path.read_text())), f"{path} has no docstring"
