"""Attempts: one run through a session as a device or the person tells it, with its sets."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from routines import during
from routines.models.practice import PracticeSession, SessionStatus, Source
from routines.models.validators import ScoreField, score_constraint


class Outcome(models.TextChoices):
    DONE = "done", "Done"
    CREDITED = "credited", "Done (kept going while the screen slept)"
    SKIPPED = "skipped", "Skipped"
    STOPPED = "stopped", "Stopped"
    HURT = "hurt", "This hurts"
    REDONE = "redone", "Done again"


class Attempt(models.Model):
    """One run through a session. The device makes `client_id` and counts `rev` up; the highest `rev` wins.

    `swaps` are the exercises taken in place of planned ones:
    [{"step": index, "from_set": 1, "to": slug, "for_good": false}].
    """

    client_id = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    session = models.ForeignKey(PracticeSession, on_delete=models.CASCADE, related_name="attempts")
    source = models.CharField(max_length=10, choices=Source, default=Source.DEVICE)
    rev = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    active_ms = models.PositiveIntegerField(default=0)
    pain_before = ScoreField(null=True)
    swaps = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "client_id"], name="one_row_per_attempt"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(source=Source.CORRECTION), name="one_correction_per_session"
            ),
            score_constraint("attempt", "pain_before"),
        ]

    def __str__(self) -> str:
        return f"attempt of {self.session_id}, rev {self.rev}"


class SetQuerySet(models.QuerySet):
    def stops_of(self, user) -> dict[str, tuple[int, date]]:
        """How often sharp or electric pain stopped this person in an exercise, and on which local date last.

        By slug of the exercise. One query; there are few such rows, so their plans may come along.
        """
        rows = (
            self.filter(session__user=user, outcome=Outcome.HURT)
            .exclude(signals=[])
            .order_by("finished_at")
            .values_list("exercise", "step", "signals", "finished_at", "session__plan")
        )
        stops: dict[str, tuple[int, date]] = {}
        for exercise, step, signals, finished_at, plan in rows:
            if during.swaps(signals):
                slug = exercise or plan["steps"][step]["id"]
                count, _ = stops.get(slug, (0, None))
                stops[slug] = (count + 1, finished_at.astimezone(user.zone).date())
        return stops


class SetResult(models.Model):
    """One set of one side. `session` is that of the attempt, so that a page reads its sets in one query."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="sets")
    session = models.ForeignKey(PracticeSession, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveSmallIntegerField()  # stable index within the attempt
    step = models.PositiveSmallIntegerField()  # index into session.plan["steps"]
    set_number = models.PositiveSmallIntegerField()  # from 1
    side = models.CharField(max_length=5, blank=True)  # left, right or ""
    exercise = models.SlugField(blank=True)  # empty: as planned
    outcome = models.CharField(max_length=10, choices=Outcome)
    ms = models.PositiveIntegerField()
    finished_at = models.DateTimeField()
    score = ScoreField(null=True)  # pain when it hurt
    signals = models.JSONField(default=list)  # ids of routines.during
    felt = models.CharField(max_length=20, blank=True)  # where a stretch was felt, an id of the plan's list
    reason = models.CharField(max_length=20, blank=True)  # why it was skipped, an id of the plan's list

    objects = SetQuerySet.as_manager()

    class Meta:
        ordering = ["finished_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_row_per_position"),
            score_constraint("set", "score"),
        ]
        indexes = [models.Index(fields=["session"], condition=Q(outcome="hurt"), name="set_that_hurt")]

    def __str__(self) -> str:
        return f"step {self.step} set {self.set_number} {self.side} {self.outcome}"

    @property
    def ends_session(self) -> bool:
        """It hurt in a way that ends the session, and the safety questions come before the next one."""
        return self.outcome == Outcome.HURT and during.ends_session(self.signals)
