"""What the rules decided for a person, why, and where that leaves each exercise."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from routines.adaptation import Outcome
from routines.models.practice import PracticeSession

OWN_WISH = "own"  # the rule of what the person decided for themselves
MAINTENANCE = "maintenance"  # the rule of the smaller week that follows a programme that helped (D5)


class DecisionQuerySet(models.QuerySet):
    def standing(self) -> "DecisionQuerySet":
        """Those the person did not decline."""
        return self.filter(declined_at=None)

    def about_weeks(self) -> "DecisionQuerySet":
        """Those of table D, and the smaller week that one of them leads to."""
        return self.filter(Q(week__isnull=False) | Q(rule=MAINTENANCE))

    def in_order(self) -> "DecisionQuerySet":
        """Oldest first, by the session they are about: a late answer about an old session stays there.

        One's own wish counts from when it was made.
        """
        about = Case(
            When(rule=OWN_WISH, then=F("made_at")), default=Coalesce("session__started_at", "made_at")
        )
        return self.annotate(about=about).order_by("about", "made_at", "id")


class Decision(models.Model):
    """One rule that matched, with the numbers it looked at. Without an exercise it is about the whole day.

    `place` is where it puts the exercise on its ladder: {"level", "offset", "held", "fewer_sets"}, or None
    when it moves nothing. A declined one no longer counts, and can be taken up again. `week` is the Monday of
    the week that a rule of table D is about, in the person's own zone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="decisions")
    session = models.ForeignKey(
        PracticeSession, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )
    week = models.DateField(null=True, blank=True)
    exercise = models.SlugField(blank=True)
    rule = models.CharField(max_length=20)
    version = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20, choices=[(str(o), o.value.replace("-", " ")) for o in Outcome])
    words = models.TextField()
    inputs = models.JSONField(default=dict)
    place = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "exercise", "rule"],
                condition=~Q(rule=OWN_WISH),
                name="one_decision_a_rule",
            ),
            models.UniqueConstraint(
                fields=["user", "week", "rule"],
                condition=Q(week__isnull=False),
                name="one_decision_a_rule_and_week",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-made_at"], name="decision_of_person"),
            models.Index(
                fields=["session"],
                condition=Q(outcome__in=["rest", "refer", "refer-urgent"]),
                name="decision_asks_for_help",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.outcome} {self.exercise}".rstrip()

    @property
    def is_ones_own(self) -> bool:
        """True for what a person may decline: a step more, their own wish for an easier one, and a shorter
        week."""
        if self.week is not None:
            return self.outcome == Outcome.SHORTEN
        moves = bool(self.exercise) and self.place is not None
        return moves and (self.outcome == Outcome.PROGRESS or self.rule == OWN_WISH)

    @property
    def asks_for_help(self) -> bool:
        """True for a rest or a referral."""
        return self.outcome in (Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT)


class Last(models.TextChoices):
    """What the last move of an exercise was."""

    HELD = "held", "Held"
    REGRESSED = "regressed", "A step back"
    PROGRESSED = "progressed", "A step more"


class ExerciseState(models.Model):
    """Where a person stands on the ladder of one exercise, as their standing decisions leave it.

    `offset` counts rungs from the dose of `level`, the level asked for at the time. `placed_at` is when it
    was put there, `last_stepped_at` when it last grew. `steps` is how many rungs the last move took.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exercise_states"
    )
    exercise = models.SlugField()
    level = models.PositiveSmallIntegerField()
    offset = models.SmallIntegerField()
    held = models.BooleanField()
    fewer_sets = models.PositiveSmallIntegerField(default=0)
    steps = models.SmallIntegerField(default=0)
    last = models.CharField(max_length=10, choices=Last)
    why = models.TextField()
    placed_at = models.DateTimeField()
    last_stepped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["exercise"]
        constraints = [
            models.UniqueConstraint(fields=["user", "exercise"], name="one_state_an_exercise"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="state_level_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: level {self.level}, {self.offset:+d}"
