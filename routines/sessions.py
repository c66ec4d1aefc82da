"""Preparing a session, starting it, and ending one that is ruled out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT

from accounts.models import User
from routines.adaptation import VERSION, Outcome, Ruling
from routines.adjusting import GAP_RULE, GENTLE_RULE, Adjusted, adjusted
from routines.attempts import settle
from routines.before import Checked, resting, strength_waits
from routines.check_ins import WeekAnswers, minutes_in_week
from routines.choices import Stops, left_out
from routines.clearance import Clearance, clearance
from routines.fitting import fit_session
from routines.gaps import Done
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
from routines.programmes import Standing, programme_session, standing
from routines.restrictions import SEATED, Restrictions
from routines.session_plan import SessionPlan, TemplateStep, steps_and_variants
from routines.variants import session_variants
from routines.week import next_kind

NEWEST = ("-local_date", "-started_at")  # the order of the index
LATELY = 10  # more sessions than anybody does in two days
CHAIR_TITLE = "A gentle session on a chair"
FITTING_FIELDS = (
    "slug", "name", "kind", "sides", "cue", "tags", "equipment_required", "level_required", "gate",
    "has_figure", "easier", "harder", "substitute", "dose", "article", "order",
)  # fmt: skip


class NotCleared(Exception):
    """This person may not practise now; `clearance` says why and which page comes next."""

    def __init__(self, clearance: Clearance):
        super().__init__(clearance.reason)
        self.clearance = clearance


class Resting(Exception):
    """There is no session now; `decision` says why."""

    def __init__(self, decision: Decision):
        super().__init__(decision.words)
        self.decision = decision


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

    def to_json(self, *, session: uuid.UUID, stops: Stops) -> dict[str, Any]:
        """The plan as it is stored, with all that may be done instead during the session."""
        return self.plan.to_json(
            session=session,
            title=self.title,
            variants=session_variants(self.plan, library=self.library),
            stops={slug: count for slug, (count, _) in stops.items()},
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a page has read of a person already: this week's answers, and what was done, newest first."""

    answers: WeekAnswers
    done: Sequence[Done]


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
) -> Prepared:
    """The session of `kind` for a person today: of their programme, else the article's own. Four queries,
    two with what is `known` already.

    The programme of `plan` should be loaded with it. `stops` are those of SetResult.objects.stops_of: what
    was sharp twice is left out for a while. `before` is what the questions before a session led to. After an
    unsure week the session is a size shorter.
    """
    minutes = minutes_in_week(plan, day=today, answers=known and known.answers)
    shortened_from = plan.minutes if minutes < plan.minutes else None
    where = standing(plan, today=today)
    level_most = min(plan.level, profile.level_max)
    asked = min(where.level(kind), level_most) if where else level_most
    done = known and known.done
    changes = adjusted(plan.user_id, kind=kind, today=today, asked=asked, before=before, done=done)
    person = {
        "equipment": profile.equipment,
        "roller_ok": profile.roller_ok,
        "restrictions": changes.restrictions(profile.restrictions),
        "excluded": left_out(stops or {}, today=today),
        "level_most": min(level_most, changes.level_most),
        "level_max": profile.level_max,
        "minutes": changes.minutes(minutes),
        "side_first": side_first,
    }
    fitted = _programme_session if where else _article_session
    prepared = fitted(plan=plan, kind=kind, today=today, person=person, changes=changes)
    prepared = replace(prepared, shortened_from=shortened_from)
    if not changes.why:
        return prepared
    noted = replace(prepared.plan, held_by=changes.held_by, care=(changes.why, *prepared.plan.care))
    return replace(prepared, plan=noted, because=changes.why)


def _programme_session(
    *, plan: Plan, kind: str, today: date, person: Mapping[str, Any], changes: Adjusted
) -> Prepared:
    """The session of their programme, fitted. One query, whatever the size of the library."""
    where = standing(plan, today=today)
    rows = list(_library_of(plan).only(*FITTING_FIELDS))
    library = {row.slug: row for row in rows}
    fitted = programme_session(
        where.programme,
        kind=kind,
        week=where.week,
        library=library,
        extra_slug="" if changes.is_gentle else plan.extra_slug,
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
        extra=None if changes.is_gentle else library.get(plan.extra_slug),
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


def start_session(*, user: User, now: datetime, checked: Checked | None = None) -> PracticeSession:
    """Today's open session, or a new one. An open session of another day is closed as stopped.

    `checked` is what the questions before a session led to; without it the session is as planned. Raises
    NotCleared, or Resting. Two starts at the same time end up with the same session.
    """
    _let_in(user, now=now)
    today = now.astimezone(user.zone).date()
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)  # what a device sends meanwhile waits
            open_one = _open_session(user, today=today, now=now)
            return open_one or _new_session(user, today=today, now=now, checked=checked)
    except IntegrityError:  # the other start was faster
        return user.practice_sessions.get(status=SessionStatus.OPEN)


def _let_in(user: User, *, now: datetime) -> None:
    """Raises NotCleared or Resting when there may be no session now."""
    verdict = clearance(user, now=now)
    if not verdict.ready:
        raise NotCleared(verdict)
    decision = resting(user, now=now)
    if decision:
        raise Resting(decision)


def _open_session(user: User, *, today: date, now: datetime) -> PracticeSession | None:
    session = user.practice_sessions.select_for_update().filter(status=SessionStatus.OPEN).first()
    if session is None or session.local_date == today:
        return session
    session.status = SessionStatus.STOPPED
    settle(session, now=now)
    return None


def _new_session(user: User, *, today: date, now: datetime, checked: Checked | None) -> PracticeSession:
    session = _planned(user, today=today, now=now, before=checked and checked.ruling)
    if checked:
        session.plan["painBefore"] = checked.decision.inputs["pain"]  # so that the player does not ask again
    session.save(force_insert=True)
    if checked:
        Decision.objects.filter(pk=checked.decision.pk).update(session=session)
    if session.plan["heldBy"] == GAP_RULE:
        words = session.plan["care"][0]
        Decision.objects.create(
            user=user,
            session=session,
            rule=GAP_RULE,
            version=VERSION,
            outcome=Outcome.HELD,
            words=words,
            inputs={"level": session.level},
            made_at=now,
        )
    if session.plan["heldBy"] != GENTLE_RULE:  # on a gentle day what was added by hand waits
        Plan.objects.filter(user=user).exclude(extra_slug="").update(extra_slug="")
    return session


def next_session(*, user: User, now: datetime) -> tuple[PracticeSession, bool]:
    """Today's open session and True, else the one a start would make now, not stored, and False.

    Raises NotCleared, or Resting. Changes nothing.
    """
    _let_in(user, now=now)
    today = now.astimezone(user.zone).date()
    under_way = user.practice_sessions.filter(status=SessionStatus.OPEN, local_date=today).first()
    if under_way is not None:
        return under_way, True
    return _planned(user, today=today, now=now), False


def _planned(user: User, *, today: date, now: datetime, before: Ruling | None = None) -> PracticeSession:
    """The session whose turn it is, with its plan; not stored. A fixed number of queries."""
    done = user.practice_sessions.counted().order_by(*NEWEST)
    lately = list(done.values_list("kind", "ended_at")[:LATELY])
    kind = next_kind(lately[0][0] if lately else None)
    waits = kind == RoutineKind.STRENGTH and strength_waits(lately, now=now)
    if before.other_kind if before else waits:
        kind = kind.other
    plan = Plan.objects.select_related("user__profile", "programme").get(user=user)
    stops = SetResult.objects.stops_of(user)
    prepared = prepare_session(
        plan=plan,
        profile=plan.user.profile,
        kind=kind,
        today=today,
        side_first=_side_first(user, kind),
        stops=stops,
        before=before,
    )
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
    session.plan = prepared.to_json(session=session.pk, stops=stops)
    return session


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


def _side_first(user: User, kind: str) -> str:
    """The other side than last time in a session of this kind; kinds alternate, so any kind would not do."""
    same_kind = user.practice_sessions.counted().filter(kind=kind).order_by(*NEWEST)
    last = same_kind.annotate(first=KT("plan__sideFirst")).values_list("first", flat=True).first()
    return "right" if last == "left" else "left"
