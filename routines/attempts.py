"""What a device says of a session: one document an attempt. Kept, counted, and the session's end from it.

Safe to repeat, in any order and at the same time: the highest `rev` wins, and one person's documents come
one after the other. What was done is kept even when a session has ended or is not open to the person now.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists

from accounts.models import Consent, User
from routines import reminders
from routines.adapting import evaluate_held
from routines.aftercare import ask_again, record_check_in
from routines.choices import remember_swap
from routines.clearance import NoConsent
from routines.models import (
    Attempt,
    Plan,
    PracticeSession,
    Profile,
    SessionCheckIn,
    SessionStatus,
    SetResult,
)
from routines.packs import Pack
from routines.ruled_out import still_suits
from routines.settling import within, work_out

SET_FIELDS = (
    "session", "step", "set_number", "side", "exercise", "outcome", "ms", "finished_at", "score", "signals",
    "felt", "reason",
)  # fmt: skip
MAY_CHANGE = [
    field.name for field in PracticeSession._meta.concrete_fields if field.name not in ("id", "user", "plan")
]

Document = Mapping[str, Any]  # as cleaned by routines.serializers.AttemptSerializer


class NoSuchSession(Exception):
    """There is no such session, or it is somebody else's."""


class OtherSession(Exception):
    """This attempt is stored already, as one of another session."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is stored now. `check_in` is how its session felt, None while nobody said."""

    attempt: Attempt
    created: bool
    check_in: SessionCheckIn | None

    @property
    def session(self) -> PracticeSession:
        return self.attempt.session


@transaction.atomic
def save_attempt(
    *, user: User, client_id: uuid.UUID, document: Document, pack: Pack | None = None, now: datetime
) -> Saved:
    """Store a document unless what is stored is as new or newer.

    `pack` is the planned session it belongs to while there is no row for that yet; the row is then made.
    Raises NoConsent, NoSuchSession or OtherSession, and then nothing is stored.
    """
    # One at a time, and none while consent is taken back.
    user = User.objects.hold(user.pk)
    attempt = _stored(user, client_id)
    created = attempt is None
    session = _session(user, document["session"]) if created else attempt.session
    if not _agreed(user, session if created else attempt):
        raise NoConsent
    if created:
        if session and session.user_id != user.pk:
            raise NoSuchSession
        session = session or _unpack(user, pack, document, now)
        attempt = Attempt(user=user, client_id=client_id, session=session)
    elif attempt.session_id != document["session"]:
        raise OtherSession
    attempt.user = attempt.session.user = user
    check_in = getattr(attempt.session, "check_in", None)
    if document["rev"] > attempt.rev:
        check_in = _write(attempt, document, check_in, now)
    return Saved(attempt=attempt, created=created, check_in=check_in)


def settle(session: PracticeSession, *, now: datetime) -> None:
    """Work out from its attempts when an ended session ended and whether it counts, and save it."""
    newly_counted = work_out(session, now=now)
    session.save(update_fields=MAY_CHANGE)
    if newly_counted:
        reminders.session_done(user=session.user, now=now, on=session.local_date)


# --- Finding the session ----------------------------------------------------------------------------------


def _agreed(user: User, known: Attempt | PracticeSession | None) -> bool:
    """Nothing about someone's health is stored without their standing consent."""
    return known.agreed if known else Consent.objects.standing().filter(user=user).exists()


def _stored(user: User, client_id: uuid.UUID) -> Attempt | None:
    """The attempt as stored, with its session and how that felt; both rows are held. With `agreed`."""
    held = Attempt.objects.select_for_update(of=("self", "session"), no_key=True)
    mine = held.select_related("session__check_in").filter(user=user, client_id=client_id)
    return mine.annotate(agreed=_standing(user)).first()


def _session(user: User, pk: uuid.UUID) -> PracticeSession | None:
    """The session, whoever has it. With whether `user` has `agreed`."""
    held = PracticeSession.objects.select_for_update(of=("self",), no_key=True).with_check_in()
    return held.filter(pk=pk).annotate(agreed=_standing(user)).first()


def _standing(user: User) -> Exists:
    return Exists(Consent.objects.standing().filter(user=user))


def _unpack(user: User, pack: Pack | None, document: Document, now: datetime) -> PracticeSession:
    """The row of a session that so far was on a device only. Who sends a guest's pack first has it."""
    if pack is None or pack.session != document["session"]:
        raise NoSuchSession
    started_at = min(max(document["started_at"], pack.made_at), max(now, pack.made_at))
    status = _status_of(pack, user, document["status"])
    status = _status_beside_others(user, status, started_at=started_at, now=now)
    session = pack.session_of(user, started_at=started_at, status=status)
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:  # somebody else was faster with the same guest's pack
        raise NoSuchSession from error
    slugs = [step["id"] for step in pack.plan["steps"]]
    Plan.objects.filter(user=user, extra_slug__in=slugs).update(extra_slug="")
    return session


def _status_of(pack: Pack, user: User, status: str) -> str:
    """One that newer answers rule out does not stay open: what was done of it is kept, and nothing goes on.

    Two queries while it is open.
    """
    if status != SessionStatus.OPEN:
        return status
    profile = Profile.objects.filter(user=user).first()
    suits = profile is None or still_suits(pack.plan, profile, level=pack.level)
    return SessionStatus.OPEN if suits else SessionStatus.STOPPED


def _status_beside_others(user: User, status: str, *, started_at: datetime, now: datetime) -> str:
    """Only one session is open: of two, the one that began later. The other one is stopped."""
    others = user.practice_sessions.select_for_update(no_key=True).filter(status=SessionStatus.OPEN)
    other = others.first() if status == SessionStatus.OPEN else None
    if other is None:
        return status
    if other.started_at > started_at:
        return SessionStatus.STOPPED
    other.user, other.status = user, SessionStatus.STOPPED
    settle(other, now=now)
    return status


# --- Writing ----------------------------------------------------------------------------------------------


def _write(
    attempt: Attempt, document: Document, check_in: SessionCheckIn | None, now: datetime
) -> SessionCheckIn | None:
    """Put a newer document in the place of what is stored, and draw the consequences."""
    session = attempt.session
    known_swaps = attempt.swaps
    for name in ("rev", "status", "active_ms", "pain_before", "swaps"):
        setattr(attempt, name, document[name])
    ended = document["status"] != SessionStatus.OPEN
    attempt.started_at = within(document["started_at"], session, now)
    attempt.ended_at = within(document["ended_at"] or now, session, now) if ended else None
    attempt.updated_at = now
    before = {row.position: row for row in attempt.sets.all()} if attempt.pk else {}
    attempt.save()
    rows = [_row(attempt, said, before.get(said["position"]), now) for said in document["sets"]]
    _replace_sets(attempt, before, rows)
    if any(row.ends_session and not _ended(before.get(row.position)) for row in rows):
        ask_again(user=attempt.user, now=now)
    _remember_swaps(attempt, [swap for swap in document["swaps"] if swap not in known_swaps], now)
    if document["check_in"]:
        check_in = _keep_check_in(session, check_in, document["check_in"], now)
    if ended or session.status != SessionStatus.OPEN:
        settle(session, now=now)
        evaluate_held(attempt.user, session, now=now)
    return check_in


def _remember_swaps(attempt: Attempt, swaps: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """What was swapped for good; only what is new, so that sending it again undoes no change of mind."""
    steps = attempt.session.plan["steps"]
    for swap in swaps:
        if swap["for_good"]:
            remember_swap(user=attempt.user, exercise=steps[swap["step"]]["id"], instead=swap["to"], now=now)


def _row(attempt: Attempt, said: Mapping[str, Any], before: SetResult | None, now: datetime) -> SetResult:
    row = SetResult(attempt=attempt, session=attempt.session, **said)
    if before and row.finished_at > now:  # a clock ahead: what was made of it the first time stays
        row.finished_at = before.finished_at
    row.finished_at = within(row.finished_at, attempt.session, now)
    return row


def _replace_sets(attempt: Attempt, before: Mapping[int, SetResult], rows: Iterable[SetResult]) -> None:
    """Write the rows that differ, however many, in one statement; drop those the document no longer has."""
    rows = list(rows)
    changed = [row for row in rows if row.position not in before or not _same(row, before[row.position])]
    if changed:
        SetResult.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["attempt", "position"],
            update_fields=SET_FIELDS,
        )
    gone = before.keys() - {row.position for row in rows}
    if gone:
        attempt.sets.filter(position__in=gone).delete()


def _same(row: SetResult, other: SetResult) -> bool:
    names = [SetResult._meta.get_field(name).attname for name in SET_FIELDS]
    return all(getattr(row, name) == getattr(other, name) for name in names)


def _ended(row: SetResult | None) -> bool:
    return row is not None and row.ends_session


def _keep_check_in(
    session: PracticeSession, before: SessionCheckIn | None, said: Mapping[str, Any], now: datetime
) -> SessionCheckIn:
    """How it felt, unless something said later is stored; that may have come from the website."""
    at = within(said["at"], session, now)
    if before and before.updated_at >= at:
        return before
    answers = {name: value for name, value in said.items() if name != "at"}
    return record_check_in(session=session, before=before, said=answers, at=at, now=now)
