"""Whatever decides something for a person is in the one table of rules, with its source."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from routines import cautions, screening
from routines.adaptation import VERSION
from routines.rules import BY_ID, RULES
from routines.sessions import WAYS_BACK

FOLDER = Path(__file__).parents[2] / "routines"
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")


def rules_in(path: Path) -> set[str]:
    """Ids written out, or as a constant, where a module makes a ruling, a proposal or a decision."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in ("Ruling", "Proposal"):
            ids = node.args[:1] + [key.value for key in node.keywords if key.arg == "rule"]
        elif called in ("Decision", "Decision.objects.create"):
            ids = [key.value for key in node.keywords if key.arg == "rule"]
        else:
            continue
        for each in ids:
            if isinstance(each, ast.Constant):
                found.add(each.value)
            elif isinstance(each, ast.Name):
                found.add(getattr(import_module(f"routines.{path.stem}"), each.id, ""))
    return found - {""}


def test_every_rule_that_decides_is_in_the_table_and_the_other_way_round():
    deciding = {*WAYS_BACK}.union(*(rules_in(path) for path in MODULES))
    assert deciding == set(BY_ID)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_source_a_version_and_a_text(rule):
    assert rule.source.startswith(("clinical ", "ours"))
    assert rule.version == VERSION
    assert rule.text


def test_each_is_in_it_once():
    assert len(BY_ID) == len(RULES)


@pytest.mark.parametrize("one", [*cautions.BY_ID.values(), *screening.BY_ID.values()], ids=lambda one: one.id)
def test_cautions_and_questions_carry_their_source_themselves(one):
    assert one.source
