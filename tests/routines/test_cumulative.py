"""Flags add up (clinical 2.3): no session holds what any of them filters; too little means a chair, or none.

What is true of adding a flag: it never allows an exercise that was ruled out before, as such or seated. A
session may still hold another exercise than before, for the swap map and the library fill the gap; and on the
chair track a firm chair is taken for granted, so balance work with a hand on it comes back there.
"""

from functools import cache
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routines.cautions import BY_ID
from routines.choosing import CHAIR_TRACK, MAINS_MIN
from routines.models.plan import Equipment
from routines.restrictions import SEATED, restrictions
from tests.routines.test_fitting import fit, library, slugs

FLAGS = [key for key in BY_ID if key.startswith("M")]
KINDS = ("stretch", "strength")
KITS = ([], ["chair"], Equipment.values)
flag_sets = st.sets(st.sampled_from(list(BY_ID)), max_size=8)
kinds, kits = st.sampled_from(KINDS), st.sampled_from(KITS)


@cache
def limits_of(flags, *, chair):
    return restrictions(flags, chair=chair)


def session(flags, kind, kit, *, level=1, minutes=10, **more):
    limits = limits_of(tuple(flags), chair="chair" in kit)
    return fit(kind, restrictions=limits, equipment=kit, level=level, minutes=minutes, **more)


def ruled_out(plan, flags, *, chair):
    """What of a session these flags filter, done the way it is planned."""
    limits = limits_of(tuple(flags), chair=chair or bool(plan.advice))
    return [
        step.exercise.slug
        for step in plan.steps
        if not (
            limits.judge_seated(step.exercise.slug)
            if SEATED in step.limits
            else limits.judge(step.exercise.slug, step.exercise.tags, step.exercise.level_required)
        ).allowed
    ]


@pytest.mark.parametrize("kit", KITS[:2], ids=["no kit", "a chair"])
@pytest.mark.parametrize("kind", KINDS)
def test_any_two_flags_leave_a_session_without_what_they_filter(kind, kit):
    for flags in combinations(FLAGS, 2):
        plan = session(flags, kind, kit)
        assert plan.steps, flags
        assert not plan.leaves_too_little, flags
        assert not ruled_out(plan, flags, chair="chair" in kit), flags
        assert len(plan.mains) >= MAINS_MIN or plan.advice, flags


@given(flag_sets, kinds, kits, st.integers(1, 3), st.sampled_from([10, 15, 20, 30]), st.booleans())
def test_any_flags_leave_a_session_without_what_they_filter(flags, kind, kit, level, minutes, hangs):
    plan = session(sorted(flags), kind, kit, level=level, minutes=minutes, hanging_ok=hangs)
    assert not plan.leaves_too_little
    assert not ruled_out(plan, sorted(flags), chair="chair" in kit)
    assert len(plan.mains) >= MAINS_MIN or "physiotherapist" in plan.advice


@given(flag_sets, st.sampled_from(list(BY_ID)), kinds, kits)
def test_a_session_with_one_flag_more_holds_nothing_that_was_ruled_out_before(flags, another, kind, kit):
    plan = session(sorted(flags | {another}), kind, kit)
    assert not ruled_out(plan, sorted(flags), chair="chair" in kit)


@given(flag_sets, st.sampled_from(list(BY_ID)))
def test_one_flag_more_allows_no_seated_version_that_was_ruled_out_before(flags, another):
    for slug, _ in CHAIR_TRACK:
        if limits_of(tuple(sorted(flags | {another})), chair=True).judge_seated(slug).allowed:
            assert limits_of(tuple(sorted(flags)), chair=True).judge_seated(slug).allowed


@pytest.mark.parametrize(
    ("flags", "kind"),
    [
        (["M4", "M18"], "stretch"),  # only the standing stretch is left
        (["M5", "M18"], "strength"),  # only the standing march
        (["M22"], "stretch"),  # without a bed, only the standing stretch
        (["M2", "M16", "M4"], "stretch"),
    ],
)
def test_fewer_than_two_of_the_kind_means_the_chair_track(flags, kind):
    plan = session(flags, kind, ["chair"])
    assert "physiotherapist" in plan.advice
    assert {slug for slug, _ in CHAIR_TRACK} & set(slugs(plan))


def test_two_of_the_kind_are_enough():
    assert session(["M2", "M16"], "stretch", ["chair"]).advice == ""


@pytest.mark.parametrize("others", [[], ["marching-in-place"], ["marching-in-place", "breathing-90-90"]])
def test_where_not_even_the_chair_track_has_a_main_there_is_no_session(others):
    """Flags alone always leave the standing stretch; sharp pain in that as well leaves nothing."""
    sharp = dict.fromkeys(["standing-hip-flexor-stretch", *others], "it was sharp lately")
    plan = session(["M4", "M5", "M18"], "stretch", ["chair"], excluded=sharp)
    assert plan.leaves_too_little
    assert not plan.mains


@given(flag_sets, kinds, kits, st.sets(st.sampled_from(sorted(library()))))
@example(["M1"], "stretch", [], set(library()))
def test_whatever_is_left_out_it_is_a_session_or_none_and_never_half_of_one(flags, kind, kit, sharp):
    excluded = dict.fromkeys(sharp, "it was sharp lately")
    plan = session(sorted(flags), kind, kit, excluded=excluded)
    if not plan.leaves_too_little:  # what is no session is never started (NothingLeft)
        assert not sharp & set(slugs(plan))
    if plan.advice:
        assert plan.leaves_too_little == (not plan.mains)
    else:
        assert plan.leaves_too_little == (not plan.steps)
