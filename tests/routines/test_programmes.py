"""Programmes: the sessions of every week, and where a person stands."""

import json
from functools import cache
from pathlib import Path

import pytest

from routines.content import read_content
from routines.models import Exercise, Programme
from routines.programmes import programme_session

# Every programme, phase, kind and length as worked out in the clinical content pack, before any filter.
EXPECTED = json.loads(Path(__file__).with_name("programmes_expected.json").read_text(encoding="utf-8"))
KINDS = ("stretch", "strength")
LENGTHS = (10, 15, 20, 30)


@cache
def library():
    return {item.slug: Exercise(slug=item.slug, **item.row) for item in read_content().exercises}


@cache
def programmes():
    return {item.slug: Programme(slug=item.slug, **item.row) for item in read_content().programmes}


def session(slug="psoas-foundation", *, kind="stretch", week=1, minutes=15, **person):
    programme = programmes()[slug]
    return programme_session(programme, kind=kind, week=week, minutes=minutes, library=library(), **person)


def slugs(plan):
    return [step.exercise.slug for step in plan.steps]


# --- The sessions as worked out ------------------------------------------------------------------------


def case_id(case):
    return f"{case['programme']}-{case['weeks']}-{case['kind']}-{case['minutes']}"


@pytest.mark.parametrize("case", EXPECTED, ids=case_id)
def test_session_is_exactly_as_worked_out(case):
    first, _, last = case["weeks"].partition("-")
    for week in range(int(first), int(last or first) + 1):
        plan = session(case["programme"], kind=case["kind"], week=week, minutes=case["minutes"])
        steps = [[step.exercise.slug, step.role, step.level, step.dose_text] for step in plan.steps]
        assert steps == case["steps"]
        assert plan.seconds == case["seconds"]
        assert plan.hip_stretch_seconds == case["hip_stretch_seconds"]
        assert plan.swaps == ()


def test_every_week_kind_and_length_of_every_programme_was_worked_out():
    assert {(case["programme"], case["weeks"], case["kind"], case["minutes"]) for case in EXPECTED} == {
        (slug, "-".join(str(week) for week in dict.fromkeys(phase["weeks"])), kind, minutes)
        for slug, programme in programmes().items()
        for phase in programme.phases
        for kind in KINDS
        for minutes in LENGTHS
    }
