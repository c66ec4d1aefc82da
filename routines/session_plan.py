"""What a session is made of: its steps with their doses in seconds and words, and the player's contract."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from routines.models import Exercise, ExerciseKind, Role
from routines.models.exercise import Sides

SETUP_SECONDS = 20  # clinical 1.1
SETS_MAX = 3  # clinical 5.2 (5)
RELEASE_SECONDS_MAX = 90  # pressure per side and session, clinical 4.2 rule 6
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

    `limits` say how it is done by someone with cautions.
    """

    exercise: Exercise
    role: str
    level: int
    dose: Dose
    prescribed_sets: int
    position: int
    limits: tuple[str, ...] = ()

    @property
    def seconds(self) -> int:
        return dose_seconds(self.dose, self.exercise.sides)

    @property
    def hip_stretch_seconds(self) -> int:
        """Held stretch at the front of the hip, per side."""
        stretches = self.exercise.kind == ExerciseKind.STRETCH and "hip_ext_end" in self.exercise.tags
        return self.dose["sets"] * self.dose.get("hold_seconds", 0) if stretches else 0

    @property
    def may_grow(self) -> bool:
        """Mains may get one set more than their level asks for; on a roller only within 90 s a side."""
        sets = self.dose["sets"] + 1
        if self.exercise.kind == ExerciseKind.RELEASE:
            return sets * self.dose["hold_seconds"] <= RELEASE_SECONDS_MAX
        return self.role == Role.MAIN and sets <= SETS_MAX

    @property
    def dose_text(self) -> str:
        return dose_text(self.dose, self.exercise.sides)

    def with_sets(self, sets: int) -> "PlannedStep":
        return replace(self, dose={**self.dose, "sets": sets})

    def to_json(self, index: int) -> dict[str, Any]:
        """The step of the player's contract."""
        hold = self.dose.get("hold_seconds")
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
            "cue": self.exercise.cue,
            "dose": self.dose_text,
            "limits": list(self.limits),
        }


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A fitted session. `seconds` is the expected length with setting up and rests.

    `care` is what to keep in mind throughout; `advice` is given with a session on a chair.
    """

    kind: str
    side_first: str
    steps: tuple[PlannedStep, ...]
    swaps: tuple[Swap, ...]
    care: tuple[str, ...] = ()
    advice: str = ""

    @property
    def seconds(self) -> int:
        return sum(step.seconds for step in self.steps)

    @property
    def minutes(self) -> int:
        return max(1, round(self.seconds / 60))

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

    def to_json(self, *, session: uuid.UUID, title: str) -> dict[str, Any]:
        """The plan of the player's contract, version 1. `hash` changes whenever the steps do."""
        steps = [step.to_json(index) for index, step in enumerate(self.steps)]
        return {
            "version": 1,
            "session": str(session),
            "title": title,
            "kind": str(self.kind),
            "minutes": self.minutes,
            "hash": hashlib.sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()[:16],
            "timings": TIMINGS,
            "sideFirst": self.side_first,
            "steps": steps,
            "swaps": [swap.to_json() for swap in self.swaps],
            "care": list(self.care),
            "advice": self.advice,
        }


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
