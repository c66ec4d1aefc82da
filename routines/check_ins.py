"""One person's weekly check-in: which groups of questions there are, what is answered, and saving it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import OuterRef, Subquery

from accounts.models import User
from routines.json_rows import row_of, rows_of
from routines.measures import WeekScores, rating_due, shrinks, shrunk_minutes
from routines.models import Activity, ActivityScore, Plan, SymptomCheckIn, WeeklyCheckIn
from routines.pauses import pauses_of
from routines.pausing import NO_PAUSES, Pauses
from routines.week import week_start

# In the order they are asked, each on a page of its own; the last only in some weeks.
GROUPS = ("signs", "activities", "impact", "confidence", "change")
RATED = "change"

State = Literal["open", "signs", "half", "done"]


@dataclass(frozen=True, slots=True)
class CheckInWeek:
    """The check-in of one week as it stands. `row` is None before the first of its numbers.

    `scores` are this week's by activity id, `before` the latest earlier ones; `asks_rating` says whether the
    global rating belongs to this week; `started_on` is the day it is counted from.
    """

    user: User
    today: date
    row: WeeklyCheckIn | None
    last: WeeklyCheckIn | None
    signs: SymptomCheckIn | None
    last_signs: SymptomCheckIn | None
    activities: tuple[Activity, ...]
    scores: Mapping[int, int]
    before: Mapping[int, int]
    started_on: date

    @property
    def monday(self) -> date:
        return week_start(self.today)

    @property
    def asks_rating(self) -> bool:
        return rating_due(self.started_on, self.today) or (
            self.row is not None and self.row.rating is not None
        )

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(group for group in GROUPS if group != RATED or self.asks_rating)

    @property
    def answered(self) -> set[str]:
        """Groups without an open question. Without an activity named, that group stays open."""
        row, done = self.row, set()
        if self.signs:
            done.add("signs")
        if self.activities and all(activity.pk in self.scores for activity in self.activities):
            done.add("activities")
        if row and row.average_pain is not None:
            done.add("impact")
        if row and row.confidence is not None:
            done.add("confidence")
        if row and row.rating is not None:
            done.add(RATED)
        return done

    @property
    def next_group(self) -> str | None:
        """Where to go on: the first open group after the furthest answered one. None when nothing is left.

        What was passed over on the way stays open and is not asked for again.
        """
        return next_open(self.groups, self.answered)


def next_open(groups: Sequence[str], answered: set[str]) -> str | None:
    """The first group after the last answered one."""
    furthest = max((place for place, group in enumerate(groups) if group in answered), default=-1)
    return groups[furthest + 1] if furthest + 1 < len(groups) else None


def load_week(user: User, *, now: datetime) -> CheckInWeek:
    """The check-in of the week of `now` in the person's own zone. Six queries."""
    today = now.astimezone(user.zone).date()
    monday = week_start(today)
    rows = list(user.weekly_check_ins.filter(monday__lte=monday).order_by("-monday")[:2])
    row = rows[0] if rows and rows[0].monday == monday else None
    signs = list(user.symptom_check_ins.order_by("-on_date")[:2])
    this_week = signs[0] if signs and signs[0].on_date >= monday else None
    activities = tuple(user.activities.filter(retired_at__isnull=True))
    scores, before = _scores(user, monday)
    started = Plan.objects.filter(user=user).values_list("programme_started_on", "started_on").first()
    return CheckInWeek(
        user=user,
        today=today,
        row=row,
        last=next((earlier for earlier in rows if earlier is not row), None),
        signs=this_week,
        last_signs=signs[0] if signs else None,
        activities=activities,
        scores=scores,
        before=before,
        started_on=start_of(started, today=today, pauses=pauses_of(user, today=today)),
    )


def start_of(started: tuple[date | None, date] | None, *, today: date, pauses: Pauses = NO_PAUSES) -> date:
    """From which day weeks are counted: the programme's first, else the plan's, else today.

    It moves on by what was paused, so that no week is asked about that was not there.
    """
    return pauses.moved_on(started[0] or started[1], today) if started else today


@dataclass(frozen=True, slots=True)
class WeekAnswers:
    """What the week page of `monday` holds so far, and how sure the person was in the week before."""

    monday: date
    begun: bool
    confidence: int | None
    rating: int | None
    confidence_before: int | None

    def confidence_ahead_of(self, day: date) -> int | None:
        """How sure they were in the week before the one of `day`, which is this week or the next."""
        return self.confidence_before if week_start(day) <= self.monday else self.confidence


def week_answers(*, today: date) -> dict[str, Subquery]:
    """Annotations for a query of plans, from which `answers_of` reads; they cost no query of their own."""
    monday = week_start(today)
    own = WeeklyCheckIn.objects.filter(user=OuterRef("user"))
    this, before = own.filter(monday=monday), own.filter(monday=monday - timedelta(weeks=1))
    return {
        "week_said": row_of(this, "confidence", "rating"),
        "confidence_before": Subquery(before.values("confidence")[:1]),
    }


def answers_of(plan: Plan, *, today: date) -> WeekAnswers:
    """The week of a plan that was read with `week_answers`."""
    confidence, rating = plan.week_said or (None, None)
    return WeekAnswers(
        monday=week_start(today),
        begun=plan.week_said is not None,
        confidence=confidence,
        rating=rating,
        confidence_before=plan.confidence_before,
    )


def state_of_week(
    plan: Plan, answers: WeekAnswers, *, signs_on: date | None, today: date, pauses: Pauses = NO_PAUSES
) -> State:
    """Whether this week's check-in is not begun, has the five signs only, is half done or done.

    `signs_on` is the day of the latest five signs: whoever is new has scored them on the way in, and does not
    know yet that there is a check-in. Only the last page matters: those before may be left out.
    """
    if not answers.begun:
        return "signs" if signs_on is not None and signs_on >= answers.monday else "open"
    start = start_of((plan.programme_started_on, plan.started_on), today=today, pauses=pauses)
    rated = answers.rating is not None or not rating_due(start, today)
    return "done" if rated and (answers.confidence is not None or answers.rating is not None) else "half"


def _scores(user: User, monday: date) -> tuple[dict[int, int], dict[int, int]]:
    """This week's scores and the latest ones before it, of activities still in use."""
    rows = (
        ActivityScore.objects.filter(
            check_in__user=user, check_in__monday__lte=monday, activity__retired_at__isnull=True
        )
        .order_by("check_in__monday")
        .values_list("check_in__monday", "activity", "score")
    )
    now: dict[int, int] = {}
    before: dict[int, int] = {}
    for on, activity, score in rows:
        (now if on == monday else before)[activity] = score
    return now, before


def scores_of(row: WeeklyCheckIn, activities: Mapping[int, int]) -> WeekScores:
    """One check-in as the rules about changes see it; `activities` are its scores by activity id."""
    return WeekScores(
        on=row.answered_on,
        peg=None if row.average_pain is None else (row.average_pain, row.enjoyment, row.general_activity),
        activities=activities,
        confidence=row.confidence,
        rating=row.rating,
    )


def all_scores(user: User) -> list[WeekScores]:
    """Every check-in of a person, oldest first. One query."""
    scored = rows_of(
        ActivityScore.objects.filter(check_in=OuterRef("pk")), "activity", "score", by="check_in"
    )
    rows = user.weekly_check_ins.annotate(activity_rows=scored).order_by("monday")
    return [scores_of(row, dict(row.activity_rows or ())) for row in rows]


# --- Saving ---------------------------------------------------------------------------------------------


def save_numbers(week: CheckInWeek, *, now: datetime, **numbers: int) -> WeeklyCheckIn:
    """Add answers to the week's row, which is made by the first of them; a second answer replaces."""
    said = {**numbers, "answered_on": week.today, "updated_at": now}
    row, _ = WeeklyCheckIn.objects.update_or_create(user=week.user, monday=week.monday, defaults=said)
    return row


def save_scores(week: CheckInWeek, *, scores: Mapping[int, int], now: datetime) -> None:
    """How well each activity (by id) went this week."""
    row = save_numbers(week, now=now)
    for activity, score in scores.items():
        ActivityScore.objects.update_or_create(check_in=row, activity_id=activity, defaults={"score": score})


def name_activities(user: User, *, texts: Sequence[str], now: datetime) -> None:
    """Make these the person's activities, in this order. Others are retired, never deleted.

    One that was named before, and retired or moved, comes back with its scores. Run it in a transaction.
    """
    known = {activity.text: activity for activity in user.activities.order_by("id")}
    keep = {text: place for place, text in enumerate(texts, start=1)}
    for activity in user.activities.filter(retired_at__isnull=True):
        if keep.get(activity.text) == activity.place:
            del keep[activity.text]
        else:  # first out of the way, so that two can change places
            user.activities.filter(pk=activity.pk).update(retired_at=now)
    for text, place in keep.items():
        if text in known:
            user.activities.filter(pk=known[text].pk).update(place=place, retired_at=None)
        else:
            Activity.objects.create(user=user, text=text, place=place, created_at=now)


# --- The next week --------------------------------------------------------------------------------------


def minutes_in_week(plan: Plan, *, day: date, answers: WeekAnswers | None = None) -> int:
    """Length of a session on `day`: a size shorter when the week before ended unsure.

    Without `answers` of the present week that is one query.
    """
    if answers is not None:
        confidence = answers.confidence_ahead_of(day)
    else:
        weeks = WeeklyCheckIn.objects.filter(user=plan.user_id, monday=week_start(day) - timedelta(weeks=1))
        confidence = weeks.values_list("confidence", flat=True).first()
    return shrunk_minutes(plan.minutes) if shrinks(confidence) else plan.minutes
