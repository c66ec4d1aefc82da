"""Self-tests: for whom, when, what counts as a change, and the hint they give (clinical 3 and 5.1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.cautions import BY_ID
from routines.content import CONTENT_DIR
from routines.restrictions import NONE, restrictions
from routines.self_tests import (
    ALTERED,
    BED_EDGE,
    CHAIR_STAND,
    KNEE_LIFT,
    LEVEL_1,
    TESTS,
    Due,
    angle_change,
    due,
    hint,
    hold_change,
    obstacle,
    room_change,
    stands_change,
)

START = date(2026, 10, 5)
TODAY = date(2026, 11, 23)
rooms = st.tuples(*[st.sampled_from(["above", "level", "below"])] * 2)
holds = st.tuples(st.integers(0, 60), st.integers(0, 60))


def suggest(room, hold, **other):
    dates = {"room_on": TODAY, "hold_on": TODAY, "today": TODAY}
    return hint(room=room, hold=hold, **{**dates, **other})


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.slug)
def test_every_test_is_drawn_for_both_figures(test):
    folder = CONTENT_DIR.parent.parent / "static" / "figures"
    assert (folder / f"{test.drawing}.svg").exists()
    assert (folder / "beard" / f"{test.drawing}.svg").exists()


# --- For whom -------------------------------------------------------------------------------------------


def test_without_cautions_every_test_is_open():
    assert [obstacle(test, restrictions=NONE) for test in TESTS] == [None, None, None]


@pytest.mark.parametrize(
    ("caution", "closed"),
    [
        ("M1", []),
        ("M2", [BED_EDGE, CHAIR_STAND]),  # not flat on the back, nothing fast
        ("M4", [BED_EDGE]),  # hip_ext_end is ruled out
        ("M5", [BED_EDGE, KNEE_LIFT, CHAIR_STAND]),  # nothing past a right angle
        ("M7", [BED_EDGE, KNEE_LIFT, CHAIR_STAND]),
        ("M8", [BED_EDGE]),  # only well before the end of the range
        ("M9", [CHAIR_STAND]),
        ("M11", [KNEE_LIFT]),  # holds of ten seconds at most
        ("M13", []),
        ("M14", [BED_EDGE]),  # only with a cushion under the thigh
        ("M16", []),
        ("M18", [BED_EDGE]),
        ("M21", [CHAIR_STAND]),
    ],
)
def test_what_a_caution_closes(caution, closed):
    limits = restrictions([caution])
    assert [test for test in TESTS if obstacle(test, restrictions=limits)] == closed


def test_the_reason_is_the_cautions_own():
    assert obstacle(BED_EDGE, restrictions=restrictions(["M4"])) == BY_ID["M4"].reason
    assert obstacle(KNEE_LIFT, restrictions=restrictions(["M11"])) == ALTERED


def test_people_held_at_level_1_do_no_test_to_the_limit():
    reasons = [obstacle(test, restrictions=NONE, level_max=1) for test in TESTS]
    assert reasons == [None, LEVEL_1, LEVEL_1]


@given(st.sets(st.sampled_from(sorted(BY_ID))), st.sampled_from(sorted(BY_ID)))
def test_a_further_caution_never_opens_a_test(few, one):
    for test in TESTS:
        if obstacle(test, restrictions=restrictions(few)):
            assert obstacle(test, restrictions=restrictions({*few, one}))


@pytest.mark.parametrize("test", [BED_EDGE, KNEE_LIFT], ids=lambda test: test.slug)
def test_the_tags_are_those_of_the_exercise_it_is_like(test):
    text = (CONTENT_DIR / "exercises" / f"{test.like}.toml").read_text()
    line = next(line for line in text.splitlines() if line.startswith("tags = "))
    assert {tag.strip(' "') for tag in line.removeprefix("tags = [").rstrip("]").split(",")} == test.tags


# --- When -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "weeks"), [(BED_EDGE, [0, 2, 4, 6, 8]), (KNEE_LIFT, [0, 3, 6]), (CHAIR_STAND, [0, 4, 8])]
)
def test_done_whenever_due_it_keeps_to_its_weeks(test, weeks):
    taken = []
    for day in range(7 * 30):
        today = START + timedelta(days=day)
        if due(test, start=START, today=today, taken=taken).now:
            taken.append(today)
    assert [(day - START).days / 7 for day in taken] == weeks


def test_missed_weeks_do_not_pile_up():
    late = START + timedelta(weeks=5)
    assert due(BED_EDGE, start=START, today=late, taken=[]) == Due(True, START + timedelta(weeks=4))
    assert due(BED_EDGE, start=START, today=late, taken=[late]) == Due(False, START + timedelta(weeks=6))


def test_after_the_last_week_nothing_is_due_once_it_is_done():
    late = START + timedelta(weeks=30)
    assert due(CHAIR_STAND, start=START, today=late, taken=[late]) == Due(False, None)


def test_one_taken_before_the_start_does_not_count_for_it():
    before = START - timedelta(days=1)
    assert due(CHAIR_STAND, start=START, today=START, taken=[before]).now


# --- Changes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "first", "last", "state"),
    [
        (angle_change, 2, 7, "same"),
        (angle_change, 2, 8, "better"),
        (angle_change, 2, -4, "worse"),
        (hold_change, 20, 24, "same"),
        (hold_change, 20, 25, "better"),
        (hold_change, 20, 15, "worse"),
        (stands_change, 12, 14, "same"),
        (stands_change, 12, 15, "better"),
        (stands_change, 12, 9, "worse"),
    ],
)
def test_a_change_is_one_from_its_own_step_up(change, first, last, state):
    assert change(first, last).state == state


def test_an_angle_needs_both_times():
    assert angle_change(None, 5) is angle_change(5, None) is None


@pytest.mark.parametrize(
    ("first", "last", "steps"), [("above", "below", 2), ("level", "level", 0), ("below", "level", -1)]
)
def test_room_is_counted_in_steps(first, last, steps):
    assert room_change(first, last) == steps


# --- The hint -------------------------------------------------------------------------------------------


def test_room_and_a_short_hold_suggest_strong_psoas_and_say_why():
    said = suggest(("level", "below"), (19, 40))
    assert said.programme == "strong-psoas"
    assert "19 seconds, under 20" in said.reason


@pytest.mark.parametrize(
    ("room", "hold", "words"),
    [
        (("level", "level"), (20, 20), None),
        (("above", "level"), (10, 10), None),
        (("above", "above"), (30, 30), "More stretch"),
        (("above", "above"), (29, 60), None),
        (("above", "above"), (19, 60), "equal parts"),
    ],
)
def test_the_balance_by_room_and_hold(room, hold, words):
    said = suggest(room, hold)
    assert said is None if words is None else words in said.text
    assert said is None or said.programme == ""


def test_a_programme_one_follows_or_must_not_follow_is_not_suggested():
    for other in ({"following": "strong-psoas"}, {"ruled_out": ["strong-psoas"]}):
        said = suggest(("below", "below"), (10, 10), **other)
        assert said.programme == ""
        assert "strength day" in said.text


@pytest.mark.parametrize(
    "missing",
    [
        {"room": None},
        {"hold": None},
        {"room_on": TODAY - timedelta(days=57)},
        {"hold_on": TODAY - timedelta(days=57)},
    ],
    ids=str,
)
def test_without_two_fresh_results_there_is_no_hint(missing):
    told = {"room": ("below", "below"), "hold": (5, 5), **missing}
    assert suggest(told.pop("room"), told.pop("hold"), **told) is None


@given(rooms, holds)
def test_a_hint_needs_the_same_on_both_sides_and_always_has_a_reason(room, hold):
    said = suggest(room, hold)
    if said:
        assert said.reason
        assert ("above" not in room) or set(room) == {"above"}
        assert (said.programme == "strong-psoas") == ("above" not in room and min(hold) < 20)
