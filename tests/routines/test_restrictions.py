"""What each caution leaves of the library: clinical 2.4 as printed, the limits of 2.3, and sums of flags."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.cautions import BY_ID, CAUTIONS, GROUPS, chosen, locking
from routines.content import read_content
from routines.restrictions import LEVEL_MAX, NONE, ON_A_CHAIR, SEATED, SWAP_MAP, restrictions

STRETCHES = {
    "low-lunge-stretch",
    "reclined-psoas-stretch",
    "bridge-pose",
    "half-kneeling-hip-flexor-stretch",
    "couch-stretch",
    "standing-hip-flexor-stretch",
    "side-lying-hip-flexor-stretch",
}
STRENGTH = {
    "hanging-leg-raise",
    "seated-banded-march",
    "bridge-march",
    "mountain-climber",
    "boat-pose",
    "dead-bug",
    "straight-leg-raise",
    "standing-psoas-march",
    "seated-knee-lift-hold",
}

# Clinical 2.4 as printed: what each flag removes by tag.
REMOVED = {
    "M1": "psoas-release-foam-roller, hanging-leg-raise, mountain-climber, boat-pose",
    "M2": "psoas-release-foam-roller, reclined-psoas-stretch, bridge-pose, hanging-leg-raise, bridge-march, "
    "mountain-climber, boat-pose, pelvic-tilt, leg-swing, dead-bug, straight-leg-raise, constructive-rest, "
    "breathing-90-90",
    "M3": "hanging-leg-raise, mountain-climber, boat-pose, straight-leg-raise",
    "M4": "low-lunge-stretch, reclined-psoas-stretch, hanging-leg-raise, half-kneeling-hip-flexor-stretch, "
    "couch-stretch, side-lying-hip-flexor-stretch",
    "M5": "reclined-psoas-stretch, hanging-leg-raise, seated-banded-march, mountain-climber, boat-pose, "
    "seated-knee-lift-hold, childs-pose",
    "M7": "reclined-psoas-stretch, hanging-leg-raise, seated-banded-march, mountain-climber, boat-pose, "
    "seated-knee-lift-hold, childs-pose",
    "M9": "hanging-leg-raise, mountain-climber, boat-pose, leg-swing, childs-pose",
    "M10": "psoas-release-foam-roller, hanging-leg-raise, mountain-climber, boat-pose, straight-leg-raise",
    "M11": "hanging-leg-raise",
    "M12": "hanging-leg-raise, mountain-climber, boat-pose",
    "M13": "hanging-leg-raise, mountain-climber, boat-pose, straight-leg-raise, childs-pose",
    "M14": "bridge-pose, bridge-march",
    "M15": "boat-pose, childs-pose",
    "M16": "low-lunge-stretch, cat-cow, half-kneeling-hip-flexor-stretch, couch-stretch, childs-pose",
    "M17": "hanging-leg-raise, mountain-climber, cat-cow",
    "M18": "reclined-psoas-stretch, bridge-pose, bridge-march, pelvic-tilt, dead-bug, straight-leg-raise, "
    "constructive-rest, breathing-90-90",
    "M19": "psoas-release-foam-roller",
    "M21": "hanging-leg-raise, mountain-climber, leg-swing",
    "M22": "low-lunge-stretch, psoas-release-foam-roller, bridge-pose, bridge-march, mountain-climber, "
    "boat-pose, cat-cow, pelvic-tilt, half-kneeling-hip-flexor-stretch, couch-stretch, "
    "side-lying-hip-flexor-stretch, dead-bug, straight-leg-raise, constructive-rest, breathing-90-90, "
    "childs-pose",
    "M16+M18": "low-lunge-stretch, reclined-psoas-stretch, bridge-pose, bridge-march, cat-cow, pelvic-tilt, "
    "half-kneeling-hip-flexor-stretch, couch-stretch, dead-bug, straight-leg-raise, constructive-rest, "
    "breathing-90-90, childs-pose",
    "M2+M16": "low-lunge-stretch, psoas-release-foam-roller, reclined-psoas-stretch, bridge-pose, "
    "hanging-leg-raise, bridge-march, mountain-climber, boat-pose, cat-cow, pelvic-tilt, leg-swing, "
    "half-kneeling-hip-flexor-stretch, couch-stretch, dead-bug, straight-leg-raise, constructive-rest, "
    "breathing-90-90, childs-pose",
    "M5+M18": "reclined-psoas-stretch, bridge-pose, hanging-leg-raise, seated-banded-march, bridge-march, "
    "mountain-climber, boat-pose, pelvic-tilt, dead-bug, straight-leg-raise, seated-knee-lift-hold, "
    "constructive-rest, breathing-90-90, childs-pose",
    "M21+M22": "low-lunge-stretch, psoas-release-foam-roller, bridge-pose, hanging-leg-raise, bridge-march, "
    "mountain-climber, boat-pose, cat-cow, pelvic-tilt, leg-swing, half-kneeling-hip-flexor-stretch, "
    "couch-stretch, side-lying-hip-flexor-stretch, dead-bug, straight-leg-raise, constructive-rest, "
    "breathing-90-90, childs-pose",
}
# Flags of 2.3 that 2.4 has no row for: their tags, computed in the same way.
REMOVED |= {
    "M6": "",
    "M8": "",  # at level 1; what it caps and leaves out is below
    "M20": "psoas-release-foam-roller, hanging-leg-raise, mountain-climber, boat-pose",
}
# ... and what it prints as left, where that is fewer than all 7 stretches and all 9 strength exercises.
STRETCH_LEFT = {
    "M2": "low-lunge-stretch, half-kneeling-hip-flexor-stretch, couch-stretch, standing-hip-flexor-stretch, "
    "side-lying-hip-flexor-stretch",
    "M4": "bridge-pose, standing-hip-flexor-stretch",
    "M5": "low-lunge-stretch, bridge-pose, half-kneeling-hip-flexor-stretch, couch-stretch, "
    "standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M7": "low-lunge-stretch, bridge-pose, half-kneeling-hip-flexor-stretch, couch-stretch, "
    "standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M14": "low-lunge-stretch, reclined-psoas-stretch, half-kneeling-hip-flexor-stretch, couch-stretch, "
    "standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M16": "reclined-psoas-stretch, bridge-pose, standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M18": "low-lunge-stretch, half-kneeling-hip-flexor-stretch, couch-stretch, standing-hip-flexor-stretch, "
    "side-lying-hip-flexor-stretch",
    "M22": "reclined-psoas-stretch, standing-hip-flexor-stretch",
    "M16+M18": "standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M2+M16": "standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M5+M18": "low-lunge-stretch, half-kneeling-hip-flexor-stretch, couch-stretch, "
    "standing-hip-flexor-stretch, side-lying-hip-flexor-stretch",
    "M21+M22": "reclined-psoas-stretch, standing-hip-flexor-stretch",
}
STRENGTH_LEFT = {
    "M1": "seated-banded-march, bridge-march, dead-bug, straight-leg-raise, standing-psoas-march, "
    "seated-knee-lift-hold",
    "M2": "seated-banded-march, standing-psoas-march, seated-knee-lift-hold",
    "M3": "seated-banded-march, bridge-march, dead-bug, standing-psoas-march, seated-knee-lift-hold",
    "M4": "seated-banded-march, bridge-march, mountain-climber, boat-pose, dead-bug, straight-leg-raise, "
    "standing-psoas-march, seated-knee-lift-hold",
    "M5": "bridge-march, dead-bug, straight-leg-raise, standing-psoas-march",
    "M7": "bridge-march, dead-bug, straight-leg-raise, standing-psoas-march",
    "M9": "seated-banded-march, bridge-march, dead-bug, straight-leg-raise, standing-psoas-march, "
    "seated-knee-lift-hold",
    "M10": "seated-banded-march, bridge-march, dead-bug, standing-psoas-march, seated-knee-lift-hold",
    "M11": "seated-banded-march, bridge-march, mountain-climber, boat-pose, dead-bug, straight-leg-raise, "
    "standing-psoas-march, seated-knee-lift-hold",
    "M12": "seated-banded-march, bridge-march, dead-bug, straight-leg-raise, standing-psoas-march, "
    "seated-knee-lift-hold",
    "M13": "seated-banded-march, bridge-march, dead-bug, standing-psoas-march, seated-knee-lift-hold",
    "M14": "hanging-leg-raise, seated-banded-march, mountain-climber, boat-pose, dead-bug, "
    "straight-leg-raise, standing-psoas-march, seated-knee-lift-hold",
    "M15": "hanging-leg-raise, seated-banded-march, bridge-march, mountain-climber, dead-bug, "
    "straight-leg-raise, standing-psoas-march, seated-knee-lift-hold",
    "M17": "seated-banded-march, bridge-march, boat-pose, dead-bug, straight-leg-raise, "
    "standing-psoas-march, seated-knee-lift-hold",
    "M18": "hanging-leg-raise, seated-banded-march, mountain-climber, boat-pose, standing-psoas-march, "
    "seated-knee-lift-hold",
    "M20": "seated-banded-march, bridge-march, dead-bug, straight-leg-raise, standing-psoas-march, "
    "seated-knee-lift-hold",
    "M21": "seated-banded-march, bridge-march, boat-pose, dead-bug, straight-leg-raise, "
    "standing-psoas-march, seated-knee-lift-hold",
    "M22": "hanging-leg-raise, seated-banded-march, standing-psoas-march, seated-knee-lift-hold",
    "M16+M18": "hanging-leg-raise, seated-banded-march, mountain-climber, boat-pose, standing-psoas-march, "
    "seated-knee-lift-hold",
    "M2+M16": "seated-banded-march, standing-psoas-march, seated-knee-lift-hold",
    "M5+M18": "standing-psoas-march",
    "M21+M22": "seated-banded-march, standing-psoas-march, seated-knee-lift-hold",
}
LIMITED = {  # "(limit)" in clinical 2.4
    "M4": "standing-hip-flexor-stretch",
    "M5": "standing-psoas-march",
    "M7": "standing-psoas-march",
    "M5+M18": "standing-psoas-march",
}
# Stricter than the tags: named in the "Change" column of clinical 2.3 or in the exercise's own skip list.
STRICTER = {
    "M4": "psoas-release-foam-roller, leg-swing, standing-hip-circles",
    "M5": "psoas-release-foam-roller, couch-stretch, side-lying-hip-flexor-stretch, leg-swing, "
    "standing-hip-circles",
    "M7": "low-lunge-stretch, half-kneeling-hip-flexor-stretch",
    "M8": "low-lunge-stretch, half-kneeling-hip-flexor-stretch, couch-stretch",
    "M9": "psoas-release-foam-roller",
    "M12": "childs-pose",
    "M5+M18": "psoas-release-foam-roller, couch-stretch, side-lying-hip-flexor-stretch, leg-swing, "
    "standing-hip-circles",
}
IDS = list(BY_ID)


def names(text):
    return set(text.split(", ")) - {""}


@cache
def library():
    return {item.slug: item.row for item in read_content().exercises}


def judge(flags, slug, **kwargs):
    level = kwargs.pop("level", 1)
    return restrictions(flags, **kwargs).judge(slug, library()[slug]["tags"], level)


def removed(flags, **kwargs):
    return {slug for slug in library() if not judge(flags, slug, **kwargs).allowed}


# --- Clinical 2.4 --------------------------------------------------------------------------------------


def test_the_printed_table_is_about_the_library_we_have():
    kinds = {slug: row["kind"] for slug, row in library().items()}
    assert {slug for slug, kind in kinds.items() if kind == "stretch"} == STRETCHES
    assert {slug for slug, kind in kinds.items() if kind == "strength"} == STRENGTH


def test_every_flag_has_a_row():
    assert {f"M{n}" for n in range(1, 23)} <= REMOVED.keys()


@pytest.mark.parametrize("row", REMOVED)
def test_each_row_of_the_printed_table(row):
    gone, stricter = removed(row.split("+")), names(STRICTER.get(row, ""))
    assert gone == names(REMOVED[row]) | stricter
    assert STRETCHES - gone == (names(STRETCH_LEFT[row]) if row in STRETCH_LEFT else STRETCHES) - stricter
    assert STRENGTH - gone == (names(STRENGTH_LEFT[row]) if row in STRENGTH_LEFT else STRENGTH) - stricter


@pytest.mark.parametrize(("row", "slug"), LIMITED.items())
def test_what_the_table_keeps_with_a_limit_says_the_limit(row, slug):
    verdict = judge(row.split("+"), slug)
    assert verdict.allowed
    assert verdict.limits


@pytest.mark.parametrize("flag", ["M6", "P4", "P9"])
def test_some_flags_take_nothing_out(flag):
    assert removed([flag]) == set()


# --- Clinical 2.3: level conditions and limits ---------------------------------------------------------


@pytest.mark.parametrize("flag", ["M8", "M14"])
def test_end_range_stretches_stay_at_level_one(flag):
    assert judge([flag], "standing-hip-flexor-stretch").level_max == 1
    assert judge([flag], "standing-hip-flexor-stretch", level=2).allowed is False
    assert judge([flag], "dead-bug").level_max == LEVEL_MAX


def test_what_begins_above_the_level_that_is_left_is_ruled_out():
    assert judge(["M14"], "couch-stretch", level=2).reasons == ("arching hurts your back",)


def test_front_hip_replacement_leaves_the_standing_stretch_small():
    verdict = judge(["M4"], "standing-hip-flexor-stretch")
    assert verdict.level_max == 1
    assert verdict.limits == ("Half the range only, and never turn the foot out.",)


def test_back_hip_replacement_keeps_knees_low_and_feet_down():
    assert judge(["M5"], "standing-psoas-march").limits == ("Keep the knee below hip height.",)
    assert "feet on the floor" in judge(["M5"], "dead-bug").limits[0]


def test_after_birth_dead_bug_stays_at_level_one():
    verdict = judge(["M3"], "dead-bug")
    assert (verdict.level_max, verdict.limits) == (1, ("Stop if your tummy domes.",))


def test_blood_pressure_caps_effortful_holds_at_ten_seconds():
    assert judge(["M11"], "bridge-pose").hold_seconds_max == 10
    assert judge(["M11"], "standing-hip-flexor-stretch").hold_seconds_max is None


def test_unsure_balance_needs_a_chair_for_everything_standing():
    standing = {slug for slug, row in library().items() if "balance" in row["tags"]}
    assert standing <= removed(["M21"], chair=False)
    assert standing & removed(["M21"], chair=True) == {"leg-swing"}
    assert judge(["M21"], "marching-in-place").limits == ("Hold on to a chair, or keep it in reach.",)


def test_one_flag_does_not_undo_anothers_removal():
    assert judge(["M4"], "standing-hip-flexor-stretch").allowed
    assert not judge(["M4", "M21"], "standing-hip-flexor-stretch", chair=False).allowed


def test_hip_replacement_with_unknown_rules_follows_both_sets_of_rules():
    assert removed(["P2"]) == removed(["M4", "M5"])
    assert judge(["P2"], "reclined-psoas-stretch").reasons == ("you have a hip replacement",)


def test_nothing_in_mind_allows_everything():
    assert removed([]) == removed(["X99"]) == set()
    assert NONE.judge("low-lunge-stretch", ["kneel"]).limits == ()


# --- The version on a chair ----------------------------------------------------------------------------


def test_marching_and_breathing_can_be_done_on_a_chair():
    seated = restrictions(["M22", "M18"]).judge_seated("breathing-90-90")
    assert (seated.allowed, seated.limits) == (True, (SEATED,))
    assert restrictions(["M21"], chair=False).judge_seated("marching-in-place").allowed
    assert not restrictions(["M5"]).judge_seated("marching-in-place").allowed  # bends past a right angle
    assert not restrictions([]).judge_seated("bridge-pose").allowed


def test_frequent_falls_mean_sessions_on_a_chair():
    assert restrictions(["P10"]).chair_only
    assert not restrictions(["M21", "M22"]).chair_only


# --- All of them ---------------------------------------------------------------------------------------


def test_every_caution_is_complete_and_in_a_group():
    assert len(IDS) == len(CAUTIONS) == 33
    assert {f"M{n}" for n in range(1, 23)} | {f"P{n}" for n in range(1, 13) if n != 11} == set(IDS)
    groups = [group for group, _ in GROUPS]
    for caution in CAUTIONS:
        assert caution.group in groups
        assert caution.label
        assert caution.change.endswith(".")
        assert caution.source
        assert caution.reason[0].islower()
        assert not caution.reason.endswith(".")
        assert set(caution.like) <= set(IDS)


def test_cautions_name_only_tags_and_exercises_there_are():
    tags = {tag for row in library().values() for tag in row["tags"]}
    for caution in CAUTIONS:
        assert caution.removes | caution.without_chair | caution.level_1 <= tags
        assert caution.leaves_out | caution.keeps | caution.gentle <= library().keys()
        assert caution.limits.keys() <= library().keys() | tags
        assert caution.swaps in {"", *SWAP_MAP}
    for column in SWAP_MAP.values():
        assert column.keys() <= library().keys()
        assert {slug for slugs in column.values() for slug in slugs} <= library().keys()
    assert ON_A_CHAIR.keys() <= library().keys()


def test_all_amber_answers_but_long_pain_wait_for_a_clinician():
    assert {caution.id for caution in locking(IDS)} == {f"P{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)}


flag_sets = st.sets(st.sampled_from(IDS))


@given(flag_sets, st.sampled_from(IDS), st.booleans())
def test_adding_a_caution_never_adds_an_exercise(flags, another, chair):
    assert removed(flags, chair=chair) <= removed(flags | {another}, chair=chair)
    assert removed(flags, chair=True) <= removed(flags, chair=False)


@given(flag_sets, st.sampled_from(IDS), st.sampled_from(sorted(STRETCHES | STRENGTH)), st.integers(1, 3))
def test_adding_a_caution_never_raises_a_level_or_drops_a_cap(flags, another, slug, level):
    fewer, more = judge(flags, slug, level=level), judge(flags | {another}, slug, level=level)
    assert more.level_max <= fewer.level_max
    assert (more.hold_seconds_max or 99) <= (fewer.hold_seconds_max or 99)
    if more.allowed:
        assert set(fewer.limits) <= set(more.limits)


@given(st.lists(st.sampled_from(IDS)), st.sampled_from(sorted(STRETCHES | STRENGTH)))
def test_same_answers_same_verdict_in_any_order(flags, slug):
    assert judge(flags, slug) == judge(list(reversed(flags)) + flags, slug)
    assert judge(flags, slug).allowed == (not judge(flags, slug).reasons)
    assert [caution.id for caution in chosen(flags)] == [key for key in IDS if key in flags]
