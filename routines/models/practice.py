"""Guided sessions: what was prescribed, and whether it was done."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from routines.models.exercise import Routine, RoutineKind


class SessionStatus(models.TextChoices):
    OPEN = "open", "Not finished yet"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped early"


class Source(models.TextChoices):
    """Who says what was done. A correction stands in for everything else that is known of its session."""

    DEVICE = "device", "A device, while it was done"
    BY_HAND = "by-hand", "The person, afterwards"
    CORRECTION = "correction", "The person, correcting it"


KINDS_READ = 5  # a week has three at most


class SessionQuerySet(models.QuerySet):
    def counted(self) -> "SessionQuerySet":
        """Sessions that count as done: finished, or stopped with at least half of the work done."""
        return self.filter(counted=True)

    def recent_kinds(self) -> list[tuple[date, str]]:
        """Day and kind of the latest that counted, newest first: more than one week holds. One query."""
        rows = self.counted().order_by("-local_date", "-started_at").values_list("local_date", "kind")
        return list(rows[:KINDS_READ])

    def with_check_in(self) -> "SessionQuerySet":
        """Each with how it felt, right after and the next morning."""
        return self.select_related("check_in", "morning")


class PracticeSession(models.Model):
    """One session of one person. `plan` is a snapshot: later edits of a routine never rewrite history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_sessions"
    )
    routine = models.ForeignKey(Routine, null=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=10, choices=RoutineKind)
    title = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    plan = models.JSONField()
    local_date = models.DateField()  # in the person's zone: the day it was started, then the day it ended
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.OPEN)
    counted = models.BooleanField(default=False)
    active_ms = models.PositiveIntegerField(default=0)
    self_reported = models.BooleanField(default=False)  # told by hand, or corrected
    corrected_at = models.DateTimeField(null=True, blank=True)
    before_correction = models.JSONField(null=True, blank=True)  # what taking it back restores

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(status="open"), name="one_open_session"),
        ]
        indexes = [models.Index(fields=["user", "-local_date"], name="session_of_person")]

    def __str__(self) -> str:
        return f"{self.title} on {self.local_date}"

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])

    @property
    def recorded_on(self) -> date:
        """The person's own day it was recorded for, whatever a correction says."""
        return (
            date.fromisoformat(self.before_correction["local_date"]) if self.corrected_at else self.local_date
        )

    def attempts_in_force(self) -> models.QuerySet:
        """What counts of it: the correction where there is one, else everything that was said."""
        return self.attempts.filter(source=Source.CORRECTION) if self.corrected_at else self.attempts.all()

    def results_in_force(self) -> models.QuerySet:
        """The sets of `attempts_in_force`."""
        corrected = self.results.filter(attempt__source=Source.CORRECTION)
        return corrected if self.corrected_at else self.results.all()

    def results_as_recorded(self) -> models.QuerySet:
        """The sets without any correction."""
        return self.results.exclude(attempt__source=Source.CORRECTION)
