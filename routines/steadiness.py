"""How steadily a person practises, and how much of the plan gets done: rows → words and series."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from accounts.models import User
from routines import consistency, side_minutes
from routines.adaptation import Outcome
from routines.charts import SideSeries
from routines.consistency import Comeback, Week
from routines.counting import work_done, work_sets
from routines.goals import Goals, goal_rows, goals_of
from routines.models import (
    Decision,
    Exercise,
    ExerciseKind,
    MicroBreak,
    Plan,
    PracticeSession,
    SetResult,
    Source,
)
from routines.progress import Progress
from routines.side_minutes import DONE, SideWeek
from routines.week import days_by_week, week_start, week_target

SIDE_WEEKS = 12
PLAN_WEEKS = 4
Lately = list[tuple[PracticeSession, list[SetResult]]]
REST = (Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT)


@dataclass(frozen=True, slots=True)
class Adherence:
    """Sessions done and planned in the latest full weeks, and sets done of those sessions' prescription."""

    weeks: int
    sessions: int
    planned: int
    sets: int
    prescribed: int


@dataclass(frozen=True, slots=True)
class Steadiness:
    """`score` is None in the first two weeks; `adherence` is None before a full week with a goal.

    `weeks`, and sessions `done` and `planned` in them, are all full weeks that had a goal.
    """

    score: int | None
    on_goal: int
    weeks: int
    done: int
    planned: int
    comebacks: Sequence[Comeback]
    adherence: Adherence | None
    sides: tuple[SideWeek, ...]

    @property
    def word(self) -> str:
        return "" if self.score is None else consistency.word(self.score)

    @property
    def sides_finding(self) -> str:
        return side_minutes.finding(self.sides)

    @property
    def sides_series(self) -> SideSeries | None:
        return side_minutes.series(self.sides)

    @property
    def last_comeback(self) -> Comeback | None:
        return self.comebacks[-1] if self.comebacks else None


def load(user: User, report: Progress, *, now: datetime) -> Steadiness:
    """Of one person, whose progress is known. Six queries however long the history, one without a session."""
    today = now.astimezone(user.zone).date()
    plan = Plan.objects.filter(user=user).annotate(goal_rows=goal_rows()).first()
    if plan is None or not report.sessions:
        return Steadiness(None, 0, 0, 0, 0, (), None, ())
    done = {session.on for session in report.sessions if session.counted}
    weeks = weeks_of(
        plan, goals_of(plan), done=done, rested=_rest_days(user), today=today, paused=report.paused
    )
    full, running = list(weeks.values())[:-1], list(weeks.values())[-1] if weeks else None
    since = week_start(today) - timedelta(weeks=SIDE_WEEKS - 1)
    lately = _lately(user, {session.id: session.on for session in report.sessions if session.on >= since})
    return Steadiness(
        consistency.score(full, running=running),
        *consistency.weeks_on_goal(full),
        done=sum(week.done for week in full if week.target),
        planned=sum(week.target for week in full),
        comebacks=consistency.comebacks(done, paused=report.paused),
        adherence=_adherence({m: w for m, w in weeks.items() if m >= since}, lately, today=today),
        sides=_sides(user, lately, since=since, today=today),
    )


def weeks_of(
    plan: Plan,
    goals: Goals,
    *,
    done: Collection[date],
    rested: Collection[date],
    today: date,
    paused: Collection[date] = frozenset(),
) -> dict[date, Week]:
    """Every week from the plan's first to the running one, by its Monday, oldest first.

    The goal of each is the one that held then. Paused days make it smaller, down to none.
    """
    first = week_start(plan.started_on)
    mondays = [first + timedelta(weeks=n) for n in range((week_start(today) - first).days // 7 + 1)]
    by_week, resting = days_by_week(done), days_by_week(set(rested) - set(done))
    return {
        monday: Week(
            done=len(by_week[monday]),
            target=week_target(
                monday=monday,
                days=goals.of(monday).days,
                per_week=goals.of(monday).per_week,
                started_on=plan.started_on,
                done_dates=by_week[monday],
                paused=paused,
            ),
            rested=len(resting[monday]),
        )
        for monday in mondays
    }


def _rest_days(user: User) -> set[date]:
    """Days on which the questions before a session led to rest (table A)."""
    rows = Decision.objects.filter(user=user, session=None, exercise="", outcome__in=REST)
    return {at.astimezone(user.zone).date() for at in rows.values_list("made_at", flat=True)}


def _lately(user: User, days: Mapping[uuid.UUID, date]) -> Lately:
    """These sessions on their `days`, with their plans and what counts of their sets, oldest first."""
    rows = PracticeSession.objects.filter(user=user, pk__in=days)
    counts = Q(session__corrected_at=None) | Q(attempt__source=Source.CORRECTION)
    sets: defaultdict[object, list[SetResult]] = defaultdict(list)
    for result in SetResult.objects.filter(counts, session__in=rows.values("pk"), outcome__in=DONE):
        sets[result.session_id].append(result)
    lately = []
    for row in rows.order_by("local_date", "started_at"):
        row.local_date = days[row.pk]
        lately.append((row, sets[row.pk]))
    return lately


def _hip_stretches() -> set[str]:
    """Slugs of what stretches the front of the hip, retired exercises too."""
    rows = Exercise.objects.filter(kind=ExerciseKind.STRETCH).values_list("slug", "tags")
    return {slug for slug, tags in rows if "hip_ext_end" in tags}


def _sides(user: User, lately: Lately, *, since: date, today: date) -> tuple[SideWeek, ...]:
    """Minutes a side of sessions and micro-breaks; nothing while nothing was stretched."""
    hip = _hip_stretches()
    done = [(row.local_date, *side_minutes.side_ms(row.plan, sets, hip=hip)) for row, sets in lately]
    breaks = MicroBreak.objects.filter(user=user, local_date__gte=since, hip_stretch_seconds__gt=0)
    done += [(on, 1000 * s, 1000 * s) for on, s in breaks.values_list("local_date", "hip_stretch_seconds")]
    return side_minutes.by_week(done, today=today) if any(left or right for _, left, right in done) else ()


def _adherence(weeks: dict[date, Week], lately: Lately, *, today: date) -> Adherence | None:
    """Of the latest four full weeks that had a goal."""
    full = [monday for monday, week in weeks.items() if week.target and monday < week_start(today)]
    mondays = full[-PLAN_WEEKS:]
    if not mondays:
        return None
    within = [(row, sets) for row, sets in lately if week_start(row.local_date) in mondays]
    done = [work_done(row.plan, [(s.step, s.set_number, s.side) for s in sets]) for row, sets in within]
    return Adherence(
        weeks=len(mondays),
        sessions=sum(weeks[monday].done for monday in mondays),
        planned=sum(weeks[monday].target for monday in mondays),
        sets=int(sum(done)),
        prescribed=sum(work_sets(row.plan) for row, _ in within),
    )
