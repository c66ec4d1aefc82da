"""Preparing a session, starting it, and ending one that is ruled out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT

from accounts.models import User
from routines.adaptation import VERSION, Outcome, Ruling
from routines.adjusting import GAP_RULE, GENTLE_RULE, Adjusted, adjusted
from routines.attempts import settle
from routines.before import Checked, is_sore, resting
from routines.break_log import stretched_in_breaks
from routines.check_ins import WeekAnswers, answers_of, minutes_in_week, week_answers
from routines.choices import Stops, left_out
from routines.clearance import clearance
from routines.extra import HIPS_FULL, Offer, Past, Way, extra_today, kind_now, over_the_ceiling
from routines.fitting import fit_session
from routines.gaps import Done
from routines.hip_week import HipWeek, hip_stretches, hip_week
from routines.measures import shrunk_minutes
from routines.models import (
    Decision,
    Exercise,
    ExerciseChoice,
    Plan,
    PracticeSession,
    Profile,
    RoutineKind,
    SessionStatus,
    SetResult,
)
from routines.models import Outcome as SetOutcome
from routines.pains import base_of, pains_before
from routines.pauses import pauses_of
from routines.pausing import BACK_RULE, NO_PAUSES, Pauses
from routines.programmes import Standing, programme_session, standing
from routines.refusals import NotCleared, NothingLeft, NotToday, Paused, Resting
from routines.restrictions import SEATED, Restrictions
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, SessionPlan, TemplateStep, steps_and_variants
from routines.variants import session_variants
from routines.week import EVERY_OTHER_DAY_MOST, closed_dates, dates_to_move_to, next_session_date
from routines.week_rules import SHORTER, WHY, in_force
from routines.weekly import weekly_decisions

NEWEST = ("-local_date", "-started_at")  # the order of the index
LATELY = 40  # sessions read to see what the last ones were; far more than a week holds
WAYS_BACK = {GAP_RULE: Outcome.HELD, BACK_RULE: Outcome.GENTLE}  # what holds after days without a session
REST_TODAY = "Today is for rest. If you feel like more, one extra session is possible."
CHAIR_TITLE = "A gentle session on a chair"
FITTING_FIELDS = (
    "slug", "name", "kind", "sides", "cue", "tags", "equipment_required", "level_required", "gate",
    "has_figure", "easier", "harder", "substitute", "dose", "article", "order",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session ready to be started. `standing` is where in a programme it belongs, if in one.

    `library` is what it was chosen from, by slug. `because` says what is different today, if anything.
    """

    routine_id: int | None
    title: str
    level: int
    plan: SessionPlan
    library: Mapping[str, Exercise]
    standing: Standing | None = None
    shortened_from: int | None = None  # minutes, when the week is made smaller
    because: str = ""

    def to_json(self, *, session: uuid.UUID, stops: Stops, base: int | None = None) -> dict[str, Any]:
        """The plan as it is stored, with all that may be done instead during the session."""
        return self.plan.to_json(
            session=session,
            title=self.title,
            variants=session_variants(self.plan, library=self.library),
            stops={slug: count for slug, (count, _) in stops.items()},
            base=base,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a page has read of a person already: this week's answers, what was done, newest first, and what
    was decided about weeks.
    """

    answers: WeekAnswers
    done: Sequence[Done]
    weekly: Sequence[Decision]


# --- Preparing ------------------------------------------------------------------------------------------


def prepare_session(
    *,
    plan: Plan,
    profile: Profile,
    kind: str,
    today: date,
    side_first: str = "left",
    stops: Stops | None = None,
    before: Ruling | None = None,
    known: Known | None = None,
    pauses: Pauses = NO_PAUSES,
    short: bool = False,
    hip_room: int = HIP_STRETCH_SECONDS_MAX,
) -> Prepared:
    """The session of `kind` for a person today: of their programme, else the article's own. Five queries,
    two with what is `known` already.

    `short` is the version of four minutes (rescue.py), with `hip_room` seconds of hip stretch a side.

    The programme and the person of `plan` should be loaded with it. `stops` are those of
    SetResult.objects.stops_of: what was sharp twice is left out for a while. `before` is what the questions
    before a session led to. After an unsure week the session is a size shorter, and after two thin ones
    (table D), but never two sizes. `pauses` are the person's.
    """
    rows = known.weekly if known else weekly_decisions(plan.user_id)
    week = in_force(rows, on=today, zone=plan.user.zone)
    minutes = minutes_in_week(plan, day=today, answers=known and known.answers)
    shortened_from = plan.minutes if minutes < plan.minutes and not short else None
    thin = week.shortens and not short and minutes == plan.minutes and shrunk_minutes(minutes) < minutes
    if thin:
        minutes = shrunk_minutes(minutes)
    where = standing(plan, today=today, pauses=pauses)
    level_most = min(plan.level, profile.level_max)
    asked = min(where.level(kind), level_most) if where else level_most
    done = known and known.done
    changes = adjusted(
        plan.user_id,
        kind=kind,
        today=today,
        asked=asked,
        pauses=pauses,
        before=before,
        done=done,
        week=week,
        short=short,
    )
    person = {
        "equipment": profile.equipment,
        "roller_ok": profile.roller_ok,
        "hanging_ok": profile.hanging_open_on is not None,
        "restrictions": changes.restrictions(profile.restrictions),
        "excluded": left_out(stops or {}, today=today),
        "level_most": min(level_most, changes.level_most),
        "level_max": profile.level_max,
        "minutes": changes.minutes(minutes),
        "side_first": side_first,
        "hip_room": hip_room,
    }
    whose = {"plan": plan, "kind": kind, "today": today, "person": person, "changes": changes}
    prepared = _programme_session(where=where, **whose) if where else _article_session(**whose)
    title = f"Four minutes: {kind}" if short and not prepared.plan.advice else prepared.title
    prepared = replace(prepared, title=title, shortened_from=shortened_from)
    why = " ".join(filter(None, [changes.why, WHY[SHORTER] if thin else ""]))
    if not why:
        return prepared
    plan_today = changes.portioned(prepared.plan)
    noted = replace(plan_today, held_by=changes.held_by, care=(why, *plan_today.care))
    return replace(prepared, plan=noted, because=why)


def _programme_session(
    *, where: Standing, plan: Plan, kind: str, today: date, person: Mapping[str, Any], changes: Adjusted
) -> Prepared:
    """The session of their programme, fitted. One query, whatever the size of the library."""
    rows = list(_library_of(plan).only(*FITTING_FIELDS))
    library = {row.slug: row for row in rows}
    fitted = programme_session(
        where.programme,
        kind=kind,
        week=where.week,
        library=library,
        extra_slug="" if changes.leaves_extra else plan.extra_slug,
        chosen=_chosen(rows),
        adapted=changes.adapted(library, today=today),
        **person,
    )
    title = CHAIR_TITLE if fitted.advice else f"{where.programme.name}: {kind}"
    level = min(where.level(kind), person["level_most"])
    return Prepared(
        routine_id=None,
        title=title,
        level=level,
        plan=fitted,
        library=library,
        standing=where,
    )


def _article_session(
    *, plan: Plan, kind: str, today: date, person: Mapping[str, Any], changes: Adjusted
) -> Prepared:
    """The article's routine of `kind`, fitted. One query, whatever the size of the library."""
    rows = list(
        _library_of(plan)
        .annotate(
            role=F("routinestep__role"),
            place=F("routinestep__order"),
            routine_id=F("routinestep__routine"),
            routine_name=F("routinestep__routine__name"),
            routine_kind=F("routinestep__routine__kind"),
            routine_order=F("routinestep__routine__order"),
            routine_retired=F("routinestep__routine__retired"),
        )
        .only(*FITTING_FIELDS)
        .order_by("routine_order", "place")
    )
    steps = [row for row in rows if row.routine_kind == kind and not row.routine_retired]
    steps = [row for row in steps if row.routine_id == steps[0].routine_id]
    library = {row.slug: row for row in rows}
    level = person["level_most"]
    fitted = fit_session(
        template=[TemplateStep(row, row.role) for row in steps],
        library=library,
        kind=kind,
        level=level,
        extra=None if changes.leaves_extra else library.get(plan.extra_slug),
        whole_article=True,
        chosen=_chosen(rows),
        adapted=changes.adapted(library, today=today),
        **person,
    )
    title = CHAIR_TITLE if fitted.advice else steps[0].routine_name
    return Prepared(routine_id=steps[0].routine_id, title=title, level=level, plan=fitted, library=library)


def _library_of(plan: Plan) -> QuerySet[Exercise]:
    """The library, each exercise with what this person does `instead` for good: a slug, "" or None."""
    choices = ExerciseChoice.objects.filter(user=plan.user_id, exercise=OuterRef("slug"))
    return Exercise.objects.current().annotate(instead=Subquery(choices.values("instead")[:1]))


def _chosen(rows: Iterable[Exercise]) -> dict[str, str]:
    return {row.slug: row.instead for row in rows if row.instead is not None}


def put_on_top(*, plan: Plan, slug: str) -> None:
    """Add this exercise to the person's next session, once; an empty slug takes it out again."""
    plan.extra_slug = slug
    plan.save(update_fields=["extra_slug"])


def start_session(
    *, user: User, now: datetime, checked: Checked | None = None, way: Way = Way.PLANNED
) -> PracticeSession:
    """Today's open session, or a new one. An open session of another day is closed as stopped.

    `checked` is what the questions before a session led to; without it the session is as planned. Raises
    NotCleared, Paused, Resting, NothingLeft, or NotToday: on a day that is not open for a session of the week
    there is none but an extra one, by its rules (extra.py). Two starts at once end up with the same session.
    """
    today = now.astimezone(user.zone).date()
    pauses = _let_in(user, today=today, now=now)
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)  # what a device sends meanwhile waits
            open_one = _open_session(user, today=today, now=now)
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


def _open_session(user: User, *, today: date, now: datetime) -> PracticeSession | None:
    session = user.practice_sessions.select_for_update().filter(status=SessionStatus.OPEN).first()
    if session is None or session.local_date == today:
        return session
    session.status = SessionStatus.STOPPED
    settle(session, now=now)
    return None


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
    """Today's open session and True, else the one a start would make now, not stored, and False.

    Raises NotCleared, Paused, Resting or NothingLeft. Changes nothing.
    """
    today = now.astimezone(user.zone).date()
    pauses = _let_in(user, today=today, now=now)
    under_way = user.practice_sessions.filter(status=SessionStatus.OPEN, local_date=today).first()
    if under_way is not None:
        return under_way, True
    return _planned(user, today=today, now=now, pauses=pauses), False


def _planned(
    user: User,
    *,
    today: date,
    now: datetime,
    pauses: Pauses,
    before: Ruling | None = None,
    way: Way | None = None,
) -> PracticeSession:
    """The session whose turn it is, with its plan; not stored. A fixed number of queries for each way.

    With a `way` only if it may be done today, else NotToday; without one it is for some day. Or raises
    NothingLeft.
    """
    plan = _plan_of(user, today=today)
    rows = list(user.practice_sessions.counted().defer("plan").order_by(*NEWEST)[:LATELY])
    past = [Past.of(row) for row in rows]
    offer = _offer(plan, past, today=today, now=now, pauses=pauses, way=way)
    kind = RoutineKind.STRETCH if before and before.other_kind else offer.kind
    stops = SetResult.objects.stops_of(user) if plan.ever_stopped else {}
    hips = _hip_week(plan, today=today) if _may_fill_up(plan, way) else HipWeek()
    prepared = prepare_session(
        plan=plan,
        profile=plan.user.profile,
        kind=kind,
        today=today,
        side_first="right" if getattr(plan, f"first_{kind}") == "left" else "left",
        stops=stops,
        before=before,
        known=_known(plan, rows, today=today),
        short=way == Way.SHORT,
        hip_room=HIP_STRETCH_SECONDS_MAX if way == Way.EXTRA else hips.room,  # an extra one is whole or not
        pauses=pauses,
    )
    if prepared.plan.leaves_too_little:
        raise NothingLeft
    if way == Way.EXTRA and over_the_ceiling(prepared.plan.hip_stretch_seconds, week_seconds=hips.most):
        raise NotToday(HIPS_FULL)
    session = PracticeSession(
        user=user,
        routine_id=prepared.routine_id,
        kind=kind,
        title=prepared.title,
        minutes=prepared.plan.minutes,
        level=prepared.level,
        local_date=today,
        started_at=now,
    )
    base = base_of(pains_before(user), usual=plan.user.profile.usual_pain or 0, before=now)
    session.plan = prepared.to_json(session=session.pk, stops=stops, base=base)
    return session


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
        )
        .get(user=user)
    )


def _known(plan: Plan, done: Iterable[PracticeSession], *, today: date) -> Known:
    """For a plan from `_plan_of`; `done` are the sessions that counted, newest first."""
    return Known(
        answers=answers_of(plan, today=today),
        done=[Done(row.local_date, row.kind, row.level) for row in done if row.local_date <= today],
        weekly=weekly_decisions(plan.user_id) if plan.decided_weekly else [],
    )


def _offer(
    plan: Plan, past: Sequence[Past], *, today: date, now: datetime, pauses: Pauses, way: Way | None
) -> Offer:
    """The kind that is next; raises NotToday if there is no session of this way today."""
    if way is None or (way != Way.EXTRA and is_open(plan, past, today=today, pauses=pauses)):
        return Offer(kind_now(past, today=today, now=now, balance=plan.balance))
    sore = is_sore(plan.user, now=now)
    offer = extra_today(past, today=today, now=now, sore=sore, balance=plan.balance)
    if offer.kind is None:
        raise NotToday(offer.why)
    if way != Way.EXTRA:
        raise NotToday(REST_TODAY)
    return offer


def is_open(plan: Plan, past: Sequence[Past], *, today: date, pauses: Pauses) -> bool:
    """Whether today's place in the week is open for its next session: planned, or free to be used."""
    done = {one.on for one in past}
    closed = closed_dates(
        last_kind=past[0].kind if past else None,
        last_strength=next((one.on for one in past if one.kind == RoutineKind.STRENGTH), None),
        paused=pauses.dates,
    )
    week = {"today": today, "per_week": plan.per_week, "done_dates": done, "closed": closed}
    planned = next_session_date(**week, days=plan.days, moved_from=plan.moved_from, moved_to=plan.moved_to)
    return planned == today or today in dates_to_move_to(**week, planned=planned, ahead=1)


def _may_fill_up(plan: Plan, way: Way | None) -> bool:
    """Whether the week's stretch can come near its ceiling (4.2 rule 1): four sessions, more of one kind, or
    one that is not planned.
    """
    return plan.per_week > EVERY_OTHER_DAY_MOST or bool(plan.balance) or way in (Way.SHORT, Way.EXTRA)


def _hip_week(plan: Plan, *, today: date) -> HipWeek:
    stretches = hip_stretches(Exercise.objects.only("slug", "kind", "tags"))
    return hip_week(plan.user, today=today, stretches=stretches, breaks=plan.stretched_in_breaks)


def stop_what_is_ruled_out(*, user: User, now: datetime) -> bool:
    """End the open session if it holds an exercise that newer answers rule out; says whether it did.

    One that is only offered in place of another counts too: the player may offer it without a network. What
    was done of it is kept, and the next start fits a new one.
    """
    with transaction.atomic():
        session = user.practice_sessions.select_for_update().filter(status=SessionStatus.OPEN).first()
        if session is None:
            return False
        if _still_allowed(session.plan, user.profile.restrictions):
            return False
        session.status = SessionStatus.STOPPED
        settle(session, now=now)
        return True


def _still_allowed(plan: Mapping[str, Any], restrictions: Restrictions) -> bool:
    """Whether every exercise of a stored plan, variants too, is allowed, done the way it was planned."""
    if plan.get("advice"):
        restrictions = replace(restrictions, chair=True)
    steps = list(steps_and_variants(plan))
    seated = {step["id"] for step in steps if SEATED in step.get("limits", ())}
    others = {step["id"] for step in steps if SEATED not in step.get("limits", ())}
    known = Exercise.objects.filter(slug__in=others).values_list("slug", "tags", "level_required")
    return all(restrictions.judge_seated(slug).allowed for slug in seated) and all(
        restrictions.judge(slug, tags, level).allowed for slug, tags, level in known
    )
