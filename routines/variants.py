"""What may take the place of the rest of a step during a session: gentler, instead, harder.

Only what the person's answers, kit and level allow. Sources: the exercises' own "easier", "harder" and
"substitute"; the swap map (clinical 4.5); one level down for the remaining sets (clinical 4.4, B3); the
ceilings of clinical 4.2. Reads no clock and no database.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from routines.choosing import on_chair, plan_step, role_of
from routines.models import Exercise, ExerciseKind, Role
from routines.person import Person
from routines.restrictions import SEATED
from routines.session_plan import RELEASE_SECONDS_MAX, SETS_MAX, PlannedStep, SessionPlan, Variant
from routines.swap_map import COLUMNS, SWAP_MAP, WAYS, why

MOST = 5  # per step
EASIER_MOST, HARDER_MOST = 2, 1
HOLD_LEAST = 20  # shortest hold of a stretch, clinical 4.2 rule 1
ANOTHER = {
    ExerciseKind.STRETCH: "Another stretch",
    ExerciseKind.RELEASE: "Another release",
    ExerciseKind.STRENGTH: "Another strength exercise",
    ExerciseKind.WARM_UP: "Another warm-up",
    ExerciseKind.COOL_DOWN: "Another cool-down",
}


def session_variants(
    plan: SessionPlan, *, library: Mapping[str, Exercise]
) -> tuple[tuple[Variant, ...], ...]:
    """For each step of a session, in order, at most five variants; none of them is in the session already."""
    person = on_chair(plan.person) if plan.advice else plan.person
    taken = {step.exercise.slug for step in plan.steps}
    return tuple(
        shortlist(
            suitable(
                step,
                person=person,
                library=library,
                kind=plan.kind,
                taken=taken,
                hip_room=plan.hip_room(step),
            )
        )
        for step in plan.steps
    )


def shortlist(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """At most five: easier first, then instead, then harder; of everything that suits, the first."""
    easier = [variant for variant in variants if variant.relation == "easier"][:EASIER_MOST]
    harder = [variant for variant in variants if variant.relation == "harder"][:HARDER_MOST]
    instead = [variant for variant in variants if variant.relation == "instead"]
    return (*easier, *instead[: MOST - len(easier) - len(harder)], *harder)


def suitable(
    step: PlannedStep,
    *,
    person: Person,
    library: Mapping[str, Exercise],
    kind: str,
    taken: Collection[str] = (),
    hip_room: int,
) -> tuple[Variant, ...]:
    """Everything that could take the place of a step in a session of this kind, best first.

    `taken` are slugs of exercises in the session; `hip_room` is what SessionPlan.hip_room says. One caution
    more never makes anything suitable that was not.
    """
    search = _Search(step, person, library, kind, frozenset(taken) | {step.exercise.slug}, hip_room)
    found = [*search.easier(), *search.harder()]
    return (*found, *search.instead({variant.step.exercise.slug for variant in found}))


@dataclass(frozen=True, slots=True)
class _Search:
    """One step and whom it is for; every method yields variants in order."""

    step: PlannedStep
    person: Person
    library: Mapping[str, Exercise]
    kind: str
    taken: frozenset[str]
    hip_room: int

    def easier(self) -> Iterator[Variant]:
        """The same one level down, then the exercise's easier one; without one, its own gentler way."""
        exercise = self.step.exercise
        lower = self.at_level(self.step.level - 1)
        if lower and _amount(lower) < _amount(self.step):
            yield Variant("easier", "Shorter holds" if self.holds else "Fewer repetitions", lower)
        other = self.other(exercise.easier.get("exercise"))
        if other:
            yield Variant("easier", "Asks less of you", other)
        elif not exercise.easier.get("exercise") and exercise.easier.get("text") and self.is_allowed():
            text = exercise.easier["text"]
            yield Variant("easier", text, replace(self.step, way=text))

    def instead(self, given: set[str]) -> Iterator[Variant]:
        """By the swap map one for each reason, the substitute, other ways, and then whatever else suits.

        None of those in `given`, which it adds to.
        """
        slug = self.step.exercise.slug
        mapped = {why(column, slug): SWAP_MAP[column.id].get(slug, ()) for column in COLUMNS}
        for reason, slugs in mapped.items():
            yield from islice(self.others(reason, slugs, given), 1)
        yield from self.others("The closest to it", [self.step.exercise.substitute.get("exercise")], given)
        yield from self.ways()
        for reason, slugs in mapped.items():
            yield from self.others(reason, slugs, given)
        for exercise in self.of_its_kind():
            yield from self.others(ANOTHER[exercise.kind], [exercise.slug], given)

    def harder(self) -> Iterator[Variant]:
        """One level up, then the exercise's harder one; only in the main part, and never with pressure.

        Nothing harder where the dose is one of one's own: it grows with the next calm sessions.
        """
        exercise = self.step.exercise
        if self.step.role != Role.MAIN or exercise.kind == ExerciseKind.RELEASE or self.step.why:
            return
        person = replace(self.person, level=max(self.person.level, self.person.level_most))
        if self.step.level < min(person.level, person.verdict(exercise).level_max):
            upper = self.at_level(self.step.level + 1)
            if upper and _amount(upper) > _amount(self.step):
                yield Variant("harder", "Longer holds" if self.holds else "More repetitions", upper)
        other = self.other(exercise.harder.get("exercise"), person=person, level=self.step.level)
        if other:
            yield Variant("harder", "The next step up", other)

    @property
    def holds(self) -> bool:
        return "hold_seconds" in self.step.dose

    def is_allowed(self) -> bool:
        """Whether the step's own exercise still suits, done the way it was planned."""
        exercise = self.step.exercise
        if SEATED in self.step.limits:
            return self.person.seated(exercise)
        return self.person.obstacle_as_extra(exercise, kind=self.kind) is None

    def at_level(self, level: int) -> PlannedStep | None:
        """The same exercise at another level, if it has one and still suits."""
        exercise = self.step.exercise
        if level < exercise.level_required or str(level) not in exercise.dose or not self.is_allowed():
            return None
        dose = self.person.dose(exercise, level=level)
        return self.within(replace(self.step, level=level, dose=dose))

    def other(
        self, slug: str | None, *, person: Person | None = None, level: int | None = None
    ) -> PlannedStep | None:
        """Another exercise in this step's role, if it is for this person and not in the session.

        `level` is the highest to take it at, else what the person does it at.
        """
        person = person or self.person
        exercise = self.library.get(slug or "")
        if exercise is None or slug in self.taken:
            return None
        if person.obstacle_as_extra(exercise, kind=self.kind) or not _on_chair_if_a_must(exercise, person):
            return None
        gentle = role_of(exercise) if role_of(exercise) != Role.MAIN else self.step.role
        step = plan_step(exercise, gentle, person=person, position=self.step.position)
        if step.level < exercise.level_required:  # done more easily in this role than it exists
            return None
        step = replace(step, role=self.step.role)
        if level is not None:
            level = max(exercise.level_required, min(level, step.level))
            step = replace(step, level=level, dose=person.dose(exercise, level=level))
        return self.within(step)

    def others(self, reason: str, slugs: Sequence[str | None], given: set[str]) -> Iterator[Variant]:
        """Those of them that suit; one exercise comes once, for the first reason."""
        for slug in slugs:
            step = None if slug in given else self.other(slug)
            if step:
                given.add(step.exercise.slug)
                yield Variant("instead", reason, step)

    def ways(self) -> Iterator[Variant]:
        """The same exercise done otherwise, by reason."""
        slug = self.step.exercise.slug
        for column in COLUMNS:
            way = WAYS.get(column.id, {}).get(slug)
            if way and self.is_allowed():
                reason = f"{why(column, slug)}: {way[0].lower()}{way[1:]}"
                yield Variant("instead", reason, replace(self.step, way=way))

    def of_its_kind(self) -> list[Exercise]:
        """Exercises of the same kind, and so of the same part of a session, in the library's order."""
        exercise = self.step.exercise
        same = [
            e for e in self.library.values() if e.kind == exercise.kind and role_of(e) == role_of(exercise)
        ]
        return sorted(same, key=lambda e: (e.order, e.slug))

    def within(self, step: PlannedStep) -> PlannedStep | None:
        """As many sets as planned, within the ceilings of clinical 4.2; None if not one set fits."""
        most = max(SETS_MAX, step.dose["sets"]) if role_of(step.exercise) == Role.MAIN else step.dose["sets"]
        for sets in range(min(self.step.dose["sets"], most), 0, -1):
            hold = step.dose.get("hold_seconds")
            if step.stretches_hip:
                hold = min(hold, self.hip_room // sets)
                if hold < HOLD_LEAST:
                    continue
            if step.exercise.kind == ExerciseKind.RELEASE and sets * hold > RELEASE_SECONDS_MAX:
                continue
            dose = {**step.dose, "sets": sets} | ({"hold_seconds": hold} if hold else {})
            return replace(step, dose=dose)
        return None


def _amount(step: PlannedStep) -> int:
    """Seconds of one hold, or repetitions of one set: what the rest of a step is gentler or harder by."""
    return step.dose.get("hold_seconds") or step.dose["reps"]


def _on_chair_if_a_must(exercise: Exercise, person: Person) -> bool:
    return not person.restrictions.chair_only or "chair" in exercise.equipment_required
