"""Minutes of front-of-hip stretch on each side, week by week. Reads no clock and no database.

Clinical 4.2, rule 1: five to ten minutes a side and week, all exercises for the front of the hip added. What
stretches both sides at once counts for both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from routines.charts import SideSeries
from routines.counting import SIDES
from routines.models import Outcome, SetResult
from routines.week import week_start

WEEKLY_LEAST, WEEKLY_MOST = 5, 10  # minutes a side
MEAN_WEEKS = 4
ALIKE = 0.8  # the smaller side from this share of the larger on
DONE = (Outcome.DONE, Outcome.CREDITED)


@dataclass(frozen=True, slots=True)
class SideWeek:
    """Minutes on each side in the week from this Monday on, to one decimal."""

    monday: date
    left: float
    right: float


def side_ms(plan: Mapping[str, Any], sets: Iterable[SetResult], *, hip: Collection[str]) -> tuple[int, int]:
    """Milliseconds left and right in one session. `hip` are the slugs that stretch the front of the hip.

    A set that was done twice counts once, by the longer try.
    """
    longest: dict[tuple[int, int, str], int] = {}
    for row in sets:
        slug = row.exercise or plan["steps"][row.step]["id"]
        if row.outcome in DONE and slug in hip:
            for side in [row.side] if row.side else SIDES:
                key = (row.step, row.set_number, side)
                longest[key] = max(row.ms, longest.get(key, 0))
    left, right = (sum(ms for key, ms in longest.items() if key[2] == side) for side in SIDES)
    return left, right


def by_week(done: Sequence[tuple[date, int, int]], *, today: date) -> tuple[SideWeek, ...]:
    """Weeks from the first with a session to this one; `done` are a day and milliseconds left and right."""
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for on, left, right in done:
        sums[week_start(on)][0] += left
        sums[week_start(on)][1] += right
    monday, last = min(sums, default=week_start(today)), week_start(today)
    mondays = [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]
    return tuple(SideWeek(day, *(round(ms / 60_000, 1) for ms in sums[day])) for day in mondays)


def finding(weeks: Sequence[SideWeek]) -> str:
    """The mean of the latest full weeks in words; empty where nothing was stretched."""
    full = weeks[:-1][-MEAN_WEEKS:] or weeks
    left, right = (round(sum(getattr(week, side) for week in full) / (len(full) or 1), 1) for side in SIDES)
    if not left and not right:
        return ""
    if left == right:
        return f"Left and right get the same: {left:g} minute{'' if left == 1 else 's'} a week each"
    if min(left, right) >= ALIKE * max(left, right):
        return f"Left and right get about the same: {left:g} and {right:g} minutes a week"
    more, less = ("Left", "right") if left > right else ("Right", "left")
    return f"{more} gets more than {less}: {max(left, right):g} against {min(left, right):g} minutes a week"


def series(weeks: Sequence[SideWeek]) -> SideSeries | None:
    """What the chart draws; None without a week."""
    if not weeks:
        return None
    rows = tuple((week.monday, week.left, week.right) for week in weeks)
    label = f"Front-of-hip stretch. {finding(weeks) or 'Nothing yet'}."
    return SideSeries(label, rows, least=WEEKLY_LEAST)
