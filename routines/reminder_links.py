"""Signed links in mails: who and what, nothing else, good for years and impossible to guess."""

import uuid

from django.core import signing

from accounts.models import User

ACTIONS = ("stop", "resume")


def sign(action: str, user: User) -> str:
    """A token that allows `action` for this person's reminders; each action has a salt of its own."""
    return signing.dumps(user.key.hex, salt=_salt(action))


def read(token: str) -> tuple[str, User] | None:
    """(action, person) of a token, or None if it was altered or the person is gone."""
    for action in ACTIONS:
        try:
            key = signing.loads(token, salt=_salt(action))
        except signing.BadSignature:
            continue
        user = User.objects.filter(key=uuid.UUID(key)).first()
        return (action, user) if user else None
    return None


def _salt(action: str) -> str:
    return f"psoasfit.reminders.{action}"
