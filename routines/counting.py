"""How much of a session was done: planned work in bouts, and the sets that fill them.

A bout is one set, or one side of it where sides take turns. An exercise taken in place of the planned one
may take sides differently, so work is added up in halves: a set of both sides fills both halves, a set of
one side fills its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

SIDES = ("left", "right")

Done = tuple[int, int, str]  # step, set from 1, side ("" for both)


def work_sets(plan: Mapping[str, Any]) -> int:
    """Bouts of work in a session's plan."""
    return sum(bouts(step) for step in plan["steps"])


def bouts(step: Mapping[str, Any]) -> int:
    """Bouts of one planned step: every set, and both sides of it where sides take turns."""
    return step["sets"] * (2 if step["sides"] == "each" else 1)


def work_done(plan: Mapping[str, Any], done: Iterable[Done]) -> float:
    """Bouts done of a plan; the same set done twice counts once."""
    return sum(bouts_done(step, index, done) for index, step in enumerate(plan["steps"]))


def bouts_done(step: Mapping[str, Any], index: int, done: Iterable[Done]) -> float:
    """Bouts done of the planned step at `index`, never more than were planned."""
    halves = {
        (number, half)
        for place, number, side in done
        if place == index and number <= step["sets"]
        for half in ([side] if side else SIDES)
    }
    return len(halves) * bouts(step) / (2 * step["sets"])
