"""Two minutes away from sitting: what to do, done, and taken back."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from psoasfit import clock
from routines.before import rest_among
from routines.break_log import record_break, whole_minutes
from routines.breaks import READY_SECONDS, break_parts, seconds
from routines.clearance import clearance
from routines.coming import next_up, sets_of
from routines.forms.micro_break import BreakForm
from routines.practice import practice_of
from routines.rest_day import hips_of, until_words


@require_http_methods(["GET", "HEAD", "POST"])
def take_break(request: HttpRequest) -> HttpResponse:
    """The parts with a timer; "Done" keeps the break, once."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    context = break_context(user, now=now)
    if request.method == "POST":
        if context["rest"]:
            return redirect("micro_break")
        form, parts = BreakForm(request.POST), context["parts"]
        if form.is_valid():
            took = form.cleaned_data["seconds"] or context["seconds"]
            client_id = form.cleaned_data["client_id"]
            record_break(user=user, client_id=client_id, parts=parts, seconds=took, now=now)
            messages.success(request, "Well moved. The break is kept.")
            return redirect("micro_break")
        messages.error(request, "The break was not kept: please press Done again.")
    return render(request, "routines/micro_break.html", context)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take one of one's own breaks back."""
    form = BreakForm(request.POST)
    key = form.cleaned_data["client_id"] if form.is_valid() else None
    get_object_or_404(request.user.micro_breaks, client_id=key).delete()
    messages.success(request, "That break is taken back.")
    return redirect("micro_break")


def break_context(user: User, *, now: datetime) -> dict[str, Any]:
    """What the page needs; without parts while a rest is on."""
    practice = practice_of(user, now=now)
    sets = sets_of(practice)
    prepared = next_up(practice, now=now, sets=sets, on=practice.today)
    room = hips_of(prepared, sets).room
    parts = break_parts(prepared.plan.person, prepared.library, hip_room=room)
    rest = rest_among(practice.decisions, user=user, now=now)
    taken = list(user.micro_breaks.filter(local_date=practice.today))
    return {
        "rest": rest,
        "rest_until": rest and until_words(rest, practice),
        "parts": () if rest else parts,
        "ready_seconds": READY_SECONDS,
        "seconds": seconds(parts),
        "minutes": whole_minutes(seconds(parts)),
        "care": prepared.plan.person.restrictions.care,
        "client_id": uuid.uuid4(),
        "taken": taken,
        "taken_minutes": whole_minutes(sum(one.seconds for one in taken)),
    }
