"""Weekly numbers of a person → findings in words, and the charts of PSFS and PEG."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from accounts.models import User
from routines.charts import Series
from routines.check_ins import scores_of
from routines.json_rows import rows_of
from routines.measures import (
    Change,
    Changes,
    State,
    WeekScores,
    activity_change,
    peg,
    peg_changes,
    psfs,
    psfs_changes,
    rating_state,
)
from routines.models import ActivityScore
from routines.models.measures import RATING_MOST

PSFS_WORDS = {"small": "a little easier", "medium": "clearly easier", "large": "much easier"}
ROOM_WORDS = {"better": "less room", "same": "about as much room", "worse": "more room"}
PEG_TITLE = "Room that pain takes"
RATING_WORDS = {"better": "better", "same": "about the same", "worse": "worse"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the numbers say, `state` being better, same or worse."""

    state: State
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Function:
    """How the own activities go, as a headline; the series is None before a first score."""

    text: str
    detail: str
    series: Series | None


@dataclass(frozen=True, slots=True)
class MeasuresReport:
    """What the weekly check-ins say. The series are None until there is a score to draw."""

    check_ins: int
    findings: tuple[Finding, ...]
    psfs: Series | None
    peg: Series | None
    function: Function

    @property
    def is_worse(self) -> bool:
        return any(finding.state == "worse" for finding in self.findings)


def load(user: User) -> MeasuresReport:
    """The report of one person. Two queries however long the history."""
    return describe(*weeks_of(user))


def weeks_of(user: User) -> tuple[list[WeekScores], dict[int, str]]:
    """All weekly check-ins, oldest first, and the activities in use by id, in their order. Two queries."""
    scored = (
        ActivityScore.objects.filter(check_in__user=user)
        .order_by("check_in__monday", "activity__place", "activity_id")
        .values_list("check_in_id", "activity_id", "activity__text", "activity__retired_at", "score")
    )
    by_week: dict[int, dict[int, int]] = defaultdict(dict)
    in_use: dict[int, str] = {}
    for week, activity, text, retired_at, score in scored:
        by_week[week][activity] = score
        if retired_at is None:
            in_use[activity] = text
    weeks = [scores_of(row, by_week[row.pk]) for row in user.weekly_check_ins.order_by("monday")]
    return weeks, in_use


def own_scores() -> Subquery:
    """To annotate a query of rows with a user: what `function_of` reads."""
    rows = ActivityScore.objects.filter(check_in__user=OuterRef("user"))
    return rows_of(rows, "check_in__answered_on", "activity", "score", by="check_in__user")


def function_of(scores: Iterable[tuple[str, int, int]] | None) -> Function:
    """What matters more than pain where pain is constant (clinical 4.4), from `own_scores`."""
    days: dict[date, dict[int, int]] = defaultdict(dict)
    for on, activity, score in sorted(scores or ()):
        days[date.fromisoformat(on)][activity] = score
    return function([WeekScores(on=on, activities=scores) for on, scores in days.items()])


def function(weeks: Sequence[WeekScores]) -> Function:
    """The activities together, as a heading and a sentence; `weeks` oldest first."""
    points = [(week.on, psfs(week.activities)) for week in weeks if week.activities]
    changes = psfs_changes(weeks)
    if not points:
        text, detail = "What you can do again", "Name what is hard for you and score it once a week."
    elif changes.since_start is None:
        text = f"Your own activities: {_number(points[-1][1])} of 10"
        detail = "The second weekly check-in shows what changes."
    else:
        text, detail = _together(changes.since_start), _detail(changes)
    return Function(text, detail, _series("Your activities", points))


def describe(weeks: Sequence[WeekScores], activities: dict[int, str]) -> MeasuresReport:
    """Findings and charts of check-ins, oldest first; `activities` are those in use, in their order."""
    together, room = _together_finding(weeks), _room_finding(weeks)
    means = [finding for finding in (together, room) if finding]
    return MeasuresReport(
        check_ins=len(weeks),
        findings=(*_activity_findings(weeks, activities), *means, *_rating_finding(weeks)),
        psfs=_series(
            "Your activities", [(week.on, psfs(week.activities)) for week in weeks if week.activities]
        ),
        peg=_series(PEG_TITLE, [(week.on, peg(week.peg)) for week in weeks if week.peg]),
        function=function(weeks),
    )


# --- Findings -------------------------------------------------------------------------------------------


def _activity_findings(weeks: Sequence[WeekScores], activities: dict[int, str]) -> Iterator[Finding]:
    """One line for each activity in use that was scored twice."""
    for key, text in activities.items():
        scored = [(week.on, week.activities[key]) for week in weeks if key in week.activities]
        if len(scored) > 1:
            (began, first), (_, last) = scored[0], scored[-1]
            change = activity_change(first, last)
            word = {"better": "is easier", "same": "is about the same", "worse": "is harder"}[change.state]
            noise = "" if change.is_real or first == last else " One activity varies by that much by itself."
            yield Finding(
                change.state, f"{text} {word}: {arrow(change)} of 10", f"Since {_day(began)}.{noise}"
            )


def _together_finding(weeks: Sequence[WeekScores]) -> Finding | None:
    """Of the activities together; None before there are two scores to compare."""
    changes = psfs_changes(weeks)
    if not (change := changes.since_start):
        return None
    return Finding(change.state, _together(change), _detail(changes))


def _room_finding(weeks: Sequence[WeekScores]) -> Finding | None:
    """Of the room that pain takes; None before there are two scores to compare."""
    changes = peg_changes(weeks)
    if not (change := changes.since_start):
        return None
    text = f"Pain takes {ROOM_WORDS[change.state]}: {arrow(change)} of 10"
    return Finding(change.state, text, _detail(changes))


def _together(change: Change) -> str:
    word = PSFS_WORDS.get(change.size) or {"same": "about the same", "worse": "harder"}[change.state]
    return f"Your activities together: {word}, {arrow(change)} of 10"


def _rating_finding(weeks: Sequence[WeekScores]) -> Iterator[Finding]:
    """What the person said last, all in all; said only beside other findings' numbers."""
    rated = [week for week in weeks if week.rating is not None]
    if rated:
        last = rated[-1]
        state = rating_state(last.rating)
        number = f"{last.rating:+}".replace("-", "−") if last.rating else "0"
        text = f"All in all you say: {RATING_WORDS[state]} ({number} on a scale to {RATING_MOST})"
        yield Finding(state, text, f"Said on {_day(last.on)}. How one feels on that day colours it.")


def _detail(changes: Changes) -> str:
    last = changes.since_last
    if last is None or last == changes.since_start:
        return "First and latest check-in."
    words = {"better": "better", "same": "about the same", "worse": "worse"}[last.state]
    return f"First and latest check-in. Against the one before ({_number(last.first)}): {words}."


def arrow(change: Change) -> str:
    """ "4 → 7", with one decimal where there is one."""
    return f"{_number(change.first)} → {_number(change.last)}"


# --- Charts ---------------------------------------------------------------------------------------------


def _series(name: str, points: Sequence[tuple[date, float]]) -> Series | None:
    if not points:
        return None
    points = [(on, round(score, 1)) for on, score in points]
    (began, first), (ended, last) = points[0], points[-1]
    if len(points) == 1:
        label = f"{name}: {first:g} of 10 on {_day(began)}."
    else:
        label = f"{name}: from {first:g} on {_day(began)} to {last:g} of 10 on {_day(ended)}."
    return Series(label, tuple(points), ())


def _number(score: float) -> str:
    return f"{round(score, 1):g}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
