"""What a person told us that shapes the plan: body and kit (Profile), days and times (Plan)."""

from datetime import date, datetime, time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from routines import cautions
from routines.models.exercise import RoutineKind
from routines.models.programme import Programme
from routines.models.validators import ScoreField, score_constraint
from routines.restrictions import LEVEL_MAX, Restrictions, restrictions
from routines.screening import clinician_first

HOURS_OF_DAY = 24


class Place(models.TextChoices):
    """Where it hurts; several may be true."""

    LOWER_BACK = "lower-back", "Lower back"
    FRONT_LEFT = "front-left", "Front of the left hip"
    FRONT_RIGHT = "front-right", "Front of the right hip"
    SIDE = "side", "Side of a hip"
    BUTTOCK = "buttock", "Buttock"
    THIGH = "thigh", "Front of a thigh"
    KNEE = "knee", "Knee"


class Equipment(models.TextChoices):
    """Kit that decides which exercises fit. A floor and a wall are taken for granted."""

    MAT = "mat", "Mat or rug"
    CUSHION = "cushion", "Cushion or folded towel"
    CHAIR = "chair", "Firm chair"
    BENCH = "bench", "Bed or sturdy bench"
    BLOCK = "block", "Yoga block or thick book"
    STRAP = "strap", "Strap or belt"
    BAND = "band", "Resistance band"
    ROLLER = "roller", "Foam roller"
    BAR = "bar", "Pull-up bar that holds your weight"


class Profile(models.Model):
    """Body and kit of one person. `cautions` are ids of routines.cautions, as answered on `cautions_on`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    usual_pain = ScoreField(null=True)
    pain_places = models.JSONField(default=list)
    cautions = models.JSONField(default=list)
    cautions_wording = models.CharField(max_length=10, blank=True)  # empty: not answered yet
    cautions_on = models.DateField(null=True, blank=True)
    clinician_agreed_on = models.DateField(null=True, blank=True)
    equipment = models.JSONField(default=list)
    equipment_answered = models.BooleanField(default=False)
    roller_ok = models.BooleanField(default=False)  # has a roller and none of the roller questions applies
    hanging_open_on = models.DateField(null=True, blank=True)  # the hanging gate was passed, routines.hanging
    safety_due_since = models.DateTimeField(null=True, blank=True)  # a stop signal: ask again before going on
    runs = models.BooleanField(null=True, blank=True)  # twice a week or more; None: not answered
    sitting_hours = models.PositiveSmallIntegerField(  # on a usual workday; None: not answered
        null=True, blank=True, validators=[MaxValueValidator(HOURS_OF_DAY)]
    )
    changed_at = models.DateTimeField(null=True, blank=True)  # "something changed", until that is answered

    class Meta:
        constraints = [
            score_constraint("profile", "usual_pain"),
            models.CheckConstraint(
                condition=Q(sitting_hours__isnull=True) | Q(sitting_hours__lte=HOURS_OF_DAY),
                name="sitting_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"profile of {self.user_id}"

    @property
    def restrictions(self) -> Restrictions:
        """What the cautions leave of the library."""
        return restrictions(self.cautions, chair=Equipment.CHAIR in self.equipment)

    @property
    def asked_again_since(self) -> datetime | None:
        """A screening counts only if begun after this: a stop signal, or "something changed"."""
        return max((at for at in (self.safety_due_since, self.changed_at) if at), default=None)

    @property
    def cautions_answered(self) -> bool:
        return self.cautions_wording == cautions.WORDING

    @property
    def needs_clinician(self) -> bool:
        """A clinician has to agree before any session: strong pain, or an answer that says so."""
        strong = self.usual_pain is not None and clinician_first(self.usual_pain)
        return strong or bool(cautions.locking(self.cautions))

    @property
    def level_max(self) -> int:
        """After a clinician's word, level 1 (clinical 2.2)."""
        return 1 if self.needs_clinician else LEVEL_MAX


class Plan(models.Model):
    """Days, hour and length, and the reminder that follows from them.

    Without a `programme` the article's two sessions take turns. `level` is the highest the person wants.
    `days` are weekdays (0 Monday to 6 Sunday) in the person's own time zone. `moved_from` and `moved_to`
    hold the one session that was moved by hand. `next_reminder_at` is null when nothing is to be sent.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan")
    per_week = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(2), MaxValueValidator(4)]
    )
    days = models.JSONField(default=list)
    at = models.TimeField(default=time(18, 30))
    minutes = models.PositiveSmallIntegerField(default=15)
    level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    started_on = models.DateField()
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans"
    )
    programme_started_on = models.DateField(null=True, blank=True)
    proposal_later = models.SlugField(blank=True)  # the programme that "not now" was said to
    balance = models.CharField(max_length=10, blank=True, choices=RoutineKind)  # a kind more of each week
    moved_from = models.DateField(null=True, blank=True)
    moved_to = models.DateField(null=True, blank=True)
    extra_slug = models.SlugField(blank=True)  # exercise added by hand to the next session, once

    reminders_on = models.BooleanField(default=True)
    lead_minutes = models.PositiveSmallIntegerField(default=30)
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    next_reminder_date = models.DateField(null=True, blank=True)  # local date of the session it announces
    tzdata_version = models.CharField(max_length=20, blank=True)  # with which the instant was computed

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_week__in=[2, 3, 4]), name="two_to_four_a_week"),
            models.CheckConstraint(condition=Q(minutes__in=[10, 15, 20, 30]), name="minutes_we_can_fit"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="level_1_to_3"),
            models.CheckConstraint(
                condition=Q(balance__in=["", *RoutineKind.values]), name="balance_is_a_kind_or_none"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_reminder_at"], condition=Q(next_reminder_at__isnull=False), name="reminder_due"
            )
        ]

    def __str__(self) -> str:
        return f"plan of {self.user_id}"

    def start_programme(self, programme: Programme, *, on: date) -> None:
        """Follow `programme` from its first week. Not saved."""
        self.programme, self.programme_started_on = programme, on

    def leave_programme(self) -> None:
        """Go back to the article's two sessions. Not saved."""
        self.programme = self.programme_started_on = None

    def move(self, *, from_date: date, to_date: date) -> None:
        """Do the session planned for `from_date` on `to_date` instead. Not saved."""
        self.moved_from, self.moved_to = from_date, to_date
