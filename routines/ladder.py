"""The steps an exercise grows and shrinks by (clinical 4.2), and where a person stands on them. Pure.

The doses of levels 1 to 3 in the content are rungs; between them come the smallest steps the text names, so
that someone of whom nothing is known gets exactly the dose of their level. Stretches: one set more, up to
three, then 10 to 15 seconds. Strength: one or two repetitions, then a set. Effortful holds: 2 to 5 seconds,
then a set. Our own reading: a faster tempo is a rung by itself, after the repetitions and sets; rests are
those of the level a rung leads to. Warm-ups and cool-downs step like stretches or, counted, like strength.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from routines.adaptation import Outcome, Ruling
from routines.models import Exercise, ExerciseKind

Dose = dict[str, int]

STRETCH_SECONDS_STEP, HOLD_SECONDS_STEP, REPS_STEP = 15, 5, 2  # the largest step of each
SETS_MOST = 3
STRETCH_SECONDS_MOST = 45
LONGEST_STRETCH = {"reclined-psoas-stretch": 60}
LEVELS = ("1", "2", "3")
OFF = -1  # below the bottom: the easier exercise, a swap, or nothing
PINNING = {"C2", "C3", "C4", "C5", "C7", "B2", "own"}  # held for a reason; other holds only do not grow


@dataclass(frozen=True, slots=True)
class Ladder:
    """Doses from the easiest to the hardest. `levels` are the rungs (from 0) of levels 1, 2 and 3."""

    rungs: tuple[Dose, ...]
    levels: tuple[int, int, int]

    def rung_of_level(self, level: int) -> int:
        return self.levels[level - 1]

    def top_at(self, level: int) -> int:
        """The highest rung someone may stand on while their plan asks for `level`: one step above it."""
        return min(self.rung_of_level(level) + 1, len(self.rungs) - 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone stands: `offset` rungs from the dose of `level`, the level asked for at the time.

    While `held`, the exercise stays there when the plan moves on to a higher level. `why` is a sentence.
    """

    level: int
    offset: int = 0
    held: bool = False
    fewer_sets: int = 0
    why: str = ""


# --- Building -------------------------------------------------------------------------------------------


def ladder_of(exercise: Exercise) -> Ladder:
    """The ladder of an exercise."""
    doses = [dict(exercise.dose[level]) for level in LEVELS]
    rungs, levels = [doses[0]], [0]
    for dose in doses[1:]:
        rungs += _between(rungs[-1], dose, exercise)
        if rungs[-1] != dose:
            rungs.append(dose)
        levels.append(len(rungs) - 1)
    rungs += _above(rungs[-1], exercise)
    return Ladder(tuple(rungs), (levels[0], levels[1], levels[2]))


def is_effortful_hold(exercise: Exercise) -> bool:
    """An isometric exercise of clinical 4.2, bridge pose among them although it is listed as a stretch."""
    return "hold_seconds" in exercise.dose["1"] and (
        exercise.kind == ExerciseKind.STRENGTH or "iso_hold" in exercise.tags
    )


def _between(low: Dose, high: Dose, exercise: Exercise) -> Iterator[Dose]:
    """The rungs above `low` and below `high`; may end with one equal to `high`."""
    calm = {**high, **_tempo(low)}  # the rest that goes with more work, at the tempo known so far
    unit = "hold_seconds" if "hold_seconds" in low else "reps"
    sets = [{"sets": number} for number in range(low["sets"] + 1, high["sets"] + 1)]
    amounts = [{unit: amount} for amount in _amounts(low[unit], high[unit], _largest_step(unit, exercise))]
    now = {**calm, "sets": low["sets"], unit: low[unit]}
    for change in [*sets, *amounts] if _sets_first(unit, exercise) else [*amounts, *sets]:
        now = {**now, **change}
        yield now


def _tempo(dose: Dose) -> Dose:
    return {"seconds_per_rep": dose["seconds_per_rep"]} if "seconds_per_rep" in dose else {}


def _sets_first(unit: str, exercise: Exercise) -> bool:
    return unit == "hold_seconds" and not is_effortful_hold(exercise)


def _largest_step(unit: str, exercise: Exercise) -> int:
    if unit == "reps":
        return REPS_STEP
    return HOLD_SECONDS_STEP if is_effortful_hold(exercise) else STRETCH_SECONDS_STEP


def _amounts(low: int, high: int, largest: int) -> Iterator[int]:
    """Even steps from `low` (left out) to `high`, none larger than `largest`."""
    count = ceil((high - low) / largest)
    for place in range(1, count + 1):
        yield low + (high - low) * place // count


def _above(top: Dose, exercise: Exercise) -> Iterator[Dose]:
    """Stretches may grow beyond level 3: to three sets, then to 45 seconds (60 in the reclined stretch)."""
    if exercise.kind != ExerciseKind.STRETCH or is_effortful_hold(exercise):
        return
    longest = max(top["hold_seconds"], LONGEST_STRETCH.get(exercise.slug, STRETCH_SECONDS_MOST))
    goal = {**top, "sets": max(top["sets"], SETS_MOST), "hold_seconds": longest}
    yield from _between(top, goal, exercise)


# --- Standing on it -------------------------------------------------------------------------------------


def rung_at(ladder: Ladder, place: Place | None, *, level: int, grows: bool = True) -> int:
    """The rung for someone whose plan asks for `level` now, or OFF. Without a place it is the level's own.

    `grows` is False for warm-ups and cool-downs, which never go above their level.
    """
    asked = ladder.rung_of_level(level)
    if place is None:
        return asked
    own = max(OFF, ladder.rung_of_level(place.level) + place.offset)
    if own == OFF:
        return OFF
    if place.level > level or not grows:
        return min(own, asked)
    return min(own if place.held else max(own, asked), ladder.top_at(level))


def moved(ladder: Ladder, *, rung: int, level: int, ruling: Ruling, may_leave: bool) -> Place | None:
    """Where a ruling of table C leads from `rung`; None when it changes nothing.

    Only an exercise that was itself painful may leave the ladder (`may_leave`): what a bad morning takes
    back of the others ends at their lowest rung.
    """
    grows = ruling.outcome == Outcome.PROGRESS
    if not grows and ruling.rule not in PINNING:
        return None
    asked = ladder.rung_of_level(level)
    lowest = OFF if may_leave else 0
    to = max(lowest, min(rung + ruling.steps, ladder.top_at(level)))
    if grows and to <= rung:
        return None
    return Place(
        level=level,
        offset=to - asked,
        held=not grows or to < asked,
        fewer_sets=ruling.fewer_sets,
        why=ruling.words,
    )
