"""A template + a person + minutes → an ordered, timed plan. Reads no clock and no database.

Deterministic. Implements clinical 5.2 with the time formula of clinical 1.1; where that text leaves a choice,
the sessions that were worked out for every programme decide (tests/routines/programmes_expected.json).
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from routines.models import Exercise, ExerciseKind, Role
from routines.models.exercise import Sides
from routines.models.plan import Equipment

SETUP_SECONDS = 20  # clinical 1.1
MAINS_BY_MINUTES = {10: 2, 15: 3, 20: 4, 30: 6}  # clinical 5.2 (2)
OVER, UNDER = 1.05, 0.94  # clinical 5.2 (2) and (5)
HIP_STRETCH_SECONDS_MAX = 240  # front-of-hip stretch per side and session, clinical 4.2 rule 1
SETS_MAX = 3  # clinical 5.2 (5)
RELEASE_SECONDS_MAX = 90  # pressure per side and session, clinical 4.2 rule 6
RELEASE_FROM_MINUTES = 20  # clinical 5.2
QUIET_REST = "constructive-rest"
QUIET_REST_SECONDS = (60, 360)  # shortest worth lying down for, longest of clinical 5.2 (5)
QUIET_REST_STEP = 30
WHOLE_ARTICLE_FROM_MINUTES = 15  # from here on every move of the article gets at least one set
GENTLE_LEVEL = 1
DEMANDING = {"hang", "iap_high", "hip_flexor_load_high", "dynamic_fast"}  # never added to a stretch day
ALWAYS_THERE = {"wall"}
DOES_FOR = {"couch": "bench"}  # what we ask for does for what an exercise asks for
TIMINGS = {"prepareMs": 10_000, "switchMs": 8_000, "transitionMs": 12_000}
HANGING_GATE = "dead bug and straight-leg raises come first, pain-free"
ROLLER_GATE = "the roller questions come first"

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
    """One exercise as prescribed. `prescribed_sets` is what its level asks for, `dose` what fits today."""

    exercise: Exercise
    role: str
    level: int
    dose: Dose
    prescribed_sets: int
    position: int

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
        }


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A fitted session. `seconds` is the expected length with setting up and rests."""

    kind: str
    side_first: str
    steps: tuple[PlannedStep, ...]
    swaps: tuple[Swap, ...]

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


def fit_session(
    *,
    template: Sequence[TemplateStep],
    library: Mapping[str, Exercise],
    kind: str,
    minutes: int,
    level: int,
    easy_level: int = GENTLE_LEVEL,
    equipment: Collection[str],
    roller_ok: bool = False,
    excluded: Mapping[str, str] | None = None,
    whole_article: bool = False,
    side_first: str = "left",
) -> SessionPlan:
    """Fit `template`, in order of filling, to a person and `minutes` (10, 15, 20 or 30).

    `level` is that of the mains, `easy_level` that of warm-up and cool-down. `excluded` maps the slugs of
    exercises that are not for this person to the reason, in plain words. `library` maps slugs to exercises:
    where replacements come from. `whole_article` is for the article's own two sessions: every move that suits
    gets a set from 15 minutes on, mains go first, and a short session is filled from the library. A low level
    may leave a long session shorter than asked; that is intended (5.2).
    """
    person = _Person(level, easy_level, frozenset(equipment), roller_ok, excluded or {})
    offered = _offered(template, person=person, minutes=minutes, whole_article=whole_article)
    suited, swaps = _suit(offered, library=library, person=person)
    used = {step.exercise.slug for step in [*template, *suited]}
    extras = _extras(library, kind=kind, person=person, used=used)
    if not whole_article:
        extras = extras[: _lost_mains(offered, swaps)]
    draft = _Draft(minutes)
    draft.open(suited, extras)
    if whole_article and minutes >= WHOLE_ARTICLE_FROM_MINUTES:
        draft.add_one_set_each([step for step in suited if step.role == Role.MAIN and step.exercise.article])
    draft.give_sets_back()
    draft.fill(sorted(suited, key=lambda step: step.role != Role.MAIN) if whole_article else suited)
    draft.fill(extras, only_if_short=True)
    draft.add_sets()
    if QUIET_REST in library and person.obstacle(library[QUIET_REST]) is None:
        draft.rest_longer(_plan_step(library[QUIET_REST], Role.COOL_DOWN, person=person, position=999))
    steps = draft.in_order()
    names = {step.exercise.name for step in steps}
    return SessionPlan(
        kind=kind,
        side_first=side_first,
        steps=steps,
        swaps=tuple(swap for swap in swaps if swap.instead is None or swap.instead in names),
    )


@dataclass(frozen=True, slots=True)
class _Person:
    level: int
    easy_level: int
    equipment: frozenset[str]
    roller_ok: bool
    excluded: Mapping[str, str]

    def has(self, kit: str) -> bool:
        return kit in ALWAYS_THERE or DOES_FOR.get(kit, kit) in self.equipment

    def obstacle(self, exercise: Exercise) -> str | None:
        """Why this exercise is not for this person now, in plain words, or None when it is."""
        if exercise.slug in self.excluded:
            return self.excluded[exercise.slug]
        if exercise.level_required > self.level:
            return f"for level {exercise.level_required} and up"
        if exercise.gate == "hanging":
            return HANGING_GATE
        missing = [kit for kit in exercise.equipment_required if not self.has(kit)]
        if missing:
            names = " and ".join(f"a {_kit_name(kit)}" for kit in missing)
            return f"{names} {'is' if len(missing) == 1 else 'are'} needed"
        if exercise.gate == "roller" and not self.roller_ok:
            return ROLLER_GATE
        return None


def _kit_name(kit: str) -> str:
    label = dict(Equipment.choices).get(kit, kit)
    return label[0].lower() + label[1:]


def _plan_step(exercise: Exercise, role: str, *, person: _Person, position: int) -> PlannedStep:
    level = person.level if role == Role.MAIN else person.easy_level
    dose = exercise.dose[str(level)]
    return PlannedStep(exercise, role, level, dose, prescribed_sets=dose["sets"], position=position)


def _offered(
    template: Sequence[TemplateStep], *, person: _Person, minutes: int, whole_article: bool
) -> list[TemplateStep]:
    """The template without the roller where it has no place: in a short session, or without a yes to it.

    Where the article names it, it comes five minutes earlier and its absence is explained.
    """
    if minutes >= (WHOLE_ARTICLE_FROM_MINUTES if whole_article else RELEASE_FROM_MINUTES):
        if whole_article:
            return list(template)
        return [step for step in template if not _is_release(step) or person.obstacle(step.exercise) is None]
    return [step for step in template if not _is_release(step)]


def _is_release(step: TemplateStep) -> bool:
    return step.exercise.kind == ExerciseKind.RELEASE


def _lost_mains(template: Sequence[TemplateStep], swaps: Sequence[Swap]) -> int:
    """How many mains fell away without a replacement."""
    lost = {swap.name for swap in swaps if swap.instead is None}
    return sum(step.role == Role.MAIN and step.exercise.name in lost for step in template)


def _suit(
    template: Sequence[TemplateStep], *, library: Mapping[str, Exercise], person: _Person
) -> tuple[list[PlannedStep], list[Swap]]:
    """What of the template suits this person, each exercise once, with what was replaced or left out."""
    taken = {step.exercise.slug for step in template}
    suited, swaps = [], []
    for position, step in enumerate(template):
        exercise, role = step.exercise, step.role
        reason = person.obstacle(exercise)
        if reason is not None:
            exercise = _replacement(step.exercise, library=library, person=person, taken=taken)
            swaps.append(Swap(step.exercise.name, exercise.name if exercise else None, reason))
            if exercise is None:
                continue
            taken.add(exercise.slug)
            if exercise.kind in (ExerciseKind.WARM_UP, ExerciseKind.COOL_DOWN) and role == Role.MAIN:
                role, position = Role(exercise.kind), position + len(template)
        suited.append(_plan_step(exercise, role, person=person, position=position))
    return suited, swaps


def _replacement(
    exercise: Exercise, *, library: Mapping[str, Exercise], person: _Person, taken: set[str]
) -> Exercise | None:
    """The substitute, else the easier version, that suits the person and is not in the session already."""
    for link in (exercise.substitute, exercise.easier):
        candidate = library.get(link.get("exercise") or "")
        if candidate and candidate.slug not in taken and person.obstacle(candidate) is None:
            return candidate
    return None


def _extras(
    library: Mapping[str, Exercise], *, kind: str, person: _Person, used: set[str]
) -> list[PlannedStep]:
    """More main exercises of this kind, and for a stretch day light strength after them."""
    suitable = [
        exercise
        for exercise in sorted(library.values(), key=lambda exercise: (exercise.order, exercise.slug))
        if exercise.slug not in used and person.obstacle(exercise) is None
    ]
    same = [exercise for exercise in suitable if exercise.kind == kind]
    light = [
        exercise
        for exercise in suitable
        if kind == ExerciseKind.STRETCH
        and exercise.kind == ExerciseKind.STRENGTH
        and not DEMANDING & set(exercise.tags)
    ]
    return [
        _plan_step(exercise, Role.MAIN, person=person, position=100 + place)
        for place, exercise in enumerate(same + light)
    ]


class _Draft:
    """The steps chosen so far; every method is one step of clinical 5.2 and keeps its two ceilings."""

    def __init__(self, minutes: int):
        self.aim = minutes * 60
        self.mains = MAINS_BY_MINUTES[minutes]
        self.steps: list[PlannedStep] = []

    def allows(self, steps: Sequence[PlannedStep]) -> bool:
        return self.seconds(steps) <= self.aim * OVER and self.stretches_in_bounds(steps)

    def is_short(self) -> bool:
        return self.seconds(self.steps) < self.aim * UNDER

    @staticmethod
    def seconds(steps: Sequence[PlannedStep]) -> int:
        return sum(step.seconds for step in steps)

    @staticmethod
    def stretches_in_bounds(steps: Sequence[PlannedStep]) -> bool:
        return sum(step.hip_stretch_seconds for step in steps) <= HIP_STRETCH_SECONDS_MAX

    def open(self, suited: Sequence[PlannedStep], extras: Sequence[PlannedStep]) -> None:
        """(1) First warm-up and cool-down always. (2) The first mains, each one set short, until they fit."""
        for role in (Role.WARM_UP, Role.COOL_DOWN):
            self.steps += [step for step in suited if step.role == role][:1]
        mains = [step for step in suited if step.role == Role.MAIN]
        mains += [step for step in extras if len(mains) < self.mains]
        for step in mains:
            short = step.with_sets(max(1, step.prescribed_sets - 1))
            if self.main_count() < self.mains and self.stretches_in_bounds([*self.steps, short]):
                self.steps.append(short)
        while self.seconds(self.steps) > self.aim * OVER and self.shorten():
            pass

    def main_count(self) -> int:
        return sum(step.role == Role.MAIN for step in self.steps)

    def shorten(self) -> bool:
        """Drop a set from the last main that has more than one, else the last main beyond the second."""
        places = [place for place, step in enumerate(self.steps) if step.role == Role.MAIN]
        for place in reversed(places):
            if self.steps[place].dose["sets"] > 1:
                self.steps[place] = self.steps[place].with_sets(self.steps[place].dose["sets"] - 1)
                return True
        if len(places) > 2:
            del self.steps[places[-1]]
            return True
        return False

    def has(self, step: PlannedStep) -> bool:
        return any(chosen.exercise.slug == step.exercise.slug for chosen in self.steps)

    def add_one_set_each(self, candidates: Sequence[PlannedStep]) -> None:
        for step in candidates:
            one = step.with_sets(1)
            if not self.has(one) and self.allows([*self.steps, one]):
                self.steps.append(one)

    def give_sets_back(self) -> None:
        """(3) In order, up to what the level asks for."""
        for place, step in enumerate(self.steps):
            for sets in range(step.prescribed_sets, step.dose["sets"], -1):
                if self.try_at(place, step.with_sets(sets)):
                    break

    def fill(self, candidates: Sequence[PlannedStep], *, only_if_short: bool = False) -> None:
        """(4) With remaining items in order: mains with as many of their sets as fit, others whole."""
        for step in candidates:
            if self.has(step) or (only_if_short and not self.is_short()):
                continue
            fewest = 1 if step.role == Role.MAIN else step.prescribed_sets
            for sets in range(step.prescribed_sets, fewest - 1, -1):
                if self.allows([*self.steps, step.with_sets(sets)]):
                    self.steps.append(step.with_sets(sets))
                    break

    def add_sets(self) -> None:
        """(5) While short, one set more for one main after the other."""
        for place, step in enumerate(self.steps):
            if self.is_short() and step.may_grow:
                self.try_at(place, step.with_sets(step.dose["sets"] + 1))

    def rest_longer(self, quiet_rest: PlannedStep) -> None:
        """(5) A quiet rest at the end takes up the time that is left, in steps of half a minute."""
        others = [step for step in self.steps if step.exercise.slug != QUIET_REST]
        present = next((step for step in self.steps if step.exercise.slug == QUIET_REST), None)
        shortest, longest = QUIET_REST_SECONDS
        hold = present.dose["hold_seconds"] if present else shortest
        room = min(longest, self.aim - self.seconds(others) - SETUP_SECONDS)
        if room >= hold:
            hold += (room - hold) // QUIET_REST_STEP * QUIET_REST_STEP
            rest = present or quiet_rest
            self.steps = [*others, replace(rest, dose={**rest.dose, "sets": 1, "hold_seconds": hold})]

    def try_at(self, place: int, step: PlannedStep) -> bool:
        changed = [*self.steps[:place], step, *self.steps[place + 1 :]]
        if not self.allows(changed):
            return False
        self.steps = changed
        return True

    def in_order(self) -> tuple[PlannedStep, ...]:
        """(6) Warm-up, release, mains, cool-down."""
        return tuple(sorted(self.steps, key=lambda step: (_rank(step), step.position)))


def _rank(step: PlannedStep) -> int:
    if step.role == Role.MAIN:
        return 1 if step.exercise.kind == ExerciseKind.RELEASE else 2
    return 0 if step.role == Role.WARM_UP else 3
