"""The short version: four minutes of the kind that is next, for a day with no room for more. Pure.

A warm-up, one main exercise and a cool-down, out of what `choose` found for the person: so their cautions,
levels, kit, choices and places on the ladders hold, and on a chair it is the chair track. It counts: it is
done, it moves the queue, its minutes are minutes, and its stretch is part of the week's. Nothing grows after
it, since a set or two say too little (HELD_BY in adapting.py). The idea is issue 5, point 3; the length is
our own rule.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from routines.models import Role
from routines.session_plan import QUIET_REST, QUIET_REST_SECONDS, QUIET_REST_STEP, PlannedStep

RESCUE_MINUTES = 4
RESCUE_RULE = "short"  # what a plan is held by
OFF_MOST = 0.2  # the share by which it may be longer or shorter

Steps = tuple[PlannedStep, ...]


def rescue_steps(
    suited: Sequence[PlannedStep], extras: Sequence[PlannedStep] = (), *, hip_room: int
) -> Steps:
    """In order: one warm-up, one main and one cool-down of what suits, as near to four minutes as need be.

    The first of each that fits, with as many of its sets as fit; the main one comes before the ends in
    keeping its place. `hip_room` are the seconds of front-of-hip stretch a side that the week has left. A
    part that nothing suits is left out; with no combination of the right length it is the nearest.
    """
    steps = [*suited, *extras]
    gentle = [step for step in steps if not step.stretches_hip]
    options = list(_combinations(steps, hip_room=hip_room)) or list(_combinations(gentle, hip_room=hip_room))
    aim = RESCUE_MINUTES * 60
    for most in (aim / RESCUE_MINUTES / 2, aim * OFF_MOST):  # rounds to four minutes, else within the share
        fitting = next((steps for steps in options if abs(seconds(steps) - aim) <= most), None)
        if fitting:
            return fitting
    return min(options, key=lambda steps: abs(seconds(steps) - aim))


def seconds(steps: Sequence[PlannedStep]) -> int:
    return sum(step.seconds for step in steps)


def _combinations(steps: Sequence[PlannedStep], *, hip_room: int) -> Iterator[Steps]:
    """Every way to put one together, the best first."""
    parts = {
        role: [in_sets for step in steps if step.role == role for in_sets in _fewer_and_fewer(step)] or [None]
        for role in Role
    }
    for main, last, first in product(parts[Role.MAIN], parts[Role.COOL_DOWN], parts[Role.WARM_UP]):
        together = tuple(step for step in (first, main, last) if step)
        if sum(step.hip_stretch_seconds for step in together) <= hip_room:
            yield together


def _fewer_and_fewer(step: PlannedStep) -> Iterator[PlannedStep]:
    """As prescribed, then with less of it: sets, or time to lie still."""
    if step.exercise.slug == QUIET_REST:
        least = min(QUIET_REST_SECONDS[0], step.dose["hold_seconds"])
        for hold in range(step.dose["hold_seconds"], least - 1, -QUIET_REST_STEP):
            yield step.with_hold(hold)
        return
    for sets in range(step.dose["sets"], 0, -1):
        yield step.with_sets(sets)
