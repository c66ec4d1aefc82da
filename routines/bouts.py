"""What was said and done in one session → what the rules look at, exercise by exercise. Reads no database.

Nobody is asked for the pain of every exercise: there is the highest pain of the session, and a score where
someone said that it hurt. A score that comes within a point of the highest explains it (a single score errs
by more than that); then the others were as before the session. Otherwise nobody knows which one it was, and
the highest counts for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routines import during
from routines.adaptation import Bout
from routines.counting import bouts, bouts_done
from routines.models import ExerciseKind, Outcome, Role, SetResult
from routines.models.checkin import Feeling

EXPLAINS_WITHIN = 1
USUAL_EFFORT = 5  # stands in where nobody said; nothing grows without a check-in
DONE = {Outcome.DONE, Outcome.CREDITED}
TOO_MUCH = {"pain", "too-hard"}  # reasons for skipping that mean a step back (C7)
WARNINGS = {Feeling.NUMB, Feeling.GAVE_WAY, Feeling.DIZZY}  # C1


@dataclass(frozen=True, slots=True)
class Felt:
    """How a whole session felt; `highest`, `after` and `effort` are None without a check-in."""

    base: int
    before: int
    highest: int | None = None
    after: int | None = None
    effort: int | None = None
    feelings: tuple[str, ...] = ()
    morning: int | None = None
    muscle_soreness: bool = False
    woke_at_night: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """One planned step as it went. `painful`: it was this exercise that hurt. `rung` is None in old plans."""

    slug: str
    role: str
    level: int
    rung: int | None
    bout: Bout
    painful: bool

    @property
    def is_main(self) -> bool:
        return self.role == Role.MAIN


def practised(
    plan: Mapping[str, Any], sets: Sequence[SetResult], felt: Felt, *, kinds: Mapping[str, str], level: int
) -> tuple[Practised, ...]:
    """Every step of a stored plan. `kinds` are those of exercises by slug, `level` is that of the session."""
    by_step = [[row for row in sets if row.step == index] for index, _ in enumerate(plan["steps"])]
    own = [_own_peak(step, rows, felt) for step, rows in zip(plan["steps"], by_step, strict=True)]
    peaks = _peaks(own, felt)
    worst = max(peaks, default=0)
    return tuple(
        Practised(
            slug=step["id"],
            role=step["role"],
            level=step.get("level", level),
            rung=step.get("rung"),
            painful=own[index] is not None,
            bout=_bout(
                step,
                index,
                by_step[index],
                felt,
                peak=peaks[index],
                is_worst=peaks[index] == worst,
                is_strength=kinds.get(step["id"]) == ExerciseKind.STRENGTH,
            ),
        )
        for index, step in enumerate(plan["steps"])
    )


def has_warning(sets: Sequence[SetResult], felt: Felt) -> bool:
    """C1: a feeling or a signal that asks for the safety questions."""
    return bool(WARNINGS.intersection(felt.feelings)) or any(during.ends_session(row.signals) for row in sets)


def _is_own(step: Mapping[str, Any], row: SetResult) -> bool:
    """The planned exercise itself, not what was done in place of it."""
    return row.exercise in ("", step["id"])


def _own_peak(step: Mapping[str, Any], rows: Sequence[SetResult], felt: Felt) -> int | None:
    """The highest pain said in this exercise, None when it did not hurt. Without a number, the session's."""
    highest = felt.before if felt.highest is None else felt.highest
    hurt = [row for row in rows if row.outcome == Outcome.HURT and _is_own(step, row)]
    return max((highest if row.score is None else row.score for row in hurt), default=None)


def _peaks(own: Sequence[int | None], felt: Felt) -> list[int]:
    said = max([score for score in own if score is not None], default=None)
    if felt.highest is None:
        others = felt.before
    elif said is not None and said >= felt.highest - EXPLAINS_WITHIN:
        others = min(felt.before, felt.highest)
    else:
        others = felt.highest
    return [others if score is None else score for score in own]


def _bout(
    step: Mapping[str, Any],
    index: int,
    rows: Sequence[SetResult],
    felt: Felt,
    *,
    peak: int,
    is_worst: bool,
    is_strength: bool,
) -> Bout:
    hurt = [row for row in rows if row.outcome == Outcome.HURT and _is_own(step, row)]
    done = [
        (row.step, row.set_number, row.side) for row in rows if row.outcome in DONE and _is_own(step, row)
    ]
    return Bout(
        exercise=step["id"],
        peak=peak,
        completion=bouts_done(step, index, done) / bouts(step),
        base=felt.base,
        before=felt.before,
        after=felt.before if felt.after is None else felt.after,
        morning=felt.morning,
        effort=USUAL_EFFORT if felt.effort is None else felt.effort,
        is_strength=is_strength,
        is_worst=is_worst,
        stopped=any(row.signals for row in hurt),
        gave_up=bool(hurt) or any(row.reason in TOO_MUCH for row in rows),
        muscle_soreness=felt.muscle_soreness,
        woke_at_night=felt.woke_at_night,
    )
