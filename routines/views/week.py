"""The week: what is next, start it, move it."""

from datetime import date, datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from psoasfit import clock
from routines import reminders
from routines.adaptation import Outcome
from routines.before import check, resting
from routines.check_ins import state_of_week
from routines.clearance import clearance
from routines.coming import next_up, sets_of
from routines.extra import TOO_SOON, Way
from routines.forms.before import CheckForm
from routines.forms.move import MoveForm
from routines.measures_report import function_of
from routines.models import Exercise
from routines.mornings import morning_card
from routines.pausing import return_words
from routines.practice import Practice, person_of, practice_of
from routines.preparing import Prepared
from routines.programmes import standing as standing_on
from routines.progress import today_card
from routines.proposals import Offer, offer_of
from routines.refusals import NOTHING_LEFT, NotCleared, NothingLeft, NotToday, Paused, Resting
from routines.rest_day import rest_card
from routines.rest_ideas import BREATHING, Idea, calm_ideas
from routines.session_plan import QUIET_REST
from routines.sessions import start_session
from routines.skipping import skip_card
from routines.views.pause import called_off, is_paused, paused_context
from routines.week_card import week_card
from routines.week_words import (
    day_name,
    heading,
    list_title,
    progress_line,
    reason_for_kind,
    what_is_in_it,
)

NO_SESSION = "Sessions wait for now."


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """This week and the next session."""
    now = clock.now()
    verdict = clearance(request.user, now=now)
    # What is due by the calendar waits for the end of a pause.
    if not verdict.ready and not (verdict.reason == "rescreen" and is_paused(request.user, now=now)):
        return redirect("welcome_step", step=verdict.step)
    practice = practice_of(request.user, now=now)
    context = paused_context(practice) if practice.pauses.now else today_context(practice, now=now)
    context["called_off"] = called_off(request, practice)
    return render(request, "routines/today.html", context)


@require_safe
def check_first(request: HttpRequest) -> HttpResponse:
    """What may be asked before a session, and why there is none now."""
    now = clock.now()
    verdict = clearance(request.user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    if is_paused(request.user, now=now):
        return redirect("today")
    way = request.GET.get("way")
    rest = resting(request.user, now=now)
    context = {
        "form": CheckForm(),
        "resting": rest,
        "calm_ideas": ideas_while_resting(request.user) if rest else (),
        "action": start_url(way if way in set(Way) else Way.PLANNED),
    }
    return render(request, "routines/before.html", context)


def ideas_while_resting(user: User) -> tuple[Idea, ...]:
    """What is left of a day of rest for this person. Two queries."""
    person, _ = person_of(user)
    library = Exercise.objects.filter(slug__in=(BREATHING, QUIET_REST))
    return calm_ideas(person, {row.slug: row for row in library})


@require_POST
def start(request: HttpRequest, way: str = Way.PLANNED) -> HttpResponse:
    """Start the next session, its short version or an extra one, or go on with today's; with answers, as they
    allow.
    """
    way = Way(way)
    try:
        if "check" in request.POST:
            return start_as_said(request, way)
        return redirect(start_session(user=request.user, now=clock.now(), way=way))
    except NotCleared as refusal:
        return redirect("welcome_step", step=refusal.clearance.step)
    except Resting:
        return redirect("check_first")
    except NothingLeft as refusal:
        messages.warning(request, str(refusal))
        return redirect("today")
    except (NotToday, Paused) as refusal:
        messages.info(request, str(refusal))
        return redirect("today")


def start_as_said(request: HttpRequest, way: Way) -> HttpResponse:
    """Start what the answers before a session allow. Raises NotCleared, Resting, NothingLeft or NotToday."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        raise NotCleared(verdict)
    form = CheckForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "resting": None, "action": start_url(way)}
        return render(request, "routines/before.html", context)
    checked = check(user=user, said=form.said(), now=now)
    session = start_session(user=user, now=now, checked=checked, way=way)
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


def start_url(way: str) -> str:
    return reverse("start_session" if way == Way.PLANNED else f"start_{way}")


def today_context(practice: Practice, *, now: datetime) -> dict:
    """Everything the page says."""
    week, today, last = practice.week, practice.today, practice.last
    standing = standing_on(practice.plan, today=today, pauses=practice.pauses)
    sets = sets_of(practice)
    next_one = next_up(practice, now=now, sets=sets)
    offered = practice.offered
    too_little = next_one.plan.leaves_too_little
    rest = rest_card(practice, next_one, sets, now=now)
    return {
        "practice": practice,
        "week": week,
        "today": today,
        "heading": NO_SESSION
        if too_little
        else heading(week, today=today, is_first=last is None, begun=practice.unfinished is not None),
        "progress_line": progress_line(week, today=today),
        "standing": standing,
        "held": held_level(next_one, level=practice.plan.level),
        "next": next_one,
        "because": because(practice, next_one),
        "nothing_left": NOTHING_LEFT if too_little else "",
        "list_title": list_title(len(next_one.plan.steps), week.next_date, today=today),
        "when": day_name(week.next_date, today=today),
        "what": what_is_in_it([step.exercise.name for step in next_one.plan.mains or next_one.plan.steps]),
        "why": TOO_SOON
        if next_one.plan.kind != week.next_kind
        else reason_for_kind(
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
        "pain_progress": today_card(practice.told, today=today, paused=practice.pauses.dates),
        "function": function_of(practice.plan.own_scores) if practice.constant_pain else None,
        **(morning := morning_card(practice)),
        **week_card(practice, standing),
        "offer": None if morning["morning_of"] or rest["rest"] else proposed(practice),
        **rest,
        **skip_card(practice),
    }


def because(practice: Practice, prepared: Prepared) -> str:
    """What is different in the next session; after a pause that is planned, as it will be then."""
    ahead, last = practice.pauses.ahead, practice.last
    if ahead and practice.week.next_date >= ahead.until:
        return return_words(ahead, last_done=last and last.local_date)
    return prepared.because


def proposed(practice: Practice) -> Offer | None:
    """A programme for somebody without one, unless they said not now.

    One thing at a time: not while a decision about the week holds, after something sharp, or in the middle of
    a session; nor, in today_context, on the morning after one or while a rest is on.
    """
    plan = practice.plan
    if plan.programme_id or practice.in_force.decisions or practice.stops or practice.unfinished:
        return None
    return offer_of(plan, today=practice.today, unless=plan.proposal_later)


def figure_of(prepared: Prepared) -> Exercise | None:
    """The first main exercise that is drawn, else the first; None where nothing is left for a session."""
    if prepared.plan.leaves_too_little:
        return None
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
