"""What was answered about limits, the roller and a clinician's word: dated, in its wording, and kept."""

from django.conf import settings
from django.db import models


class About(models.TextChoices):
    LIMITS = "limits", "What to keep in mind"
    CLINICIAN = "clinician", "A clinician’s word"
    ROLLER = "roller", "The roller questions"


class GivenAnswers(models.Model):
    """One page of answers. `answers` maps an id to {"yes": bool, "wording": version, "text": …} (clinical 2).

    The profile holds what counts now; the safety questions have a table of their own, Screening.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="given_answers")
    about = models.CharField(max_length=10, choices=About)
    answers = models.JSONField(default=dict)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_at", "-id"]
        indexes = [models.Index(fields=["user", "-given_at"], name="answers_of_person")]

    def __str__(self) -> str:
        return f"{self.about} of {self.given_at:%Y-%m-%d}"
