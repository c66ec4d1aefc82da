"""Links by which a person shows their summary to somebody without an account."""

from datetime import datetime

from django.conf import settings
from django.db import models

NAME_LENGTH = 80


class SummaryLink(models.Model):
    """One link. Only the hash of its token is kept, so nobody can read the address out of the database.

    `parts` are keys of routines.summary_sheet; `name` is on the page if the person wants it there. A revoked
    link is deleted. `opened` counts pages that were served, which is a log and decides nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="summary_links")
    token_hash = models.CharField(max_length=64, unique=True)
    parts = models.JSONField(default=list)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"link made {self.made_at:%Y-%m-%d}"

    def works(self, now: datetime) -> bool:
        return now < self.expires_at
