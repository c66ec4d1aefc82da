"""The week as a queue: when the next session is due and of which kind. Dates only, in the person's own zone.

Rules (clinical 4.2, rules 3 and 4): two or three sessions a week, stretch and strength in turn, at least one
day between two sessions. The person's weekdays are suggestions: a day that passes unused leaves no debt.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from routines.models import RoutineKind

DEFAULT_DAYS = {2: (0, 3), 3: (0, 2, 4)}
MIN_GAP = timedelta(days=2)  # between the dates of two sessions
STRENGTH_GAP = timedelta(days=3)  # so far apart 48 hours lie between two sessions at any time of day
ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 28  # an own day that keeps the gap lies well within this


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week strip. `state` is done, planned, moved (planned by hand) or free."""

    date: date
    state: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday around today. `planned` counts what still lies ahead in this week, today included."""

    number: int
    days: tuple[Day, ...]
    done: int
    planned: int
    target: int
    next_date: date
    next_kind: RoutineKind
    is_moved: bool

    @property
    def is_full(self) -> bool:
        """The target of this week is met."""
        return self.target > 0 and self.done >= self.target

    @property
    def to_go(self) -> int:
        """Sessions missing to this week's target."""
        return max(0, self.target - self.done)


def next_kind(recent: Sequence[tuple[date, str]], *, on: date, balance: str = "") -> RoutineKind:
    """The other kind than the last counted session's; the very first session is a stretch.

    `recent` are days and kinds of sessions that counted, newest first. With a `balance` (clinical 5.1) once a
    week the session `on` a day is of that kind again instead of the other one; never strength again within 48
    hours.
    """
    if not recent:
        return RoutineKind.STRETCH
    last_on, last_kind = recent[0]
    kind = RoutineKind(last_kind).other
    too_soon = last_kind == RoutineKind.STRENGTH and on - last_on < STRENGTH_GAP
    if last_kind != balance or too_soon or _repeated(recent, monday=week_start(on)):
        return kind
    return RoutineKind(last_kind)


def _repeated(recent: Sequence[tuple[date, str]], *, monday: date) -> bool:
    """Whether in the week of `monday` a session was of the same kind as the one before it."""
    return any(new[0] >= monday and new[1] == old[1] for new, old in pairwise(recent))


def next_session_date(
    *,
    today: date,
    days: Collection[int],
    per_week: int,
    done_dates: Collection[date],
    moved_from: date | None = None,
    moved_to: date | None = None,
) -> date:
    """Earliest date from `today` on for the next session, or where it was moved to by hand.

    `days` are weekdays (0 Monday); `done_dates` are the dates of counted sessions, at least those of this
    week and the day before it. Once this week's sessions are done it is next week's first own day.
    """
    done = set(done_dates)
    if move_holds(today=today, per_week=per_week, done_dates=done, moved_from=moved_from, moved_to=moved_to):
        return moved_to
    return next(_own_days(today, days=days, per_week=per_week, taken=done))


def move_holds(
    *,
    today: date,
    per_week: int,
    done_dates: Collection[date],
    moved_from: date | None,
    moved_to: date | None,
) -> bool:
    """Whether a move by hand still counts: not past, nothing done since, and the rules of the week kept."""
    if moved_from is None or moved_to is None or moved_to < today:
        return False
    since = min(moved_from, moved_to)
    if any(day >= since for day in done_dates):
        return False
    return _is_open(moved_to, per_week=per_week, taken=set(done_dates))


def dates_to_move_to(
    *, today: date, per_week: int, done_dates: Collection[date], planned: date, ahead: int = 7
) -> list[date]:
    """Other dates within the next `ahead` days on which the session of `planned` may be done instead."""
    done = set(done_dates)
    options = (today + timedelta(days=offset) for offset in range(ahead))
    return [day for day in options if day != planned and _is_open(day, per_week=per_week, taken=done)]


def plan_week(
    *,
    today: date,
    days: Collection[int],
    per_week: int,
    started_on: date,
    done_dates: Collection[date],
    recent: Sequence[tuple[date, str]],
    balance: str = "",
    moved_from: date | None = None,
    moved_to: date | None = None,
) -> Week:
    """The week around `today` as a person sees it; `recent` and `balance` as for `next_kind`."""
    done = set(done_dates)
    moved = move_holds(
        today=today, per_week=per_week, done_dates=done, moved_from=moved_from, moved_to=moved_to
    )
    first = next_session_date(
        today=today,
        days=days,
        per_week=per_week,
        done_dates=done,
        moved_from=moved_from,
        moved_to=moved_to,
    )
    ahead = _planned_until(week_end(today), first=first, days=days, per_week=per_week, taken=done)
    monday = week_start(today)
    dates = [monday + timedelta(days=offset) for offset in range(7)]
    return Week(
        number=week_number(started_on=started_on, today=today),
        days=tuple(
            Day(day, _state(day, done=done, ahead=ahead, moved_to=first if moved else None), day == today)
            for day in dates
        ),
        done=len(done & set(dates)),
        planned=len(ahead),
        target=week_target(
            monday=monday, days=days, per_week=per_week, started_on=started_on, done_dates=done
        ),
        next_date=first,
        next_kind=next_kind(recent, on=first, balance=balance),
        is_moved=moved,
    )


def week_target(
    *, monday: date, days: Collection[int], per_week: int, started_on: date, done_dates: Collection[date]
) -> int:
    """Sessions that make the week of `monday`: in the first week what was still possible."""
    if started_on <= monday or started_on > week_end(monday):
        return per_week
    possible = _planned_until(
        week_end(monday),
        first=next(_own_days(started_on, days=days, per_week=per_week, taken=set())),
        days=days,
        per_week=per_week,
        taken=set(),
    )
    done = sum(monday <= day <= week_end(monday) for day in set(done_dates))
    return min(per_week, max(len(possible), done))


def week_number(*, started_on: date, today: date) -> int:
    """1 in the week the plan began."""
    return max(0, (week_start(today) - week_start(started_on)).days // 7) + 1


def week_start(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(days=day.weekday())


def week_end(day: date) -> date:
    """The Sunday of that week."""
    return week_start(day) + timedelta(days=6)


def _is_open(day: date, *, per_week: int, taken: set[date]) -> bool:
    """A session on `day` would keep the gap to its neighbours and not exceed its week."""
    if any(abs(day - other) < MIN_GAP for other in taken):
        return False
    in_week = sum(week_start(day) <= other <= week_end(day) for other in taken)
    return in_week < per_week


def _own_days(start: date, *, days: Collection[int], per_week: int, taken: set[date]) -> Iterator[date]:
    """The person's own days from `start` on that are still open, given the dates already taken."""
    own = set(days) or set(DEFAULT_DAYS[per_week])
    for offset in range(HORIZON_DAYS):
        day = start + timedelta(days=offset)
        if day.weekday() in own and _is_open(day, per_week=per_week, taken=taken):
            yield day


def _planned_until(
    end: date, *, first: date, days: Collection[int], per_week: int, taken: set[date]
) -> list[date]:
    """`first` and the own days after it up to `end`, each taking its place in the queue."""
    ahead: list[date] = []
    day = first
    while day <= end:
        ahead.append(day)
        day = next(_own_days(day + ONE_DAY, days=days, per_week=per_week, taken=taken | set(ahead)))
    return ahead


def _state(day: date, *, done: set[date], ahead: list[date], moved_to: date | None) -> str:
    if day in done:
        return "done"
    if day == moved_to:
        return "moved"
    return "planned" if day in ahead else "free"
