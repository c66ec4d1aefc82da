"""A template + a person + minutes → an ordered, timed plan. Reads no clock and no database.

Deterministic. Implements clinical 5.2 with the time formula of clinical 1.1; where that text leaves a choice,
the sessions that were worked out for every programme decide (tests/routines/programmes_expected.json).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routines.choosing import WHOLE_ARTICLE_FROM_MINUTES, Choice, choose, plan_step, role_of
from routines.models import Exercise, ExerciseKind, Role
from routines.person import Person
from routines.rescue import RESCUE_MINUTES, rescue_steps
from routines.session_plan import (
    HIP_STRETCH_SECONDS_MAX,
    QUIET_REST,
    QUIET_REST_SECONDS,
    QUIET_REST_STEP,
    SETUP_SECONDS,
    PlannedStep,
    SessionPlan,
    Swap,
    TemplateStep,
)

MAINS_BY_MINUTES = {10: 2, 15: 3, 20: 4, 30: 6}  # clinical 5.2 (2)
OVER, UNDER = 1.05, 0.94  # clinical 5.2 (2) and (5)
CHAIR_ADVICE = (
    "What you told us leaves few exercises, so this is a gentle session on a firm chair. "
    "A physiotherapist can find more that suits you."
)


def fit_session(
    *,
    template: Sequence[TemplateStep],
    library: Mapping[str, Exercise],
    kind: str,
    minutes: int,
    person: Person,
    extra: Exercise | None = None,
    whole_article: bool = False,
    side_first: str = "left",
    hip_room: int = HIP_STRETCH_SECONDS_MAX,
) -> SessionPlan:
    """Fit `template`, in order of filling, to a person and `minutes`: 10, 15, 20 or 30, or 4 for the short
    version (see rescue.py). `hip_room` is how many seconds of front-of-hip stretch a side the week still has
    room for; a session never takes more than its own ceiling.

    `library` maps slugs to exercises: where replacements come from. `whole_article` is for the article's own
    two sessions: every move that suits gets a set from 15 minutes on, mains go first, and a short session is
    filled from the library. A low level may leave a long session shorter than asked; that is intended (5.2).
    `extra` is done on top if it suits, and makes the session longer. Nothing that the person's restrictions
    rule out is ever in the plan; when they leave too little of this kind, it is a session on a chair.
    """
    chosen = choose(
        template, library=library, kind=kind, person=person, minutes=minutes, whole_article=whole_article
    )
    if minutes == RESCUE_MINUTES:
        steps = rescue_steps(chosen.suited, chosen.extras, hip_room=hip_room)
    else:
        draft = _Draft(minutes, hip_room=hip_room)
        steps = _filled(draft, chosen, library, kind, person, extra=extra, whole_article=whole_article)
    names = {step.exercise.name for step in steps}
    return SessionPlan(
        kind=kind,
        side_first=side_first,
        steps=steps,
        swaps=tuple(swap for swap in chosen.swaps if swap.instead in names or _is_missed(swap, minutes)),
        person=person,
        care=person.restrictions.care,
        advice=CHAIR_ADVICE if chosen.on_chair else "",
        asked=minutes if minutes == RESCUE_MINUTES else 0,
    )


def _is_missed(swap: Swap, minutes: int) -> bool:
    """Left out without a replacement; in four minutes most is left out, so that is no news."""
    return swap.instead is None and minutes != RESCUE_MINUTES


def _filled(
    draft: "_Draft",
    chosen: Choice,
    library: Mapping[str, Exercise],
    kind: str,
    person: Person,
    *,
    extra: Exercise | None,
    whole_article: bool,
) -> tuple[PlannedStep, ...]:
    """The steps of clinical 5.2, in order."""
    suited, extras = chosen.suited, chosen.extras
    if extra and person.without_choices().obstacle_as_extra(extra, kind=kind) is None:
        draft.put_on_top(plan_step(extra, role_of(extra), person=person, position=99))
    draft.open(suited, extras)
    if whole_article and draft.minutes >= WHOLE_ARTICLE_FROM_MINUTES:
        draft.add_one_set_each([step for step in suited if step.role == Role.MAIN and step.exercise.article])
    draft.give_sets_back()
    draft.fill(sorted(suited, key=lambda step: step.role != Role.MAIN) if whole_article else suited)
    draft.fill(extras, only_if_short=True)
    draft.add_sets()
    if QUIET_REST in library and person.obstacle(library[QUIET_REST]) is None:
        draft.rest_longer(plan_step(library[QUIET_REST], Role.COOL_DOWN, person=person, position=999))
    return draft.in_order()


class _Draft:
    """The steps chosen so far; every method is one step of clinical 5.2 and keeps its two ceilings."""

    def __init__(self, minutes: int, *, hip_room: int):
        self.minutes, self.hip_room = minutes, min(hip_room, HIP_STRETCH_SECONDS_MAX)
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

    def stretches_in_bounds(self, steps: Sequence[PlannedStep]) -> bool:
        return sum(step.hip_stretch_seconds for step in steps) <= self.hip_room

    def put_on_top(self, extra: PlannedStep) -> None:
        """A wish of the person: it is in whatever else is, and the session grows by its time."""
        self.steps.append(extra)
        self.aim += extra.seconds
        self.mains += extra.role == Role.MAIN

    def open(self, suited: Sequence[PlannedStep], extras: Sequence[PlannedStep]) -> None:
        """(1) First warm-up and cool-down always. (2) The first mains, each one set short, until they fit."""
        for role in (Role.WARM_UP, Role.COOL_DOWN):
            ends = [step for step in suited if step.role == role and not self.has(step)]
            self.steps += [step for step in ends if self.stretches_in_bounds([*self.steps, step])][:1]
        mains = [step for step in suited if step.role == Role.MAIN]
        mains += [step for step in extras if len(mains) < self.mains]
        for step in mains:
            short = step.with_sets(max(1, step.prescribed_sets - 1))
            if (
                self.main_count() < self.mains
                and not self.has(step)
                and self.stretches_in_bounds([*self.steps, short])
            ):
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
