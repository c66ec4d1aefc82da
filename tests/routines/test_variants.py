"""What is offered in place of a step: the swap map, the person's limits, and properties of all of it."""

from dataclasses import replace

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from routines.cautions import BY_ID as CAUTIONS
from routines.models import ExerciseKind, Role
from routines.models.plan import Equipment
from routines.person import DEMANDING
from routines.restrictions import SEATED, restrictions
from routines.session_plan import TemplateStep
from routines.swap_map import COLUMNS, SWAP_MAP, WAYS, WITHOUT
from routines.variants import ANOTHER, MOST, session_variants, suitable
from tests.routines.test_fitting import fit, fit_with, library

KINDS = ("stretch", "strength")


def alone(slug, role=Role.MAIN, **kwargs):
    """A session that is just this exercise, at level 2 with all kit unless told otherwise."""
    template = [TemplateStep(library()[slug], role)]
    return fit(library()[slug].kind, template=template, minutes=10, whole_article=False, **kwargs)


def offers(plan, slug):
    """Relation, reason and slug of what is offered for one step of a session."""
    place = next(at for at, step in enumerate(plan.steps) if step.exercise.slug == slug)
    given = session_variants(plan, library=library())[place]
    return [(variant.relation, variant.why, variant.step.exercise.slug) for variant in given]


def variant_of(plan, slug, relation):
    place = next(at for at, step in enumerate(plan.steps) if step.exercise.slug == slug)
    return next(v for v in session_variants(plan, library=library())[place] if v.relation == relation)


# --- One step ------------------------------------------------------------------------------------------


def test_a_lunge_is_offered_shorter_gentler_and_by_every_reason_of_the_swap_map():
    assert offers(alone("low-lunge-stretch"), "low-lunge-stretch") == [
        ("easier", "Shorter holds", "low-lunge-stretch"),
        ("easier", "Asks less of you", "standing-hip-flexor-stretch"),
        ("instead", "If kneeling hurts", "side-lying-hip-flexor-stretch"),
        ("instead", "If your groin pinches", "bridge-pose"),
        ("instead", "If your back arches or pinches", "pelvic-tilt"),
    ]


def test_without_an_easier_exercise_the_files_own_gentler_way_is_offered():
    variant = variant_of(alone("dead-bug", level=1), "dead-bug", "easier")
    assert variant.why == library()["dead-bug"].easier["text"]
    assert variant.step.to_json(0, hip_room=0, stops={})["cue"] == variant.why
    assert variant.step.dose == alone("dead-bug", level=1).steps[0].dose


def test_one_level_down_is_offered_only_where_it_is_less():
    # A straight-leg raise has the same repetitions at level 1, in fewer sets.
    plan = alone("straight-leg-raise")
    assert "Fewer repetitions" not in {why for _, why, _ in offers(plan, "straight-leg-raise")}
    assert variant_of(alone("bridge-march"), "bridge-march", "easier").step.dose["reps"] == 4


def test_without_a_band_a_hand_does():
    found = offers(alone("seated-banded-march"), "seated-banded-march")
    assert ("instead", "If your back arches or pinches", "seated-knee-lift-hold") in found
    everything = everything_for(alone("seated-banded-march"))
    assert "Without a band: press your own hand down on the thigh." in {v.why for v in everything}


def everything_for(plan, at=0, person=None):
    step = plan.steps[at]
    return suitable(
        step,
        person=person or plan.person,
        library=library(),
        kind=plan.kind,
        taken={other.exercise.slug for other in plan.steps},
        hip_room=plan.hip_room(step),
    )


def test_harder_goes_up_to_what_the_person_wants_and_no_further():
    held = alone("seated-banded-march", level=1, level_most=2)
    harder = variant_of(held, "seated-banded-march", "harder")
    assert (harder.why, harder.step.level, harder.step.dose["reps"]) == ("More repetitions", 2, 10)
    found = everything_for(alone("half-kneeling-hip-flexor-stretch", level=1, level_most=1))
    assert not [variant for variant in found if variant.relation == "harder"]
    next_step = variant_of(
        alone("half-kneeling-hip-flexor-stretch"), "half-kneeling-hip-flexor-stretch", "harder"
    )
    assert next_step.step.exercise.slug == "couch-stretch"


def test_the_roller_never_gets_harder_and_stays_within_90_seconds():
    plan = fit("stretch", level=3, minutes=20)
    place = next(at for at, step in enumerate(plan.steps) if step.exercise.kind == "release")
    found = session_variants(plan, library=library())[place]
    assert "harder" not in {variant.relation for variant in found}
    for variant in found:
        if variant.step.exercise.kind == ExerciseKind.RELEASE:
            longest = variant.step.longest_hold(hip_room=0)
            assert variant.step.dose["sets"] * longest <= 90


def test_a_gentle_exercise_in_the_main_part_keeps_its_easy_level():
    variant = variant_of(fit("stretch", level=3, minutes=20), "psoas-release-foam-roller", "easier")
    assert (variant.step.exercise.slug, variant.step.level) == ("constructive-rest", 1)
    assert variant.step.role == Role.MAIN


def test_on_a_stretch_day_nothing_hard_is_offered():
    for variants in session_variants(fit("stretch", level=3, minutes=30), library=library()):
        for variant in variants:
            exercise = variant.step.exercise
            assert not (exercise.kind == ExerciseKind.STRENGTH and DEMANDING & set(exercise.tags))


def test_what_the_person_left_out_for_good_is_not_offered():
    plan = alone("low-lunge-stretch", chosen={"side-lying-hip-flexor-stretch": ""})
    assert "side-lying-hip-flexor-stretch" not in {slug for _, _, slug in offers(plan, "low-lunge-stretch")}


def test_a_seated_step_stays_seated():
    plan = fit_with("M2", "M16", equipment=["bench", "chair"])
    place = next(at for at, step in enumerate(plan.steps) if step.limits == (SEATED,))
    for variant in session_variants(plan, library=library())[place]:
        if variant.step.exercise.slug == plan.steps[place].exercise.slug:
            assert SEATED in variant.step.limits


def test_whoever_needs_a_chair_is_offered_what_is_done_on_one():
    for kind in KINDS:
        plan = fit_with("P10", kind=kind, level=1)
        own = {step.exercise.slug for step in plan.steps}
        for variants in session_variants(plan, library=library()):
            for variant in variants:
                exercise = variant.step.exercise
                assert exercise.slug in own or "chair" in exercise.equipment_required


# --- The map -------------------------------------------------------------------------------------------


def test_what_exists_from_level_two_is_not_offered_to_cool_down_with():
    plan = fit("strength", level=2, minutes=10)
    assert plan.steps[-1].level == 1
    assert "couch-stretch" not in {v.step.exercise.slug for v in everything_for(plan, len(plan.steps) - 1)}


def test_the_map_names_exercises_that_exist():
    for column in COLUMNS:
        for slug, others in SWAP_MAP[column.id].items():
            assert {slug, *others} <= library().keys()
            assert slug not in others
    assert {slug for ways in WAYS.values() for slug in ways} | WITHOUT.keys() <= library().keys()
    assert WAYS.keys() <= {column.id for column in COLUMNS} == SWAP_MAP.keys()
    assert ANOTHER.keys() == set(ExerciseKind)


# --- All of it, for anybody ----------------------------------------------------------------------------


people = st.fixed_dictionaries(
    {
        "flags": st.lists(st.sampled_from(sorted(CAUTIONS)), max_size=3, unique=True),
        "kind": st.sampled_from(KINDS),
        "level": st.integers(1, 3),
        "higher": st.integers(0, 2),
        "minutes": st.sampled_from([10, 15, 20, 30]),
        "equipment": st.sets(st.sampled_from(Equipment.values)),
        "roller_ok": st.booleans(),
        "excluded": st.dictionaries(st.sampled_from(sorted(library())), st.just("not now"), max_size=4),
        "chosen": st.dictionaries(st.sampled_from(sorted(library())), st.just(""), max_size=3),
    }
)


def session_of(person):
    given = dict(person)
    flags, level, higher = given.pop("flags"), given["level"], given.pop("higher")
    return fit_with(*flags, level_most=min(3, level + higher), **given)


@given(people)
def test_no_variant_goes_past_what_suits_the_person(given_person):
    plan = session_of(given_person)
    in_session = {step.exercise.slug for step in plan.steps}
    person = (
        replace(plan.person, restrictions=replace(plan.person.restrictions, chair=True))
        if plan.advice
        else (plan.person)
    )
    highest = max(person.level, person.level_most)
    worst = 0
    for step, variants in zip(plan.steps, session_variants(plan, library=library()), strict=True):
        assert len(variants) <= MOST
        relations = [("easier", "instead", "harder").index(variant.relation) for variant in variants]
        assert relations == sorted(relations)
        own = plan.hip_room(step)
        worst += max([own, *(variant.step.hip_stretch_seconds for variant in variants)])
        for variant in variants:
            other, exercise = variant.step, variant.step.exercise
            verdict = person.verdict(exercise)
            assert variant.why
            assert verdict.allowed or (SEATED in other.limits and person.seated(exercise))
            assert exercise.slug not in person.excluded
            assert other.level <= min(highest, verdict.level_max) or SEATED in other.limits
            assert exercise.level_required <= other.level
            assert 1 <= other.dose["sets"] <= step.dose["sets"]
            assert other.hip_stretch_seconds <= own
            if verdict.hold_seconds_max and "hold_seconds" in other.dose:
                assert other.dose["hold_seconds"] <= verdict.hold_seconds_max
            if exercise.slug == step.exercise.slug:
                continue
            assert exercise.slug not in in_session | person.chosen.keys()
            assert exercise.gate != "hanging"
            assert exercise.gate != "roller" or person.roller_ok
            assert all(
                person.has(kit) for kit in exercise.equipment_required if not plan.advice or kit != "chair"
            )
    assert worst <= max(240, plan.hip_stretch_seconds)


@given(people, st.sampled_from(sorted(CAUTIONS)))
def test_one_caution_more_never_makes_anything_suitable(given_person, flag):
    plan = session_of(given_person)
    chair = plan.person.restrictions.chair
    stricter = replace(plan.person, restrictions=restrictions([*given_person["flags"], flag], chair=chair))
    for at in range(len(plan.steps)):
        before = {(v.relation, v.step.exercise.slug, v.step.way) for v in everything_for(plan, at)}
        after = everything_for(plan, at, person=stricter)
        assert {v.step.exercise.slug for v in after} <= {slug for _, slug, _ in before}
        assert {v.step.way for v in after} <= {way for _, _, way in before}


@given(people)
def test_the_same_person_is_offered_the_same(given_person):
    one = session_variants(session_of(given_person), library=library())
    turned = dict(reversed(library().items()))
    assert session_variants(session_of(given_person), library=turned) == one


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_with_all_its_variants_is_small_enough_to_travel(kind):
    plan = fit(kind, level=2, minutes=30)
    variants = session_variants(plan, library=library())
    data = plan.to_json(session="s", title="t", variants=variants)
    assert [len(step["variants"]) for step in data["steps"]] == [len(given) for given in variants]
    assert "variants" not in data["steps"][0]["variants"][0]["step"]
    assert len(signing.dumps(data, compress=True)) < 10_000
