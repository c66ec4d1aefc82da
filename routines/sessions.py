"""Starting a session, the next one ahead of its start, and ending one that is ruled out."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.fields.json import KT

from accounts.models import User
from routines.adaptation import VERSION, Outcome, Ruling
from routines.adjusting import GAP_RULE, GENTLE_RULE
from routines.attempts import settle
from routines.before import Checked, is_sore, resting
from routines.break_log import stretched_in_breaks
from routines.check_ins import answers_of, week_answers
from routines.clearance import clearance
from routines.extra import HIPS_FULL, Offer, Past, Way, extra_today, kind_now, over_the_ceiling
from routines.gaps import Done
from routines.hip_week import SetsDone, hip_stretches, may_fill_up, sets_done
from routines.models import (
    Decision,
    Plan,
    PracticeSession,
    RoutineKind,
    SessionStatus,
    SetResult,
)
from routines.models import Outcome as SetOutcome
from routines.pains import base_of, pains_before
from routines.pauses import pauses_of
from routines.pausing import BACK_RULE, Pauses
from routines.preparing import Known, prepare_session, to_prepare
from routines.refusals import NotCleared, NothingLeft, NotToday, Paused, Resting
from routines.ruled_out import still_suits
from routines.settling import as_ended, with_left_open
from routines.wall_clock import resolve
from routines.week import closed_dates, dates_to_move_to, next_session_date
from routines.weekly import weekly_decisions

NEWEST = ("-local_date", "-started_at")  # the order of the index
LATELY = 40  # sessions read to see what the last ones were; far more than a week holds
WAYS_BACK = {GAP_RULE: Outcome.HELD, BACK_RULE: Outcome.GENTLE}  # what holds after days without a session
REST_TODAY = "Today is for rest. If you feel like more, one extra session is possible."


def put_on_top(*, plan: Plan, slug: str) -> None:
    """Add this exercise to the person's next session, once; an empty slug takes it out again."""
    plan.extra_slug = slug
    plan.save(update_fields=["extra_slug"])


def start_session(
    *, user: User, now: datetime, checked: Checked | None = None, way: Way = Way.PLANNED
) -> PracticeSession:
    """Today's open session, or a new one. An open session of another day is closed as stopped.

    `checked` is what the questions before a session led to; without it the session is as planned. Where they
    ask for less than the open one was made for, that one is closed too, and a new one fits them. Raises
    NotCleared, Paused, Resting, NothingLeft, or NotToday: on a day that is not open for a session of the week
    there is none but an extra one, by its rules (extra.py). Two starts at once end up with the same session.
    """
    today = now.astimezone(user.zone).date()
    try:
        with transaction.atomic():
            User.objects.hold(user.pk)  # what a device or another tab sends meanwhile waits
            pauses = _let_in(user, today=today, now=now)
            open_one = _open_session(user, today=today, now=now, checked=checked)
            try:
                return open_one or _new_session(
                    user, today=today, now=now, pauses=pauses, checked=checked, way=way
                )
            except NotToday as refusal:
                not_today = refusal  # raised below: what was closed stays closed
    except IntegrityError:  # the other start was faster
        return user.practice_sessions.get(status=SessionStatus.OPEN)
    raise not_today


def _let_in(user: User, *, today: date, now: datetime) -> Pauses:
    """The person's pauses. Raises NotCleared, Paused or Resting when there may be no session now."""
    verdict = clearance(user, now=now)
    if not verdict.ready:
        raise NotCleared(verdict)
    pauses = pauses_of(user, today=today)
    if pauses.now:
        raise Paused(pauses.now)
    decision = resting(user, now=now)
    if decision:
        raise Resting(decision)
    return pauses


def _open_session(
    user: User, *, today: date, now: datetime, checked: Checked | None
) -> PracticeSession | None:
    session = user.practice_sessions.select_for_update(no_key=True).filter(status=SessionStatus.OPEN).first()
    if session is None:
        return None
    if session.local_date == today and not (checked and _asks_for_less(checked.ruling, session)):
        return _with_answers(session, checked)
    session.status = SessionStatus.STOPPED
    settle(session, now=now)
    return None


def _asks_for_less(ruling: Ruling, session: PracticeSession) -> bool:
    """Whether table A wants another session than the open one: a gentle one, the other kind, fewer sets."""
    other = ruling.other_kind and session.kind == RoutineKind.STRENGTH
    less = ruling.outcome == Outcome.GENTLE or ruling.fewer_sets
    return other or bool(less and session.plan.get("heldBy") != ruling.rule)


def _with_answers(session: PracticeSession, checked: Checked | None) -> PracticeSession:
    """The open session, which goes on; nothing grows after it where the answers of today say so."""
    if checked and checked.ruling.outcome == Outcome.HELD and not session.plan.get("heldBy"):
        session.plan["heldBy"] = checked.ruling.rule
        session.save(update_fields=["plan"])
    return session


def _new_session(
    user: User, *, today: date, now: datetime, pauses: Pauses, checked: Checked | None, way: Way
) -> PracticeSession:
    before = checked and checked.ruling
    session = _planned(user, today=today, now=now, pauses=pauses, before=before, way=way)
    if checked:
        session.plan["painBefore"] = checked.decision.inputs["pain"]  # so that the player does not ask again
    session.save(force_insert=True)
    if checked:
        Decision.objects.filter(pk=checked.decision.pk).update(session=session)
    held_by = session.plan["heldBy"]
    if held_by in WAYS_BACK:
        words = session.plan["care"][0]
        Decision.objects.create(
            user=user,
            session=session,
            rule=held_by,
            version=VERSION,
            outcome=WAYS_BACK[held_by],
            words=words,
            inputs={"level": session.level},
            made_at=now,
        )
    if held_by not in (GENTLE_RULE, BACK_RULE) and way != Way.SHORT:  # else what was added by hand waits
        Plan.objects.filter(user=user).exclude(extra_slug="").update(extra_slug="")
    return session


def next_session(*, user: User, now: datetime) -> tuple[PracticeSession, bool]:
    """Today's open session and True, else the next one, not stored, and False: as a start would make it now
    if there may be one today, else as one will on its day.

    Raises NotCleared, Paused, Resting or NothingLeft. Changes nothing.
    """
    today = now.astimezone(user.zone).date()
    pauses = _let_in(user, today=today, now=now)
    open_one = user.practice_sessions.filter(status=SessionStatus.OPEN).first()
    if open_one is None:
        return _planned(user, today=today, now=now, pauses=pauses), False
    if open_one.local_date == today:
        return open_one, True
    left_open = as_ended(open_one, now=now)
    return _planned(user, today=today, now=now, pauses=pauses, left_open=left_open), False


def _planned(
    user: User,
    *,
    today: date,
    now: datetime,
    pauses: Pauses,
    before: Ruling | None = None,
    way: Way | None = None,
    left_open: PracticeSession | None = None,
) -> PracticeSession:
    """The session whose turn it is, with its plan; not stored. A fixed number of queries for each way.

    With a `way` only if it may be done today, else NotToday; without one it is for the first day on which it
    may. `left_open` is one of another day, as it will be once a start has ended it. Or raises NothingLeft.
    """
    plan = _plan_of(user, today=today)
    rows = list(user.practice_sessions.counted().defer("plan").order_by(*NEWEST)[:LATELY])
    rows = with_left_open(rows, left_open)
    past = [Past.of(row) for row in rows]
    on, offer = _offer(plan, past, today=today, now=now, pauses=pauses, way=way)
    way = way or Way.PLANNED
    kind = RoutineKind.STRETCH if before and before.other_kind else offer.kind
    stops = SetResult.objects.stops_of(user) if plan.ever_stopped else {}
    known = _known(plan, rows, today=today, sets=_sets(plan, left_open, today=today, way=way))
    prepared = prepare_session(
        plan=plan,
        profile=plan.user.profile,
        kind=kind,
        today=on,
        side_first=_side_first(plan, kind, rows, left_open),
        stops=stops,
        before=before,
        known=known,
        way=way,
        pauses=pauses,
    )
    if prepared.plan.leaves_too_little:
        raise NothingLeft
    if way == Way.EXTRA:
        done = known.sets.hips(hip_stretches(prepared.library.values()), on=on).most
        if over_the_ceiling(prepared.plan.hip_stretch_seconds, week_seconds=done):
            raise NotToday(HIPS_FULL)
    session = PracticeSession(
        user=user,
        routine_id=prepared.routine_id,
        kind=kind,
        title=prepared.title,
        minutes=prepared.plan.minutes,
        level=prepared.level,
        local_date=on,
        started_at=now,
    )
    base = base_of(pains_before(user), usual=plan.user.profile.usual_pain or 0, before=now)
    session.plan = prepared.to_json(session=session.pk, stops=stops, base=base)
    return session


def _sets(plan: Plan, left_open: PracticeSession | None, *, today: date, way: Way) -> SetsDone | None:
    """Sets since Monday, where the ceiling of the week may matter. One query."""
    if not may_fill_up(plan, way):
        return None
    return sets_done(plan.user, today=today, breaks=plan.stretched_in_breaks, moved=days_moved(left_open))


def days_moved(left_open: PracticeSession | None) -> dict[uuid.UUID, date]:
    """The day of one that was left open, as a start will store it."""
    return {left_open.pk: left_open.local_date} if left_open else {}


def _side_first(
    plan: Plan, kind: str, counted: Iterable[PracticeSession], left_open: PracticeSession | None
) -> str:
    """The other side than the last time of this kind."""
    last = next((row for row in counted if row.kind == kind), None)
    first = left_open.plan.get("sideFirst") if last and last is left_open else getattr(plan, f"first_{kind}")
    return "right" if first == "left" else "left"


def _plan_of(user: User, *, today: date) -> Plan:
    """The plan with what a session is prepared from. Kinds alternate, so the side that was first last time
    is asked for each kind: `first_stretch` and `first_strength`.
    """
    mine = {"user": OuterRef("user")}
    done = PracticeSession.objects.counted().filter(**mine).order_by(*NEWEST)
    first = done.annotate(first=KT("plan__sideFirst")).values("first")
    hurt = SetResult.objects.filter(session__user=OuterRef("user"), outcome=SetOutcome.HURT)
    return (
        Plan.objects.select_related("user__profile", "programme")
        .annotate(
            stretched_in_breaks=stretched_in_breaks(today),
            ever_stopped=Exists(hurt.exclude(signals=[])),
            decided_weekly=Exists(Decision.objects.about_weeks().filter(**mine)),
            **{f"first_{kind}": Subquery(first.filter(kind=kind)[:1]) for kind in RoutineKind},
            **week_answers(today=today),
            **to_prepare(),
        )
        .get(user=user)
    )


def _known(plan: Plan, done: Iterable[PracticeSession], *, today: date, sets: SetsDone | None) -> Known:
    """For a plan from `_plan_of`; `done` are the sessions that counted, newest first."""
    return Known(
        answers=answers_of(plan, today=today),
        done=[Done(row.local_date, row.kind, row.level) for row in done],
        weekly=weekly_decisions(plan.user_id) if plan.decided_weekly else [],
        sets=sets,
    )


def _offer(
    plan: Plan, past: Sequence[Past], *, today: date, now: datetime, pauses: Pauses, way: Way | None
) -> tuple[date, Offer]:
    """The kind that is next and its day; raises NotToday if there is no session of this way today."""
    first = opens_on(plan, past, today=today, pauses=pauses)
    if way is None or (way != Way.EXTRA and first == today):
        return first, Offer(kind_on(plan, past, on=first, today=today, now=now))
    sore = is_sore(plan.user, now=now)
    offer = extra_today(past, today=today, now=now, sore=sore, balance=plan.balance)
    if offer.kind is None:
        raise NotToday(offer.why)
    if way != Way.EXTRA:
        raise NotToday(REST_TODAY)
    return today, offer


def kind_on(plan: Plan, past: Iterable[Past], *, on: date, today: date, now: datetime) -> RoutineKind:
    """Whose turn it is on a day at the person's hour, today now; a stretch where strength comes too soon."""
    moment = now if on == today else resolve(on, plan.at, plan.user.zone) or now
    return kind_now(past, today=on, now=moment, balance=plan.balance)


def opens_on(plan: Plan, past: Sequence[Past], *, today: date, pauses: Pauses) -> date:
    """The first day for the next session: today where that is free to be used, else as planned."""
    done = {one.on for one in past}
    closed = closed_dates(
        last_kind=past[0].kind if past else None,
        last_strength=next((one.on for one in past if one.kind == RoutineKind.STRENGTH), None),
        paused=pauses.dates,
    )
    week = {"today": today, "per_week": plan.per_week, "done_dates": done, "closed": closed}
    planned = next_session_date(**week, days=plan.days, moved_from=plan.moved_from, moved_to=plan.moved_to)
    return today if today in dates_to_move_to(**week, planned=planned, ahead=1) else planned


def stop_what_is_ruled_out(*, user: User, now: datetime) -> bool:
    """End the open session if it holds an exercise that newer answers rule out, or want done otherwise; says
    whether it did.

    One that is only offered in place of another counts too: the player may offer it without a network. What
    was done of it is kept, and the next start fits a new one.
    """
    with transaction.atomic():
        rows = user.practice_sessions.select_for_update(no_key=True)
        session = rows.filter(status=SessionStatus.OPEN).first()
        if session is None:
            return False
        if still_suits(session.plan, user.profile, level=session.level):
            return False
        session.status = SessionStatus.STOPPED
        settle(session, now=now)
        return True
