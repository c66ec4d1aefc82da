"""What the rules look at, from the sets and answers of one session."""

import pytest

from routines.bouts import Felt, has_warning, practised
from routines.models import SetResult

PLAN = {
    "steps": [
        {"id": "pelvic-tilt", "role": "warm-up", "sets": 1, "sides": "both", "level": 1, "rung": 0},
        {"id": "low-lunge-stretch", "role": "main", "sets": 2, "sides": "each", "level": 1, "rung": 1},
        {"id": "bridge-march", "role": "main", "sets": 2, "sides": "both", "level": 1, "rung": 0},
    ]
}
KINDS = {"pelvic-tilt": "warm-up", "low-lunge-stretch": "stretch", "bridge-march": "strength"}
FELT = Felt(base=2, before=2, highest=2, after=2, effort=5, morning=2)
LUNGE, MARCH = 1, 2


def row(step=LUNGE, number=1, side="left", outcome="done", **fields):
    return SetResult(step=step, set_number=number, side=side, outcome=outcome, **fields)


def lunge(*rows, felt=FELT):
    return practised(PLAN, rows, felt, kinds=KINDS, level=1)[LUNGE]


def peaks(*rows, felt):
    return [step.bout.peak for step in practised(PLAN, rows, felt, kinds=KINDS, level=1)]


def test_every_step_comes_with_where_it_stood():
    steps = practised(PLAN, [], FELT, kinds=KINDS, level=2)
    assert [(step.slug, step.is_main, step.level, step.rung) for step in steps] == [
        ("pelvic-tilt", False, 1, 0),
        ("low-lunge-stretch", True, 1, 1),
        ("bridge-march", True, 1, 0),
    ]
    assert [step.bout.is_strength for step in steps] == [False, False, True]


def test_an_old_plan_takes_the_level_of_its_session():
    old = {"steps": [{"id": "bridge-march", "role": "main", "sets": 2, "sides": "both"}]}
    (step,) = practised(old, [], FELT, kinds=KINDS, level=2)
    assert (step.level, step.rung) == (2, None)


@pytest.mark.parametrize(
    ("rows", "completion"),
    [
        ([], 0),
        ([row()], 0.25),
        ([row(), row()], 0.25),  # the same one twice
        ([row(), row(side="right"), row(number=2), row(number=2, side="right")], 1),
        ([row(), row(side="right", outcome="credited")], 0.5),
        ([row(), row(side="right", outcome="skipped")], 0.25),
        ([row(), row(side="right", exercise="standing-hip-flexor-stretch")], 0.25),
        ([row(), row(side="right", exercise="low-lunge-stretch")], 0.5),
    ],
)
def test_completion_is_the_share_of_the_planned_exercise(rows, completion):
    assert lunge(*rows).bout.completion == completion


def test_a_score_that_explains_the_highest_leaves_the_others_as_before():
    felt = Felt(base=2, before=2, highest=6, after=2, effort=5)
    assert peaks(row(outcome="hurt", score=6), felt=felt) == [2, 6, 2]
    assert peaks(row(outcome="hurt", score=5), felt=felt) == [2, 5, 2]


def test_a_highest_that_nothing_explains_counts_for_all():
    felt = Felt(base=2, before=2, highest=6, after=2, effort=5)
    assert peaks(felt=felt) == [6, 6, 6]
    assert peaks(row(outcome="hurt", score=4), felt=felt) == [6, 4, 6]


def test_without_a_check_in_only_what_hurt_is_known():
    felt = Felt(base=2, before=3)
    assert peaks(row(outcome="hurt", score=7), felt=felt) == [3, 7, 3]
    assert peaks(row(outcome="hurt"), felt=felt) == [3, 3, 3]


def test_the_worst_is_the_one_with_the_highest_peak():
    felt = Felt(base=2, before=2, highest=5, after=2, effort=5)
    steps = practised(PLAN, [row(outcome="hurt", score=5)], felt, kinds=KINDS, level=1)
    assert [step.bout.is_worst for step in steps] == [False, True, False]
    assert [step.painful for step in steps] == [False, True, False]


def test_what_was_done_in_its_place_does_not_hurt_for_it():
    step = lunge(row(outcome="hurt", score=8, exercise="standing-hip-flexor-stretch"))
    assert not step.painful
    assert step.bout.peak == 2


@pytest.mark.parametrize(
    ("rows", "gave_up", "stopped"),
    [
        ([row(outcome="skipped", reason="no-time")], False, False),
        ([row(outcome="skipped", reason="pain")], True, False),
        ([row(outcome="skipped", reason="too-hard")], True, False),
        ([row(outcome="hurt", score=4)], True, False),
        ([row(outcome="hurt", signals=["sharp"])], True, True),
    ],
)
def test_why_sets_are_missing(rows, gave_up, stopped):
    bout = lunge(*rows).bout
    assert (bout.gave_up, bout.stopped) == (gave_up, stopped)


def test_how_the_session_felt_is_in_every_bout():
    felt = Felt(base=1, before=2, highest=3, after=4, effort=6, morning=2, muscle_soreness=True)
    bout = lunge(felt=felt).bout
    assert (bout.base, bout.before, bout.after, bout.effort) == (1, 2, 4, 6)
    assert (bout.morning, bout.muscle_soreness, bout.woke_at_night) == (2, True, False)


@pytest.mark.parametrize(
    ("rows", "feelings", "expected"),
    [
        ([], (), False),
        ([], ("pull", "sharp"), False),
        ([], ("numb",), True),
        ([row(outcome="hurt", signals=["sharp"])], (), False),
        ([row(outcome="hurt", signals=["numb"])], (), True),
    ],
)
def test_a_warning_is_what_asks_for_the_safety_questions(rows, feelings, expected):
    felt = Felt(base=2, before=2, feelings=feelings)
    assert has_warning(rows, felt) is expected
