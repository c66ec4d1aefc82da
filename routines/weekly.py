"""The week: gather what table D (clinical 4.4) looks at, ask it, keep its decisions.

Asked after every page of the weekly check-in and after sessions, as often as you like: a week has one
decision a rule, so answering or correcting again changes it and never doubles it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from routines.adaptation import REFER_WINDOW_DAYS, SETBACKS, Ruling, Week, of_week
from routines.aftercare import ask_again
from routines.check_ins import all_scores, start_of
from routines.deciding import Changes
from routines.goals import Goal, goal_rows, goals_of
from routines.json_rows import row_of, rows_of
from routines.measures import Change, WeekScores, peg_changes, psfs_changes, weeks_since
from routines.models import Decision, Plan, PracticeSession, SessionStatus, WeeklyCheckIn
from routines.models.decision import OWN_WISH
from routines.pains import TWO_WEEKS, Scores, newest_median, pains_before, weekly_medians
from routines.pauses import pause_rows, pauses_among
from routines.pausing import Pauses
from routines.settling import ended_anyway
from routines.week import days_by_week, week_start, week_target
from routines.week_rules import BACK_ON, HALF, LEVEL_1

A_WEEK = timedelta(weeks=1)
TOO_PAINFUL = "A2"
ROWS_READ = 12  # newest first; more than any that still hold


@dataclass(frozen=True, slots=True)
class Gathered:
    """What table D looks at, and the numbers behind it as they are kept with each rule's decision."""

    week: Week
    numbers: Mapping[str, Mapping[str, Any]]


def weekly_decisions(user_id: int) -> list[Decision]:
    """The latest decisions about weeks of a person, newest first. One query."""
    return list(newest_weekly(user_id))


def newest_weekly(user_id: int) -> QuerySet[Decision]:
    rows = Decision.objects.about_weeks().filter(user=user_id)
    return rows.order_by("-made_at", "rule")[:ROWS_READ]


@transaction.atomic(savepoint=False)
def evaluate_week(user: User, *, now: datetime) -> list[Decision]:
    """Decide anew about the present week. Without a plan there is nothing to decide."""
    return evaluate_week_held(User.objects.hold(user.pk), now=now)


def evaluate_week_held(
    user: User, *, now: datetime, scores: Scores | None = None, setbacks: int | None = None
) -> list[Decision]:
    """The same for somebody whose row the caller holds. Where they are known already, `scores` are those of
    pains_before and `setbacks` what D3 counts.
    """
    plan = _plan(user)
    if plan is None:
        return []
    today = now.astimezone(user.zone).date()
    rows = weekly_decisions(user.pk) if plan.decided_weekly else []
    scores = pains_before(user) if scores is None else scores
    setbacks = _setbacks(user, now=now) if setbacks is None else setbacks
    gathered = _gather(user, plan, rows, now=now, pains=scores, setbacks=setbacks)
    return _keep(user, rows, gathered, monday=week_start(today), now=now)


def _plan(user: User) -> Plan | None:
    """With whether anything was decided about weeks, or said in a weekly check-in, its goals, pauses, the
    days of sessions that counted, and the one that is open.
    """
    counted = PracticeSession.objects.counted().filter(user=OuterRef("user"))
    is_open = PracticeSession.objects.filter(user=OuterRef("user"), status=SessionStatus.OPEN)
    return (
        Plan.objects.filter(user=user)
        .annotate(
            decided_weekly=Exists(Decision.objects.about_weeks().filter(user=OuterRef("user"))),
            checked_in=Exists(WeeklyCheckIn.objects.filter(user=OuterRef("user"))),
            goal_rows=goal_rows(),
            pause_rows=pause_rows(),
            done_rows=rows_of(counted, "local_date", by="user"),
            open_row=row_of(is_open, "local_date", "id"),
        )
        .first()
    )


# --- Gathering ------------------------------------------------------------------------------------------


def _gather(
    user: User, plan: Plan, rows: Sequence[Decision], *, now: datetime, pains: Scores, setbacks: int
) -> Gathered:
    today = now.astimezone(user.zone).date()
    scores = all_scores(user) if plan.checked_in else []
    monday = week_start(today)
    this = scores[-1] if scores and week_start(scores[-1].on) == monday else WeekScores(on=today)
    peg, psfs = peg_changes(scores), psfs_changes(scores)
    peg_week = peg.since_last if this.peg else None
    psfs_week = psfs.since_last if this.activities else None
    rated = [week.rating for week in scores if week.rating is not None]
    medians = _medians(weekly_medians(pains, user.zone), rows, today=today)
    pauses = pauses_among(plan.pause_rows, today=today)
    attended = _attended(user, plan, pauses, now=now)
    week = Week(
        peg_change=_rise(peg_week),
        psfs_change=_rise(psfs_week),
        rating=this.rating,
        last_rating=rated[-1] if rated else None,
        median_pain_rise=medians and medians[1] - medians[0],
        setbacks=setbacks,
        weeks=_weeks(plan, scores, pauses, today=today),
        attended=attended[1],
        attended_before=attended[0],
        attended_all=attended[2],
        peg_gain=_share(peg.since_start),
        psfs_gain=_rise(psfs.since_start),
        deloaded_last_week=any(row.rule == HALF and row.week == monday - A_WEEK for row in rows),
    )
    against_start = {"against": "start", "peg": _pair(peg.since_start), "psfs": _pair(psfs.since_start)}
    return Gathered(
        week,
        {
            "D1": {"against": "last", "peg": _pair(peg_week), "psfs": _pair(psfs_week)},
            "D2": {"medians": medians},
            "D4": {**against_start, "weeks": week.weeks, "attended_all": round(attended[2], 2)},
            "D5": against_start,
        },
    )


def _weeks(plan: Plan, scores: Sequence[WeekScores], pauses: Pauses, *, today: date) -> int:
    """Since the programme, or else the plan, began, without pauses; no more than there are numbers to compare
    (D4).
    """
    begun = start_of((plan.programme_started_on, plan.started_on), today=today, pauses=pauses)
    weeks = weeks_since(begun, today)
    if not scores:
        return weeks
    return min(weeks, weeks_since(pauses.moved_on(week_start(scores[0].on), today), today))


def _rise(change: Change | None) -> float | None:
    return change and round(change.last - change.first, 6)


def _share(change: Change | None) -> float | None:
    """How much of the first PEG is gone, 0.3 being 30%; None where there was nothing to lose."""
    return (change.first - change.last) / change.first if change and change.first else None


def _pair(change: Change | None) -> list[float] | None:
    return [round(change.first, 1), round(change.last, 1)] if change else None


def _medians(
    medians: dict[date, tuple[float, int]], rows: Sequence[Decision], *, today: date
) -> list[float] | None:
    """Median pain before sessions, before and now, that D2 compares; None where that is not known.

    Two weeks apart; after D2, against what it was before the rise, until that is no longer two points away.
    """
    monday = week_start(today)
    newest = newest_median(medians, monday=monday)
    risen = _risen(rows, monday=monday)
    if newest is None:
        return list(risen.inputs["medians"]) if risen else None
    week, now = newest
    before = [risen.inputs["medians"][0]] if risen else []
    before += [medians[week - TWO_WEEKS][0]] if week - TWO_WEEKS in medians else []
    return [min(before), now] if before else None


def _risen(rows: Sequence[Decision], *, monday: date) -> Decision | None:
    """The latest D2 of an earlier week, unless pain was back before this one."""
    row = next((row for row in rows if row.rule == LEVEL_1 and row.week < monday), None)
    if row is None or row.inputs.get(BACK_ON, str(monday)) < str(monday):
        return None
    return row


def _setbacks(user: User, *, now: datetime) -> int:
    """Steps back and rests of the last 14 days (D3). One query."""
    since = now - timedelta(days=REFER_WINDOW_DAYS)
    of_days = Q(rule=TOO_PAINFUL, session=None, made_at__gte=since)
    rows = Decision.objects.filter(Q(session__started_at__gte=since) | of_days, user=user)
    return len(setbacks_among(rows.filter(outcome__in=SETBACKS), zone=user.zone))


def setbacks_among(rows: Iterable[Decision], *, zone: ZoneInfo) -> set[UUID | date]:
    """What D3 counts: each session after which something went back or rested, each day on which pain alone
    asked for rest (A2). What the person asked for themselves is no setback.
    """
    rows = [row for row in rows if row.outcome in SETBACKS and row.rule != OWN_WISH]
    days = {row.made_at.astimezone(zone).date() for row in rows if row.rule == TOO_PAINFUL}
    return days | {row.session_id for row in rows if row.session_id and row.rule != TOO_PAINFUL}


def _attended(user: User, plan: Plan, pauses: Pauses, *, now: datetime) -> tuple[float, float, float]:
    """Shares of the planned sessions that were done: in the last two whole weeks, and since the start.

    On paused days nothing was planned.
    """
    today = now.astimezone(user.zone).date()
    since = start_of((plan.programme_started_on, plan.started_on), today=today)
    first, monday = week_start(since), week_start(today)
    done = days_by_week(_done_dates(user, plan, now=now))
    mondays = [first + number * A_WEEK for number in range((monday - first).days // 7)]
    goals = goals_of(plan)
    counts = {
        week: _done_of(week, goals.of(week), plan.started_on, done[week], pauses.dates) for week in mondays
    }
    shares = [_share_of(counts.get(monday - back)) for back in (2 * A_WEEK, A_WEEK)]
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    return (*shares, _share_of(totals))


def _done_dates(user: User, plan: Plan, *, now: datetime) -> set[date]:
    """Days with a session that counts; `plan` as by `_plan`. Two queries where one of another day was left
    open: it is a day as well if it will count once the next start has ended it.
    """
    done = {date.fromisoformat(on) for (on,) in plan.done_rows or ()}
    on, pk = plan.open_row or ("", None)
    if on and date.fromisoformat(on) != now.astimezone(user.zone).date():
        ended = ended_anyway(user, pk, now=now)
        done |= {ended.local_date} if ended and ended.counted else set()
    return done


def _done_of(
    monday: date, goal: Goal, started_on: date, done: Collection[date], paused: Collection[date]
) -> tuple[int, int]:
    """Sessions done and planned in a week; `done` are the days of that week."""
    target = week_target(
        monday=monday,
        days=goal.days,
        per_week=goal.per_week,
        started_on=started_on,
        done_dates=done,
        paused=paused,
    )
    return len(done), target


def _share_of(count: Sequence[int] | None) -> float:
    """1 where nothing was planned."""
    return min(1.0, count[0] / count[1]) if count and count[1] else 1.0


# --- Keeping --------------------------------------------------------------------------------------------


def _keep(
    user: User, rows: Sequence[Decision], gathered: Gathered, *, monday: date, now: datetime
) -> list[Decision]:
    """Put these in the place of what was decided about this week. The same rule stays the same decision:
    when it was made, and whether it was declined.
    """
    rulings, changes = of_week(gathered.week), Changes()
    before = {row.rule: row for row in rows if row.week == monday}
    kept = []
    for ruling in rulings:
        row = before.pop(ruling.rule, None)
        if row is None and ruling.rule == HALF:
            ask_again(
                user=user, now=now
            )  # "repeat 2.1"; a correction takes that back as little as any signal
        row = row or Decision(user=user, week=monday, rule=ruling.rule, made_at=now)
        kept.append(changes.put(row, **_values(ruling, gathered)))
    changes.drop(before.values())
    _mark_back(rows, rulings, changes, monday=monday, today=now.astimezone(user.zone).date())
    changes.write()
    return kept


def _values(ruling: Ruling, gathered: Gathered) -> dict[str, Any]:
    inputs = {**ruling.inputs, **gathered.numbers.get(ruling.rule, {})}
    return {
        "version": ruling.version,
        "outcome": ruling.outcome,
        "words": ruling.words,
        "inputs": inputs,
    }


def _mark_back(
    rows: Sequence[Decision], rulings: Sequence[Ruling], changes: Changes, *, monday: date, today: date
) -> None:
    """Note on a D2 of an earlier week that pain is back, or that after all it is not."""
    row = _risen(rows, monday=monday)
    if row is None:
        return
    is_back = not any(ruling.rule == LEVEL_1 for ruling in rulings)
    if is_back == (BACK_ON in row.inputs):
        return
    inputs = {key: value for key, value in row.inputs.items() if key != BACK_ON}
    changes.put(row, inputs={**inputs, BACK_ON: str(today)} if is_back else inputs)
