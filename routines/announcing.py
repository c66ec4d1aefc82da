"""The mails before sessions: those that are due are composed and handed to the outbox, and the next is shown.

When each is due, reminders.py says. A mail says what a start would give, as far as that is known then.
"""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts import outbox
from accounts.models import OutgoingMail, User
from psoasfit.time_limits import TimeIsUp
from routines import reminder_mail
from routines.clearance import clearance, newest_rounds
from routines.coming import kind_of, next_up
from routines.models import Plan, Screening
from routines.practice import Practice, plans_of, practice_of
from routines.quiet import REMINDED
from routines.reminders import (
    CURSOR,
    KIND,
    Past,
    Reminder,
    key_of,
    past_of,
    point,
    reminder_on,
    session_date,
    today_of,
    upcoming,
)
from routines.sweeping import read_together, sweep

logger = logging.getLogger(__name__)

Known = tuple[Screening | None, Plan | None]  # newest safety questions, plan as by plans_of
UNKNOWN: Known = (None, None)


def plan_due(*, now: datetime, limit: int = 100) -> int:
    """Turn due cursors into mails and move them on; returns how many cursors were due."""

    def mails(plans: list[Plan]) -> Iterator[OutgoingMail | None]:
        past = past_of(plans, now)
        known = read_together((plan.user for plan in plans), lambda *zone: _known(*zone, now))
        return (_sweep_one(plan, past[plan.user_id], known.get(plan.user_id, UNKNOWN), now) for plan in plans)

    due = Plan.objects.filter(next_reminder_at__lte=now).order_by("next_reminder_at")
    return sweep(_with_reach(due).select_related("user"), mails, cursor=CURSOR, limit=limit)


def preview(plan: Plan, *, now: datetime) -> dict | None:
    """Subject and text of the mail that comes next, or None if none does."""
    if plan.next_reminder_date is None:
        return None
    reminder = reminder_on(plan.next_reminder_date, plan=plan, zone=plan.user.zone)
    if reminder is None:
        return None
    practice = practice_of(plan.user, now=now)
    minutes = _minutes_if_known(practice, reminder.on, now=now)
    return _content(plan, reminder, practice, now=now, minutes=minutes)


def _known(users: list[User], zone: ZoneInfo, now: datetime) -> dict[int, Known]:
    """What the mails need of people in one zone. Two queries."""
    rounds, plans = newest_rounds(users, zone=zone, now=now), plans_of(users, zone=zone, now=now)
    return {user.pk: (rounds.get(user.pk), plans.get(user.pk)) for user in users}


def _sweep_one(plan: Plan, past: Past, known: Known, now: datetime) -> OutgoingMail | None:
    """The mail for one due cursor, which moves on past all it missed; a bad row comes back in an hour."""
    try:
        with transaction.atomic():
            past = past.settled(today_of(plan, now), now=now)
            mail = _mail_if_wanted(plan, past, known, now)
            point(plan, upcoming(plan, past, now, told={plan.next_reminder_date}))
    except Exception as problem:
        logger.exception("reminder of plan %s could not be planned", plan.pk)
        plan.next_reminder_at = now + timedelta(hours=1)
        if isinstance(problem, TimeIsUp):  # a batch has its own, shorter limit: it was this one
            raise
        return None
    return mail


def _mail_if_wanted(plan: Plan, past: Past, known: Known, now: datetime) -> OutgoingMail | None:
    """None if it is too late, the session is not next any more, or this person must not be asked."""
    on = plan.next_reminder_date
    reminder = reminder_on(on, plan=plan, zone=plan.user.zone)
    if reminder is None or now >= reminder.expires_at:
        return None
    closed = past.closed(today_of(plan, now))
    is_next = session_date(plan, today=on, done_dates=past.done, closed=closed) == on
    if not (is_next and plan.reminders_on and plan.reachable):
        return None
    answers, read = known
    gate = clearance(plan.user, now=now, known=answers)
    if gate.reason not in REMINDED:
        return None
    practice = practice_of(plan.user, now=now, plan=read)
    minutes = _minutes_if_known(practice, on, now=now) if gate.ready else None  # the answers may change it
    return outbox.new_mail(
        key=key_of(plan.user, on),
        kind=KIND,
        user=plan.user,
        to=plan.user.email,
        now=now,
        expires_at=reminder.expires_at,
        **_content(plan, reminder, practice, now=now, minutes=minutes, questions_first=not gate.ready),
    )


def _content(
    plan: Plan,
    reminder: Reminder,
    practice: Practice,
    *,
    now: datetime,
    minutes: int | None,
    questions_first: bool = False,
) -> dict:
    return reminder_mail.compose(
        plan=plan,
        reminder=reminder,
        done_dates=practice.done_dates,
        paused=practice.pauses.dates,
        kind=kind_of(practice, on=reminder.on, now=now),
        minutes=minutes,
        questions_first=questions_first,
    )


def _minutes_if_known(practice: Practice, on: date, *, now: datetime) -> int | None:
    """As the week's page says it, None where there is no session. Better a mail without minutes than none."""
    try:
        with _savepoint():
            session = next_up(practice, now=now, on=on).plan
    except TimeIsUp:
        raise
    except Exception:
        logger.exception("the session that plan %s is reminded of could not be prepared", practice.plan.pk)
        return None
    return None if session.leaves_too_little else session.minutes


def _savepoint() -> AbstractContextManager:
    """Within a transaction one of its own, or PostgreSQL refuses the whole after an error in the database."""
    return transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext()


def _with_reach(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Adds `reachable`: a verified address of a real person."""
    return plans.annotate(
        reachable=Exists(
            User.objects.filter(
                Q(pk=OuterRef("user"), is_active=True, is_demo=False, emailaddress__verified=True)
            )
            .annotate(lowered=Lower("email"))
            .filter(lowered=Lower(F("emailaddress__email")))
        ),
    )
