"""One person and an exercise: what stands between them, how much of it, and what to do instead."""

from functools import cache

import pytest

from routines.content import read_content
from routines.models import Exercise, Plan, Profile
from routines.models.plan import Equipment
from routines.person import ROLLER_ANSWERS, Person
from routines.restrictions import restrictions


@cache
def library():
    return {item.slug: Exercise(slug=item.slug, **item.row) for item in read_content().exercises}


def someone(*cautions, level=2, kit=Equipment.values, roller_ok=True):
    return Person(level, frozenset(kit), roller_ok, restrictions(cautions))


def test_a_clinicians_word_means_level_one_whatever_the_plan_says():
    plan = Plan(level=3)
    assert Person.of(plan=plan, profile=Profile(usual_pain=2)).level == 3
    assert Person.of(plan=plan, profile=Profile(usual_pain=8)).level == 1
    assert Person.of(plan=plan, profile=Profile(usual_pain=2, cautions=["P4"])).level == 1
    assert Person.of(plan=None, profile=Profile()).level == 1


def test_without_a_chair_an_unsure_balance_rules_out_standing():
    march = library()["standing-psoas-march"]
    with_chair = Profile(cautions=["M21"], equipment=["chair"])
    assert Person.of(plan=None, profile=with_chair).ruled_out(march) is None
    assert (
        Person.of(plan=None, profile=Profile(cautions=["M21"])).ruled_out(march) == "your balance is unsure"
    )


@pytest.mark.parametrize(
    ("kit", "roller_ok", "answer"),
    [(["roller"], False, ROLLER_ANSWERS), (["roller"], True, None), ([], False, None)],
)
def test_only_answers_rule_the_roller_out(kit, roller_ok, answer):
    roller = library()["psoas-release-foam-roller"]
    assert someone(kit=kit, roller_ok=roller_ok).ruled_out(roller) == answer


@pytest.mark.parametrize(
    ("slug", "kind", "allowed"),
    [
        ("straight-leg-raise", "stretch", False),
        ("straight-leg-raise", "strength", True),
        ("dead-bug", "stretch", True),
        ("leg-swing", "stretch", True),  # a warm-up
        ("hanging-leg-raise", "strength", False),
    ],
)
def test_hard_strength_waits_for_a_strength_day(slug, kind, allowed):
    assert (someone().obstacle_as_extra(library()[slug], kind=kind) is None) is allowed


def test_dose_stays_within_level_and_hold_that_cautions_allow():
    bridge, stretch = library()["bridge-pose"], library()["standing-hip-flexor-stretch"]
    assert someone(level=3).dose(bridge, level=3)["hold_seconds"] == 40
    assert someone("M11", level=3).dose(bridge, level=3)["hold_seconds"] == 10
    assert someone("M8", level=3).level_of(stretch) == 1
    assert someone(level=3).level_of(stretch, role="warm-up") == 1
    assert bridge.dose["3"]["hold_seconds"] == 40  # the library's own dose is untouched


def test_something_is_found_instead_even_when_only_a_chair_is_left():
    person = someone("M16", "M18")
    instead = person.alternative(library()["childs-pose"], library=library())
    assert instead.slug == "breathing-90-90"
    assert person.seated(instead)
