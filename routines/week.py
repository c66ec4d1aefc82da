"""The week as a queue: when the next session is due and of which kind. Dates only, in the person's own zone.

Rules (clinical 4.2, rules 3 and 4): two to four sessions a week, stretch and strength in turn. With two or
three there is at least one day between two sessions; with four, two days in a row but never three, so that
two days of any seven are for rest, and never two strength days in a row. The person's weekdays are
suggestions: a day that passes unused leaves no debt, and neither does a pause.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from routines.models import RoutineKind
from routines.pausing import paused_days, week_is_paused

DEFAULT_DAYS = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}  # four: S-K-rest-S-K-rest-rest
EVERY_OTHER_DAY_MOST = 3  # sessions a week up to which a day lies between any two
MIN_GAP = timedelta(days=2)  # between the dates of two such sessions, and of two strength days always
STRENGTH_GAP = timedelta(days=3)  # so far apart 48 hours lie between two sessions at any time of day
ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 28  # an own day that keeps the gap lies well within this, paused days not counted


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week strip. `state` is done, planned, moved (planned by hand), paused or free."""

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


def closed_dates(
    *, last_kind: str | None, last_strength: date | None, paused: Collection[date] = ()
) -> frozenset[date]:
    """Dates that are not for the next session: paused ones, and before strength the day after strength.

    `last_strength` is the date of the last strength session that counted.
    """
    closed = frozenset(paused)
    if last_strength is None or last_kind != RoutineKind.STRETCH:  # strength is not next
        return closed
    return closed | {last_strength + n * ONE_DAY for n in range(MIN_GAP.days)}


def next_session_date(
    *,
    today: date,
    days: Collection[int],
    per_week: int,
    done_dates: Collection[date],
    closed: Collection[date] = frozenset(),
    moved_from: date | None = None,
    moved_to: date | None = None,
) -> date:
    """Earliest date from `today` on for the next session, or where it was moved to by hand.

    `days` are weekdays (0 Monday); `done_dates` are the dates of counted sessions, at least those of this
    week and the two days before it; `closed` as `closed_dates`. Once this week's sessions are done it is next
    week's first own day. One that was put off to a day that is closed now, as by a pause planned since, does
    not come back earlier: it waits for the first own day after that one.
    """
    done, closed = set(done_dates), frozenset(closed)
    rules = {"per_week": per_week, "closed": closed}
    move = {"today": today, "done_dates": done, "moved_from": moved_from, "moved_to": moved_to}
    if move_holds(**move, **rules):
        return moved_to
    put_off = _is_meant(**move) and moved_from < moved_to in closed
    return next(_own_days(moved_to if put_off else today, days=days, taken=done, **rules))


def move_holds(
    *,
    today: date,
    per_week: int,
    done_dates: Collection[date],
    closed: Collection[date] = frozenset(),
    moved_from: date | None,
    moved_to: date | None,
) -> bool:
    """Whether a move by hand still counts: not past, nothing done since, and the rules of the week kept."""
    if not _is_meant(today=today, done_dates=done_dates, moved_from=moved_from, moved_to=moved_to):
        return False
    return _is_open(moved_to, per_week=per_week, taken=set(done_dates), closed=frozenset(closed))


def _is_meant(
    *, today: date, done_dates: Collection[date], moved_from: date | None, moved_to: date | None
) -> bool:
    """Whether a move by hand is neither past nor used up."""
    if moved_from is None or moved_to is None or moved_to < today:
        return False
    return not any(day >= min(moved_from, moved_to) for day in done_dates)


def dates_to_move_to(
    *,
    today: date,
    per_week: int,
    done_dates: Collection[date],
    planned: date,
    closed: Collection[date] = frozenset(),
    ahead: int = 7,
) -> list[date]:
    """Other dates within the next `ahead` days on which the session of `planned` may be done instead."""
    rules = {"per_week": per_week, "taken": set(done_dates), "closed": frozenset(closed)}
    options = (today + timedelta(days=offset) for offset in range(ahead))
    return [day for day in options if day != planned and _is_open(day, **rules)]


def plan_week(
    *,
    today: date,
    days: Collection[int],
    per_week: int,
    started_on: date,
    done_dates: Collection[date],
    recent: Sequence[tuple[date, str]],
    balance: str = "",
    last_strength: date | None = None,
    paused: Collection[date] = frozenset(),
    moved_from: date | None = None,
    moved_to: date | None = None,
) -> Week:
    """The week around `today` as a person sees it; `recent` and `balance` as for `next_kind`."""
    done, paused = set(done_dates), frozenset(paused)
    last_kind = recent[0][1] if recent else None
    closed = closed_dates(last_kind=last_kind, last_strength=last_strength, paused=paused)
    rules = {"per_week": per_week, "done_dates": done, "closed": closed}
    rules |= {"moved_from": moved_from, "moved_to": moved_to}
    moved = move_holds(today=today, **rules)
    first = next_session_date(today=today, days=days, **rules)
    ahead = _planned_until(
        week_end(today), first=first, days=days, per_week=per_week, taken=done, closed=closed
    )
    monday = week_start(today)
    dates = [monday + timedelta(days=offset) for offset in range(7)]
    return Week(
        number=week_number(started_on=started_on, today=today, paused=paused),
        days=tuple(
            Day(
                day,
                _state(day, done=done, ahead=ahead, moved_to=first if moved else None, paused=paused),
                day == today,
            )
            for day in dates
        ),
        done=len(done & set(dates)),
        planned=len(ahead),
        target=week_target(
            monday=monday,
            days=days,
            per_week=per_week,
            started_on=started_on,
            done_dates=done,
            paused=paused,
        ),
        next_date=first,
        next_kind=next_kind(recent, on=first, balance=balance),
        is_moved=moved,
    )


def week_target(
    *,
    monday: date,
    days: Collection[int],
    per_week: int,
    started_on: date,
    done_dates: Collection[date],
    paused: Collection[date] = frozenset(),
) -> int:
    """Sessions that make the week of `monday`: in the first week, and beside a pause, what was possible."""
    begins = started_on if monday < started_on <= week_end(monday) else monday
    if begins == monday and not paused_days(paused, monday, week_end(monday) + ONE_DAY):
        return per_week
    rules = {"days": days, "per_week": per_week, "taken": set(), "closed": frozenset(paused)}
    possible = _planned_until(week_end(monday), first=next(_own_days(begins, **rules)), **rules)
    done = sum(monday <= day <= week_end(monday) for day in set(done_dates))
    return min(per_week, max(len(possible), done))


def week_number(*, started_on: date, today: date, paused: Collection[date] = frozenset()) -> int:
    """1 in the week the plan began. Weeks that were paused from Monday to Sunday are not counted."""
    first, this = week_start(started_on), week_start(today)
    weeks = [first + timedelta(weeks=n) for n in range((this - first).days // 7)]
    return sum(not week_is_paused(monday, paused) for monday in weeks) + 1


def week_start(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(days=day.weekday())


def week_end(day: date) -> date:
    """The Sunday of that week."""
    return week_start(day) + timedelta(days=6)


def days_by_week(days: Iterable[date]) -> defaultdict[date, set[date]]:
    """Each day once, by the Monday of its week."""
    weeks: defaultdict[date, set[date]] = defaultdict(set)
    for day in days:
        weeks[week_start(day)].add(day)
    return weeks


def _is_open(day: date, *, per_week: int, taken: set[date], closed: frozenset[date]) -> bool:
    """A session on `day` would leave enough rest around it and not exceed its week."""
    if day in closed or not _is_rested(day, per_week=per_week, taken=taken):
        return False
    in_week = sum(week_start(day) <= other <= week_end(day) for other in taken)
    return in_week < per_week


def _is_rested(day: date, *, per_week: int, taken: set[date]) -> bool:
    """Up to three a week: nothing on the days beside it. With four: not the third day in a row."""
    if per_week <= EVERY_OTHER_DAY_MOST:
        return not any(abs(day - other) < MIN_GAP for other in taken)
    near = [day + n * ONE_DAY in taken for n in (-2, -1, 1, 2)]
    return day not in taken and not any(near[n] and near[n + 1] for n in range(3))


def _own_days(
    start: date, *, days: Collection[int], per_week: int, taken: set[date], closed: frozenset[date]
) -> Iterator[date]:
    """The person's own days from `start` on that are still open, given the dates already taken."""
    own = set(days) or set(DEFAULT_DAYS[per_week])
    for offset in range(HORIZON_DAYS + len(closed)):
        day = start + timedelta(days=offset)
        if day.weekday() in own and _is_open(day, per_week=per_week, taken=taken, closed=closed):
            yield day


def _planned_until(
    end: date,
    *,
    first: date,
    days: Collection[int],
    per_week: int,
    taken: set[date],
    closed: frozenset[date],
) -> list[date]:
    """`first` and the own days after it up to `end`, each taking its place in the queue."""
    ahead: list[date] = []
    rules = {"days": days, "per_week": per_week, "closed": closed}
    day = first
    while day <= end:
        ahead.append(day)
        day = next(_own_days(day + ONE_DAY, **rules, taken=taken | set(ahead)))
    return ahead


def _state(
    day: date, *, done: set[date], ahead: list[date], moved_to: date | None, paused: frozenset[date]
) -> str:
    if day in done:
        return "done"
    if day == moved_to:
        return "moved"
    if day in paused:
        return "paused"
    return "planned" if day in ahead else "free"
