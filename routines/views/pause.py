"""A pause: from and until which day, what /today/ says meanwhile, and coming back."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from psoasfit import clock
from routines.clearance import clearance
from routines.forms.pause import PauseForm
from routines.models import Pause, Plan
from routines.mornings import morning_card
from routines.pauses import (
    Overlaps,
    call_off,
    change_ahead,
    come_back,
    in_force,
    pause_from,
    pause_until,
    stay_away,
)
from routines.pausing import return_words
from routines.practice import Practice
from routines.programmes import standing
from routines.progress import today_card
from routines.week_words import day_in_words

CALLED_OFF = "called_off"  # in the browser's session: nothing else keeps a pause that is cancelled
NOT_AHEAD = "That pause has begun already, or it is cancelled."


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, *, another: bool = False) -> HttpResponse:
    """Begin a pause or plan one, or change the one in force. `another`: plan one for after it."""
    user, now = request.user, clock.now()
    if not may_pause(user, now=now):
        return redirect("welcome")
    today = now.astimezone(user.zone).date()
    current, planned = in_force(user, today=today), user.pauses.ahead(today=today).first()
    if another and planned and request.method != "POST":
        return redirect("planned_pause", planned.pk)
    # A page from before the pause began asks for a new one: it must not change this one unseen.
    changing = None if another or "start" in request.POST else current
    form = PauseForm(
        request.POST if request.method == "POST" else None,
        today=today,
        pause=changing,
        in_force=current if another else None,
    )
    change = pause_until if changing else pause_from
    if form.is_valid() and (saved := _saved(form, change, user=user, now=now)):
        messages.success(request, pause_words(saved))
        return redirect("today")
    context = {"form": form, "pause": changing, "planned": planned, "another": another}
    return render(request, "routines/pause.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def planned_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the pause that is planned."""
    user, now = request.user, clock.now()
    if not may_pause(user, now=now):
        return redirect("welcome")
    today = now.astimezone(user.zone).date()
    planned = user.pauses.ahead(today=today).filter(pk=pk).first()
    if planned is None:
        messages.info(request, NOT_AHEAD)
        return redirect("today")
    form = PauseForm(
        request.POST if request.method == "POST" else None,
        today=today,
        pause=planned,
        in_force=in_force(user, today=today),
    )
    if form.is_valid() and (saved := _saved(form, partial(change_ahead, pk=pk), user=user, now=now)):
        messages.success(request, pause_words(saved))
        return redirect("today")
    return render(request, "routines/pause.html", {"form": form, "pause": planned})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off the pause that is planned. For the rest of the day it can be planned again with one tap."""
    user, now = request.user, clock.now()
    gone = call_off(user=user, pk=pk, now=now)
    if gone is None:
        messages.info(request, NOT_AHEAD)
        return redirect("today")
    request.session[CALLED_OFF] = {
        "on": now.astimezone(user.zone).date().isoformat(),
        "reason": str(gone.reason),
        "start": gone.start.isoformat(),
        "until": gone.until.isoformat(),
    }
    messages.success(request, "The pause you planned is cancelled. Your week goes on as usual.")
    return redirect("today")


def called_off(request: HttpRequest, practice: Practice) -> dict[str, str | date] | None:
    """The pause that was cancelled today, as PauseForm reads it, while its days are free; else forget it."""
    gone, pauses = request.session.get(CALLED_OFF), practice.pauses
    if gone is None:
        return None
    start, until = date.fromisoformat(gone["start"]), date.fromisoformat(gone["until"])
    free = pauses.ahead is None and not any(start <= day < until for day in pauses.dates)
    if gone["on"] == practice.today.isoformat() and practice.today < start and free:
        return {"reason": gone["reason"], "start": start, "until": until}
    del request.session[CALLED_OFF]
    return None


def may_pause(user: User, *, now: datetime) -> bool:
    """Whether there is anything to pause; a stop signal comes first."""
    verdict = clearance(user, now=now)
    return (verdict.ready or verdict.reason == "rescreen") and Plan.objects.filter(user=user).exists()


def _saved(
    form: PauseForm, change: Callable[..., Pause | None], *, user: User, now: datetime
) -> Pause | None:
    """What the form asks for, stored; None with the mistake named where another pause is in the way."""
    try:
        return change(user=user, **form.cleaned_data, now=now)
    except Overlaps as clash:
        form.add_error(clash.field, str(clash))
        return None


def pause_words(pause: Pause) -> str:
    """What was done, for the message."""
    until = day_in_words(pause.until)
    if pause.ahead:
        return f"Planned: a pause from {day_in_words(pause.started_on)} until {until}."
    return f"Paused until {until}."


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
        "pain_progress": today_card(practice.told, today=today, paused=practice.pauses.dates),
        **morning_card(practice),
    }
