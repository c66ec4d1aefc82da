"""Links to a person's summary: made, opened, revoked. Nothing is shared until somebody makes one.

The token is 256 random bits and only its SHA-256 is stored: as nobody can guess a token, a slow or salted
hash would add nothing. Wrong, expired and revoked tokens are all the same: None.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import F

from accounts.models import User
from routines.models import SummaryLink

DAYS = (7, 30)
TOKEN_BYTES = 32
MOST = 10  # of one person that work at the same time
FORGOTTEN_AFTER = timedelta(days=30)  # an expired link leaves the list


class TooManyLinks(Exception):
    """So many links of this person work already that there is no further one."""


@transaction.atomic
def make(*, user: User, parts: Collection[str], name: str, days: int, now: datetime) -> str:
    """The token of a new link, which can be read this once. Raises TooManyLinks."""
    User.objects.hold(user.pk)
    mine = SummaryLink.objects.filter(user=user)
    mine.filter(expires_at__lt=now - FORGOTTEN_AFTER).delete()
    if mine.filter(expires_at__gt=now).count() >= MOST:
        raise TooManyLinks
    token = token_urlsafe(TOKEN_BYTES)
    SummaryLink.objects.create(
        user=user,
        token_hash=_hash(token),
        parts=list(parts),
        name=name,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token


def find(token: str, *, now: datetime) -> SummaryLink | None:
    """The link of this token with its person, if it works. One query."""
    rows = SummaryLink.objects.select_related("user").filter(user__is_active=True, expires_at__gt=now)
    return rows.filter(token_hash=_hash(token)).first()


def count_opening(link: SummaryLink, *, now: datetime) -> None:
    """Note that the page was served, for the person's own list: a log entry, on which nothing depends."""
    SummaryLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=now)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
