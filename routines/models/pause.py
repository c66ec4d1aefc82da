"""Pauses: a person is ill, away or hurt until a date, and nothing is expected of them meanwhile.

They may be planned ahead: a holiday is known weeks before.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce


class Reason(models.TextChoices):
    """Why; it decides how the way back begins."""

    HOLIDAY = "holiday", "A holiday or a trip"
    ILLNESS = "illness", "I am ill"
    INJURY = "injury", "I am hurt"


@dataclass(frozen=True, slots=True)
class Away:
    """One pause as the rules see it: until the day before `until`, or before `ended` if that came first.

    `ahead`: it was planned for a later day, and nobody has seen it begin yet.
    """

    start: date
    until: date
    reason: str
    ended: date | None = None
    ahead: bool = False
    pk: int | None = field(default=None, compare=False)

    @property
    def end(self) -> date:
        """The first day back."""
        return self.ended or self.until

    def is_ahead(self, today: date) -> bool:
        """Planned, and not begun: until then all goes on as ever."""
        return self.ahead and self.ended is None and today < self.start


class PauseQuerySet(models.QuerySet):
    def in_force(self, *, today: date):
        """The one a person is in today. It is over at their midnight."""
        return self.filter(ended_on=None, until__gt=today).exclude(_ahead(today))

    def ahead(self, *, today: date):
        """The one that is planned and has not begun."""
        return self.filter(_ahead(today), ended_on=None)

    def catch_up(self, *, today: date) -> None:
        """Write down what came by itself: pauses that are over, and planned ones that have begun.

        Needed before one is begun or planned, as one of each may be open.
        """
        self.filter(ended_on=None, until__lte=today).update(ended_on=F("until"))
        self.filter(ended_on=None, started_on__lte=today).update(ahead=False)

    def asking_again(
        self, *, after: timedelta, screened_at: Combinable, screened_on: Combinable, today: date
    ):
        """Those that are over and after which the safety questions were not begun anew.

        That is asked for by an injury, and by any pause of `after` or longer. `screened_at` is when the last
        round was begun, `screened_on` its date where the person is, both of an outer query; one begun on the
        day back will do.
        """
        length = ExpressionWrapper(F("end") - F("started_on"), output_field=DurationField())
        asking = Q(reason=Reason.INJURY) | Q(length__gte=after)
        too_early = Q(begun_at__gte=screened_at) | Q(end__gt=screened_on)
        over = self.alias(end=Coalesce("ended_on", "until")).filter(end__lte=today)
        return over.alias(length=length).filter(asking & too_early)


def _ahead(today: date) -> Q:
    return Q(ahead=True, started_on__gt=today)


class Pause(models.Model):
    """From `started_on` until before `until`, or before `ended_on` if the person was back earlier.

    All three are dates where the person is. Without `ended_on` it ends by itself; one that was planned
    `ahead` begins by itself too. A person has at most one in force and one planned: whoever falls ill keeps
    the holiday of next month.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=10, choices=Reason)
    started_on = models.DateField()
    until = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField()
    ahead = models.BooleanField(default=False)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "ahead"],
                condition=Q(ended_on=None),
                name="one_pause_in_force_and_one_ahead",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("started_on")), name="pause_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"), ended_on__lte=F("until")),
                name="back_within_the_pause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} from {self.started_on} until {self.ended_on or self.until}"

    @property
    def away(self) -> Away:
        return Away(self.started_on, self.until, self.reason, self.ended_on, self.ahead, self.pk)
