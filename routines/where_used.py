"""Where an exercise is used: what an expert has to think of before asking for a change."""

from dataclasses import dataclass

from routines.models import Article, Exercise, Programme, RoutineStep
from routines.models.exercise import Content

VARIANTS = {"easier": "Easier than", "harder": "Harder than", "substitute": "Instead of"}


@dataclass(frozen=True, slots=True)
class Use:
    """`how` continues with the name of `item`: “Easier than” the couch stretch."""

    how: str
    item: Content


def where_used(exercise: Exercise) -> list[Use]:
    """Every current exercise, routine, programme and article that names `exercise`. Four queries."""
    slug = exercise.slug
    uses = [
        Use(how, other)
        for other in Exercise.objects.current()
        for key, how in VARIANTS.items()
        if getattr(other, key).get("exercise") == slug
    ]
    steps = RoutineStep.objects.filter(exercise=exercise, routine__retired=False).select_related("routine")
    uses += [Use(f"{step.get_role_display()} step of", step.routine) for step in steps]
    for programme in Programme.objects.current():
        if any(step["exercise"] == slug for steps in programme.steps.values() for step in steps):
            uses.append(Use("Part of", programme))
    for article in Article.objects.current():
        if article.figure["exercise"] == slug:
            uses.append(Use("Figure of", article))
        if slug in article.related:
            uses.append(Use("Named at the end of", article))
    return uses
