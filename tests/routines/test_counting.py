"""Half of the work is half of the work, also where an exercise was swapped."""

import pytest

from routines.counting import work_done, work_sets

EACH = {"sets": 2, "sides": "each"}
BOTH = {"sets": 3, "sides": "both"}
PLAN = {"steps": [EACH, BOTH]}


def test_both_sides_are_two_bouts():
    assert work_sets(PLAN) == 7


@pytest.mark.parametrize(
    ("done", "bouts"),
    [
        ([], 0),
        ([(0, 1, "left")], 1),
        ([(0, 1, "left"), (0, 1, "left")], 1),
        ([(0, 1, "left"), (0, 1, "right"), (1, 1, "")], 3),
        ([(0, 1, "")], 2),  # a swap without sides stands for both bouts
        ([(0, 1, ""), (0, 1, "left")], 2),
        ([(1, 1, "left")], 0.5),  # one side of a swap with sides is half of the planned set
        ([(1, 1, "left"), (1, 1, "right")], 1),
        ([(0, 3, "left"), (1, 4, "")], 0),  # more sets than were planned
    ],
)
def test_bouts_done(done, bouts):
    assert work_done(PLAN, done) == bouts


def test_everything_done_is_all_of_the_work():
    each = [(0, number, side) for number in (1, 2) for side in ("left", "right")]
    both = [(1, number, "") for number in (1, 2, 3)]
    assert work_done(PLAN, each + both) == work_sets(PLAN)
