"""Skipping: today's session is let go, the next own day comes, and the kind stays the same. No debt.

A skip is a move to the next own day: reminders, the week and the queue know what to do with it, and so does
its undoing. What is done decides the kind (week.py), so the same one stays next.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from routines import reminders
from routines.practice import Practice, practice_of
from routines.week import next_session_date
from routines.week_words import on_day


class NothingToSkip(Exception):
    """No session is planned today, or it is under way."""


def is_skipped(practice: Practice) -> bool:
    """Whether today's session was let go."""
    week, plan = practice.week, practice.plan
    return week.is_moved and plan.moved_from == practice.today and week.next_date == next_own_day(practice)


def next_own_day(practice: Practice, *, after: int = 1) -> date:
    """The first of the person's own days from `after` days on, as if nothing had been moved."""
    plan = practice.plan
    return next_session_date(
        today=practice.today + timedelta(days=after),
        days=plan.days,
        per_week=plan.per_week,
        done_dates=practice.done_dates,
        closed=practice.closed,
    )


@transaction.atomic
def skip_today(*, user: User, now: datetime) -> Practice:
    """Let today's session go, once; its reminder is called off. Raises NothingToSkip."""
    practice = practice_of(user, now=now, lock=True)
    if is_skipped(practice):
        return practice
    if practice.unfinished or practice.week.next_date != practice.today:
        raise NothingToSkip
    practice.plan.move(from_date=practice.today, to_date=next_own_day(practice))
    return _keep(practice, now=now)


@transaction.atomic
def take_back_skip(*, user: User, now: datetime) -> Practice:
    """Plan today's session again, also where it had been moved to today. Without a skip nothing happens."""
    practice = practice_of(user, now=now, lock=True)
    if not is_skipped(practice):
        return practice
    plan, own = practice.plan, next_own_day(practice, after=0)
    plan.moved_from, plan.moved_to = (None, None) if own == practice.today else (own, practice.today)
    return _keep(practice, now=now)


def skip_card(practice: Practice) -> dict:
    """What /today/ says about a skip; that it is a move is nothing to say."""
    return {"today_skipped": True, "moved_from": None} if is_skipped(practice) else {"today_skipped": False}


def skipped_words(practice: Practice) -> str:
    """What was done, for the message."""
    return f"Skipped. The next one is {on_day(practice.plan.moved_to, today=practice.today)}."


def _keep(practice: Practice, *, now: datetime) -> Practice:
    practice.plan.save(update_fields=["moved_from", "moved_to"])
    reminders.reschedule(plan=practice.plan, now=now)
    return practice
