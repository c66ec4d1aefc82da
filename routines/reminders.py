"""Reminders: when the next one is due, and calling it off in time; announcing.py makes the mails.

The cursor on the plan (`next_reminder_at`, `next_reminder_date`) says what comes next; the unique key
`session:<person>:<local date>` of the mail says what has been planned. Both change in one transaction, so a
date is announced at most once whatever crashes, and a change of hour or zone never announces it twice.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import tzdata
from django.db import transaction
from django.db.models import Q

from accounts import outbox
from accounts.models import OutgoingMail, User
from accounts.models.mail import MailState
from routines import morning_asking, quiet, week
from routines.models import Pause, Plan, PracticeSession, RoutineKind, SessionStatus
from routines.models.pause import Away
from routines.pausing import pauses_on
from routines.settling import as_ended, is_left_open
from routines.wall_clock import ONE_DAY, resolve

logger = logging.getLogger(__name__)

KIND = "session"
OFF = "off"
EXPIRY = timedelta(hours=3)  # a reminder that could not leave by then helps nobody
HISTORY = timedelta(days=14)  # covers this week, the day before it, and a week in another zone
SEARCH = 10  # session dates looked at before giving up; one can be passed, mailed or missing
CURSOR = ("next_reminder_at", "next_reminder_date", "tzdata_version")
FOLLOWED = ("reminders_on", "per_week", "days", "at", "lead_minutes", "moved_from", "moved_to", *CURSOR)
NEWEST = ("-local_date", "-started_at")


@dataclass(frozen=True, slots=True)
class Past:
    """What the rules of the week need to know of a person: what was done lately, and pauses.

    `sessions` are date and kind of those that counted, newest first. At most one is `still_open`.
    """

    sessions: list[tuple[date, str]] = field(default_factory=list)
    spans: list[Away] = field(default_factory=list)
    still_open: list[PracticeSession] = field(default_factory=list)

    @property
    def done(self) -> set[date]:
        return {on for on, _ in self.sessions}

    def paused(self, today: date) -> frozenset[date]:
        return pauses_on(today, self.spans).dates

    def settled(self, today: date, *, now: datetime) -> "Past":
        """With one of another day that was left open, as the next start will end it. One query, or none."""
        ended = [as_ended(one, now=now) for one in self.still_open if is_left_open(one, today=today)]
        done = [(one.local_date, one.kind) for one in ended if one.counted]
        sessions = sorted([*done, *self.sessions], key=lambda session: session[0], reverse=True)
        return replace(self, sessions=sessions, still_open=[])

    def closed(self, today: date) -> frozenset[date]:
        """Dates that are not for the next session."""
        return week.closed_dates(
            last_kind=self.sessions[0][1] if self.sessions else None,
            last_strength=next((on for on, kind in self.sessions if kind == RoutineKind.STRENGTH), None),
            paused=self.paused(today),
        )


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
    *,
    plan: Plan,
    zone: ZoneInfo,
    done_dates: Collection[date],
    closed: Collection[date] = frozenset(),
    now: datetime,
    told: Collection[date] = (),
) -> Reminder | None:
    """The first reminder strictly after `now` for a session date that was not announced yet (`told`)."""
    day = now.astimezone(zone).date()
    for _ in range(SEARCH):
        on = session_date(plan, today=day, done_dates=done_dates, closed=closed)
        reminder = reminder_on(on, plan=plan, zone=zone)
        if reminder and reminder.send_at > now and on not in told:
            return reminder
        day = on + ONE_DAY
    return None


def session_date(
    plan: Plan, *, today: date, done_dates: Collection[date], closed: Collection[date] = frozenset()
) -> date:
    """Date of the next session from `today` on, by the rules of the week."""
    return week.next_session_date(
        today=today,
        days=plan.days,
        per_week=plan.per_week,
        done_dates=done_dates,
        closed=closed,
        moved_from=plan.moved_from,
        moved_to=plan.moved_to,
    )


# --- Changes ------------------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def reschedule(*, plan: Plan, now: datetime) -> None:
    """Point the cursor at what is next and call off what no longer holds; call it after any change.

    The question of the next morning follows. Runs in the caller's transaction; the row lock keeps a sweep
    from planning by the old settings meanwhile, and `plan` is read anew with it: another tab may have been
    faster. Without its row, which goes with the consent, there is nothing to do.
    """
    try:
        plan.refresh_from_db(fields=FOLLOWED, from_queryset=Plan.objects.select_for_update())
    except Plan.DoesNotExist:
        return
    _follow(plan, now)


@transaction.atomic(savepoint=False)
def session_done(*, user: User, now: datetime, on: date | None = None) -> None:
    """A session counted: today's reminder is not needed any more, and the next date may move.

    One that newly counts, `on` that date, uses up a move by hand; told of late, from before the days of the
    move, it leaves the move alone.
    """
    held = Plan.objects.select_for_update(of=("self",)).select_related("user")
    plan = held.filter(user=user).first()
    if plan is None:
        return
    used_up = on and plan.moved_to and not (plan.moved_from > on and plan.moved_to > on)
    if used_up:
        plan.moved_from = plan.moved_to = None
    _follow(plan, now, also=("moved_from", "moved_to") if used_up else ())


def _follow(plan: Plan, now: datetime, *, also: Collection[str] = ()) -> None:
    """For a plan whose row is held; saves its cursor, and these fields.

    A waiting mail is called off, as what it says may have changed. Where its date still holds, the cursor
    goes back to it and the next sweep writes it anew.
    """
    past = past_of([plan], now)[plan.user_id].settled(today_of(plan, now), now=now)
    because = silence(plan, now=now)
    waiting, told = _announced(plan.user_id)
    begun = _begun(plan, waiting, now)
    if waiting:
        outbox.cancel(user=plan.user, kind=KIND)
        _, told = _announced(plan.user_id)
    following = None
    if because == "":
        following = _still_right(begun, plan, past, now, told=told) or upcoming(plan, past, now, told=told)
    point(plan, following)
    plan.save(update_fields=[*CURSOR, *also])
    morning_asking.follow(user=plan.user, now=now, quiet_because=None if because == OFF else because)


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
    return quiet.why(plan.user, now=now) if plan.reminders_on else OFF


def upcoming(plan: Plan, past: Past, now: datetime, *, told: Collection[date]) -> Reminder | None:
    return next_reminder(
        plan=plan,
        zone=plan.user.zone,
        done_dates=past.done,
        closed=past.closed(today_of(plan, now)),
        now=now,
        told=told,
    )


def point(plan: Plan, reminder: Reminder | None) -> None:
    plan.next_reminder_at = reminder and reminder.send_at
    plan.next_reminder_date = reminder and reminder.on
    plan.tzdata_version = tzdata.IANA_VERSION


def _begun(plan: Plan, waiting: Iterable[OutgoingMail], now: datetime) -> list[Reminder]:
    """Reminders whose hour has come and that have not left: in waiting mails, or due and not swept yet."""
    begun = [Reminder(_date_of(mail.key), mail.expires_at - EXPIRY) for mail in waiting]
    if plan.next_reminder_at and plan.next_reminder_at <= now:
        begun.append(Reminder(plan.next_reminder_date, plan.next_reminder_at))
    return begun


def _still_right(
    begun: Iterable[Reminder], plan: Plan, past: Past, now: datetime, *, told: Collection[date]
) -> Reminder | None:
    """The one that announces just what the settings say now, if it can still leave."""
    closed = past.closed(today_of(plan, now))

    def holds(reminder: Reminder) -> bool:
        on = reminder.on
        return (
            on not in told
            and now < reminder.expires_at
            and reminder == reminder_on(on, plan=plan, zone=plan.user.zone)
            and session_date(plan, today=on, done_dates=past.done, closed=closed) == on
        )

    return next(filter(holds, begun), None)


def _announced(user_id: int) -> tuple[list[OutgoingMail], set[date]]:
    """Waiting mails, and the local dates that were announced lately, or are about to be. One query."""
    mails = OutgoingMail.objects.filter(user_id=user_id, kind=KIND).exclude(state=MailState.CANCELLED)
    latest = mails.order_by("-id").values("pk")[:SEARCH]
    rows = mails.filter(Q(state__in=outbox.WAITING) | Q(pk__in=latest)).only("key", "state", "expires_at")
    rows = list(rows.order_by("-id"))
    waiting = [mail for mail in rows if mail.state in outbox.WAITING]
    return waiting, {_date_of(mail.key) for mail in rows}


def key_of(user: User, on: date) -> str:
    return f"{KIND}:{user.key}:{on.isoformat()}"


def _date_of(key: str) -> date:
    return date.fromisoformat(key.rpartition(":")[2])


# --- What is known -------------------------------------------------------------------------------------


def past_of(plans: Iterable[Plan], now: datetime) -> dict[int, Past]:
    """By person: sessions of the last two weeks that counted or are open, and pauses. Two queries, and one
    more where any is open.
    """
    past = {plan.user_id: Past() for plan in plans}
    rows = PracticeSession.objects.filter(
        Q(counted=True) | Q(status=SessionStatus.OPEN),
        user_id__in=past,
        local_date__gte=(now - HISTORY).date(),
    )
    still_open = []
    for pk, user_id, on, kind, counted in rows.order_by(*NEWEST).values_list(
        "pk", "user_id", "local_date", "kind", "counted"
    ):
        if counted:
            past[user_id].sessions.append((on, kind))
        else:
            still_open.append(pk)
    for session in still_open and PracticeSession.objects.filter(pk__in=still_open).select_related("user"):
        past[session.user_id].still_open.append(session)
    for pause in Pause.objects.filter(user_id__in=past):
        past[pause.user_id].spans.append(pause.away)
    return past


def today_of(plan: Plan, now: datetime) -> date:
    return now.astimezone(plan.user.zone).date()


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
