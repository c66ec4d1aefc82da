"""Signed links in mails: who or which session and what, nothing else, and impossible to guess."""

import uuid

from django.core.signing import BadSignature, Signer
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.models import User
from routines.models import PracticeSession

ACTIONS = ("stop", "resume", "stop-mornings", "resume-mornings")
MORNING = "morning"


def sign(action: str, user: User) -> str:
    """A token, good for years, that allows `action` for this person's mails; each action has its own salt."""
    return _sign(action, user.key)


def read(token: str) -> tuple[str, User] | None:
    """(action, person) of a token, or None if it was altered or the person is gone."""
    for action in ACTIONS:
        if key := _read(action, token):
            user = User.objects.filter(key=key).first()
            return (action, user) if user else None
    return None


def sign_morning(session: PracticeSession) -> str:
    """A token to say how the morning after this one session was, for as long as that may be answered."""
    return _sign(MORNING, session.pk)


def read_morning(token: str) -> PracticeSession | None:
    """The session of such a token with its person, or None if it was altered or the session is gone."""
    key = _read(MORNING, token)
    return PracticeSession.objects.filter(pk=key).select_related("user").first() if key else None


def _sign(action: str, key: uuid.UUID) -> str:
    return _signer(action).sign(urlsafe_base64_encode(key.bytes))


def _read(action: str, token: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(bytes=urlsafe_base64_decode(_signer(action).unsign(token)))
    except BadSignature:
        return None


def _signer(action: str) -> Signer:
    return Signer(salt=f"psoasfit.reminders.{action}")
