"""Sealed sessions: a plan on a device before the server has a row for it, and back again once it was begun.

The server signs what it planned, for whom and when. A device that was offline, or a guest who signs up
later, sends the seal along; nobody can send a plan that we did not make.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from accounts.models import User
from routines.models import PracticeSession, Routine

SALT = "psoasfit.session-pack"
KEPT_DAYS = 60  # how long after it was made a session may still arrive


class BadPack(Exception):
    """The seal is broken, too old, or somebody else's."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One planned session. `owner` is the key of the person it was made for, None for a guest's."""

    session: uuid.UUID
    owner: uuid.UUID | None
    made_at: datetime
    kind: str
    title: str
    minutes: int
    level: int
    routine_id: int | None
    plan: dict[str, Any]

    def session_of(self, user: User, *, started_at: datetime, status: str) -> PracticeSession:
        """The session as a row of this person. Not saved; its routine may be gone by now."""
        return PracticeSession(
            id=self.session,
            user=user,
            routine=Routine.objects.filter(pk=self.routine_id).first() if self.routine_id else None,
            kind=self.kind,
            title=self.title,
            minutes=self.minutes,
            level=self.level,
            plan=self.plan,
            local_date=started_at.astimezone(user.zone).date(),
            started_at=started_at,
            status=status,
        )

    def seal(self) -> str:
        """The pack as a signed, compressed string."""
        content = {
            "session": str(self.session),
            "owner": self.owner and str(self.owner),
            "made_at": self.made_at.isoformat(),
            "kind": self.kind,
            "title": self.title,
            "minutes": self.minutes,
            "level": self.level,
            "routine_id": self.routine_id,
            "plan": self.plan,
        }
        return signing.dumps(content, salt=SALT, compress=True)


def open_pack(sealed: str, *, user: User, now: datetime) -> Pack:
    """What was sealed, if it was for this person or a guest; raises BadPack."""
    try:
        content = signing.loads(sealed, salt=SALT)
    except signing.BadSignature as error:
        raise BadPack("This session was not planned here.") from error
    owner = content["owner"] and uuid.UUID(content["owner"])
    made_at = datetime.fromisoformat(content["made_at"]).astimezone(UTC)
    if owner not in (None, user.key):
        raise BadPack("This session was planned for somebody else.")
    if now - made_at > timedelta(days=KEPT_DAYS):
        raise BadPack("This session is too old to be added.")
    return Pack(
        session=uuid.UUID(content["session"]),
        owner=owner,
        made_at=made_at,
        kind=content["kind"],
        title=content["title"],
        minutes=content["minutes"],
        level=content["level"],
        routine_id=content["routine_id"],
        plan=content["plan"],
    )
