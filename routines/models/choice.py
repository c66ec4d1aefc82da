"""What a person does instead of an exercise for good, or that they leave it out."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from routines.models.exercise import Exercise


class ExerciseChoiceQuerySet(models.QuerySet):
    def with_names(self) -> "ExerciseChoiceQuerySet":
        """Each with `name` and `instead_name`, None for what is not in the library any more."""
        return self.annotate(name=_name_of("exercise"), instead_name=_name_of("instead"))


class ExerciseChoice(models.Model):
    """`exercise` and `instead` are slugs: content may be retired, a choice stays. "" leaves it out."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exercise_choices"
    )
    exercise = models.SlugField()
    instead = models.SlugField(blank=True)
    made_at = models.DateTimeField()

    objects = ExerciseChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "exercise"], name="one_choice_an_exercise"),
            models.CheckConstraint(condition=~Q(exercise=F("instead")), name="choice_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.instead or 'nothing'} in place of {self.exercise}"


def _name_of(field: str) -> Subquery:
    return Subquery(Exercise.objects.filter(slug=OuterRef(field)).values("name")[:1])
