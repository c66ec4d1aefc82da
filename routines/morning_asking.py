"""Asking by mail how the morning after a session was: planned exactly once, called off in time.

As with reminders, a cursor (`MorningQuestion.next_at`, `session`) says what comes next and the unique key
`morning:<person>:<session>` of the mail what has been planned. The sweep asks again whether it is wanted, so
that a cursor that is out of date does no harm.
"""

import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts import outbox
from accounts.models import OutgoingMail, User
from accounts.models.mail import MailState
from psoasfit.time_limits import TimeIsUp
from routines import morning_mail, quiet
from routines.clearance import newest_rounds
from routines.models import MorningCheckIn, MorningQuestion, Plan, PracticeSession, Screening
from routines.morning_times import Asking, asking
from routines.sweeping import read_together, sweep

logger = logging.getLogger(__name__)

KIND = "morning"
CURSOR = ("session", "next_at", "on", "gave_up_at")
UNANSWERED_MOST = 3  # in a row; then we stop asking (reminders.md 5.4: back off when ignored)
REACHED = (MailState.SENT, MailState.UNKNOWN)


# --- Changes ------------------------------------------------------------------------------------------


@transaction.atomic
def switch(*, user: User, on: bool, now: datetime) -> None:
    """Ask this person from now on, or no more; without a plan there is nothing to ask about."""
    if not Plan.objects.filter(user=user).exists():
        return
    rows = MorningQuestion.objects.select_for_update()
    question = rows.get_or_create(user=user)[0] if on else rows.filter(user=user).first()
    if question is None or question.on == on:
        return
    question.on, question.since, question.gave_up_at = on, now if on else None, None
    question.save()
    follow(user=user, now=now)


@transaction.atomic(savepoint=False)
def follow(*, user: User, now: datetime, quiet_because: str | None = None) -> None:
    """Point the cursor at what is next and call off what no longer holds; call it after any change.

    `quiet_because` is what `quiet.why` says, None where nobody asked yet.
    """
    question = MorningQuestion.objects.select_for_update().filter(user=user).first()
    if question is None:
        return
    if question.on and quiet_because is None:
        quiet_because = quiet.why(user, now=now)
    session = _latest(user) if question.on and not quiet_because else None
    window = _window(session, user)
    if session and (hasattr(session, "morning") or (window and _is_away(user, window))):
        session = window = None
    key = session and _key(user, session)
    mails = _planned(user, key)
    keep = _still_right(mails, key, window)
    if any(mail.state in outbox.WAITING and mail.pk not in keep for mail in mails):
        outbox.cancel(user=user, kind=KIND, keep=keep)
        mails = _planned(user, key)
    wanted = window and window.send_at > now and all(mail.key != key for mail in mails)
    _point(question, session if wanted else None, window)
    question.save(update_fields=CURSOR)


def preview(user: User, *, now: datetime) -> dict:
    """Subject and text of the mail, as for the last session, or one of today."""
    session = _latest(user) or PracticeSession(local_date=now.astimezone(user.zone).date())
    session.user = user
    return morning_mail.compose(session)


def _latest(user: User) -> PracticeSession | None:
    """The last session that counted, with its morning if that is known."""
    rows = user.practice_sessions.counted().filter(ended_at__isnull=False).select_related("morning")
    return rows.order_by("-local_date", "-started_at").first()


def _is_away(user: User, window: Asking) -> bool:
    """Whether the person is in a pause when they would be asked."""
    morning = window.send_at.astimezone(user.zone).date()
    return user.pauses.filter(ended_on=None, started_on__lte=morning, until__gt=morning).exists()


def _window(session: PracticeSession | None, user: User) -> Asking | None:
    if session is None:
        return None
    return asking(session_on=session.local_date, ended_at=session.ended_at, zone=user.zone)


def _planned(user: User, key: str | None) -> list[OutgoingMail]:
    """Waiting mails, and the one with this key wherever it is. One query."""
    mine = OutgoingMail.objects.filter(Q(state__in=outbox.WAITING) | Q(key=key), user=user, kind=KIND)
    return list(mine.only("key", "state", "expires_at"))


def _still_right(mails: Iterable[OutgoingMail], key: str | None, window: Asking | None) -> list[int]:
    """A waiting mail that asks just what is to be asked."""
    if key is None or window is None:
        return []
    right = (mail for mail in mails if mail.key == key and mail.expires_at == window.expires_at)
    return [mail.pk for mail in right if mail.state in outbox.WAITING]


def _point(question: MorningQuestion, session: PracticeSession | None, window: Asking | None) -> None:
    question.session = session
    question.next_at = window.send_at if session and window else None


def _key(user: User, session: PracticeSession) -> str:
    return f"{KIND}:{user.key}:{session.pk}"


# --- The sweep ----------------------------------------------------------------------------------------


def plan_due(*, now: datetime, limit: int = 500) -> int:
    """Turn due cursors into mails and move them on; returns how many cursors were due."""

    def mails(questions: list[MorningQuestion]) -> Iterator[OutgoingMail | None]:
        people = (question.user for question in questions)
        rounds = read_together(people, lambda users, zone: newest_rounds(users, zone=zone, now=now))
        return (_sweep_one(question, rounds.get(question.user_id), now) for question in questions)

    due = MorningQuestion.objects.filter(next_at__lte=now).order_by("next_at")
    return sweep(due.select_related("user", "session"), mails, cursor=CURSOR, limit=limit)


def _sweep_one(question: MorningQuestion, answers: Screening | None, now: datetime) -> OutgoingMail | None:
    """The mail for one due cursor, which moves on; a bad row comes back in an hour."""
    session = question.session
    try:
        with transaction.atomic():
            return _mail_if_wanted(question, answers, now)
    except Exception as problem:
        logger.exception("next-morning question %s could not be planned", question.pk)
        question.session, question.next_at = session, now + timedelta(hours=1)
        if isinstance(problem, TimeIsUp):  # a batch has its own, shorter limit: it was this one
            raise
        return None


def _mail_if_wanted(
    question: MorningQuestion, answers: Screening | None, now: datetime
) -> OutgoingMail | None:
    """None if it is too late or too early, answered, or this person must not be asked. Moves the cursor."""
    user, session = question.user, question.session
    if session:
        session.user = user
    window = _window(session if session and session.counted else None, user)
    if window and now < window.send_at:  # the clock of a new time zone
        _point(question, session, window)
        return None
    _point(question, None, None)
    if window is None or now >= window.expires_at or not question.on:
        return None
    if MorningCheckIn.objects.filter(session=session).exists() or quiet.why(user, now=now, known=answers):
        return None
    if _ignored(question):
        question.on, question.gave_up_at = False, now
        return None
    if _has_other_mail_today(user, now):
        return None
    return outbox.new_mail(
        key=_key(user, session),
        kind=KIND,
        user=user,
        to=user.email,
        now=now,
        expires_at=window.expires_at,
        **morning_mail.compose(session),
    )


def _ignored(question: MorningQuestion) -> bool:
    """True if the last three that arrived were all left unanswered, wherever one could answer."""
    mails = OutgoingMail.objects.filter(user=question.user, kind=KIND, state__in=REACHED)
    mails = mails.filter(created_at__gte=question.since).order_by("-id")
    asked = [
        uuid.UUID(key.rpartition(":")[2]) for key in mails.values_list("key", flat=True)[:UNANSWERED_MOST]
    ]
    return len(asked) == UNANSWERED_MOST and not MorningCheckIn.objects.filter(session__in=asked).exists()


def _has_other_mail_today(user: User, now: datetime) -> bool:
    """At most one mail a day (reminders.md 5.4): with a reminder today, the question waits on /today/."""
    today = now.astimezone(user.zone).date()
    plan = Plan.objects.filter(user=user, next_reminder_at__isnull=False).first()
    if plan and plan.next_reminder_at.astimezone(user.zone).date() == today:
        return True
    sent = OutgoingMail.objects.filter(user=user, kind="session", created_at__gt=now - timedelta(days=1))
    sent = sent.exclude(state=MailState.CANCELLED).values_list("created_at", flat=True)
    return any(at.astimezone(user.zone).date() == today for at in sent)
