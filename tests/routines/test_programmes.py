"""Programmes: the sessions of every week, and where a person stands."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.content import read_content
from routines.models import Exercise, Plan, Programme, Role
from routines.models.plan import Equipment
from routines.person import ANYONE, Adapted
from routines.programmes import programme_session, standing

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
    return programme_session(
        programmes()[slug],
        kind=kind,
        week=week,
        minutes=minutes,
        library=library(),
        person=replace(ANYONE, **person),
    )


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


# --- Fitted to a person --------------------------------------------------------------------------------


def test_a_lower_level_of_the_persons_own_is_the_limit():
    plan = session(kind="strength", week=3, minutes=30, level_most=1)
    assert {step.level for step in plan.steps} == {1}
    assert {swap.name: swap.reason for swap in plan.swaps} == {
        "Boat pose (Navasana)": "for level 2 and up",
        "Mountain climbers": "for level 2 and up",
    }


def test_level_3_of_the_foundation_is_for_what_has_earned_it():
    """5.4: by C9, otherwise an exercise stays at level 2."""
    grown = frozenset({"half-kneeling-hip-flexor-stretch"})
    plan = session(week=5, minutes=30, adapted=Adapted(grown=grown))
    levels = {step.exercise.slug: step.level for step in plan.steps if step.role == Role.MAIN}
    assert levels.pop("half-kneeling-hip-flexor-stretch") == 3
    assert levels
    assert set(levels.values()) == {2}
    assert {step.level for step in session(week=4, adapted=Adapted(grown=grown)).mains} == {2}
    elsewhere = session("runners-hips", week=6, adapted=Adapted(grown=grown))
    assert {step.level for step in elsewhere.mains} == {3}


def test_a_higher_level_of_the_persons_own_changes_nothing():
    assert session(level_most=3).steps == session(level_most=1).steps


def test_missing_kit_is_replaced_in_place_or_made_up_for():
    plan = session(kind="strength", week=3, minutes=20, equipment=frozenset({"mat"}))
    assert not {"seated-banded-march"} & set(slugs(plan))
    assert "Seated marches with resistance bands" in {swap.name for swap in plan.swaps}
    assert len(plan.mains) >= 4


def test_the_roller_is_left_out_without_a_word_when_nobody_said_yes():
    asked, unasked = session(minutes=20), session(minutes=20, roller_ok=False)
    assert slugs(asked)[4] == "psoas-release-foam-roller"
    assert "psoas-release-foam-roller" not in slugs(unasked)
    assert unasked.swaps == ()


def test_excluded_exercises_are_replaced_with_the_reason_given():
    reason = "kneeling hurts"
    kneeling = {slug: reason for slug, exercise in library().items() if "kneel" in exercise.tags}
    plan = session(minutes=20, excluded=kneeling)
    assert not kneeling.keys() & set(slugs(plan))
    swap = next(swap for swap in plan.swaps if swap.name == "Half-kneeling hip-flexor stretch")
    assert (swap.instead, swap.reason) == ("Standing hip-flexor stretch", reason)


def test_excluding_quiet_rest_keeps_it_from_filling_the_time():
    full = session("strong-psoas", minutes=30)
    assert slugs(full)[-1] == "constructive-rest"
    assert "constructive-rest" not in slugs(
        session("strong-psoas", minutes=30, excluded={"constructive-rest": "lying flat is not for you"})
    )


def test_bridge_marches_wait_for_week_four_of_the_gentle_programme():
    for week in range(1, 7):
        plan = session("gentle-low-back", kind="strength", week=week, minutes=30)
        assert ("bridge-march" in slugs(plan)) == (week >= 4)


def test_the_gentle_programme_leaves_out_what_it_says():
    left_out = {"hanging-leg-raise", "boat-pose", "mountain-climber", "straight-leg-raise", "couch-stretch"}
    for kind in KINDS:
        named = {step["exercise"] for step in programmes()["gentle-low-back"].steps[kind]}
        assert not left_out & named


@given(
    st.sampled_from(sorted(programmes())),
    st.sampled_from(KINDS),
    st.integers(1, 8),
    st.fixed_dictionaries(
        {
            "minutes": st.sampled_from(LENGTHS),
            "level_most": st.integers(1, 3),
            "equipment": st.sets(st.sampled_from(Equipment.values)),
            "roller_ok": st.booleans(),
            "excluded": st.sets(st.sampled_from(sorted(library())), max_size=8),
        }
    ),
)
def test_every_fitted_session_keeps_the_rules(slug, kind, week, person):
    programme = programmes()[slug]
    week = min(week, programme.weeks)
    excluded = person["excluded"]
    plan = session(slug, kind=kind, week=week, **{**person, "excluded": dict.fromkeys(excluded, "not now")})
    assert len(set(slugs(plan))) == len(plan.steps)
    assert not excluded & set(slugs(plan))
    assert plan.seconds <= person["minutes"] * 60 * 1.05
    assert plan.hip_stretch_seconds <= 240
    roles = [Role.values.index(step.role) for step in plan.steps]
    assert roles == sorted(roles)
    for step in plan.steps:
        needs = {"bench" if kit == "couch" else kit for kit in step.exercise.equipment_required} - {"wall"}
        assert needs <= person["equipment"]
        assert step.level <= person["level_most"]
        assert step.exercise.gate != "hanging"
        if step.exercise.kind == "release":
            assert person["roller_ok"]
            assert person["minutes"] >= 20
            assert step.dose["sets"] * step.dose["hold_seconds"] <= 90


# --- Where a person stands -----------------------------------------------------------------------------

BEGAN = date(2026, 11, 19)  # a Thursday


def following(slug="psoas-foundation"):
    return Plan(programme=programmes()[slug], programme_started_on=BEGAN)


@pytest.mark.parametrize(
    ("days", "week", "is_over"),
    [
        (-1, 1, False),
        (0, 1, False),
        (6, 1, False),
        (7, 2, False),
        (41, 6, False),
        (42, 6, True),
        (400, 6, True),
    ],
)
def test_weeks_are_seven_days_from_the_day_it_began(days, week, is_over):
    where = standing(following(), today=BEGAN + timedelta(days=days))
    assert (where.week, where.is_over) == (week, is_over)


def test_the_level_is_that_of_the_week_and_kind():
    where = standing(following("strong-psoas"), today=BEGAN + timedelta(weeks=4))
    assert (where.week, where.level("stretch"), where.level("strength")) == (5, 2, 3)


def test_without_a_programme_or_with_a_retired_one_there_is_no_standing():
    assert standing(Plan(), today=BEGAN) is None
    retired = Plan(programme=Programme(retired=True), programme_started_on=BEGAN)
    assert standing(retired, today=BEGAN) is None
