"""One person as an exercise meets them: level, kit and cautions. Reads no clock and no database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from routines.ladder import Place, ladder_of, rung_at
from routines.models import Exercise, ExerciseKind, Plan, Profile, Role
from routines.models.plan import Equipment
from routines.restrictions import LEVEL_MAX, NONE, Restrictions, Verdict

GENTLE_LEVEL = 1
GENTLE = {ExerciseKind.WARM_UP, ExerciseKind.COOL_DOWN}
ALWAYS_THERE = {"wall"}
DOES_FOR = {"couch": "bench"}  # what we ask for does for what an exercise asks for
DEMANDING = {"hang", "iap_high", "hip_flexor_load_high", "dynamic_fast"}  # never added to a stretch day
STRETCH_SECONDS_MAX = 60  # longest hold of a stretch, clinical 4.2 rule 1
YOUR_CHOICE = "your choice"
HANGING_GATE = "dead bug and straight-leg raises come first, pain-free"
ROLLER_GATE = "the roller questions come first"
ROLLER_ANSWERS = "your answers to the roller questions rule it out"


@dataclass(frozen=True, slots=True)
class Adapted:
    """What earlier sessions and today's answers change. `places` and `too_much` go by slug.

    `too_much` are exercises that were too much at their easiest, with the reason in plain words: an easier
    one takes their place. `grown` are those that grew at level 2 or above (C9), None where nobody asked.
    `fewer_sets` are left out of everything, `why` says why.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    too_much: Mapping[str, str] = field(default_factory=dict)
    grown: frozenset[str] | None = None
    fewer_sets: int = 0
    why: str = ""


AS_PLANNED = Adapted()


@dataclass(frozen=True, slots=True)
class Stand:
    """How much of an exercise someone does: the dose, its rung, and why it is not that of their level."""

    dose: dict[str, int]
    rung: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What decides whether an exercise suits someone, and how much of it.

    `level` is that of main exercises, `easy_level` that of warm-ups and cool-downs. `level_most` is how high
    the person wants to go, `level_max` how high their answers let them. `excluded` maps slugs of exercises
    that are not for them for other reasons than cautions to that reason, in plain words. `only_earned`: the
    level is for what has grown, see Adapted. `chosen` maps slugs
    to what the person does instead for good, "" for leaving it out.
    """

    level: int
    equipment: frozenset[str]
    roller_ok: bool = False
    restrictions: Restrictions = NONE
    easy_level: int = GENTLE_LEVEL
    excluded: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    level_most: int = 0
    level_max: int = LEVEL_MAX
    hanging_ok: bool = False
    only_earned: bool = False
    adapted: Adapted = AS_PLANNED

    @classmethod
    def of(cls, *, plan: Plan | None, profile: Profile) -> "Person":
        """Someone without a plan yet is taken to be new."""
        return cls(
            level=min(plan.level if plan else 1, profile.level_max),
            equipment=frozenset(profile.equipment),
            roller_ok=profile.roller_ok,
            hanging_ok=profile.hanging_open_on is not None,
            restrictions=profile.restrictions,
        )

    def has(self, kit: str) -> bool:
        return kit in ALWAYS_THERE or DOES_FOR.get(kit, kit) in self.equipment

    def verdict(self, exercise: Exercise) -> Verdict:
        """What the person's cautions say about it."""
        return self.restrictions.judge(exercise.slug, exercise.tags, exercise.level_required)

    def ruled_out(self, exercise: Exercise) -> str | None:
        """Why the person's answers rule it out, whatever the level and kit, or None when they don't."""
        verdict = self.verdict(exercise)
        if not verdict.allowed:
            return verdict.reason
        asked = Equipment.ROLLER in self.equipment
        return ROLLER_ANSWERS if exercise.gate == "roller" and asked and not self.roller_ok else None

    @property
    def resting(self) -> dict[str, str]:
        """Why an exercise stays away for now, by slug, whatever cautions, level and kit say."""
        return {**self.adapted.too_much, **self.excluded}

    def obstacle(self, exercise: Exercise) -> str | None:
        """Why this exercise is not for this person now, in plain words, or None when it is."""
        verdict = self.verdict(exercise)
        if not verdict.allowed:
            return verdict.reason
        if exercise.slug in self.resting:
            return self.resting[exercise.slug]
        if exercise.slug in self.chosen:
            return YOUR_CHOICE
        if exercise.level_required > self.level:
            return f"for level {exercise.level_required} and up"
        if exercise.gate == "hanging" and not self.hanging_ok:
            return HANGING_GATE
        missing = [kit for kit in exercise.equipment_required if not self.has(kit)]
        if missing:
            names = " and ".join(f"a {_kit_name(kit)}" for kit in missing)
            return f"{names} {'is' if len(missing) == 1 else 'are'} needed"
        if exercise.gate == "roller" and not self.roller_ok:
            return ROLLER_GATE
        return None

    def obstacle_as_extra(self, exercise: Exercise, *, kind: str) -> str | None:
        """Why it can't be added to a session of this kind, or None when it can."""
        hard = exercise.kind == ExerciseKind.STRENGTH and DEMANDING.intersection(exercise.tags)
        if hard and kind == ExerciseKind.STRETCH:
            return "a hard one waits for a strength day"
        return self.obstacle(exercise)

    def without_choices(self) -> "Person":
        """The same person, as if they had not chosen anything for good."""
        return replace(self, chosen={})

    def replacement(
        self, exercise: Exercise, *, library: Mapping[str, Exercise], taken: Collection[str] = ()
    ) -> Exercise | None:
        """The person's own choice, else by the swap map, the substitute or the easier one: the first that
        suits.

        Not one in `taken`; nothing for what the person leaves out, or replaces by what is there anyway.
        """
        choice = self.chosen.get(exercise.slug)
        if choice == "" or choice in taken:
            return None
        linked = [exercise.substitute.get("exercise"), exercise.easier.get("exercise")]
        if exercise.slug in self.adapted.too_much:
            linked.reverse()  # the easier one first (clinical 4.2)
        for slug in (choice, *self.verdict(exercise).instead, *linked):
            candidate = library.get(slug or "")
            if candidate is None or slug in taken or self.obstacle(candidate) is not None:
                continue
            if slug != choice or _may_stand_in(candidate, exercise):
                return candidate
        return None

    def alternative(self, exercise: Exercise, *, library: Mapping[str, Exercise]) -> Exercise | None:
        """What to do instead of one that is ruled out: its replacement, else one of its kind that suits,
        else one that can be done on a chair.
        """
        same = [e for e in library.values() if e.kind == exercise.kind and e.slug != exercise.slug]
        suits = (e for e in same if self.obstacle(e) is None)
        seated = (e for e in same if self.seated(e))
        return self.replacement(exercise, library=library) or next(suits, None) or next(seated, None)

    def seated(self, exercise: Exercise) -> bool:
        """True if the person can do it on a chair."""
        return self.restrictions.judge_seated(exercise.slug).allowed

    def level_of(self, exercise: Exercise, *, role: str = Role.MAIN) -> int:
        """The level at which the person does it in this role, within what cautions allow."""
        level = self.level if role == Role.MAIN else self.easy_level
        if role == Role.MAIN and self._waits(exercise):
            level = max(exercise.level_required, level - 1)
        return min(level, self.verdict(exercise).level_max)

    def _waits(self, exercise: Exercise) -> bool:
        """Whether it stays a level lower, since it has not earned this one (5.4)."""
        grown = self.adapted.grown
        return (
            self.only_earned and self.level == LEVEL_MAX and grown is not None and exercise.slug not in grown
        )

    def dose(self, exercise: Exercise, *, level: int) -> dict[str, int]:
        """Sets, holds or repetitions at a level, with holds as short as cautions ask for."""
        return self._within_caps(exercise, exercise.dose[str(level)])

    def stand(self, exercise: Exercise, *, role: str, level: int) -> Stand:
        """How much of it at a level, where earlier sessions left them; warm-ups and cool-downs never grow."""
        ladder, place = ladder_of(exercise), self.adapted.places.get(exercise.slug)
        asked = ladder.rung_of_level(level)
        rung = max(0, rung_at(ladder, place, level=level, grows=role == Role.MAIN))
        fewer = self.adapted.fewer_sets + (place.fewer_sets if place else 0)
        rungs = ladder.rungs[rung]
        dose = self._within_caps(exercise, {**rungs, "sets": max(1, rungs["sets"] - fewer)})
        as_planned = dose == self._within_caps(exercise, ladder.rungs[asked])
        why = "" if as_planned else (place.why if place and place.why else self.adapted.why)
        return Stand(dose, rung, why)

    def _within_caps(self, exercise: Exercise, dose: Mapping[str, int]) -> dict[str, int]:
        longest = self.verdict(exercise).hold_seconds_max
        if longest and "hold_seconds" in dose:
            return {**dose, "hold_seconds": min(dose["hold_seconds"], longest)}
        return dict(dose)

    def hold_most(self, exercise: Exercise) -> int | None:
        """Seconds to which a hold may grow on the person's wish, None for repetitions.

        A stretch may take 60 s; what takes effort stays within its highest dose, and everything within what
        cautions allow.
        """
        verdict = self.verdict(exercise)
        level = min(verdict.level_max, self.level_max)
        dose = exercise.dose[str(level)]
        if "hold_seconds" not in dose:
            return None
        stretch = exercise.kind == ExerciseKind.STRETCH and "iso_hold" not in exercise.tags
        if stretch and level == LEVEL_MAX:
            return STRETCH_SECONDS_MAX
        return min(dose["hold_seconds"], verdict.hold_seconds_max or dose["hold_seconds"])


ANYONE = Person(  # with all kit, nothing against the roller, and no limits
    level=LEVEL_MAX, level_most=LEVEL_MAX, equipment=frozenset(Equipment.values), roller_ok=True
)


def _may_stand_in(candidate: Exercise, exercise: Exercise) -> bool:
    """Whether it may be chosen for good: a main one never warms up, a hard one only replaces strength."""
    if exercise.kind in GENTLE and candidate.kind not in GENTLE:
        return False
    return exercise.kind == ExerciseKind.STRENGTH or not DEMANDING.intersection(candidate.tags)


def _kit_name(kit: str) -> str:
    label = dict(Equipment.choices).get(kit, kit)
    return label[0].lower() + label[1:]
