"""Attempt documents for tests, as the API hands them on once they are checked."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from routines.attempts import Saved, save_attempt
from routines.models import PracticeSession
from routines.packs import Pack
from tests.factories import NOW, AttemptFactory, PracticeSessionFactory, SetResultFactory


def said(position: int, *, side: str = "left", **fields: Any) -> dict[str, Any]:
    """The first set of the first step, done on the left."""
    row = {"step": 0, "set_number": 1, "side": side, "exercise": "", "outcome": "done", "ms": 20_000}
    row |= {"finished_at": NOW, "score": None, "signals": [], "felt": "", "reason": ""}
    return {"position": position, **row, **fields}


def document(session: PracticeSession, *, sets: list[dict] | None = None, **fields: Any) -> dict[str, Any]:
    """An open attempt; with a status of its own it ended now."""
    plain = {"rev": 1, "session": session.pk, "status": "open", "started_at": NOW, "ended_at": None}
    plain |= {"active_ms": 80_000, "pain_before": None, "swaps": [], "check_in": None}
    return {**plain, "sets": sets or [], **fields}


def save(
    session: PracticeSession, *, client_id: uuid.UUID | None = None, now: datetime = NOW, **fields: Any
) -> Saved:
    """Save a document of the session's own person; by default always that of the same attempt."""
    found = document(session, **fields)
    return save_attempt(user=session.user, client_id=client_id or session.pk, document=found, now=now)


def pack_of(*, owner=None, session: uuid.UUID | None = None, **fields: Any) -> Pack:
    """A sealed session of one step with two sets a side; a guest's unless it has an owner."""
    session = session or uuid.uuid4()
    plan = {**PracticeSessionFactory.build(user=owner).plan, "session": str(session)}
    plain = {"kind": "stretch", "title": "Stretch", "minutes": 15, "level": 1, "routine_id": None}
    plain |= {"made_at": NOW - timedelta(hours=1), "owner": owner and owner.key, "plan": plan}
    return Pack(session=session, **{**plain, **fields})


def left_open(user, day, *, sets, side="left", started=None, kind="stretch", last=None):
    """A session of four sets of which so many were done, and nothing more was heard of it."""
    started = started or datetime.combine(day, time(12), tzinfo=UTC)
    session = PracticeSessionFactory(user=user, kind=kind, local_date=day, started_at=started)
    session.plan["sideFirst"] = side
    session.save()
    attempt = AttemptFactory(session=session, started_at=started, updated_at=started)
    places = [(number, where) for number in (1, 2) for where in ("left", "right")]
    for position, (number, where) in enumerate(places[:sets]):
        SetResultFactory(
            session=session,
            attempt=attempt,
            position=position,
            set_number=number,
            side=where,
            finished_at=last or started + timedelta(minutes=position),
        )
    return session
