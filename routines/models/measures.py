"""What is measured beside pain: own activities and the week in numbers, and three self-tests."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from routines.models.validators import ScoreField, score_constraint

ACTIVITIES_MOST = 3
ACTIVITY_LENGTH = 80
RATING_MOST = 5  # the global rating of change has eleven points, -5 to +5 (clinical 3)
HOLD_SECONDS_MOST = 60  # clinical 3: the hold is stopped at 60 s
STANDS_MOST = 60  # two a second: more is a slip of the finger
ANGLE_MOST = 90


class Activity(models.Model):
    """An activity of their own that is hard for someone (PSFS, Stratford 1995).

    Changing one retires it and names a new one: scores of the old never speak for the new.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activities")
    text = models.CharField(max_length=ACTIVITY_LENGTH)
    place = models.PositiveSmallIntegerField()  # 1 to 3: the order in which the person named them
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "place"], condition=Q(retired_at__isnull=True), name="one_activity_a_place"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=ACTIVITIES_MOST), name="activity_place_1_to_3"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="activity_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class WeeklyCheckIn(models.Model):
    """A person's week in numbers. Every group of questions may still be open: None is not answered.

    `monday` names the week in the person's own zone; `answered_on` is the day of the latest answer.
    Pain, enjoyment and general activity are the three PEG scores, 0 best. `rating` is -5 to +5.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_check_ins"
    )
    monday = models.DateField()
    answered_on = models.DateField()
    average_pain = ScoreField(null=True, blank=True)
    enjoyment = ScoreField(null=True, blank=True)
    general_activity = ScoreField(null=True, blank=True)
    confidence = ScoreField(null=True, blank=True)
    rating = models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(-RATING_MOST), MaxValueValidator(RATING_MOST)]
    )
    updated_at = models.DateTimeField()

    PEG = ("average_pain", "enjoyment", "general_activity")

    class Meta:
        ordering = ["monday"]
        constraints = [
            models.UniqueConstraint(fields=["user", "monday"], name="one_weekly_check_in_a_week"),
            score_constraint("weekly", "average_pain", "enjoyment", "general_activity", "confidence"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=-RATING_MOST, rating__lte=RATING_MOST),
                name="weekly_rating_in_range",
            ),
            models.CheckConstraint(
                condition=Q(average_pain__isnull=True, enjoyment__isnull=True, general_activity__isnull=True)
                | Q(average_pain__isnull=False, enjoyment__isnull=False, general_activity__isnull=False),
                name="weekly_peg_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"check-in of the week of {self.monday}"


class ActivityScore(models.Model):
    """How well someone could do one of their activities that week: 0 unable, 10 as able as before."""

    check_in = models.ForeignKey(WeeklyCheckIn, on_delete=models.CASCADE, related_name="activity_scores")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="scores")
    score = ScoreField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in", "activity"], name="one_score_an_activity"),
            score_constraint("activity", "score"),
        ]

    def __str__(self) -> str:
        return f"{self.score} of 10"


# --- Self-tests -----------------------------------------------------------------------------------------


class SelfTest(models.Model):
    """One try on one day in the person's own zone; a second on the same day takes its place."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss")
    on_date = models.DateField()
    taken_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["on_date"]
        constraints = [models.UniqueConstraint(fields=["user", "on_date"], name="one_%(class)s_a_day")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} on {self.on_date}"


class Room(models.TextChoices):
    """Where the hanging thigh comes to rest: "front-of-hip room", in three words only."""

    BELOW = "below", "Below the bed line"
    LEVEL = "level", "Level with the bed line"
    ABOVE = "above", "Above the bed line"


class AngleField(models.SmallIntegerField):
    """Degrees the thigh hangs below level; negative above it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("validators", [MinValueValidator(-ANGLE_MOST), MaxValueValidator(ANGLE_MOST)])
        super().__init__(*args, **kwargs)


def _angle_constraint(field: str) -> models.CheckConstraint:
    fits = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": -ANGLE_MOST, f"{field}__lte": ANGLE_MOST})
    return models.CheckConstraint(condition=fits, name=f"bed_edge_{field}")


class BedEdgeCheck(SelfTest):
    """The bed-edge hip check, each side; the phone's angle where one was used."""

    left = models.CharField(max_length=5, choices=Room)
    right = models.CharField(max_length=5, choices=Room)
    left_angle = AngleField()
    right_angle = AngleField()

    class Meta(SelfTest.Meta):
        constraints = [
            *SelfTest.Meta.constraints,
            models.CheckConstraint(
                condition=Q(left__in=["below", "level", "above"], right__in=["below", "level", "above"]),
                name="bed_edge_three_categories",
            ),
            *(_angle_constraint(field) for field in ("left_angle", "right_angle")),
        ]


class KneeLiftHold(SelfTest):
    """The seated knee-lift hold: seconds on each side, 60 at most."""

    left = models.PositiveSmallIntegerField(validators=[MaxValueValidator(HOLD_SECONDS_MOST)])
    right = models.PositiveSmallIntegerField(validators=[MaxValueValidator(HOLD_SECONDS_MOST)])

    class Meta(SelfTest.Meta):
        constraints = [
            *SelfTest.Meta.constraints,
            models.CheckConstraint(
                condition=Q(left__lte=HOLD_SECONDS_MOST, right__lte=HOLD_SECONDS_MOST),
                name="knee_lift_seconds",
            ),
        ]


class ChairStand(SelfTest):
    """The 30-second chair stand: full stands; 0 when the hands were needed."""

    stands = models.PositiveSmallIntegerField(validators=[MaxValueValidator(STANDS_MOST)])

    class Meta(SelfTest.Meta):
        constraints = [
            *SelfTest.Meta.constraints,
            models.CheckConstraint(condition=Q(stands__lte=STANDS_MOST), name="chair_stands"),
        ]
