"""When to ask about the morning after a session. Pure.

Clinical 3.1: the next morning, between 12 and 24 hours after. Never in the night: before seven nobody is
woken, even where 24 hours would be over by then (a session in the small hours). Later than eight in the
evening nobody is asked about that morning any more.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from routines.wall_clock import resolve

QUIET_UNTIL, ASKED_AT, OVER_AT = time(7), time(8), time(20)
EARLIEST, LATEST = timedelta(hours=12), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asking:
    """From when to when (UTC) a mail may ask about one morning."""

    send_at: datetime
    expires_at: datetime


def asking(*, session_on: date, ended_at: datetime, zone: ZoneInfo) -> Asking | None:
    """For a session of the person's own date `session_on` that ended at `ended_at` (UTC).

    At eight the next morning in `zone`, but not before 12 nor after 24 hours. None where that day does not
    exist, or is over before 12 hours are (after a long flight east).
    """
    morning = session_on + timedelta(days=1)
    quiet_until, eight, over = (resolve(morning, at, zone) for at in (QUIET_UNTIL, ASKED_AT, OVER_AT))
    if quiet_until is None or eight is None or over is None:
        return None
    send_at = max(min(max(eight, ended_at + EARLIEST), ended_at + LATEST), quiet_until)
    return Asking(send_at, over) if send_at < over else None
