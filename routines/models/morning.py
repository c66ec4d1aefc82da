"""Whether and when a person is asked by mail how the morning after a session was."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from routines.models.practice import PracticeSession


class MorningQuestion(models.Model):
    """One row per person who ever wanted to be asked. `next_at` is null when nothing is to be asked.

    `since` is when it was switched on, `gave_up_at` when it was switched off by itself because nobody
    answered.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="morning_question"
    )
    on = models.BooleanField(default=False)
    since = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    session = models.ForeignKey(PracticeSession, null=True, blank=True, on_delete=models.SET_NULL)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="morning_due"),
        ]

    def __str__(self) -> str:
        return f"next-morning question of {self.user_id}"
