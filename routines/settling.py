"""When a session ended and whether it counts, worked out from what its attempts tell."""

import uuid
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime

from accounts.models import User
from routines.counting import work_done, work_sets
from routines.models import Outcome, PracticeSession, SessionStatus

DONE = {Outcome.DONE, Outcome.CREDITED}
TOLD_OF_SETS = ("step", "set_number", "side", "outcome", "finished_at")


def work_out(session: PracticeSession, *, now: datetime) -> bool:
    """Set status, end, day, time and whether it counts; whether it newly counts. Not saved. One query.

    It counts when finished, or when at least half of the work was done; what counted once stays.
    """
    attempts, results = _told(session)
    session.status = _status(session, {status for status, *_ in attempts})
    ends = [ended_at for _, ended_at, _ in attempts if ended_at] or [session.ended_at or session.started_at]
    session.ended_at = within(max(ends + [moment for *_, moment in results]), session, now)
    session.local_date = session.ended_at.astimezone(session.user.zone).date()
    session.active_ms = _active_ms(session, [active_ms for *_, active_ms in attempts])
    done = [place for *place, outcome, _ in results if outcome in DONE]
    enough = session.status == SessionStatus.FINISHED or (
        2 * work_done(session.plan, done) >= work_sets(session.plan)
    )
    newly_counted = enough and not session.counted
    session.counted = session.counted or enough
    return newly_counted


def is_left_open(session: PracticeSession, *, today: date) -> bool:
    """Open, and of another day: the next start ends it."""
    return session.status == SessionStatus.OPEN and session.local_date != today


def as_ended(session: PracticeSession, *, now: datetime) -> PracticeSession:
    """What the next start will make of a session that was left open, as a copy and not saved. One query."""
    ended = copy(session)
    ended.status = SessionStatus.STOPPED
    work_out(ended, now=now)
    return ended


def ended_anyway(user: User, pk: uuid.UUID, *, now: datetime) -> PracticeSession | None:
    """An open session of another day, as_ended, for pages that only count; nothing is stored. Two queries."""
    session = user.practice_sessions.with_check_in().filter(pk=pk).first()
    if session is None:
        return None
    session.user = user
    return as_ended(session, now=now)


def with_left_open(
    counted: Sequence[PracticeSession], left_open: PracticeSession | None
) -> list[PracticeSession]:
    """Sessions that count, newest first, with one that was left open if it will; `left_open` as_ended."""
    if left_open is None or not left_open.counted:
        return list(counted)
    return sorted([left_open, *counted], key=lambda row: (row.local_date, row.started_at), reverse=True)


def within(moment: datetime, session: PracticeSession, now: datetime) -> datetime:
    """A device's clock may be wrong: never before the session began, never in the future."""
    return min(max(moment, session.started_at), max(now, session.started_at))


def _told(session: PracticeSession) -> tuple[list[tuple], list[tuple]]:
    """Attempts in force as (status, ended_at, active_ms), and their sets. One query."""
    columns = ("pk", "status", "ended_at", "active_ms", *(f"sets__{name}" for name in TOLD_OF_SETS))
    rows = list(session.attempts_in_force().values_list(*columns))
    attempts = {row[0]: row[1:4] for row in rows}
    return list(attempts.values()), [row[4:] for row in rows if row[4] is not None]


def _status(session: PracticeSession, statuses: set[str]) -> str:
    """Finished wins over stopped, whichever device said it; an attempt that goes on reopens nothing."""
    ends = [status for status in (SessionStatus.FINISHED, SessionStatus.STOPPED) if status in statuses]
    return ends[0] if ends else session.status


def _active_ms(session: PracticeSession, each: list[int]) -> int:
    """Time practised over all attempts. Two devices at once do not make twice the time."""
    if not each:
        return session.active_ms
    elapsed = round((session.ended_at - session.started_at).total_seconds() * 1000)
    return max(*each, 0, min(sum(each), elapsed))
