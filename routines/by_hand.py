"""A session told by hand: logged, corrected, the correction taken back, removed. Marked as self-reported.

What is told is one more attempt. A log adds its sets to what devices recorded. A correction stands in for all
of it: what was recorded is kept, but only the correction counts until it is taken back.
"""

import uuid
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from routines import reminders
from routines.adapting import evaluate_held, restate
from routines.aftercare import record_check_in
from routines.attempts import settle
from routines.card import Bout, SetKey, planned_sets, timeline, total_ms
from routines.clearance import hold_agreed
from routines.models import (
    Attempt,
    Outcome,
    Plan,
    PracticeSession,
    SessionCheckIn,
    SessionStatus,
    SetResult,
    Source,
)
from routines.packs import Pack
from routines.pauses import pauses_of
from routines.preparing import prepare_session
from routines.settling import DONE

BACK_DAYS = 14
# What a correction changes in a session, and taking it back restores.
RESTORED = ("status", "counted", "active_ms", "self_reported", "local_date", "started_at", "ended_at")
ANSWERS = ("highest_pain", "pain_now", "effort", "feelings", "note")


class NotOpen(Exception):
    """The session has ended already: what is wrong about it is corrected, not logged."""


class NotEnded(Exception):
    """The session is still open: it is logged, not corrected."""


class TooLate(Exception):
    """More than 14 days have passed since the day of the session."""


class NotByHand(Exception):
    """A device recorded some of this session, so it did happen."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said: the sets done, the instant it ended (UTC), and how it felt, None if left out."""

    sets: frozenset[SetKey]
    finished_at: datetime
    check_in: Mapping[str, Any] | None


def earliest_day(today: date) -> date:
    """The first day a session may still be told of or corrected."""
    return today - timedelta(days=BACK_DAYS)


def may_correct(session: PracticeSession, *, now: datetime) -> bool:
    """Until 14 days after the day it was recorded for; a correction of the day does not buy more."""
    return session.recorded_on >= earliest_day(now.astimezone(session.user.zone).date())


def recorded_sets(session: PracticeSession) -> dict[SetKey, SetResult]:
    """The sets that count as done, by their place in the plan; an exercise swapped in fills that place."""
    rows = {
        (row.step, row.set_number, row.side): row for row in session.results_in_force() if row.outcome in DONE
    }
    return planned_sets(session.plan, rows)


def past_pack(plan: Plan, *, kind: str, minutes: int, on: date, now: datetime) -> Pack:
    """The session PsoasFit would have planned on that day, for its owner to say what was done. Five queries.

    `plan` should be loaded with its person, profile and programme; it is left alone.
    """
    wanted = copy(plan)
    wanted.minutes, wanted.extra_slug = minutes, ""  # an exercise on top waits for the next real session
    pauses = pauses_of(plan.user, today=now.astimezone(plan.user.zone).date())
    prepared = prepare_session(plan=wanted, profile=plan.user.profile, kind=kind, today=on, pauses=pauses)
    session = uuid.uuid4()
    return Pack(
        session=session,
        owner=plan.user.key,
        made_at=now,
        kind=kind,
        title=prepared.title,
        minutes=prepared.plan.minutes,
        level=prepared.level,
        routine_id=prepared.routine_id,
        plan=prepared.plan.to_json(session=session, title=prepared.title),
    )


# --- Telling --------------------------------------------------------------------------------------------


@transaction.atomic
def log_session(
    *, session: PracticeSession, client_id: uuid.UUID, told: Told, now: datetime
) -> PracticeSession:
    """End an open session with what the person says. A `client_id` that is stored already changes nothing.

    Raises NotOpen, or NoConsent.
    """
    hold_agreed(session.user)
    if stored := _stored(session.user, client_id):
        return stored
    held = _hold(session)
    if held.status != SessionStatus.OPEN:
        raise NotOpen
    return _tell(held, Source.BY_HAND, client_id, told, now=now)


@transaction.atomic
def log_past_session(
    *, user: User, pack: Pack, client_id: uuid.UUID, told: Told, now: datetime
) -> PracticeSession:
    """Add a session that was done without PsoasFit; `pack` is what the person was shown and told about.

    The same pack or `client_id` twice makes one session. A session that is open stays so. Raises NoConsent.
    """
    hold_agreed(user)
    stored = _stored(user, client_id) or user.practice_sessions.filter(pk=pack.session).first()
    if stored:
        return stored
    session = pack.session_of(user, started_at=told.finished_at, status=SessionStatus.STOPPED)
    session.save(force_insert=True)
    return _tell(session, Source.BY_HAND, client_id, told, now=now)


@transaction.atomic
def correct_session(
    *, session: PracticeSession, client_id: uuid.UUID, told: Told, now: datetime
) -> PracticeSession:
    """Let what the person says stand in for what was recorded. A second correction replaces the first.

    Raises NotEnded, TooLate, or NoConsent.
    """
    hold_agreed(session.user)
    if stored := _stored(session.user, client_id):
        return stored
    held = _hold(session)
    if held.status == SessionStatus.OPEN:
        raise NotEnded
    if not may_correct(held, now=now):
        raise TooLate
    known = recorded_sets(held)
    if held.corrected_at is None:
        held.before_correction = _as_it_was(held)
    held.attempts.filter(source=Source.CORRECTION).delete()
    held.corrected_at, held.counted = now, False
    return _tell(held, Source.CORRECTION, client_id, told, known=known, now=now)


@transaction.atomic
def take_back_correction(*, session: PracticeSession, now: datetime) -> PracticeSession:
    """Let what was recorded count again, with how it felt if nobody changed that since.

    Raises TooLate, or NoConsent. Without a correction nothing happens.
    """
    hold_agreed(session.user)
    held = _hold(session)
    if held.corrected_at is None:
        return held
    if not may_correct(held, now=now):
        raise TooLate
    corrected_at, before = held.corrected_at, held.before_correction
    held.attempts.filter(source=Source.CORRECTION).delete()
    _restore_check_in(held, before["check_in"], said_at=corrected_at)
    held.corrected_at = held.before_correction = None
    for name in RESTORED:
        setattr(held, name, PracticeSession._meta.get_field(name).to_python(before[name]))
    held.save()
    if held.attempts.filter(updated_at__gt=corrected_at).exists():  # a device sent more meanwhile
        settle(held, now=now)
    reminders.session_done(user=held.user, now=now)
    evaluate_held(held.user, held, now=now)
    return held


@transaction.atomic
def remove_session(*, session: PracticeSession, now: datetime) -> None:
    """Delete a session that only ever was told by hand. Raises NotByHand, or NoConsent."""
    hold_agreed(session.user)
    held = _hold(session)
    if not was_only_told(held):
        raise NotByHand
    exercises = set(held.decisions.exclude(exercise="").values_list("exercise", flat=True))
    held.delete()
    restate(session.user, exercises)
    reminders.session_done(user=session.user, now=now)


def was_only_told(session: PracticeSession) -> bool:
    """Whether nothing but what the person said is known of it."""
    if not session.self_reported:
        return False
    return not session.results.filter(attempt__source=Source.DEVICE).exists()


# --- Writing --------------------------------------------------------------------------------------------


def _stored(user: User, client_id: uuid.UUID) -> PracticeSession | None:
    attempt = user.attempts.filter(client_id=client_id).select_related("session").first()
    return attempt and attempt.session


def _hold(session: PracticeSession) -> PracticeSession:
    rows = PracticeSession.objects.select_for_update(of=("self",), no_key=True)
    held = rows.with_check_in().get(pk=session.pk)
    held.user = session.user
    return held


def _tell(
    session: PracticeSession,
    source: str,
    client_id: uuid.UUID,
    told: Told,
    *,
    now: datetime,
    known: Mapping[SetKey, SetResult] | None = None,
) -> PracticeSession:
    """Store what was told as an attempt, and draw the consequences."""
    bouts = timeline(session.plan)
    here_already = set(recorded_sets(session)) if source == Source.BY_HAND else set()
    new = [bout for bout in bouts if bout.key in told.sets - here_already]
    is_whole = len(told.sets | here_already) == len(bouts)
    begun_at = _begin(session, told.finished_at, length_ms=total_ms(bouts))
    attempt = Attempt(
        user=session.user,
        client_id=client_id,
        session=session,
        rev=1,
        source=source,
        status=SessionStatus.FINISHED if is_whole else SessionStatus.STOPPED,
        started_at=begun_at,
        ended_at=told.finished_at,
        updated_at=now,
    )
    rows = [_row(attempt, place, bout, (known or {}).get(bout.key)) for place, bout in enumerate(new)]
    attempt.active_ms = sum(row.ms for row in rows)
    attempt.save()
    SetResult.objects.bulk_create(rows)
    session.self_reported, session.status = True, attempt.status
    if told.check_in:
        before = getattr(session, "check_in", None)
        record_check_in(session=session, before=before, said=dict(told.check_in), at=now, now=now)
    settle(session, now=now)
    reminders.session_done(user=session.user, now=now)  # the day may have changed, or it counts no more
    evaluate_held(session.user, session, now=now)
    return session


def _begin(session: PracticeSession, finished_at: datetime, *, length_ms: int) -> datetime:
    """When it began, going by its length; the session's own start moves along if it was on another day."""
    begun_at = finished_at - timedelta(milliseconds=length_ms)
    zone = session.user.zone
    same_day = session.started_at.astimezone(zone).date() == finished_at.astimezone(zone).date()
    if finished_at <= session.started_at or not same_day:
        session.started_at = begun_at
    return max(begun_at, session.started_at)


def _row(attempt: Attempt, place: int, bout: Bout, known: SetResult | None) -> SetResult:
    """One set that was done: as a device recorded it, if one did, else as planned."""
    ends = attempt.started_at + timedelta(milliseconds=bout.ends_ms)
    return SetResult(
        attempt=attempt,
        session=attempt.session,
        position=place,
        step=bout.step,
        set_number=bout.set_number,
        side=bout.side,
        exercise=known.exercise if known else "",
        outcome=Outcome.DONE,
        ms=known.ms if known else bout.work_ms,
        finished_at=min(ends, attempt.ended_at),
        felt=known.felt if known else "",
    )


# --- Taking back ----------------------------------------------------------------------------------------


def _as_it_was(session: PracticeSession) -> dict[str, Any]:
    """What taking a correction back restores, as plain values."""
    kept = {name: _plain(getattr(session, name)) for name in RESTORED}
    check_in = getattr(session, "check_in", None)
    times = check_in and {name: _plain(getattr(check_in, name)) for name in ("created_at", "updated_at")}
    answers = check_in and {name: getattr(check_in, name) for name in ANSWERS}
    return {**kept, "check_in": check_in and {**answers, **times}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _restore_check_in(session: PracticeSession, before: dict[str, Any] | None, *, said_at: datetime) -> None:
    now_said = getattr(session, "check_in", None)
    if now_said is None or now_said.updated_at != said_at:
        return
    if before is None:
        now_said.delete()
        return
    times = {name: datetime.fromisoformat(before[name]) for name in ("created_at", "updated_at")}
    SessionCheckIn.objects.filter(pk=now_said.pk).update(**{**before, **times})
