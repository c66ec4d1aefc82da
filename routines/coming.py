"""The next session of a practice, just as a start will make it on its day, of what is known now."""

from datetime import date, datetime

from routines.extra import Past
from routines.hip_week import SetsDone, may_fill_up, sets_done
from routines.models import RoutineKind
from routines.practice import Practice
from routines.preparing import Known, Prepared, prepare_session
from routines.sessions import days_moved, kind_on


def sets_of(practice: Practice) -> SetsDone:
    """What was done since Monday. One query."""
    return sets_done(
        practice.plan.user,
        today=practice.today,
        breaks=practice.plan.stretched_in_breaks,
        moved=days_moved(practice.left_open),
    )


def next_up(
    practice: Practice, *, now: datetime, sets: SetsDone | None = None, on: date | None = None
) -> Prepared:
    """The session of a day, by default that of the next one. No query, one where sets matter and are not
    given.
    """
    on = on or practice.week.next_date
    if sets is None and may_fill_up(practice.plan):
        sets = sets_of(practice)
    return prepare_session(
        plan=practice.plan,
        profile=practice.plan.user.profile,
        kind=kind_of(practice, on=on, now=now),
        today=on,
        stops=practice.stops,
        known=Known(practice.answers, practice.done, practice.weekly, sets),
        pauses=practice.pauses,
    )


def kind_of(practice: Practice, *, on: date, now: datetime) -> RoutineKind:
    """The kind that is next, as kind_on."""
    past = map(Past.of, practice.counted)
    return kind_on(practice.plan, past, on=on, today=practice.today, now=now)
