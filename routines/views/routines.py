"""Ready-made sessions and programmes: public to read, a programme can be started and left."""

from dataclasses import replace
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from psoasfit import clock
from psoasfit.framing import shown_in_own_frames
from routines.clearance import clearance
from routines.fitting import fit_session
from routines.models import Exercise, Plan, Programme, Role, Routine, RoutineKind, RoutineStep
from routines.pauses import where_now
from routines.person import ANYONE
from routines.programmes import programme_session, whole_week
from routines.proposals import known_plans, offer_of
from routines.session_plan import PlannedStep, SessionPlan, TemplateStep

LENGTHS = (10, 15, 20, 30)
USUAL_MINUTES = 15
FIRST_LEVEL = 1


@login_not_required
@require_safe
def routines(request: HttpRequest) -> HttpResponse:
    """The article's two sessions, then the programmes."""
    steps = Prefetch("steps", RoutineStep.objects.select_related("exercise").order_by("order"))
    context = {
        "routines": Routine.objects.current().prefetch_related(steps),
        "programmes": Programme.objects.current(),
        **_proposed(request),
    }
    return render(request, "routines/routines.html", context)


def _proposed(request: HttpRequest) -> dict:
    """What is proposed to somebody with a plan, unless they follow it. Four queries at most."""
    user, now = request.user, clock.now()
    plan = known_plans(user).first() if user.is_authenticated else None
    if plan is None:
        return {"offer": None}
    verdict = clearance(user, now=now)
    cleared = verdict.ready or verdict.reason == "clinician"
    offer = offer_of(plan, today=now.astimezone(user.zone).date(), cleared=cleared)
    follows = offer and offer.programme is not None and offer.programme == plan.programme
    return {"offer": None if follows else offer, "following": plan.programme, "later": False}


@login_not_required
@require_safe
@shown_in_own_frames
def routine(request: HttpRequest, slug: str) -> HttpResponse:
    """A ready-made session or a programme, at the length (and the weeks) asked for."""
    routine = Routine.objects.current().with_review().filter(slug=slug).first()
    if routine is not None:
        return _ready_made(request, routine)
    return _programme(request, get_object_or_404(Programme.objects.current().with_review(), slug=slug))


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a programme today; the one under way begins anew only when asked to (`again`)."""
    programme = get_object_or_404(Programme.objects.current(), slug=slug)
    now = clock.now()
    verdict = clearance(request.user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    plan = request.user.plan
    if plan.programme_id == programme.pk and "again" not in request.POST:
        messages.info(request, f"You are already following {programme}.")
        return redirect("today")
    plan.start_programme(programme, on=now.astimezone(request.user.zone).date())
    plan.save(update_fields=["programme", "programme_started_on"])
    messages.success(request, f"{programme}: your week 1 of {programme.weeks} begins today.")
    return redirect("today")


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a programme: the article's two sessions take turns again."""
    programme = get_object_or_404(Programme, slug=slug)
    plan = Plan.objects.filter(user=request.user, programme=programme).first()
    if plan is not None:
        plan.leave_programme()
        plan.save(update_fields=["programme", "programme_started_on"])
        messages.success(request, f"You have left {programme}. Everything you did is kept.")
    return redirect(programme)


# --- A ready-made session ------------------------------------------------------------------------------


def _ready_made(request: HttpRequest, routine: Routine) -> HttpResponse:
    """At level 1, for someone with all kit; with the moves that wait, and why."""
    minutes = _choice(request, "minutes", LENGTHS, usual=USUAL_MINUTES)
    library = {exercise.slug: exercise for exercise in Exercise.objects.current()}
    by_id = {exercise.pk: exercise for exercise in library.values()}
    steps = routine.steps.order_by("order").values_list("exercise_id", "role")
    template = [TemplateStep(by_id[pk], role) for pk, role in steps if pk in by_id]
    plan = fit_session(
        template=template,
        library=library,
        kind=routine.kind,
        minutes=minutes,
        person=replace(ANYONE, level=FIRST_LEVEL),
        whole_article=routine.article,
    )
    context = {
        "routine": routine,
        "minutes": minutes,
        "lengths": LENGTHS,
        "plan": plan,
        "parts": parts(plan),
        "waiting": waiting(template, plan),
    }
    return _whole_or_part(request, "routines/routine.html", "routines/_routine_session.html", context)


def waiting(template: list[TemplateStep], plan: SessionPlan) -> list[tuple[Exercise, str]]:
    """The exercises of a template that are not in this session, and why."""
    there = {step.exercise.slug for step in plan.steps}
    reasons = {swap.name: swap.sentence for swap in plan.swaps}
    missing = [step.exercise for step in template if step.exercise.slug not in there]
    return [(exercise, reasons.get(exercise.name, "Joins in longer sessions.")) for exercise in missing]


# --- A programme ---------------------------------------------------------------------------------------


def _programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    """For whom, the week, its sessions; for someone signed in, where they stand in it."""
    plan = _plan_of(request)
    where = where_now(plan, now=clock.now()) if plan else None
    mine = where if where and where.programme == programme else None
    minutes = _choice(request, "minutes", LENGTHS, usual=plan.minutes if plan else USUAL_MINUTES)
    week = _choice(request, "week", range(1, programme.weeks + 1), usual=mine.week if mine else 1)
    context = {
        "programme": programme,
        "standing": mine,
        "other": where.programme if where and not mine else None,
        "minutes": minutes,
        "lengths": LENGTHS,
        "phase": programme.phase(week),
        "keep_week": f"&week={week}",
        "days": whole_week(programme),
        "sessions": sessions_of(programme, week=week, minutes=minutes),
    }
    return _whole_or_part(request, "routines/programme.html", "routines/_programme_sessions.html", context)


def _plan_of(request: HttpRequest) -> Plan | None:
    if not request.user.is_authenticated:
        return None
    return Plan.objects.filter(user=request.user).select_related("user", "programme").first()


def sessions_of(
    programme: Programme, *, week: int, minutes: int
) -> list[tuple[RoutineKind, SessionPlan, list]]:
    """A stretch day and a strength day of a week, for someone with all kit and no limits."""
    library = {exercise.slug: exercise for exercise in Exercise.objects.current()}
    plans = [
        programme_session(programme, kind=kind, week=week, minutes=minutes, library=library)
        for kind in RoutineKind
    ]
    return [(RoutineKind(plan.kind), plan, parts(plan)) for plan in plans]


# --- Both ----------------------------------------------------------------------------------------------


def parts(plan: SessionPlan) -> list[tuple[str, int, list[PlannedStep]]]:
    """Warm-up, main and cool-down of a session: name, minutes, steps."""
    grouped = ((role, list(steps)) for role, steps in groupby(plan.steps, key=lambda step: step.role))
    return [
        (Role(role).label, max(1, round(sum(step.seconds for step in steps) / 60)), steps)
        for role, steps in grouped
    ]


def _choice(request: HttpRequest, name: str, among, *, usual: int) -> int:
    """A number of the query string, if it is one of those offered."""
    given = request.GET.get(name, "")
    return next((number for number in among if str(number) == given), usual)


def _whole_or_part(request: HttpRequest, page: str, part: str, context: dict) -> HttpResponse:
    """The page, or only the part of it that a click on a length or a week changes."""
    partial = request.htmx and not request.htmx.history_restore_request
    response = render(request, part if partial else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
