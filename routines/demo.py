"""The demo person of the embedded default: eight weeks of made-up practice, the same on every machine."""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Consent, User
from routines.adapting import evaluate
from routines.cautions import WORDING as CAUTIONS_WORDING
from routines.clearance import has_agreed
from routines.goals import keep_goal
from routines.measures import RATING_WEEKS
from routines.models import (
    Activity,
    ActivityScore,
    Attempt,
    BedEdgeCheck,
    ChairStand,
    KneeLiftHold,
    MorningCheckIn,
    Outcome,
    Place,
    Plan,
    PracticeSession,
    Profile,
    RoutineKind,
    Screening,
    SessionCheckIn,
    SessionStatus,
    SetResult,
    SymptomCheckIn,
    WeeklyCheckIn,
)
from routines.models.checkin import Feeling
from routines.models.measures import Room
from routines.models.plan import Equipment
from routines.pains import base_of, pains_before
from routines.preparing import Prepared, prepare_session
from routines.screening import BY_ID, record
from routines.week import week_start

EMAIL = "demo@psoasfit.example"
FRESH = timedelta(days=3)  # older than that, the history no longer ends "this week" and is made anew
WEEKS = 8
USUAL_PAIN = 5  # at the start
DAYS = [0, 2, 4]
AT = time(18, 30)
MISSED = {7, 13, 20}  # places in the row of sessions
STOPPED_EARLY = 5
UNANSWERED = {9, 16}
BAD_MORNINGS = {12}
BAD_MORNING = 4  # points more than otherwise: a step back
MORNING = time(7, 30)
LEVEL_2_AFTER_WEEKS = 4
SCREENED_ON_DAYS = (0, 28, 56)
SIGNS_AT_FIRST = (6, 7, 4, 4, 5)
SIGNS_NOW = (3, 4, 4, 2, 3)
ACTIVITIES = ("Walking to work", "Sitting through a film", "Climbing the stairs")
ACTIVITY_SCORES = ((4, 8), (3, 6), (6, 7))
# Week, room and angle on the left, seconds, stands.
SELF_TESTS = ((0, Room.ABOVE, -4, 14, 13), (4, Room.LEVEL, 1, 19, 14), (7, Room.BELOW, 5, 24, 14))
NOTES = {
    2: "Demo note: right side tighter than the left.",
    10: "Demo note: used a cushion under the knee, much better.",
    19: "Demo note: first time all sets without a break.",
}


@dataclass
class History:
    """Where one made-up history stands; `dice` makes every run the same."""

    user: User
    start: date  # the Monday it begins
    now: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(9))  # noqa: S311 (made-up numbers)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.user.zone).date()

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=UTC)

    def share(self, day: date) -> float:
        """How far into the eight weeks a day lies, 0 to 1."""
        return min(1.0, (day - self.start).days / (WEEKS * 7))

    def score(self, first: float, last: float, day: date, *, noise: float = 0.8) -> int:
        """A score 0 to 10 on the way from `first` to `last`, as uneven as real ones."""
        middle = first + (last - first) * self.share(day)
        return max(0, min(10, round(middle + self.dice.uniform(-noise, noise))))


@transaction.atomic
def seed(*, now: datetime) -> User:
    """The demo person with a history that ends now. One seeded less than three days ago is left
    alone, unless the text of the agreement has changed since.

    `date_joined` holds the moment of seeding. Needs imported content.
    """
    present = User.objects.filter(email=EMAIL, is_demo=True).first()
    if present and timedelta(0) <= now - present.date_joined <= FRESH and has_agreed(present):
        return present
    User.objects.filter(email=EMAIL, is_demo=True).delete()
    user = _person(now)
    start = week_start(now.astimezone(user.zone).date()) - timedelta(weeks=WEEKS)
    history = History(user, start, now)
    plan, profile = _plan(history), _profile(history)
    _papers(history)
    _sessions(history, plan, profile)
    _signs(history)
    _measures(history)
    _self_tests(history)
    return user


def _person(now: datetime) -> User:
    user = User(email=EMAIL, is_demo=True, time_zone="UTC", date_joined=now)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=EMAIL, primary=True, verified=True)
    return user


def _plan(history: History) -> Plan:
    plan = Plan.objects.create(
        user=history.user,
        per_week=3,
        days=DAYS,
        at=AT,
        minutes=15,
        level=2,
        started_on=history.start,
        reminders_on=False,
    )
    keep_goal(plan, today=history.today)
    return plan


def _profile(history: History) -> Profile:
    kit = [
        Equipment.MAT,
        Equipment.CUSHION,
        Equipment.CHAIR,
        Equipment.BENCH,
        Equipment.BAND,
        Equipment.ROLLER,
    ]
    return Profile.objects.create(
        user=history.user,
        usual_pain=USUAL_PAIN,
        pain_places=[Place.LOWER_BACK, Place.FRONT_RIGHT],
        equipment=kit,
        equipment_answered=True,
        cautions_wording=CAUTIONS_WORDING,
        cautions_on=history.start,
        roller_ok=True,
    )


def _papers(history: History) -> None:
    """Consent on the first day; clear safety questions every four weeks."""
    Consent.give(user=history.user, now=history.at(history.start, time(8)))
    for days in SCREENED_ON_DAYS:
        answered_at = min(history.now, history.at(history.start + timedelta(days=days), time(8)))
        Screening.objects.create(
            user=history.user,
            answers=record(dict.fromkeys(BY_ID, False)),
            started_at=answered_at,
            completed_at=answered_at,
        )


# --- Sessions -------------------------------------------------------------------------------------------


def _sessions(history: History, plan: Plan, profile: Profile) -> None:
    """Stretch and strength in turn on the person's days before today. The rules decide after each of them,
    so that the next one is what they led to.
    """
    days = list(_session_days(history))
    for count, (place, day) in enumerate(days):
        kind = RoutineKind.STRETCH if count % 2 == 0 else RoutineKind.STRENGTH
        plan.level = 2 if (day - history.start).days >= LEVEL_2_AFTER_WEEKS * 7 else 1
        side_first = "left" if count % 4 < 2 else "right"
        prepared = prepare_session(plan=plan, profile=profile, kind=kind, today=day, side_first=side_first)
        session = _session(history, prepared, level=plan.level, day=day)
        attempt = Attempt(client_id=_uuid(history), user=history.user, session=session, rev=1)
        sets = _sets(history, attempt, share=0.65 if place == STOPPED_EARLY else 1)
        _end(attempt, sets, stopped=place == STOPPED_EARLY)
        check_in = _check_in(history, session, note=NOTES.get(place, ""))
        attempt.pain_before = max(0, check_in.pain_now - 1)
        session.save(force_insert=True)
        attempt.save()
        SetResult.objects.bulk_create(sets)
        if place not in UNANSWERED:
            check_in.save()
        _decide(history, session, morning=place != days[-1][0], painful=place in BAD_MORNINGS)


def _decide(history: History, session: PracticeSession, *, morning: bool, painful: bool) -> None:
    """What the rules make of it, the next morning at the latest. The last morning is left for the visitor."""
    answered_at = history.at(session.local_date + timedelta(days=1), MORNING)
    if morning and answered_at <= history.now:
        pain = max(0, session.attempts.get().pain_before - 1)
        MorningCheckIn.objects.create(
            session=session, pain=pain + (BAD_MORNING if painful else 0), answered_at=answered_at
        )
    evaluate(session, now=min(answered_at, history.now))


def _session_days(history: History) -> Iterator[tuple[int, date]]:
    """The person's days from the start to yesterday, numbered, without the missed ones."""
    days = (history.start + timedelta(days=offset) for offset in range((history.today - history.start).days))
    for place, day in enumerate(day for day in days if day.weekday() in DAYS):
        if place not in MISSED:
            yield place, day


def _session(history: History, prepared: Prepared, *, level: int, day: date) -> PracticeSession:
    late = timedelta(minutes=history.dice.randrange(0, 25))
    session = PracticeSession(
        id=_uuid(history),
        user=history.user,
        routine_id=prepared.routine_id,
        kind=prepared.plan.kind,
        title=prepared.title,
        minutes=prepared.plan.minutes,
        level=level,
        local_date=day,
        started_at=history.at(day, AT) + late,
    )
    scores = pains_before(history.user)
    base = base_of(scores, usual=USUAL_PAIN, before=session.started_at)
    session.plan = prepared.to_json(session=session.pk, stops={}, base=base)
    return session


def _sets(history: History, attempt: Attempt, *, share: float) -> list[SetResult]:
    """The first `share` of the prescribed sets, one after the other, now and then one skipped."""
    session = attempt.session
    moment, results = session.started_at, []
    prescribed = list(_prescribed(session.plan))
    for step, number, side in prescribed[: round(len(prescribed) * share)]:
        ms = round(
            _set_seconds(step) * 1000 * (1 if step["kind"] == "hold" else history.dice.uniform(0.9, 1.2))
        )
        skipped = step["role"] != "warm-up" and history.dice.random() < 0.02
        moment += timedelta(milliseconds=ms, seconds=max(12, step["restSeconds"]))
        results.append(
            SetResult(
                attempt=attempt,
                session=session,
                position=len(results),
                step=step["index"],
                set_number=number,
                side=side,
                outcome=Outcome.SKIPPED if skipped else Outcome.DONE,
                ms=ms // 4 if skipped else ms,
                finished_at=moment,
            )
        )
    return results


def _prescribed(plan: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int, str]]:
    """Step, number and side of every set in the order of the player."""
    both = ("left", "right") if plan["sideFirst"] == "left" else ("right", "left")
    for step in plan["steps"]:
        for number in range(1, step["sets"] + 1):
            for side in both if step["sides"] == "each" else ("",):
                yield step, number, side


def _set_seconds(step: Mapping[str, Any]) -> int:
    if step["kind"] == "hold":
        return step["seconds"]
    return step["reps"] * step["secondsPerRep"] * (2 if step["alternating"] else 1)


def _end(attempt: Attempt, sets: list[SetResult], *, stopped: bool) -> None:
    session = attempt.session
    session.counted = True
    attempt.started_at = session.started_at
    for row in (attempt, session):
        row.status = SessionStatus.STOPPED if stopped else SessionStatus.FINISHED
        row.ended_at = sets[-1].finished_at
        row.active_ms = sum(result.ms for result in sets)
    attempt.updated_at = session.ended_at


def _check_in(history: History, session: PracticeSession, *, note: str) -> SessionCheckIn:
    pain = history.score(5.4, 2, session.local_date)
    usual = Feeling.PULL if session.kind == RoutineKind.STRETCH else Feeling.MUSCLE
    feelings = [usual, Feeling.ACHE] if history.dice.random() < 0.25 else [usual]
    said_at = session.ended_at + timedelta(minutes=1)
    return SessionCheckIn(
        session=session,
        highest_pain=min(5, pain + history.dice.choice((0, 1, 1))),
        pain_now=min(5, pain),
        effort=history.dice.choice((4, 5, 5, 6)),
        feelings=[str(feeling) for feeling in feelings],
        note=note,
        created_at=said_at,
        updated_at=said_at,
    )


# --- The five signs -------------------------------------------------------------------------------------


def _signs(history: History) -> None:
    """On the first day, then every Sunday before today."""
    sundays = [history.start + timedelta(days=6 + 7 * week) for week in range(WEEKS + 1)]
    SymptomCheckIn.objects.bulk_create(
        _sign_scores(history, day) for day in [history.start, *sundays] if day < history.today
    )


def _sign_scores(history: History, day: date) -> SymptomCheckIn:
    scores = {
        name: history.score(first, last, day, noise=0 if day == history.start else 0.7)
        for name, first, last in zip(SymptomCheckIn.SIGNS, SIGNS_AT_FIRST, SIGNS_NOW, strict=True)
    }
    return SymptomCheckIn(
        user=history.user, on_date=day, updated_at=history.at(day, time(20)), note="Demo note", **scores
    )


# --- Weekly numbers and self-tests ----------------------------------------------------------------------


def _measures(history: History) -> None:
    """Three activities, scored every Sunday with the rest of the week's numbers."""
    activities = [
        Activity.objects.create(
            user=history.user, text=text, place=place, created_at=history.at(history.start, time(8))
        )
        for place, text in enumerate(ACTIVITIES, start=1)
    ]
    for week in range(WEEKS):
        day = history.start + timedelta(days=6 + 7 * week)
        row = WeeklyCheckIn.objects.create(
            user=history.user,
            monday=week_start(day),
            answered_on=day,
            average_pain=history.score(5, 2, day),
            enjoyment=history.score(5, 1, day),
            general_activity=history.score(4, 2, day),
            confidence=8,
            rating=week // 2 + 1 if week in RATING_WEEKS else None,
            updated_at=history.at(day, time(20)),
        )
        ActivityScore.objects.bulk_create(
            ActivityScore(check_in=row, activity=activity, score=history.score(first, last, day))
            for activity, (first, last) in zip(activities, ACTIVITY_SCORES, strict=True)
        )


def _self_tests(history: History) -> None:
    """Each at the start and near the end: more room and longer holds, the chair stands about as before."""
    for weeks, room, angle, seconds, stands in SELF_TESTS:
        day = history.start + timedelta(weeks=weeks, days=1)
        when = {"user": history.user, "on_date": day, "taken_at": history.at(day, AT)}
        BedEdgeCheck.objects.create(left=room, right=Room.LEVEL, left_angle=angle, **when)
        KneeLiftHold.objects.create(left=seconds, right=seconds + 4, **when)
        ChairStand.objects.create(stands=stands, **when)


def _uuid(history: History) -> uuid.UUID:
    return uuid.UUID(int=history.dice.getrandbits(128), version=4)
