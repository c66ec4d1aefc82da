"""Preparing a session, starting it, and ending one that is ruled out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.fields.json import KT

from accounts.models import User
from routines.attempts import settle
from routines.clearance import Clearance, clearance
from routines.fitting import fit_session
from routines.models import (
    Exercise,
    Plan,
    PracticeSession,
    Profile,
    SessionStatus,
)
from routines.programmes import Standing, programme_session, standing
from routines.restrictions import SEATED, Restrictions
from routines.session_plan import SessionPlan, TemplateStep
from routines.week import next_kind

NEWEST = ("-local_date", "-started_at")  # the order of the index
CHAIR_TITLE = "A gentle session on a chair"
FITTING_FIELDS = (
    "slug", "name", "kind", "sides", "cue", "tags", "equipment_required", "level_required", "gate",
    "has_figure", "easier", "substitute", "dose", "article", "order",
)  # fmt: skip


class NotCleared(Exception):
    """This person may not practise now; `clearance` says why and which page comes next."""

    def __init__(self, clearance: Clearance):
        super().__init__(clearance.reason)
        self.clearance = clearance


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session ready to be started. `standing` is where in a programme it belongs, if in one."""

    routine_id: int | None
    title: str
    level: int
    plan: SessionPlan
    standing: Standing | None = None


# --- Preparing ------------------------------------------------------------------------------------------


def prepare_session(
    *, plan: Plan, profile: Profile, kind: str, today: date, side_first: str = "left"
) -> Prepared:
    """The session of `kind` for a person today: of their programme, else the article's own. One query.

    The programme of `plan` should be loaded with it.
    """
    where = standing(plan, today=today)
    if where is None:
        return _article_session(plan=plan, profile=profile, kind=kind, side_first=side_first)
    level_most = min(plan.level, profile.level_max)
    fitted = programme_session(
        where.programme,
        kind=kind,
        week=where.week,
        minutes=plan.minutes,
        library={row.slug: row for row in Exercise.objects.current().only(*FITTING_FIELDS)},
        level_most=level_most,
        equipment=profile.equipment,
        roller_ok=profile.roller_ok,
        restrictions=profile.restrictions,
        extra_slug=plan.extra_slug,
        side_first=side_first,
    )
    title = CHAIR_TITLE if fitted.advice else f"{where.programme.name}: {kind}"
    level = min(where.level(kind), level_most)
    return Prepared(routine_id=None, title=title, level=level, plan=fitted, standing=where)


def _article_session(*, plan: Plan, profile: Profile, kind: str, side_first: str) -> Prepared:
    """The article's routine of `kind`, fitted. One query, whatever the size of the library."""
    rows = list(
        Exercise.objects.current()
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
    level = min(plan.level, profile.level_max)
    fitted = fit_session(
        template=[TemplateStep(row, row.role) for row in steps],
        library=library,
        kind=kind,
        minutes=plan.minutes,
        level=level,
        equipment=profile.equipment,
        roller_ok=profile.roller_ok,
        restrictions=profile.restrictions,
        extra=library.get(plan.extra_slug),
        whole_article=True,
        side_first=side_first,
    )
    title = CHAIR_TITLE if fitted.advice else steps[0].routine_name
    return Prepared(routine_id=steps[0].routine_id, title=title, level=level, plan=fitted)


def put_on_top(*, plan: Plan, slug: str) -> None:
    """Add this exercise to the person's next session, once; an empty slug takes it out again."""
    plan.extra_slug = slug
    plan.save(update_fields=["extra_slug"])


def start_session(*, user: User, now: datetime) -> PracticeSession:
    """Today's open session, or a new one. An open session of another day is closed as stopped.

    Raises NotCleared. Two starts at the same time end up with the same session.
    """
    verdict = clearance(user, now=now)
    if not verdict.ready:
        raise NotCleared(verdict)
    today = now.astimezone(user.zone).date()
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)  # what a device sends meanwhile waits
            return _open_session(user, today=today, now=now) or _new_session(user, today=today, now=now)
    except IntegrityError:  # the other start was faster
        return user.practice_sessions.get(status=SessionStatus.OPEN)


def _open_session(user: User, *, today: date, now: datetime) -> PracticeSession | None:
    session = user.practice_sessions.select_for_update().filter(status=SessionStatus.OPEN).first()
    if session is None or session.local_date == today:
        return session
    session.status = SessionStatus.STOPPED
    settle(session, now=now)
    return None


def _new_session(user: User, *, today: date, now: datetime) -> PracticeSession:
    done = user.practice_sessions.counted().order_by(*NEWEST)
    kind = next_kind(done.values_list("kind", flat=True).first())
    plan = Plan.objects.select_related("user__profile", "programme").get(user=user)
    prepared = prepare_session(
        plan=plan,
        profile=plan.user.profile,
        kind=kind,
        today=today,
        side_first=_side_first(user, kind),
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
    session.plan = prepared.plan.to_json(session=session.pk, title=session.title)
    session.save(force_insert=True)
    if plan.extra_slug:
        put_on_top(plan=plan, slug="")
    return session


def stop_what_is_ruled_out(*, user: User, now: datetime) -> bool:
    """End the open session if it holds an exercise that newer answers rule out; says whether it did.

    What was done of it is kept, and the next start fits a new one.
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
    """Whether every exercise of a stored plan is allowed, done the way it was planned."""
    if plan.get("advice"):
        restrictions = replace(restrictions, chair=True)
    seated = {step["id"] for step in plan["steps"] if SEATED in step.get("limits", ())}
    others = [step["id"] for step in plan["steps"] if step["id"] not in seated]
    tags = Exercise.objects.filter(slug__in=others).values_list("slug", "tags")
    return all(restrictions.judge_seated(slug).allowed for slug in seated) and all(
        restrictions.judge(slug, its_tags).allowed for slug, its_tags in tags
    )


def _side_first(user: User, kind: str) -> str:
    """The other side than last time in a session of this kind; kinds alternate, so any kind would not do."""
    same_kind = user.practice_sessions.counted().filter(kind=kind).order_by(*NEWEST)
    last = same_kind.annotate(first=KT("plan__sideFirst")).values_list("first", flat=True).first()
    return "right" if last == "left" else "left"
