"""The week: what is next, start it, move it."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from psoasfit import clock
from routines import reminders
from routines.adaptation import Outcome
from routines.before import check, resting
from routines.check_ins import state_of_week
from routines.clearance import clearance
from routines.forms.before import CheckForm
from routines.forms.move import MoveForm
from routines.models import Exercise
from routines.mornings import morning_card
from routines.practice import Practice, practice_of
from routines.programmes import standing as standing_on
from routines.progress import today_card
from routines.sessions import Known, NotCleared, Paused, Prepared, Resting, prepare_session, start_session
from routines.views.pause import is_paused, paused_context
from routines.week_words import (
    day_name,
    heading,
    list_title,
    progress_line,
    reason_for_kind,
    what_is_in_it,
)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """This week and the next session."""
    now = clock.now()
    verdict = clearance(request.user, now=now)
    # What is due by the calendar waits for the end of a pause.
    if not verdict.ready and not (verdict.reason == "rescreen" and is_paused(request.user, now=now)):
        return redirect("welcome_step", step=verdict.step)
    practice = practice_of(request.user, now=now)
    context = paused_context(practice) if practice.pauses.now else today_context(practice)
    return render(request, "routines/today.html", context)


@require_safe
def check_first(request: HttpRequest) -> HttpResponse:
    """What may be asked before a session, and why there is none now."""
    now = clock.now()
    verdict = clearance(request.user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    context = {"form": CheckForm(), "resting": resting(request.user, now=now)}
    return render(request, "routines/before.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start the next session, or go on with today's; with answers, as they allow."""
    try:
        if "check" in request.POST:
            return start_as_said(request)
        return redirect(start_session(user=request.user, now=clock.now()))
    except NotCleared as refusal:
        return redirect("welcome_step", step=refusal.clearance.step)
    except Resting:
        return redirect("check_first")
    except Paused as refusal:
        messages.info(request, str(refusal))
        return redirect("today")


def start_as_said(request: HttpRequest) -> HttpResponse:
    """Start what the answers before a session allow. Raises NotCleared or Resting."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        raise NotCleared(verdict)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "routines/before.html", {"form": form, "resting": None})
    checked = check(user=user, said=form.said(), now=now)
    session = start_session(user=user, now=now, checked=checked)
    if checked.ruling.outcome != Outcome.GO:
        messages.info(request, checked.ruling.words)
    return redirect(session)


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Do the next session on another day, or take that back."""
    now = clock.now()
    verdict = clearance(request.user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    with transaction.atomic():
        practice = practice_of(request.user, now=now, lock=True)
        form = MoveForm(
            request.POST, plan=practice.plan, planned=practice.week.next_date, offered=practice.offered
        )
        if form.is_valid():
            reminders.reschedule(plan=form.save(), now=now)
            messages.success(request, moved_message(form, today=practice.today))
        else:
            messages.error(request, "Nothing was moved: that day is not open for a session.")
    return redirect("today")


def today_context(practice: Practice) -> dict:
    """Everything the page says."""
    week, today, last = practice.week, practice.today, practice.last
    standing = standing_on(practice.plan, today=today, pauses=practice.pauses)
    next_one = prepare_session(
        plan=practice.plan,
        profile=practice.plan.user.profile,
        kind=week.next_kind,
        today=week.next_date,
        stops=practice.stops,
        known=Known(practice.answers, practice.done),
        pauses=practice.pauses,
    )
    offered = practice.offered
    return {
        "practice": practice,
        "week": week,
        "today": today,
        "heading": heading(week, today=today, is_first=last is None),
        "progress_line": progress_line(week, today=today),
        "standing": standing,
        "held": held_level(next_one, level=practice.plan.level),
        "next": next_one,
        "list_title": list_title(len(next_one.plan.steps), week.next_date, today=today),
        "when": day_name(week.next_date, today=today),
        "what": what_is_in_it([step.exercise.name for step in next_one.plan.mains or next_one.plan.steps]),
        "why": reason_for_kind(
            week.next_kind,
            last_kind=last and last.kind,
            last_date=last and last.local_date,
            today=today,
        ),
        "figure": figure_of(next_one),
        "is_today": week.next_date == today,
        "done_today": today in practice.done_dates,
        "could_be_today": today in offered,
        "offered": [(day.isoformat(), day_name(day, today=today)) for day in offered],
        "moved_from": practice.plan.moved_from and day_name(practice.plan.moved_from, today=today),
        "checked_in": state_of_week(
            practice.plan,
            practice.answers,
            signs_on=practice.plan.last_symptom_check_in,
            today=today,
            pauses=practice.pauses,
        ),
        "pain_progress": today_card(practice.sessions, today=today, paused=practice.pauses.dates),
        **morning_card(practice),
    }


def figure_of(prepared: Prepared) -> Exercise:
    """The first main exercise that is drawn, else the first; a session on a chair may have no main one."""
    exercises = [step.exercise for step in prepared.plan.mains or prepared.plan.steps]
    return next((exercise for exercise in exercises if exercise.has_figure), exercises[0])


def held_level(prepared: Prepared, *, level: int) -> int | None:
    """The level the programme asks for, when the person chose a lower one."""
    asked = prepared.standing.level(prepared.plan.kind) if prepared.standing else level
    return asked if asked > level else None


def moved_message(form: MoveForm, *, today: date) -> str:
    if form.cleaned_data["undo"]:
        return "Back to your usual day."
    return f"Moved to {day_name(form.cleaned_data['to'], today=today)}."
