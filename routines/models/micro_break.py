"""Two minutes away from sitting: minutes, not sessions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

SECONDS_MOST = 600


class MicroBreak(models.Model):
    """One break. The page makes `client_id`, so that a second tap adds nothing.

    `local_date` is the person's own day, `hip_stretch_seconds` the front-of-hip stretch in it, per side.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="micro_breaks")
    client_id = models.UUIDField()
    local_date = models.DateField()
    seconds = models.PositiveSmallIntegerField()
    hip_stretch_seconds = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "client_id"], name="one_row_per_break"),
            models.CheckConstraint(
                condition=Q(seconds__gte=1, seconds__lte=SECONDS_MOST), name="break_of_ten_minutes_at_most"
            ),
        ]
        indexes = [models.Index(fields=["user", "-local_date"], name="break_of_person")]

    def __str__(self) -> str:
        return f"break of {self.seconds} s on {self.local_date}"
