"""Sessions and check-ins → findings in words, series for the charts, and what was done set by set."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from routines.charts import Point, Series
from routines.counting import bouts, bouts_done
from routines.during import BY_ID
from routines.models import Outcome, PracticeSession, SessionStatus, SetResult, SymptomCheckIn
from routines.pauses import pauses_of
from routines.pausing import week_is_paused
from routines.settling import ended_anyway
from routines.week import week_end, week_start

# A single 0–10 score carries an error of about 2 points (NPRS, Childs 2005): less is not called a change.
REAL_CHANGE = 2
FEW = 3  # first and latest check-ins that are compared by their median
ENOUGH = 2 * FEW
SINGLE_POINTS_WEEKS = 26  # a longer history is drawn with one point a week, its median
CHART_WEEKS = 104
CARD_WEEKS = 12

SIGN_NAMES = tuple(SymptomCheckIn._meta.get_field(name).verbose_name for name in SymptomCheckIn.SIGNS)


@dataclass(frozen=True, slots=True)
class PastSession:
    """An ended session with the scores of its check-in; the scores are None without one.

    One that was `left_open` on another day is told as the next start will end it.
    """

    id: uuid.UUID
    title: str
    kind: str
    on: date
    stopped: bool
    counted: bool
    active_ms: int
    highest_pain: int | None
    pain_now: int | None
    effort: int | None
    self_reported: bool = False
    left_open: bool = False

    @property
    def minutes(self) -> int:
        return round(self.active_ms / 60_000)


@dataclass(frozen=True, slots=True)
class SignScores:
    """One weekly check-in: the five signs in the article's order, each 0 to 10."""

    on: date
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the scores say. `state` is none, early, down, same or up."""

    state: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class PracticeWeek:
    """Sessions that counted and minutes practised from this Monday on; `paused` if it was all a pause."""

    monday: date
    sessions: int
    minutes: int
    paused: bool = False


@dataclass(frozen=True, slots=True)
class SignTrend:
    """One of the five signs then and now. `change` is empty with a single check-in."""

    name: str
    first: int
    last: int
    change: str
    points: tuple[Point, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the progress page says; `sessions` newest first, `weeks` oldest first.

    `paused` are all dates of the person's pauses.
    """

    sessions: tuple[PastSession, ...]
    weeks: tuple[PracticeWeek, ...]
    finding: Finding
    series: Series
    signs: tuple[SignTrend, ...]
    sign_check_ins: int
    paused: Collection[date] = frozenset()

    @property
    def signs_finding(self) -> str:
        """How many of the five signs changed, by two points or more; empty before a second check-in."""
        if self.sign_check_ins < 2:
            return ""
        states = [direction(sign.first, sign.last) for sign in self.signs]
        down, up = states.count("down"), states.count("up")
        if not down and not up:
            return "The five signs are about the same"
        said = [f"{count} {word}" for count, word in ((down, "easier"), (up, "harder")) if count]
        return f"Of the five signs, {' and '.join(said)}"

    @property
    def session_count(self) -> int:
        return sum(week.sessions for week in self.weeks)

    @property
    def practised(self) -> str:
        """ "5 h 42 min"."""
        return duration(sum(session.active_ms for session in self.sessions))

    @property
    def this_week(self) -> PracticeWeek | None:
        return self.weeks[-1] if self.weeks else None

    @property
    def shows_medians(self) -> bool:
        """The history is long, so the chart has one point a week."""
        return len(self.weeks) > SINGLE_POINTS_WEEKS


@dataclass(frozen=True, slots=True)
class TodayCard:
    """The last twelve weeks in one card."""

    finding: Finding
    series: Series
    weeks: int


@dataclass(frozen=True, slots=True)
class DoneSet:
    """One row of the record of a session; `name` is "Set 2" or "Left 2".

    `instead` names the exercise done in place of the planned one, `said` is what the person said about it.
    """

    name: str
    outcome: str
    label: str
    seconds: int
    instead: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class DoneStep:
    """What was prescribed and what became of it; `done` of `prescribed` sets, both sides counted."""

    slug: str
    name: str
    dose: str
    sets: tuple[DoneSet, ...]
    done: int
    prescribed: int


# --- What a person's rows say ---------------------------------------------------------------------------


def load(user, *, now: datetime) -> Progress:
    """Progress of one person as of `now`. Three queries however long the history, and two more where a
    session of another day was left open: if that will count, it is told as the next start will end it.
    """
    signs = [
        SignScores(on, tuple(scores))
        for on, *scores in SymptomCheckIn.objects.filter(user=user)
        .order_by("on_date")
        .values_list("on_date", *SymptomCheckIn.SIGNS)
    ]
    today = now.astimezone(user.zone).date()
    paused = pauses_of(user, today=today).dates
    return describe(_past_sessions(user, today=today, now=now), signs, today=today, paused=paused)


def today_card(
    sessions: Iterable[PracticeSession], *, today: date, paused: Collection[date] = frozenset()
) -> TodayCard | None:
    """The compact finding for the week page, or None before the first session.

    `sessions` newest first, with their check-ins loaded, at least those since `card_start`.
    """
    since = card_start(today)
    past = [_past(row) for row in sessions if row.status != SessionStatus.OPEN and row.local_date >= since]
    if not past:
        return None
    weeks = practice_weeks(past, today=today, paused=paused)
    points = pain_points(past)
    return TodayCard(pain_finding(points), pain_series(points, weeks), _practised(weeks))


def card_start(today: date) -> date:
    """The Monday from which the card looks back."""
    return week_start(today) - timedelta(weeks=CARD_WEEKS - 1)


def _past(row: PracticeSession) -> PastSession:
    check_in = getattr(row, "check_in", None)
    scores = (check_in.highest_pain, check_in.pain_now, check_in.effort) if check_in else (None, None, None)
    stopped = row.status == SessionStatus.STOPPED
    return PastSession(
        row.pk,
        row.title,
        row.kind,
        row.local_date,
        stopped,
        row.counted,
        row.active_ms,
        *scores,
        self_reported=row.self_reported,
    )


def _past_sessions(user, *, today: date, now: datetime) -> list[PastSession]:
    rows = (
        PracticeSession.objects.filter(user=user)
        .exclude(status=SessionStatus.OPEN, local_date=today)
        .order_by("-started_at")
        .values_list(
            *("id", "title", "kind", "local_date", "status", "counted", "active_ms"),
            *("check_in__highest_pain", "check_in__pain_now", "check_in__effort", "self_reported"),
        )
    )
    told = [_told(user, row, now=now) for row in rows]
    return [past for past in told if past]


def _told(user, row: tuple, *, now: datetime) -> PastSession | None:
    """From a row of `_past_sessions`. One that is open is of another day, and there is at most one."""
    key, title, kind, on, status, *rest = row
    if status == SessionStatus.OPEN:
        ended = ended_anyway(user, key, now=now)
        return replace(_past(ended), left_open=True) if ended and ended.counted else None
    return PastSession(key, title, kind, on, status == SessionStatus.STOPPED, *rest)


def describe(
    sessions: Sequence[PastSession],
    signs: Sequence[SignScores],
    *,
    today: date,
    paused: Collection[date] = frozenset(),
) -> Progress:
    """Findings and series from sessions (newest first) and weekly check-ins (oldest first)."""
    points = pain_points(sessions)
    weeks = practice_weeks(sessions, today=today, paused=paused)
    return Progress(
        sessions=tuple(sessions),
        weeks=weeks,
        finding=pain_finding(points),
        series=pain_series(points, weeks),
        signs=sign_trends(signs),
        sign_check_ins=len(signs),
        paused=paused,
    )


# --- Pain -----------------------------------------------------------------------------------------------


def pain_points(sessions: Iterable[PastSession]) -> list[Point]:
    """Pain right after each session (0–10, hip and back, the worse of both), oldest first."""
    scored = [(session.on, session.pain_now) for session in sessions if session.pain_now is not None]
    return sorted(scored, key=lambda point: point[0])


def pain_finding(points: Sequence[Point]) -> Finding:
    """The first three check-ins against the latest three, by their medians (points oldest first)."""
    if not points:
        return Finding("none", "No check-in yet", "Say how it felt after a session, and your curve begins.")
    if len(points) < ENOUGH:
        count = f"{len(points)} check-in{'' if len(points) == 1 else 's'}"
        detail = f"Too early to compare: {count} so far, and it takes {ENOUGH}."
        return Finding("early", f"Pain after your last session: {points[-1][1]:g} of 10", detail)
    first = median(score for _, score in points[:FEW])
    last = median(score for _, score in points[-FEW:])
    return _compared(first, last)


def _compared(first: float, last: float) -> Finding:
    state = direction(first, last)
    text = {
        "down": f"Pain after sessions is down from {first:g} to {last:g}",
        "up": f"Pain after sessions is up from {first:g} to {last:g}: worth easing off",
        "same": "Pain after sessions is about the same",
    }[state]
    detail = f"Middle score: {first:g} of 10 in your first three check-ins, {last:g} in the latest three."
    return Finding(state, text, detail)


def direction(first: float, last: float) -> str:
    """down, same or up; only two points or more are a change."""
    if abs(last - first) < REAL_CHANGE:
        return "same"
    return "down" if last < first else "up"


def pain_series(points: Sequence[Point], weeks: Sequence[PracticeWeek]) -> Series:
    """What the chart draws, two years at most, with the sentence that says it in words."""
    weeks = weeks[-CHART_WEEKS:]
    points = [point for point in points if not weeks or point[0] >= weeks[0].monday]
    shown = weekly_medians(points) if len(weeks) > SINGLE_POINTS_WEEKS else tuple(points)
    return Series(
        label=_chart_label(points, weeks),
        points=shown,
        weeks=tuple((week.monday, week.sessions) for week in weeks),
    )


def weekly_medians(points: Iterable[Point]) -> tuple[Point, ...]:
    """One point for each week that has any, on the day of its first."""
    weeks = (list(week) for _, week in groupby(points, key=lambda point: week_start(point[0])))
    return tuple((week[0][0], median(score for _, score in week)) for week in weeks)


def _chart_label(points: Sequence[Point], weeks: Sequence[PracticeWeek]) -> str:
    sessions = counted_words(sum(week.sessions for week in weeks), "session")
    practice = f"{sessions} in {counted_words(_practised(weeks), 'week')}"
    if not points:
        return f"No pain scores yet; {practice}."
    scores = [score for _, score in points]
    (began, first), (ended, last) = points[0], points[-1]
    if len(points) == 1:
        return f"Pain after the session on {_day(began)} was {first:g} of 10; {practice}."
    return (
        f"Pain after sessions went from {first:g} on {_day(began)} to {last:g} on {_day(ended)}, "
        f"between {min(scores):g} and {max(scores):g} of 10; {practice}."
    )


# --- Weeks, minutes, signs ------------------------------------------------------------------------------


def practice_weeks(
    sessions: Iterable[PastSession], *, today: date, paused: Collection[date] = frozenset()
) -> tuple[PracticeWeek, ...]:
    """Every week from the first session's to this one, empty and paused ones too; none without a session."""
    by_week: dict[date, list[PastSession]] = defaultdict(list)
    for session in sessions:
        by_week[week_start(session.on)].append(session)
    if not by_week:
        return ()
    first = min(by_week)
    count = (max(week_end(today), max(by_week)) - first).days // 7 + 1
    mondays = [first + timedelta(weeks=offset) for offset in range(count)]
    return tuple(_practice_week(monday, by_week[monday], paused) for monday in mondays)


def _practice_week(monday: date, sessions: Sequence[PastSession], paused: Collection[date]) -> PracticeWeek:
    minutes = round(sum(session.active_ms for session in sessions) / 60_000)
    all_paused = not sessions and week_is_paused(monday, paused)
    return PracticeWeek(monday, sum(session.counted for session in sessions), minutes, all_paused)


def _practised(weeks: Iterable[PracticeWeek]) -> int:
    """How many weeks there are, without those that were a pause."""
    return sum(not week.paused for week in weeks)


def sign_trends(check_ins: Sequence[SignScores]) -> tuple[SignTrend, ...]:
    """The five signs at the first and at the latest check-in, in the article's order."""
    if not check_ins:
        return ()
    return tuple(
        _sign_trend(name, [(check_in.on, check_in.scores[place]) for check_in in check_ins])
        for place, name in enumerate(SIGN_NAMES)
    )


def _sign_trend(name: str, points: Sequence[Point]) -> SignTrend:
    (began, first), (ended, last) = points[0], points[-1]
    label = f"{name}: {first} on {_day(began)}"
    if len(points) > 1:
        label += f", {last} on {_day(ended)}, {len(points)} check-ins"
    change = change_words(first, last) if len(points) > 1 else ""
    return SignTrend(name, first, last, change, tuple(points), label)


def change_words(first: float, last: float) -> str:
    """ "down 3", "about the same" or "up 2"."""
    state = direction(first, last)
    return "about the same" if state == "same" else f"{state} {abs(last - first):g}"


# --- One past session -----------------------------------------------------------------------------------


def set_by_set(plan: Mapping[str, Any], results: Sequence[SetResult]) -> tuple[DoneStep, ...]:
    """What the snapshot prescribed, step by step, each with its results in the order they came."""
    by_step: dict[int, list[SetResult]] = defaultdict(list)
    for result in results:
        by_step[result.step].append(result)
    return tuple(_done_step(plan, place, by_step[place]) for place in range(len(plan["steps"])))


def _done_step(plan: Mapping[str, Any], place: int, results: Sequence[SetResult]) -> DoneStep:
    step = plan["steps"][place]
    finished = [
        (place, result.set_number, result.side)
        for result in results
        if result.outcome in (Outcome.DONE, Outcome.CREDITED)
    ]
    names = {variant["step"]["id"]: variant["step"]["name"] for variant in step.get("variants", ())}
    sets = tuple(
        DoneSet(
            name=f"{result.side.capitalize() or 'Set'} {result.set_number}",
            outcome=result.outcome,
            label=result.get_outcome_display(),
            seconds=round(result.ms / 1000),
            instead=names.get(result.exercise, result.exercise),
            said=_said(plan, result),
        )
        for result in results
    )
    return DoneStep(
        step["id"], step["name"], step["dose"], sets, int(bouts_done(step, place, finished)), bouts(step)
    )


def _said(plan: Mapping[str, Any], result: SetResult) -> str:
    """Pain, signals, where it was felt and why it was skipped, as far as anybody said."""
    said = [] if result.score is None else [f"pain {result.score} of 10"]
    said += [BY_ID[key].label.lower() for key in result.signals if key in BY_ID]
    said += [f"felt: {label.lower()}" for label in _labels(plan, "felt", result.felt)]
    return ", ".join(said + [label.lower() for label in _labels(plan, "skipReasons", result.reason)])


def _labels(plan: Mapping[str, Any], name: str, key: str) -> list[str]:
    return [item["label"] for item in plan.get(name, ()) if item["id"] == key]


# --- Words ----------------------------------------------------------------------------------------------


def duration(ms: int) -> str:
    """ "42 min", "5 h", "5 h 42 min"."""
    hours, minutes = divmod(round(ms / 60_000), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def counted_words(count: int, noun: str) -> str:
    """ "1 session", "2 sessions"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
