"""One more than planned: whether there may be a session on a rest day, and of which kind. Pure.

Clinical 4.2: at least 48 hours between two strength sessions and at most three strength days a week (rule 2),
at least two full rest days a week (rule 4), one main session a day (rule 6), and at most ten minutes of
front-of-hip stretch a side and week (rule 1). The days are looked at seven back from any day, so that the two
rest days hold in every week, wherever it begins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from routines.adaptation import SORE_HOURS, STRENGTH_HOURS
from routines.models import PracticeSession, RoutineKind
from routines.week import next_kind

WEEK = timedelta(days=7)
SESSION_DAYS_MOST = 5  # two full rest days, clinical 4.2 rule 4
STRENGTH_DAYS_MOST = 3  # clinical 4.2 rule 2
HIP_WEEK_SECONDS = (300, 600)  # front-of-hip stretch a side and week: aim and ceiling, clinical 4.2 rule 1

ONE_A_DAY = "One session a day is enough: your muscles settle in between."
TWO_FREE = "Two full days of rest a week stay free, so today is one of them."
HIPS_FULL = "The front of your hips has had its ten minutes a side this week, so no stretch session today."
TOO_SOON = "Strength needs more time in between, so it is a stretch."
STRENGTH_FULL = "Three strength days a week are enough, so it is a stretch."


class Way(StrEnum):
    """How a session comes about: as planned, in four minutes, or on top of the week."""

    PLANNED = "planned"
    SHORT = "short"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Past:
    """A session that counted: its day in the person's zone, its kind, and the instant it ended."""

    on: date
    kind: str
    ended_at: datetime

    @classmethod
    def of(cls, session: PracticeSession) -> "Past":
        return cls(session.local_date, session.kind, session.ended_at or session.started_at)


@dataclass(frozen=True, slots=True)
class Offer:
    """`kind` is that of the extra session, None where there is none today; `why` is a sentence or ""."""

    kind: RoutineKind | None
    why: str = ""


def extra_today(
    past: Sequence[Past], *, today: date, now: datetime, sore: bool = False, balance: str = ""
) -> Offer:
    """What may be done on top of the week today. `past` is newest first, eight days or more.

    `sore`: the last strength session left the muscles sore, so strength waits for 72 hours (C4). Whether the
    week has room for the stretch of a stretch session, `over_the_ceiling` says.
    """
    lately = [one for one in past if today - WEEK < one.on <= today]
    days = {one.on for one in lately}
    if today in days:
        return Offer(None, ONE_A_DAY)
    if len(days) >= SESSION_DAYS_MOST:
        return Offer(None, TWO_FREE)
    kind = kind_now(past, today=today, now=now, sore=sore, balance=balance)
    if kind != turn(past, today=today, balance=balance):
        return Offer(kind, TOO_SOON)
    strength = {one.on for one in lately if one.kind == RoutineKind.STRENGTH}
    if kind == RoutineKind.STRENGTH and len(strength) >= STRENGTH_DAYS_MOST:
        return Offer(RoutineKind.STRETCH, STRENGTH_FULL)
    return Offer(kind)


def turn(past: Sequence[Past], *, today: date, balance: str = "") -> RoutineKind:
    """Whose turn it is: the other kind than the last one that counted, but for the `balance` (week.py)."""
    return next_kind([(one.on, one.kind) for one in past], on=today, balance=balance)


def kind_now(
    past: Iterable[Past], *, today: date, now: datetime, sore: bool = False, balance: str = ""
) -> RoutineKind:
    """Whose turn it is, with a stretch in place of a strength session that would come too soon."""
    past = list(past)
    since = now - timedelta(hours=SORE_HOURS if sore else STRENGTH_HOURS)
    if any(one.kind == RoutineKind.STRENGTH and one.ended_at > since for one in past):
        return RoutineKind.STRETCH
    return turn(past, today=today, balance=balance)


def over_the_ceiling(session_seconds: int, *, week_seconds: int) -> bool:
    """Whether a session would take the week's front-of-hip stretch above its ceiling, in seconds a side."""
    return session_seconds > 0 and session_seconds + week_seconds > HIP_WEEK_SECONDS[1]
