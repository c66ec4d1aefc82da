"""The pauses of a person: begun or planned, changed, ended and taken up again. Reminders follow each time."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from routines import reminders
from routines.clearance import hold_agreed
from routines.json_rows import rows_of
from routines.models import Pause, Plan
from routines.models.pause import Away
from routines.pausing import Pauses, pauses_on
from routines.programmes import Standing, standing
from routines.week_words import day_in_words


class Overlaps(Exception):
    """Another pause takes some of these days. The message is for the person, `field` what they may change."""

    def __init__(self, words: str, *, field: str):
        super().__init__(words)
        self.field = field


def pauses_of(user: User, *, today: date) -> Pauses:
    """All of them. One query, whatever the history."""
    return pauses_on(today, (pause.away for pause in Pause.objects.filter(user=user)))


def pause_rows() -> Subquery:
    """To annotate a query of rows with a user: what `pauses_among` reads."""
    rows = Pause.objects.filter(user=OuterRef("user"))
    return rows_of(rows, "started_on", "begun_at", "id", "until", "reason", "ended_on", "ahead", by="user")


def pauses_among(rows: Iterable[tuple] | None, *, today: date) -> Pauses:
    """All pauses of a person, from `pause_rows`."""
    spans = [
        Away(
            date.fromisoformat(start),
            date.fromisoformat(until),
            reason,
            ended and date.fromisoformat(ended),
            bool(ahead),
            pk,
        )
        for start, _, pk, until, reason, ended, ahead in sorted(rows or (), reverse=True)
    ]
    return pauses_on(today, spans)


def where_now(plan: Plan, *, now: datetime) -> Standing | None:
    """Where the person of a plan stands in their programme today; a query only if they follow one."""
    if plan.programme_id is None:
        return None
    today = now.astimezone(plan.user.zone).date()
    return standing(plan, today=today, pauses=pauses_of(plan.user, today=today))


def in_force(user: User, *, today: date) -> Pause | None:
    """The pause this person is in today. It is over at their midnight."""
    return user.pauses.in_force(today=today).first()


@transaction.atomic
def pause_from(*, user: User, start: date, until: date, reason: str, now: datetime) -> Pause:
    """Begin a pause today, or plan one for a later day. `until` is the first day back, after `start`.

    The very same asked for twice is one. Raises Overlaps.
    """
    today = _today(user, now)
    pause = Pause(user=user, begun_at=now)
    same = user.pauses.filter(ended_on=None, started_on=start, until=until, reason=reason).first()
    return same or _set(pause, start=start, until=until, reason=reason, today=today, now=now)


@transaction.atomic
def pause_until(*, user: User, until: date, reason: str, now: datetime) -> Pause:
    """Begin a pause today, or change the one in force. Raises Overlaps."""
    today = _today(user, now)
    pause = in_force(user, today=today) or Pause(user=user, started_on=today, begun_at=now)
    return _set(pause, start=pause.started_on, until=until, reason=reason, today=today, now=now)


@transaction.atomic
def change_ahead(
    *, user: User, pk: int, start: date, until: date, reason: str, now: datetime
) -> Pause | None:
    """Change the pause that is planned; one for today begins at once. None when it is not ahead any more.

    Raises Overlaps.
    """
    today = _today(user, now)
    pause = user.pauses.ahead(today=today).filter(pk=pk).first()
    return pause and _set(pause, start=start, until=until, reason=reason, today=today, now=now)


@transaction.atomic
def call_off(*, user: User, pk: int, now: datetime) -> Away | None:
    """Forget the pause that is planned, as if it had never been, and say what it was. None when it is not
    ahead any more.
    """
    pause = user.pauses.ahead(today=_today(user, now)).filter(pk=pk).first()
    if pause is None:
        return None
    gone = pause.away
    pause.delete()
    _tell_reminders(user, now)
    return gone


@transaction.atomic
def come_back(*, user: User, now: datetime) -> Pause | None:
    """End the pause in force: today is the first day back. None when there is no pause."""
    today = _today(user, now)
    pause = in_force(user, today=today)
    if pause:
        pause.ended_on = max(today, pause.started_on)
        pause.save(update_fields=["ended_on"])
        _tell_reminders(user, now)
    return pause


@transaction.atomic
def stay_away(*, user: User, now: datetime) -> Pause | None:
    """Take "I am back" of today back. None when there is nothing to take back."""
    today = _today(user, now)
    cut_short = pauses_of(user, today=today).cut_short
    pause = cut_short and user.pauses.get(pk=cut_short.pk)
    if pause:
        pause.ended_on = None
        pause.save(update_fields=["ended_on"])
        _tell_reminders(user, now)
    return pause


def _today(user: User, now: datetime) -> date:
    """The person's own date. What others send for them waits from here on; what came by itself is known."""
    hold_agreed(user)
    today = now.astimezone(user.zone).date()
    user.pauses.catch_up(today=today)
    return today


def _set(pause: Pause, *, start: date, until: date, reason: str, today: date, now: datetime) -> Pause:
    """Store a new pause or a changed one, if no other takes its days."""
    begun = pause.pk is not None and not pause.ahead
    pause.started_on, pause.until, pause.reason = start, until, reason
    pause.ahead = not begun and start > today
    _find_room(pause, today=today)
    pause.save()
    _tell_reminders(pause.user, now)
    return pause


def _find_room(pause: Pause, *, today: date) -> None:
    """Raises Overlaps where another pause is in the way."""
    others = pause.user.pauses.exclude(pk=pause.pk)
    now, ahead = others.in_force(today=today).first(), others.ahead(today=today).first()
    if now and pause.started_on < now.until:
        words = f"You are on a pause until {day_in_words(now.until)}. Choose that day or a later one."
        raise Overlaps(words, field="start")
    if ahead and pause.ahead:
        words = (
            f"You have planned a pause from {day_in_words(ahead.started_on)} already, and one can be planned "
            "at a time. Change that one or call it off first."
        )
        raise Overlaps(words, field="start")
    if ahead and pause.until > ahead.started_on:
        words = (
            f"The pause you planned begins on {day_in_words(ahead.started_on)}. Choose that day or one "
            "before it: that pause then follows on."
        )
        raise Overlaps(words, field="until")


def _tell_reminders(user: User, now: datetime) -> None:
    for plan in Plan.objects.filter(user=user):
        reminders.reschedule(plan=plan, now=now)
