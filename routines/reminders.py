"""Reminders: when the next one is due, planning it exactly once, and calling it off in time.

The cursor on the plan (`next_reminder_at`, `next_reminder_date`) says what comes next; the unique key
`session:<person>:<local date>` of the mail says what has been planned. Both change in one transaction, so a
date is announced at most once whatever crashes, and a change of hour or zone never announces it twice.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import tzdata
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from accounts import outbox
from accounts.models import OutgoingMail, User
from accounts.models.mail import MailState
from routines import morning_asking, quiet, reminder_mail, week
from routines.clearance import clearance
from routines.models import Plan, PracticeSession
from routines.quiet import REMINDED
from routines.wall_clock import ONE_DAY, resolve

logger = logging.getLogger(__name__)

KIND = "session"
EXPIRY = timedelta(hours=3)  # a reminder that could not leave by then helps nobody
HISTORY = timedelta(days=14)  # covers this week, the day before it, and a week in another zone
SEARCH = 10  # session dates looked at before giving up; one can be passed, mailed or missing
CURSOR = ("next_reminder_at", "next_reminder_date", "tzdata_version")


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail at `send_at` (UTC) for the session on the person's own date `on`."""

    on: date
    send_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.send_at + EXPIRY


# --- Time ---------------------------------------------------------------------------------------------


def reminder_on(on: date, *, plan: Plan, zone: ZoneInfo) -> Reminder | None:
    """The reminder for a session on that date, past or not."""
    session_at = resolve(on, plan.at, zone)
    if session_at is None:
        return None
    return Reminder(on, session_at - timedelta(minutes=plan.lead_minutes))


def next_reminder(
    *, plan: Plan, zone: ZoneInfo, done_dates: Collection[date], now: datetime, told: Collection[date] = ()
) -> Reminder | None:
    """The first reminder strictly after `now` for a session date that was not announced yet (`told`)."""
    day = now.astimezone(zone).date()
    for _ in range(SEARCH):
        on = session_date(plan, today=day, done_dates=done_dates)
        reminder = reminder_on(on, plan=plan, zone=zone)
        if reminder and reminder.send_at > now and on not in told:
            return reminder
        day = on + ONE_DAY
    return None


def session_date(plan: Plan, *, today: date, done_dates: Collection[date]) -> date:
    """Date of the next session from `today` on, by the rules of the week."""
    return week.next_session_date(
        today=today,
        days=plan.days,
        per_week=plan.per_week,
        done_dates=done_dates,
        moved_from=plan.moved_from,
        moved_to=plan.moved_to,
    )


# --- Changes ------------------------------------------------------------------------------------------


@transaction.atomic
def reschedule(*, plan: Plan, now: datetime) -> None:
    """Point the cursor at what is next and call off what no longer holds; call it after any change.

    The question of the next morning follows. Runs in the caller's transaction; the row lock keeps a sweep
    from planning by the old settings meanwhile.
    """
    Plan.objects.select_for_update().filter(pk=plan.pk).first()
    done = _done_dates([plan.user_id], now)[plan.user_id]
    wanted = silence(plan, now=now) == ""
    keep = _still_right(plan, done) if wanted else []
    outbox.cancel(user=plan.user, kind=KIND, keep=keep)
    _point(plan, _upcoming(plan, done, now) if wanted else None)
    plan.save(update_fields=CURSOR)
    morning_asking.follow(user=plan.user, now=now)


def session_done(*, user: User, now: datetime) -> None:
    """A session counted: today's reminder is not needed any more, and the next date may move."""
    plan = Plan.objects.filter(user=user).first()
    if plan:
        reschedule(plan=plan, now=now)


@transaction.atomic
def switch(*, user: User, on: bool, now: datetime) -> None:
    """Turn reminders on or off; without a plan there is nothing to switch."""
    plan = Plan.objects.select_for_update().filter(user=user).first()
    if plan:
        plan.reminders_on = on
        plan.save(update_fields=["reminders_on"])
        reschedule(plan=plan, now=now)


def silence(plan: Plan, *, now: datetime) -> str:
    """Why no reminder is planned: off, or what `quiet.why` says; empty if one may be."""
    return quiet.why(plan.user, now=now) if plan.reminders_on else "off"


def preview(plan: Plan, *, now: datetime) -> dict | None:
    """Subject and text of the mail that comes next, or None if none does."""
    if plan.next_reminder_date is None:
        return None
    plan = _with_history(Plan.objects.filter(pk=plan.pk)).select_related("user").get()
    reminder = reminder_on(plan.next_reminder_date, plan=plan, zone=plan.user.zone)
    done = _done_dates([plan.user_id], now)[plan.user_id]
    return reminder and _content(plan, reminder, done, questions_first=False)


def _upcoming(plan: Plan, done: Collection[date], now: datetime) -> Reminder | None:
    return next_reminder(plan=plan, zone=plan.user.zone, done_dates=done, now=now, told=_told(plan.user_id))


def _point(plan: Plan, reminder: Reminder | None) -> None:
    plan.next_reminder_at = reminder and reminder.send_at
    plan.next_reminder_date = reminder and reminder.on
    plan.tzdata_version = tzdata.IANA_VERSION


def _still_right(plan: Plan, done: Collection[date]) -> list[int]:
    """Waiting mails that announce just what the settings say now."""
    waiting = OutgoingMail.objects.filter(user_id=plan.user_id, kind=KIND, state__in=outbox.WAITING)
    right = []
    for mail in waiting:
        on = _date_of(mail.key)
        reminder = reminder_on(on, plan=plan, zone=plan.user.zone)
        is_next = session_date(plan, today=on, done_dates=done) == on
        if is_next and reminder and reminder.expires_at == mail.expires_at:
            right.append(mail.pk)
    return right


def _told(user_id: int) -> set[date]:
    """Local dates that were announced lately, or are about to be."""
    mails = OutgoingMail.objects.filter(user_id=user_id, kind=KIND).exclude(state=MailState.CANCELLED)
    return {_date_of(key) for key in mails.order_by("-id").values_list("key", flat=True)[:SEARCH]}


def _key(user: User, on: date) -> str:
    return f"{KIND}:{user.key}:{on.isoformat()}"


def _date_of(key: str) -> date:
    return date.fromisoformat(key.rpartition(":")[2])


# --- The sweep ----------------------------------------------------------------------------------------


@transaction.atomic
def plan_due(*, now: datetime, limit: int = 500) -> int:
    """Turn due cursors into mails and move them on, in one transaction; returns how many cursors were due.

    Costs what is due, not what exists. Any number of sweeps may run at once.
    """
    due = Plan.objects.filter(next_reminder_at__lte=now)
    if not due.exists():  # an idle look takes no lock
        return 0
    plans = list(
        _with_history(due)
        .select_related("user")
        .order_by("next_reminder_at")
        .select_for_update(skip_locked=True, of=("self",))[:limit]
    )
    done = _done_dates([plan.user_id for plan in plans], now)
    mails = [mail for plan in plans if (mail := _sweep_one(plan, done[plan.user_id], now))]
    outbox.enqueue(mails)
    Plan.objects.bulk_update(plans, CURSOR)
    return len(plans)


def _sweep_one(plan: Plan, done: set[date], now: datetime) -> OutgoingMail | None:
    """The mail for one due cursor, which moves on past all it missed; a bad row comes back in an hour."""
    try:
        with transaction.atomic():
            mail = _mail_if_wanted(plan, done, now)
            told = {plan.next_reminder_date}
            _point(plan, next_reminder(plan=plan, zone=plan.user.zone, done_dates=done, now=now, told=told))
    except Exception:
        logger.exception("reminder of plan %s could not be planned", plan.pk)
        plan.next_reminder_at = now + timedelta(hours=1)
        return None
    return mail


def _mail_if_wanted(plan: Plan, done: set[date], now: datetime) -> OutgoingMail | None:
    """None if it is too late, the session is not next any more, or this person must not be asked."""
    on = plan.next_reminder_date
    reminder = reminder_on(on, plan=plan, zone=plan.user.zone)
    if reminder is None or now >= reminder.expires_at:
        return None
    if session_date(plan, today=on, done_dates=done) != on or not (plan.reminders_on and plan.reachable):
        return None
    gate = clearance(plan.user, now=now)
    if gate.reason not in REMINDED:
        return None
    content = _content(plan, reminder, done, questions_first=not gate.ready)
    return outbox.new_mail(
        key=_key(plan.user, on),
        kind=KIND,
        user=plan.user,
        to=plan.user.email,
        now=now,
        expires_at=reminder.expires_at,
        **content,
    )


def _content(plan: Plan, reminder: Reminder, done: set[date], *, questions_first: bool) -> dict:
    recent = [(reminder.on, plan.last_kind)] if plan.last_kind else []
    if plan.balance:  # then the last kind alone does not say which comes next
        recent = PracticeSession.objects.filter(user=plan.user_id).recent_kinds()
    return reminder_mail.compose(
        plan=plan,
        reminder=reminder,
        done_dates=done,
        recent=recent,
        questions_first=questions_first,
    )


def _with_history(plans):
    """Adds `last_kind` of the last counted session, and `reachable`: a verified address of a real person."""
    counted = PracticeSession.objects.counted().filter(user=OuterRef("user")).order_by("-started_at")
    return plans.annotate(
        last_kind=Subquery(counted.values("kind")[:1]),
        reachable=Exists(
            User.objects.filter(
                Q(pk=OuterRef("user"), is_active=True, is_demo=False, emailaddress__verified=True)
            )
            .annotate(lowered=Lower("email"))
            .filter(lowered=Lower(F("emailaddress__email")))
        ),
    )


def _done_dates(user_ids: Iterable[int], now: datetime) -> dict[int, set[date]]:
    """Local dates of counted sessions of the last two weeks, by person."""
    since = (now - HISTORY).date()
    rows = PracticeSession.objects.counted().filter(user_id__in=user_ids, local_date__gte=since)
    dates: dict[int, set[date]] = defaultdict(set)
    for user_id, on in rows.values_list("user_id", "local_date"):
        dates[user_id].add(on)
    return dates


# --- New time zone rules ------------------------------------------------------------------------------

_settled_version = ""  # what this process has already brought every cursor up to


def follow_tzdata(*, now: datetime, limit: int = 200) -> int:
    """Compute again what was computed with other time zone rules, `limit` plans at a time."""
    global _settled_version
    if _settled_version == tzdata.IANA_VERSION:
        return 0
    stale = Plan.objects.filter(next_reminder_at__gt=now).exclude(tzdata_version=tzdata.IANA_VERSION)
    plans = list(stale.select_related("user").order_by("next_reminder_at")[:limit])
    for plan in plans:
        reschedule(plan=plan, now=now)
    if not plans:
        _settled_version = tzdata.IANA_VERSION
    return len(plans)
