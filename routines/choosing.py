"""Which exercises a session is made from: the template's as far as they suit, and what takes their place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from routines.models import Exercise, ExerciseKind, Role
from routines.person import AS_PLANNED, DEMANDING, GENTLE, YOUR_CHOICE, Person
from routines.session_plan import PlannedStep, Swap, TemplateStep

RELEASE_FROM_MINUTES = 20  # clinical 5.2
WHOLE_ARTICLE_FROM_MINUTES = 15  # from here on every move of the article gets at least one set
MAINS_MIN = 2  # with fewer of the kind left, the session moves to a chair (clinical 2.3)
CHAIR_TRACK = (
    ("marching-in-place", Role.WARM_UP),
    ("seated-knee-lift-hold", Role.MAIN),
    ("standing-hip-flexor-stretch", Role.MAIN),
    ("breathing-90-90", Role.COOL_DOWN),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a session is made from: the steps that suit, more mains to fill it, and what was changed."""

    suited: Sequence[PlannedStep]
    extras: Sequence[PlannedStep]
    swaps: Sequence[Swap] = ()
    on_chair: bool = False


def choose(
    template: Sequence[TemplateStep],
    *,
    library: Mapping[str, Exercise],
    kind: str,
    person: Person,
    minutes: int,
    whole_article: bool,
) -> Choice:
    """From the template, or from the chair track when cautions leave too little of this kind."""
    own = _suitable(library, kind, person=person)
    left = _suitable(library, kind, person=person.without_choices())
    if person.restrictions.chair_only or (person.restrictions.cautions and len(left) < MAINS_MIN):
        track, swaps = _chair_track(library, person=person)
        used = {step.exercise.slug for step in track}
        extras = _as_mains(_on_chair_too(own, person), used, person=person)
        if not track and not extras:  # all of it hurt lately: sitting and breathing is what is left
            quiet = replace(on_chair(person), excluded={}, adapted=AS_PLANNED)
            end = _seated_end(library, Role.COOL_DOWN, person=quiet, position=0)
            track = [end] if end else []
        return Choice(track, extras, swaps, on_chair=True)
    offered = _offered(template, person=person, minutes=minutes, whole_article=whole_article)
    suited, swaps = _suit(offered, library=library, person=person)
    if person.restrictions.cautions or person.resting or person.chosen:
        lost = {step.role for step in template} - {step.role for step in suited}
        suited += _ends(lost, library=library, person=person)
    used = {step.exercise.slug for step in [*template, *suited]}
    extras = _as_mains([*own, *_light(library, kind=kind, person=person)], used, person=person)
    return Choice(suited, extras if whole_article else extras[: _lost_mains(offered, swaps)], swaps)


def plan_step(exercise: Exercise, role: str, *, person: Person, position: int = 0) -> PlannedStep:
    """The exercise as its level, and earlier sessions, prescribe it to this person."""
    level = person.level_of(exercise, role=role)
    stand = person.stand(exercise, role=role, level=level)
    limits = person.verdict(exercise).limits
    return PlannedStep(
        exercise,
        role,
        level,
        stand.dose,
        stand.dose["sets"],
        position=position,
        limits=limits,
        hold_most=stand.dose.get("hold_seconds") if stand.why else person.hold_most(exercise),
        rung=stand.rung,
        why=stand.why,
    )


def role_of(exercise: Exercise) -> Role:
    """The part of a session an exercise belongs to by its kind."""
    return Role(exercise.kind) if exercise.kind in GENTLE else Role.MAIN


# --- From the template ----------------------------------------------------------------------------------


def _offered(
    template: Sequence[TemplateStep], *, person: Person, minutes: int, whole_article: bool
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
    template: Sequence[TemplateStep], *, library: Mapping[str, Exercise], person: Person
) -> tuple[list[PlannedStep], list[Swap]]:
    """What of the template suits this person, each exercise once, with what was replaced or left out."""
    taken = {step.exercise.slug for step in template}
    suited, swaps = [], []
    for position, step in enumerate(template):
        exercise, role = step.exercise, step.role
        reason = person.obstacle(exercise)
        if reason is not None:
            exercise = person.replacement(step.exercise, library=library, taken=taken)
            if exercise and exercise.level_required > person.level_of(exercise, role=role):
                exercise = None  # in this role it would be done more easily than it exists
            swaps.append(Swap(step.exercise.name, exercise.name if exercise else None, reason))
            if exercise is None:
                continue
            taken.add(exercise.slug)
            if role == Role.MAIN and role_of(exercise) != Role.MAIN:
                role, position = role_of(exercise), position + len(template)
        suited.append(plan_step(exercise, role, person=person, position=position))
    return suited, swaps


def _ends(lost: Collection[str], *, library: Mapping[str, Exercise], person: Person) -> Iterator[PlannedStep]:
    """A warm-up or cool-down where none of the template's suits: one of the library, else on a chair.

    Nobody goes without, so when somebody leaves all of them out for good, the first one is done.
    """
    for role, position in ((Role.WARM_UP, -1), (Role.COOL_DOWN, 998)):
        others = _suitable(library, role, person=person) if role in lost else []
        if role in lost and not others:
            others = _suitable(library, role, person=person.without_choices())
        if others:
            yield plan_step(others[0], role, person=person, position=position)
        elif role in lost and person.restrictions.cautions:
            end = _seated_end(library, role, person=person, position=position)
            yield from [end] if end else []


# --- More of it -----------------------------------------------------------------------------------------


def _suitable(library: Mapping[str, Exercise], kind: str, *, person: Person) -> list[Exercise]:
    """Every exercise of this kind that the person can do, in the library's order."""
    in_order = sorted(library.values(), key=lambda exercise: (exercise.order, exercise.slug))
    return [e for e in in_order if e.kind == kind and person.obstacle(e) is None]


def _light(library: Mapping[str, Exercise], *, kind: str, person: Person) -> list[Exercise]:
    """Light strength, to come after the stretches of a stretch day."""
    if kind != ExerciseKind.STRETCH:
        return []
    strength = _suitable(library, ExerciseKind.STRENGTH, person=person)
    return [exercise for exercise in strength if not DEMANDING.intersection(exercise.tags)]


def _as_mains(exercises: Sequence[Exercise], used: set[str], *, person: Person) -> list[PlannedStep]:
    return [
        plan_step(exercise, Role.MAIN, person=person, position=100 + place)
        for place, exercise in enumerate(exercises)
        if exercise.slug not in used
    ]


# --- On a chair (clinical 2.3) --------------------------------------------------------------------------


def _chair_track(library: Mapping[str, Exercise], *, person: Person) -> tuple[list[PlannedStep], list[Swap]]:
    """What of the chair track is allowed: seated where that exists, else with a hand on the chair.

    With what the person's own choices and sharp pain lately change in its main part.
    """
    holding = on_chair(person)
    steps, swaps = [], []
    for position, (slug, role) in enumerate(CHAIR_TRACK):
        step = None
        if role != Role.MAIN:
            step = _seated_end(library, role, person=holding, position=position)
        if step is None and slug in library and holding.verdict(library[slug]).allowed:
            exercise, swap = _on_the_track(library[slug], library=library, person=holding)
            swaps += [swap] if swap else []
            step = exercise and plan_step(exercise, role, person=holding, position=position)
        if step:
            steps.append(step)
    return steps, swaps


def on_chair(person: Person) -> Person:
    """The same person with a firm chair, which every session on a chair takes for granted."""
    restrictions = replace(person.restrictions, chair=True)
    return replace(person, restrictions=restrictions, equipment=person.equipment | {"chair"})


def _on_the_track(
    exercise: Exercise, *, library: Mapping[str, Exercise], person: Person
) -> tuple[Exercise | None, Swap | None]:
    """An exercise of the track, or what the person does instead of it, and why."""
    slug = exercise.slug
    reason = person.resting.get(slug) or (slug in person.chosen and YOUR_CHOICE)
    if not reason:
        return exercise, None
    taken = {place for place, _ in CHAIR_TRACK}
    instead = person.replacement(exercise, library=library, taken=taken)
    if instead and not _on_chair_too([instead], person):
        instead = None
    return instead, Swap(exercise.name, instead.name if instead else None, reason)


def _seated_end(
    library: Mapping[str, Exercise], role: str, *, person: Person, position: int
) -> PlannedStep | None:
    """The chair track's warm-up or cool-down, done seated, if that is possible."""
    slug = next(slug for slug, place in CHAIR_TRACK if place == role)
    verdict = person.restrictions.judge_seated(slug)
    if slug not in library or slug in person.resting or not verdict.allowed:
        return None
    return replace(plan_step(library[slug], role, person=person, position=position), limits=verdict.limits)


def _on_chair_too(own: Sequence[Exercise], person: Person) -> list[Exercise]:
    """What is left of the session's kind; where a chair is a must, only what is done on it."""
    return [e for e in own if not person.restrictions.chair_only or "chair" in e.equipment_required]
