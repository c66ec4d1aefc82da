"""Signed links in mails: who and what, nothing else, good for years and impossible to guess."""

import uuid

from django.core.signing import BadSignature, Signer
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.models import User

ACTIONS = ("stop", "resume")


def sign(action: str, user: User) -> str:
    """A token that allows `action` for this person's reminders; each action has a salt of its own."""
    return _signer(action).sign(urlsafe_base64_encode(user.key.bytes))


def read(token: str) -> tuple[str, User] | None:
    """(action, person) of a token, or None if it was altered or the person is gone."""
    for action in ACTIONS:
        try:
            key = uuid.UUID(bytes=urlsafe_base64_decode(_signer(action).unsign(token)))
        except BadSignature:
            continue
        user = User.objects.filter(key=key).first()
        return (action, user) if user else None
    return None


def _signer(action: str) -> Signer:
    return Signer(salt=f"psoasfit.reminders.{action}")
