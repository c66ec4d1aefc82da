"""The library: exercises and ready-made routines, imported from routines/content/."""

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse

from routines.models.review import ContentReview


class ExerciseKind(models.TextChoices):
    STRETCH = "stretch", "Stretch"
    RELEASE = "release", "Release"
    STRENGTH = "strength", "Strength"
    WARM_UP = "warm-up", "Warm-up"
    COOL_DOWN = "cool-down", "Cool-down"


class Sides(models.TextChoices):
    EACH = "each", "Each side in turn"
    ALTERNATING = "alternating", "Alternating sides"
    BOTH = "both", "Both sides together"


class RoutineKind(models.TextChoices):
    STRETCH = "stretch", "Stretch"
    STRENGTH = "strength", "Strength"

    @property
    def other(self) -> "RoutineKind":
        """The kind that follows this one in the alternating week."""
        return RoutineKind.STRENGTH if self == RoutineKind.STRETCH else RoutineKind.STRETCH


class Role(models.TextChoices):
    WARM_UP = "warm-up", "Warm-up"
    MAIN = "main", "Main"
    COOL_DOWN = "cool-down", "Cool-down"


class ContentQuerySet(models.QuerySet):
    def current(self):
        """What the content files still contain."""
        return self.filter(retired=False)

    def with_review(self):
        """Each row with its latest review, in the same query: reviewer_name, credential, reviewed_on (None if
        there is no review) and changed_since (whether the file has changed since that review)."""
        latest = ContentReview.objects.filter(kind=self.model._meta.model_name, slug=OuterRef("slug"))
        latest = latest.order_by("-id")
        said = {
            name: Subquery(latest.values(name)[:1]) for name in ("reviewer_name", "credential", "reviewed_on")
        }
        same = Subquery(latest.values("file_checksum")[:1])
        unchanged = When(Q(review_of=None) | Q(review_of=F("file_checksum")), then=Value(False))
        return self.annotate(**said, review_of=same, changed_since=Case(unchanged, default=Value(True)))


class Content(models.Model):
    """Common to everything imported from a content file; `slug` is the file's name.

    `checksum` is of the row, `file_checksum` of what the file says: the second is what a review is about.
    """

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField()
    retired = models.BooleanField(default=False)
    checksum = models.CharField(max_length=64)
    file_checksum = models.CharField(max_length=64)

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "slug"]

    @property
    def content_kind(self) -> str:
        """How reviews name this kind of content: exercise, routine, programme…"""
        return self._meta.model_name

    @property
    def reviews(self) -> models.QuerySet[ContentReview]:
        """Every review of it, the latest first."""
        return ContentReview.objects.filter(kind=self.content_kind, slug=self.slug)


class Exercise(Content):
    """One exercise. Doses are keyed by level "1" to "3": sets, hold_seconds or reps, rest_seconds."""

    name = models.CharField(max_length=120)
    article = models.BooleanField(default=False)  # named in the source article
    kind = models.CharField(max_length=10, choices=ExerciseKind)
    sides = models.CharField(max_length=12, choices=Sides)
    also_called = models.JSONField(default=list)
    purpose = models.TextField()
    cue = models.CharField(max_length=120)
    muscles_primary = models.TextField()
    muscles_secondary = models.TextField(blank=True)
    start = models.TextField()
    steps = models.JSONField()
    breathing = models.TextField()
    mistakes = models.JSONField(default=list)
    normal = models.TextField()
    stop_if = models.JSONField(default=list)
    skip_if = models.JSONField(default=list)
    tempo = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list)
    equipment_required = models.JSONField(default=list)
    equipment_optional = models.JSONField(default=list)
    level_required = models.PositiveSmallIntegerField(default=1)
    gate = models.CharField(max_length=10, blank=True)  # "", hanging, roller
    figure_sentence = models.TextField()
    has_figure = models.BooleanField(default=False)
    easier = models.JSONField(default=dict)  # {"text": …, "exercise": slug or ""}
    harder = models.JSONField(default=dict)
    substitute = models.JSONField(default=dict)
    props = models.JSONField(default=list)  # [{"prop": …, "changes": …}]
    dose = models.JSONField()
    evidence = models.JSONField()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exercise", args=[self.slug])


class Routine(Content):
    """A ready-made session: an ordered template that is fitted to a person and a number of minutes."""

    name = models.CharField(max_length=120)
    article = models.BooleanField(default=False)  # made of what the source article names
    kind = models.CharField(max_length=10, choices=RoutineKind)
    summary = models.TextField()
    for_whom = models.TextField()
    hydration = models.TextField()
    rest = models.TextField()
    safety = models.TextField()
    exercises = models.ManyToManyField(Exercise, through="RoutineStep")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("routine", args=[self.slug])


class RoutineStep(models.Model):
    """One exercise in a routine's template."""

    routine = models.ForeignKey(Routine, on_delete=models.CASCADE, related_name="steps")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT)
    role = models.CharField(max_length=10, choices=Role)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["routine", "order"], name="one_step_per_place")]

    def __str__(self) -> str:
        return f"{self.order}. {self.exercise_id} ({self.role})"
