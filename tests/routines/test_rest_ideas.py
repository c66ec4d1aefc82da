"""Ideas for a rest day: warm-ups, a walk, constructive rest, and only what suits."""

from hypothesis import given
from hypothesis import strategies as st

from routines.breaks import SIT_TO_STAND_LIKE, break_parts, hip_stretch_seconds, seconds
from routines.cautions import BY_ID as CAUTIONS
from routines.person import Person
from routines.rest_ideas import may_walk, rest_ideas, stretch_to_fill_up
from routines.restrictions import SEATED, restrictions
from tests.routines.test_fitting import library

ANY_CAUTIONS = st.sets(st.sampled_from(sorted(CAUTIONS)), max_size=4)


def person(*cautions, **kwargs):
    given_person = {"level": 1, "equipment": frozenset({"mat", "chair"}), **kwargs}
    return Person(restrictions=restrictions(cautions), **given_person)


def ideas(*cautions, only_rest=False, **kwargs):
    return rest_ideas(person(*cautions, **kwargs), library(), only_rest=only_rest)


def slugs(found):
    return [idea.exercise.slug for idea in found]


def parts_of(who, room=600):
    return [part.name for part in break_parts(who, library(), hip_room=room)]


# --- A day of rest --------------------------------------------------------------------------------------


def test_three_warm_ups_and_a_quiet_end():
    assert slugs(ideas()) == ["cat-cow", "pelvic-tilt", "marching-in-place", "constructive-rest"]


def test_while_a_rest_is_on_only_the_quiet_one():
    assert slugs(ideas(only_rest=True)) == ["constructive-rest"]


def test_what_was_left_out_or_sharp_is_no_idea():
    assert "cat-cow" not in slugs(ideas(chosen={"cat-cow": ""}))
    assert "pelvic-tilt" not in slugs(ideas(excluded={"pelvic-tilt": "it was sharp"}))


def test_who_cannot_lie_flat_breathes_sitting():
    found = ideas("M18")
    assert slugs(found)[-1] == "breathing-90-90"
    assert found[-1].limits == (SEATED,)


def test_on_a_chair_there_is_no_walk_and_marching_is_seated():
    found = ideas("P10")
    assert slugs(found) == ["marching-in-place", "breathing-90-90"]
    assert {idea.limits for idea in found} == {(SEATED,)}
    assert not may_walk(person("P10"))
    assert stretch_to_fill_up(person("P10"), library()) is None


@given(cautions=ANY_CAUTIONS)
def test_ideas_are_light_and_allowed(cautions):
    limits = restrictions(cautions)
    for idea in ideas(*cautions):
        assert idea.exercise.kind in ("warm-up", "cool-down")
        judged = limits.judge(idea.exercise.slug, idea.exercise.tags).allowed
        assert judged or limits.judge_seated(idea.exercise.slug).allowed


def test_a_short_week_is_filled_up_as_far_as_cautions_allow():
    assert stretch_to_fill_up(person(), library()).dose == "2 × 30 s each side"
    assert stretch_to_fill_up(person("M4"), library()).dose == "2 × 20 s each side"
    with_a_clinicians_word = person(level_max=1)
    assert stretch_to_fill_up(with_a_clinicians_word, library()).dose == "2 × 20 s each side"
    assert stretch_to_fill_up(person(excluded={"standing-hip-flexor-stretch": "x"}), library()) is None


# --- A break --------------------------------------------------------------------------------------------


def test_a_break_takes_about_two_minutes():
    parts = break_parts(person(), library(), hip_room=600)
    assert [part.name for part in parts] == [
        "Ten marches",
        "Standing stretch, left",
        "Standing stretch, right",
        "Five sit-to-stands",
        "Three slow breaths",
    ]
    assert 100 <= seconds(parts) <= 140
    assert hip_stretch_seconds(parts) == 20


def test_a_full_week_takes_a_break_without_the_stretch():
    assert "Standing stretch, left" not in parts_of(person(), room=19)
    assert hip_stretch_seconds(break_parts(person(), library(), hip_room=0)) == 0


def test_a_break_by_cautions():
    on_chair = break_parts(person("P10"), library(), hip_room=600)
    assert [(part.name, part.limits) for part in on_chair] == [
        ("Ten marches", (SEATED,)),
        ("Three slow breaths", ()),
    ]
    assert "Five sit-to-stands" not in parts_of(person("M5"))  # no deep bend of that hip


@given(cautions=ANY_CAUTIONS)
def test_a_break_holds_nothing_that_is_ruled_out(cautions):
    limits = restrictions(cautions)
    for part in break_parts(person(*cautions), library(), hip_room=600):
        if part.slug:
            allowed = limits.judge(part.slug, library()[part.slug].tags).allowed
            assert allowed or (SEATED in part.limits and limits.judge_seated(part.slug).allowed)
        if part.name == "Five sit-to-stands":
            assert limits.judge(SIT_TO_STAND_LIKE, {"balance", "hip_flex_deep"}).allowed
