"""The short version: four minutes of the kind that is next, for a day with no room for more. Pure.

A warm-up, one main exercise and a cool-down, out of what `choose` found for the person: so their cautions,
levels, kit, choices and places on the ladders hold, and on a chair it is the chair track. It counts: it is
done, it moves the queue, its minutes are minutes, and its stretch is part of the week's. Nothing grows after
it, since a set or two say too little (HELD_BY in adapting.py). The idea is issue 5, point 3; the length is
our own rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    """In order: one warm-up, one main and one cool-down of what suits, within a fifth of four minutes.

    The first of each that fits, with as many of its sets as fit; the main one keeps its place before the ends
    do. `hip_room` are the seconds of front-of-hip stretch a side that the week has left. A part that nothing
    suits is left out; where nothing comes to the right length, half the repetitions of a main one may, else
    it is the nearest that is shorter.
    """
    steps = [*suited, *extras]
    whole = _combinations(steps, hip_room=hip_room)
    halved = _combinations([*steps, *map(_half, steps)], hip_room=hip_room)
    options = [*whole, *halved]
    if not options:  # every main one stretches the front of the hip
        options = list(_combinations([s for s in steps if not s.stretches_hip], hip_room=hip_room))
    return min(options, key=_how_far_off)


def _how_far_off(steps: Steps) -> tuple[bool, bool, int]:
    """Within a fifth all are the same, and the first is taken; else a shorter one is better than a longer."""
    over = seconds(steps) - RESCUE_MINUTES * 60
    if abs(over) <= RESCUE_MINUTES * 60 * OFF_MOST:
        return (False, False, 0)
    return (True, over > 0, abs(over))


def seconds(steps: Sequence[PlannedStep]) -> int:
    return sum(step.seconds for step in steps)


def _combinations(steps: Sequence[PlannedStep], *, hip_room: int) -> Iterator[Steps]:
    """Every way to put one together, the best first."""
    parts = {
        role: [less for step in steps if step.role == role for less in _less_and_less(step)] or [None]
        for role in Role
    }
    for main, last, first in product(parts[Role.MAIN], parts[Role.COOL_DOWN], parts[Role.WARM_UP]):
        together = tuple(step for step in (first, main, last) if step)
        if sum(step.hip_stretch_seconds for step in together) <= hip_room:
            yield together


def _less_and_less(step: PlannedStep) -> Iterator[PlannedStep]:
    """As prescribed, then with fewer sets, or less time to lie still."""
    if step.exercise.slug == QUIET_REST:
        least = min(QUIET_REST_SECONDS[0], step.dose["hold_seconds"])
        for hold in range(step.dose["hold_seconds"], least - 1, -QUIET_REST_STEP):
            yield step.with_hold(hold)
        return
    for sets in range(step.dose["sets"], 0, -1):
        yield step.with_sets(sets)


def _half(step: PlannedStep) -> PlannedStep:
    """One set of half its repetitions, where it is a main one that has any."""
    if step.role != Role.MAIN or step.dose.get("reps", 0) < 2:
        return step
    return replace(step, dose={**step.dose, "sets": 1, "reps": step.dose["reps"] // 2})
