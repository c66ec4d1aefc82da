"""A guest's session: never what nobody has screened them for, and always enough to do."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.cautions import CAUTIONS
from routines.guest import (
    LENGTHS,
    UNSCREENED,
    check_may_try,
    fit_for_guest,
    guest_pack,
    limits_of,
)
from routines.guest_safety import STATEMENTS
from routines.models import PracticeSession, RoutineKind
from routines.packs import open_pack
from routines.refusals import NotCleared
from routines.restrictions import NONE, restrictions
from routines.variants import session_variants
from tests.factories import NOW, ProfileFactory, ScreeningFactory
from tests.routines.test_fitting import article_template, library

LEFT_OUT = {
    "hang", "iap_high", "hip_flexor_load_high", "dynamic_fast", "spine_flex_load", "prone", "abd_pressure",
    "wrist_load",
}  # fmt: skip
EVERY = list(product(RoutineKind, LENGTHS))
TOLD = {key for statement in STATEMENTS for key in statement.covers}
NOT_TOLD = [caution for caution in CAUTIONS if caution.id not in TOLD]


def fit(kind, minutes, limits=NONE, shelf=None):
    shelf = library() if shelf is None else shelf
    template = [step for step in article_template(str(kind)) if step.exercise.slug in shelf]
    return fit_for_guest(template=template, library=shelf, kind=kind, minutes=minutes, limits=limits)


def everything(plan):
    """The steps, and what may take their place during the session."""
    variants = session_variants(plan, library=library())
    return [*plan.steps, *(other.step for offered in variants for other in offered)]


@pytest.mark.parametrize(("kind", "minutes"), EVERY)
def test_every_session_has_two_mains_and_an_end_and_keeps_to_its_minutes(kind, minutes):
    plan = fit(kind, minutes)
    assert len(plan.mains) >= 2
    assert {step.role for step in plan.steps} == {"warm-up", "main", "cool-down"}
    assert minutes - 2 <= plan.minutes <= minutes + 1
    assert any(step.exercise.kind == kind for step in plan.mains)
    assert plan == fit(kind, minutes)


@given(
    kind=st.sampled_from(list(RoutineKind)),
    minutes=st.sampled_from(LENGTHS),
    slugs=st.sets(st.sampled_from(sorted(library())), min_size=1),
)
def test_nothing_left_out_ever_comes_in_whatever_the_library_holds(kind, minutes, slugs):
    for step in fit(kind, minutes, shelf={slug: library()[slug] for slug in slugs}).steps:
        assert not LEFT_OUT.intersection(step.exercise.tags)
        assert step.level == 1
        assert step.exercise.level_required == 1
        assert not step.exercise.gate


@pytest.mark.parametrize(("kind", "minutes"), EVERY)
def test_whatever_may_be_done_is_careful_and_needs_no_kit(kind, minutes):
    plan = fit(kind, minutes)
    assert len(everything(plan)) > len(plan.steps)
    for step in everything(plan):
        assert not LEFT_OUT.intersection(step.exercise.tags)
        assert step.level == 1
        assert not step.exercise.gate
        assert set(step.exercise.equipment_required) <= {"wall"}


@pytest.mark.parametrize("caution", NOT_TOLD, ids=lambda caution: caution.id)
def test_session_suits_everyone_the_page_before_it_does_not_turn_away(caution):
    rules = restrictions([caution.id])
    for kind, minutes in EVERY:
        for step in everything(fit(kind, minutes)):
            verdict = rules.judge(step.exercise.slug, step.exercise.tags, step.exercise.level_required)
            assert verdict.allowed, (caution.id, step.exercise.slug)
            assert set(verdict.limits) <= set(step.limits), (caution.id, step.exercise.slug)
            assert step.dose.get("hold_seconds", 0) <= (verdict.hold_seconds_max or 600)


@pytest.mark.parametrize("caution", CAUTIONS, ids=lambda caution: caution.id)
def test_what_a_person_told_us_only_takes_more_out(caution):
    limits = restrictions([caution.id])
    for kind, minutes in EVERY:
        plan = fit(kind, minutes, limits)
        assert plan.steps
        for step in plan.steps:
            seated = limits.judge_seated(step.exercise.slug).allowed
            assert seated or limits.judge(step.exercise.slug, step.exercise.tags).allowed
            assert not LEFT_OUT.intersection(step.exercise.tags)


def test_reasons_and_care_are_whole_sentences():
    plan = fit(RoutineKind.STRENGTH, 15)
    assert "Without Mountain climbers: this waits for the whole safety check." in [
        swap.sentence for swap in plan.swaps
    ]
    assert plan.care == (UNSCREENED.care,)


@pytest.mark.usefixtures("content")
def test_pack_is_a_sealed_session_of_nobody_with_an_id_of_its_own(alice, django_assert_num_queries):
    with django_assert_num_queries(3):
        pack = guest_pack(kind=RoutineKind.STRETCH, minutes=10, limits=NONE, now=NOW)
    other = guest_pack(kind=RoutineKind.STRETCH, minutes=10, limits=NONE, now=NOW)
    assert pack.session != other.session
    assert pack.plan["hash"] == other.plan["hash"]
    assert (pack.owner, pack.kind, pack.level) == (None, "stretch", 1)
    assert pack.plan["session"] == str(pack.session)
    assert pack.plan["title"] == pack.title == "Stretch: open the front of the hips"
    assert open_pack(pack.seal(), user=alice, now=NOW) == pack
    assert not PracticeSession.objects.exists()


def test_limits_are_those_of_a_profile_if_there_is_one(alice):
    assert limits_of(None) == NONE
    assert limits_of(alice) == NONE
    ProfileFactory(user=alice, cautions=["M16"])
    assert [caution.id for caution in limits_of(alice).cautions] == ["M16"]


def test_visitor_and_newcomer_may_try(alice):
    check_may_try(None, now=NOW)
    check_may_try(alice, now=NOW)


def test_person_whose_answers_say_stop_may_not_try(ready_alice):
    check_may_try(ready_alice, now=NOW)
    ScreeningFactory(user=ready_alice, answers={}, stopped=True)
    with pytest.raises(NotCleared) as refusal:
        check_may_try(ready_alice, now=NOW)
    assert refusal.value.clearance.step == "stopped"


def test_person_who_needs_a_clinician_may_not_try(ready_alice):
    ready_alice.profile.cautions = ["P5"]
    ready_alice.profile.save()
    with pytest.raises(NotCleared) as refusal:
        check_may_try(ready_alice, now=NOW)
    assert refusal.value.clearance.step == "clinician"
