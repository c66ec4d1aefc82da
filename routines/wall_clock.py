"""From a date and an hour on somebody's wall to an instant. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def resolve(on: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The UTC instant of a wall-clock time, or None if that date does not exist there.

    As RFC 5545 (3.3.5): a time that happens twice means the first, a time that is skipped moves forward by
    the gap. Samoa had no 30 December 2011 at all.
    """
    wall = datetime.combine(on, at.replace(fold=0), tzinfo=zone)
    instant = wall.astimezone(UTC)
    gap = instant.astimezone(zone).replace(tzinfo=None) - wall.replace(tzinfo=None)
    return None if gap >= ONE_DAY else instant
