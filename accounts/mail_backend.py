"""Django's e-mail backend that writes to the outbox, in the caller's transaction, and never waits."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from accounts import outbox
from accounts.models import OutgoingMail, User
from psoasfit import clock

LIFETIME = timedelta(hours=24)


class OutboxBackend(BaseEmailBackend):
    """One row per recipient. A message may carry `lifetime` (a timedelta) if it goes stale sooner."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        mails = [
            account_mail(message, address) for message in email_messages for address in message.recipients()
        ]
        outbox.enqueue(mails)
        return len(mails)


def account_mail(message: EmailMessage, address: str) -> OutgoingMail:
    """A mail somebody is waiting for: sent again, with the same Message-ID, if its fate is unknown."""
    message.message()  # refuses line breaks in headers here, where the mistake is, not in the worker
    now = clock.now()
    html = next((part.content for part in getattr(message, "alternatives", [])), "")
    return outbox.new_mail(
        key=f"account:{uuid.uuid4()}",
        kind="account",
        user=User.objects.filter(emailaddress__email=address.lower()).first(),
        to=address,
        from_email=message.from_email,
        subject=message.subject,
        text=message.body,
        html=html,
        headers=message.extra_headers,
        now=now,
        expires_at=now + getattr(message, "lifetime", LIFETIME),
        resend_if_unknown=True,
    )
