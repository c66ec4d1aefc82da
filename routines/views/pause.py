"""A pause: until which day, what /today/ says meanwhile, and coming back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from psoasfit import clock
from routines.clearance import clearance
from routines.forms.pause import PauseForm
from routines.models import Plan
from routines.mornings import morning_card
from routines.pauses import come_back, in_force, pause_until, stay_away
from routines.pausing import return_words
from routines.practice import Practice
from routines.programmes import standing
from routines.progress import today_card
from routines.week_words import day_in_words


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    """Pause until a day, or change the pause in force."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not (verdict.ready or verdict.reason == "rescreen") or not Plan.objects.filter(user=user).exists():
        return redirect("welcome")
    today = now.astimezone(user.zone).date()
    current = in_force(user, today=today)
    form = PauseForm(request.POST if request.method == "POST" else None, today=today, pause=current)
    if not form.is_valid():
        return render(request, "routines/pause.html", {"form": form, "pause": current})
    pause_until(user=user, **form.cleaned_data, now=now)
    messages.success(request, f"Paused until {day_in_words(form.cleaned_data['until'])}.")
    return redirect("today")


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """ "I am back", or take that back (`undo`)."""
    user, now = request.user, clock.now()
    if "undo" in request.POST:
        changed = stay_away(user=user, now=now)
        words = "The pause goes on." if changed else "There is no pause to go on with."
    else:
        changed = come_back(user=user, now=now)
        words = welcome_back(user, now=now) if changed else "The pause is over already."
    (messages.success if changed else messages.info)(request, words)
    return redirect("today")


def welcome_back(user: User, *, now: datetime) -> str:
    if clearance(user, now=now).reason == "rescreen":
        return "Welcome back. Things may have changed, so the safety questions come first."
    return "Welcome back."


def is_paused(user: User, *, now: datetime) -> bool:
    return in_force(user, today=now.astimezone(user.zone).date()) is not None


def paused_context(practice: Practice) -> dict:
    """Everything /today/ says during a pause: no session, nothing due, nothing missed."""
    today, pause = practice.today, practice.pauses.now
    until = day_in_words(pause.until)
    return {
        "practice": practice,
        "week": practice.week,
        "today": today,
        "paused_until": until,
        "paused_since": day_in_words(pause.start),
        "return_words": return_words(pause, last_done=practice.last and practice.last.local_date),
        "heading": f"Paused until {until}.",
        "progress_line": "This week" if practice.week.done == 0 else f"{practice.week.done} done this week",
        "standing": standing(practice.plan, today=today, pauses=practice.pauses),
        "pain_progress": today_card(practice.sessions, today=today, paused=practice.pauses.dates),
        **morning_card(practice),
    }
