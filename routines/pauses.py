"""The pauses of a person: read, begun, changed, ended and taken up again. Reminders follow each time."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from accounts.models import User
from routines import reminders
from routines.json_rows import rows_of
from routines.models import Pause, Plan
from routines.models.pause import Away
from routines.pausing import Pauses, pauses_on
from routines.programmes import Standing, standing


def pauses_of(user: User, *, today: date) -> Pauses:
    """All of them. One query, whatever the history."""
    return pauses_on(today, (pause.away for pause in Pause.objects.filter(user=user)))


def pause_rows() -> Subquery:
    """To annotate a query of rows with a user: what `pauses_among` reads."""
    rows = Pause.objects.filter(user=OuterRef("user"))
    return rows_of(rows, "begun_at", "id", "started_on", "until", "reason", "ended_on", by="user")


def pauses_among(rows: Iterable[tuple] | None, *, today: date) -> Pauses:
    """All pauses of a person, from `pause_rows`."""
    spans = [
        Away(
            date.fromisoformat(start),
            date.fromisoformat(until),
            reason,
            ended and date.fromisoformat(ended),
        )
        for _, _, start, until, reason, ended in sorted(rows or (), reverse=True)
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
    return user.pauses.filter(ended_on=None, until__gt=today).first()


@transaction.atomic
def pause_until(*, user: User, until: date, reason: str, now: datetime) -> Pause:
    """Begin a pause today, or change the one in force. `until` is the first day back, after today."""
    today = _today(user, now)
    pause = in_force(user, today=today)
    if pause is None:
        user.pauses.filter(ended_on=None).update(ended_on=F("until"))  # over by itself
        pause = Pause(user=user, started_on=today, begun_at=now)
    pause.until, pause.reason = until, reason
    pause.save()
    _tell_reminders(user, now)
    return pause


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
    pause = user.pauses.first() if pauses_of(user, today=today).cut_short else None
    if pause:
        pause.ended_on = None
        pause.save(update_fields=["ended_on"])
        _tell_reminders(user, now)
    return pause


def _today(user: User, now: datetime) -> date:
    """The person's own date; from here on what others send for them waits."""
    User.objects.select_for_update().get(pk=user.pk)
    return now.astimezone(user.zone).date()


def _tell_reminders(user: User, now: datetime) -> None:
    for plan in Plan.objects.filter(user=user):
        reminders.reschedule(plan=plan, now=now)
