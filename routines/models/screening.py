"""Dated answers to the safety questions."""

from django.conf import settings
from django.db import models


class Screening(models.Model):
    """One round of questions. `answers` maps question id to {"yes": bool, "wording": version, "text": …}."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="screenings")
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    stopped = models.BooleanField(default=False)  # at least one red flag

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["user", "-started_at"], name="screening_of_person")]

    def __str__(self) -> str:
        return f"screening of {self.started_at:%Y-%m-%d}"
