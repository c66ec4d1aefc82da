"""What is good on a rest day: warm-ups, a walk, constructive rest, nothing else (clinical 4.2, 4). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routines.models import Exercise, ExerciseKind
from routines.person import Person
from routines.session_plan import QUIET_REST, dose_text

WARM_UPS_MOST = 3
BREATHING = "breathing-90-90"
STANDING_STRETCH = "standing-hip-flexor-stretch"
STANDING_STRETCH_LEVEL = 2  # 2 × 30 s, clinical 4.2 rule 1


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing to do, with what to mind as whole sentences."""

    exercise: Exercise
    limits: tuple[str, ...] = ()
    dose: str = ""


def rest_ideas(
    person: Person, library: Mapping[str, Exercise], *, only_rest: bool = False
) -> tuple[Idea, ...]:
    """Library entries that suit the person: up to three warm-ups, then one to lie or sit still.

    `only_rest` leaves the warm-ups out: for days when the rules ask for rest (A2: only if comfortable).
    """
    quiet = idea(person, library, QUIET_REST) or idea(person, library, BREATHING)
    warm_ups = () if only_rest else tuple(_warm_ups(person, library))[:WARM_UPS_MOST]
    return (*warm_ups, *([quiet] if quiet else []))


def calm_ideas(person: Person, library: Mapping[str, Exercise]) -> tuple[Idea, ...]:
    """What A2 leaves, where it suits the person: breathing, and lying still."""
    return tuple(filter(None, (idea(person, library, slug) for slug in (BREATHING, QUIET_REST))))


def may_walk(person: Person) -> bool:
    return not person.restrictions.chair_only


def stretch_to_fill_up(person: Person, library: Mapping[str, Exercise]) -> Idea | None:
    """The standing stretch for a week that had little of it, if it suits; at most as their answers allow."""
    exercise = library.get(STANDING_STRETCH)
    if exercise is None or person.restrictions.chair_only or person.obstacle(exercise) is not None:
        return None
    verdict = person.verdict(exercise)
    level = min(STANDING_STRETCH_LEVEL, verdict.level_max, person.level_max)
    return Idea(exercise, verdict.limits, dose_text(person.dose(exercise, level=level), exercise.sides))


def _warm_ups(person: Person, library: Mapping[str, Exercise]) -> Iterator[Idea]:
    for exercise in sorted(library.values(), key=lambda exercise: (exercise.order, exercise.slug)):
        if exercise.kind == ExerciseKind.WARM_UP:
            warm_up = idea(person, library, exercise.slug)
            if warm_up:
                yield warm_up


def idea(person: Person, library: Mapping[str, Exercise], slug: str) -> Idea | None:
    """The exercise as the person may do it: as it is, else on a chair, else not at all."""
    exercise = library.get(slug)
    if exercise is None or slug in {*person.excluded, *person.chosen, *person.adapted.too_much}:
        return None
    verdict = person.verdict(exercise)
    if verdict.allowed and not person.restrictions.chair_only:
        return Idea(exercise, verdict.limits) if person.obstacle(exercise) is None else None
    seated = person.restrictions.judge_seated(slug)
    return Idea(exercise, seated.limits) if seated.allowed else None
