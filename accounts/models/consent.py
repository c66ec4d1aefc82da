"""Consent to store health data: dated, versioned, revocable."""

from datetime import datetime

from django.conf import settings
from django.db import models

# Raise the version when the wording of the consent page changes in substance; people are then asked again.
# 2026-11b: says who may look at it (experts of this site, by a made-up name, written down), and mornings.
HEALTH_DATA_VERSION = "2026-11b"


class ConsentQuerySet(models.QuerySet):
    def standing(self) -> "ConsentQuerySet":
        """Consents to the present wording that have not been withdrawn."""
        return self.filter(withdrawn_at=None, version=HEALTH_DATA_VERSION)


class Consent(models.Model):
    """One row per consent given; withdrawing closes it, giving it again opens a new one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(withdrawn_at=None), name="one_standing_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} given {self.given_at:%Y-%m-%d}"

    @property
    def is_to_present_text(self) -> bool:
        return self.version == HEALTH_DATA_VERSION

    @classmethod
    def give(cls, *, user, now: datetime) -> "Consent":
        """Record consent to the present wording; giving it twice keeps the first."""
        standing = cls.objects.filter(user=user).standing().first()
        if standing:
            return standing
        cls.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=now)
        return cls.objects.create(user=user, version=HEALTH_DATA_VERSION, given_at=now)

    @classmethod
    def withdraw(cls, *, user, now: datetime) -> None:
        """Close whatever consent stands."""
        cls.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=now)
