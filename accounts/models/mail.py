"""The outbox: every mail is a row here before it is a mail, and keeps its history."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class MailState(models.TextChoices):
    PENDING = "pending", "Waiting"
    CLAIMED = "claimed", "Picked up"
    SUBMITTING = "submitting", "Being handed over"
    SENT = "sent", "Sent"
    UNKNOWN = "unknown", "Perhaps sent"  # the line went dead after the last byte; see accounts/outbox.py
    DEAD = "dead", "Refused"
    EXPIRED = "expired", "Too late to send"
    CANCELLED = "cancelled", "No longer wanted"


class OutgoingMail(models.Model):
    """One mail to one person. `key` is unique per occurrence, so nothing is ever planned twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)  # account, session, morning
    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField(max_length=320)
    from_email = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    resend_if_unknown = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=MailState, default=MailState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "mail"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="pending"), name="mail_ready"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "submitting"]), name="mail_leased"
            ),
            models.Index(fields=["user", "kind", "-id"], name="mail_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} mail {self.pk}: {self.get_state_display()}"


class Heartbeat(models.Model):
    """When a background job last ran, so that a page can say so if it stopped."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
