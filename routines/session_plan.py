"""What a session is made of: its steps with their doses in seconds and words, and the player's contract."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Literal

from routines import during, felt
from routines.adaptation import DELOAD_FACTOR
from routines.models import Exercise, ExerciseKind, Role
from routines.models.exercise import Sides
from routines.person import Person

SETUP_SECONDS = 20  # clinical 1.1
SETS_MAX = 3  # clinical 5.2 (5)
RELEASE_SECONDS_MAX = 90  # pressure per side and session, clinical 4.2 rule 6
HIP_STRETCH_SECONDS_MAX = 240  # front-of-hip stretch per side and session, clinical 4.2 rule 1
QUIET_REST = "constructive-rest"
QUIET_REST_SECONDS = (60, 360)  # shortest worth lying down for, longest of clinical 5.2 (5)
QUIET_REST_STEP = 30
TIMINGS = {"prepareMs": 10_000, "switchMs": 8_000, "transitionMs": 12_000}

Dose = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """One exercise in a template and the role it plays there."""

    exercise: Exercise
    role: str


@dataclass(frozen=True, slots=True)
class Swap:
    """An exercise that is not for this person now; `instead` is None when nothing replaces it."""

    name: str
    instead: str | None
    reason: str

    @property
    def sentence(self) -> str:
        if self.instead is None:
            return f"Without {self.name}: {self.reason}."
        return f"{self.instead} in place of {self.name}: {self.reason}."

    def to_json(self) -> dict[str, str | None]:
        return {"name": self.name, "instead": self.instead, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One exercise as prescribed. `prescribed_sets` is what its level asks for, `dose` what fits today.

    `limits` say how it is done by someone with cautions, `way` how it is done otherwise than usual.
    `hold_most` is the longest hold in seconds that suits the person; None for repetitions. `rung` is that of
    the dose on the exercise's ladder; `why` says why it is not the dose of the level, else it is empty.
    """

    exercise: Exercise
    role: str
    level: int
    dose: Dose
    prescribed_sets: int
    position: int
    limits: tuple[str, ...] = ()
    hold_most: int | None = None
    way: str = ""
    rung: int = 0
    why: str = ""

    @property
    def seconds(self) -> int:
        return dose_seconds(self.dose, self.exercise.sides)

    @property
    def stretches_hip(self) -> bool:
        """True if it stretches the front of the hip."""
        return self.exercise.kind == ExerciseKind.STRETCH and "hip_ext_end" in self.exercise.tags

    @property
    def hip_stretch_seconds(self) -> int:
        """Held stretch at the front of the hip, per side."""
        return self.dose["sets"] * self.dose.get("hold_seconds", 0) if self.stretches_hip else 0

    @property
    def may_grow(self) -> bool:
        """Mains may get one set more than their level asks for; on a roller only within 90 s a side.

        Not where the dose is one of one's own: that is neither filled up nor stepped up twice.
        """
        if self.why:
            return False
        sets = self.dose["sets"] + 1
        if self.exercise.kind == ExerciseKind.RELEASE:
            return sets * self.dose["hold_seconds"] <= RELEASE_SECONDS_MAX
        return self.role == Role.MAIN and sets <= SETS_MAX

    @property
    def dose_text(self) -> str:
        return dose_text(self.dose, self.exercise.sides)

    def with_sets(self, sets: int) -> "PlannedStep":
        return replace(self, dose={**self.dose, "sets": sets})

    def halved(self, *, why: str) -> "PlannedStep":
        """With half its sets, rounded up (clinical 4.4, D1), and holds that do not grow."""
        sets = ceil(self.dose["sets"] * DELOAD_FACTOR)
        if sets == self.dose["sets"]:
            return self
        halved = self.with_sets(sets)
        return replace(halved, why=self.why or why, hold_most=self.dose.get("hold_seconds"))

    def with_hold(self, seconds: int) -> "PlannedStep":
        return replace(self, dose={**self.dose, "hold_seconds": seconds})

    def longest_hold(self, *, hip_room: int) -> int | None:
        """Seconds to which its holds may grow on the person's wish, never less than planned.

        On a roller all sets together keep 90 s a side, at the front of the hip they keep `hip_room`.
        """
        if self.hold_most is None:
            return None
        most = self.hold_most
        if self.exercise.kind == ExerciseKind.RELEASE:
            most = RELEASE_SECONDS_MAX // self.dose["sets"]
        if self.stretches_hip:
            most = min(most, hip_room // self.dose["sets"])
        return max(most, self.dose["hold_seconds"])

    def to_json(self, index: int, *, hip_room: int, stops: Mapping[str, int]) -> dict[str, Any]:
        """The step of the player's contract, without its variants. `stops` are earlier ones by slug."""
        hold = self.dose.get("hold_seconds")
        asks_felt = bool(hold) and self.stretches_hip
        return {
            "index": index,
            "id": self.exercise.slug,
            "name": self.exercise.name,
            "role": str(self.role),
            "kind": "hold" if hold else "reps",
            "sides": "each" if self.exercise.sides == Sides.EACH else "both",
            "alternating": self.exercise.sides == Sides.ALTERNATING,
            "seconds": hold,
            "reps": self.dose.get("reps"),
            "secondsPerRep": self.dose.get("seconds_per_rep", 0),
            "sets": self.dose["sets"],
            "restSeconds": self.dose.get("rest_seconds", 0),
            "cue": self.way or self.exercise.cue,
            "dose": self.dose_text,
            "level": self.level,
            "rung": self.rung,
            "why": self.why,
            "limits": list(self.limits),
            "secondsMax": self.longest_hold(hip_room=hip_room),
            "asksFelt": asks_felt,
            "feltCues": felt.cues_of(self.exercise.slug, limited=bool(self.limits)) if asks_felt else {},
            "profile": "crisp" if self.exercise.kind == ExerciseKind.STRENGTH else "calm",
            "stopsBefore": stops.get(self.exercise.slug, 0),
        }


@dataclass(frozen=True, slots=True)
class Variant:
    """What may take the place of the rest of a step. `why` is in plain words."""

    relation: Literal["easier", "instead", "harder"]
    why: str
    step: PlannedStep


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A fitted session. `seconds` is the expected length with setting up and rests.

    `person` is whom it was fitted to. `care` is what to keep in mind throughout; `advice` is given with a
    session on a chair. `held_by` is the rule by which nothing grows after it, if there is one.
    """

    kind: str
    side_first: str
    steps: tuple[PlannedStep, ...]
    swaps: tuple[Swap, ...]
    person: Person
    care: tuple[str, ...] = ()
    advice: str = ""
    held_by: str = ""
    asked: int = 0

    @property
    def seconds(self) -> int:
        return sum(step.seconds for step in self.steps)

    @property
    def minutes(self) -> int:
        """As it is said: `asked` where that is what it is known by, else its length."""
        return self.asked or max(1, round(self.seconds / 60))

    @property
    def hip_stretch_seconds(self) -> int:
        """Held stretch at the front of the hip, per side."""
        return sum(step.hip_stretch_seconds for step in self.steps)

    @property
    def hip_stretch_minutes(self) -> float:
        """The same in minutes, to one decimal."""
        return round(self.hip_stretch_seconds / 60, 1)

    @property
    def mains(self) -> tuple[PlannedStep, ...]:
        return tuple(step for step in self.steps if step.role == Role.MAIN)

    def with_half_sets(self, *, why: str) -> "SessionPlan":
        """The same exercises, each with half its sets and one at least; the session gets shorter."""
        return replace(self, steps=tuple(step.halved(why=why) for step in self.steps))

    @property
    def leaves_too_little(self) -> bool:
        """True where there is no session: not even the chair track has a main exercise (clinical 2.3)."""
        return not self.steps or (bool(self.advice) and not self.mains)

    def hip_room(self, step: PlannedStep) -> int:
        """Seconds of front-of-hip stretch a side that this step may come to: its own and a share of the rest.

        The shares add up to the ceiling of a session, so that it holds however many steps are swapped and
        however much holds grow.
        """
        takers = [other for other in self.steps if other.role == Role.MAIN or other.hip_stretch_seconds]
        spare = max(0, HIP_STRETCH_SECONDS_MAX - self.hip_stretch_seconds)
        return step.hip_stretch_seconds + (spare // len(takers) if step in takers else 0)

    def to_json(
        self,
        *,
        session: uuid.UUID,
        title: str,
        variants: Sequence[Sequence[Variant]] = (),
        stops: Mapping[str, int] | None = None,
        base: int | None = None,
    ) -> dict[str, Any]:
        """The plan of the player's contract, version 2. `hash` changes whenever anything but the id does.

        `variants` are those of each step, in order; `stops` how often an exercise was stopped as sharp;
        `base` is the usual pain before sessions, which decides the limits of table B; absent where unknown.
        """
        offered = variants or [()] * len(self.steps)
        content = {
            "version": 2,
            "title": title,
            "kind": str(self.kind),
            "minutes": self.minutes,
            "timings": TIMINGS,
            "sideFirst": self.side_first,
            "steps": [
                self._step_json(index, step, own, stops or {})
                for index, (step, own) in enumerate(zip(self.steps, offered, strict=True))
            ],
            "swaps": [swap.to_json() for swap in self.swaps],
            "care": list(self.care),
            "advice": self.advice,
            "heldBy": self.held_by,
            **({} if base is None else {"base": base}),
            **during.for_player(base=base),
            **felt.for_player(),
            "painBefore": None,
        }
        sealed = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
        return {**content, "session": str(session), "hash": sealed}

    def _step_json(
        self, index: int, step: PlannedStep, variants: Sequence[Variant], stops: Mapping[str, int]
    ) -> dict[str, Any]:
        given = {"hip_room": self.hip_room(step), "stops": stops}
        return {
            **step.to_json(index, **given),
            "variants": [
                {"relation": other.relation, "why": other.why, "step": other.step.to_json(index, **given)}
                for other in variants
            ],
        }


def steps_and_variants(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every step of a stored plan with its variants' own; plans of version 1 have none."""
    for step in plan["steps"]:
        yield step
        yield from (variant["step"] for variant in step.get("variants", ()))


def dose_seconds(dose: Dose, sides: str) -> int:
    """Seconds one exercise takes: 20 to set up, the work, and the rests between bouts (clinical 1.1).

    "each" does every set on both sides; "alternating" counts repetitions for each leg, in one bout a set.
    """
    bouts = dose["sets"] * (2 if sides == Sides.EACH else 1)
    work = dose.get("hold_seconds") or dose["reps"] * dose["seconds_per_rep"] * (
        2 if sides == Sides.ALTERNATING else 1
    )
    return SETUP_SECONDS + bouts * work + (bouts - 1) * dose.get("rest_seconds", 0)


def dose_text(dose: Dose, sides: str) -> str:
    """The dose in words: "2 × 30 s each side", "10 slow reps"."""
    holds = "hold_seconds" in dose
    amount = f"{dose['hold_seconds']} s" if holds else f"{dose['reps']}"
    if sides == Sides.EACH or (sides == Sides.ALTERNATING and not holds):
        amount += " each side"
    elif not holds:
        amount += " slow reps"
    return amount if dose["sets"] == 1 else f"{dose['sets']} × {amount}"
