"""The morning after, and a person's own word about what was decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Consent
from psoasfit import clock
from routines.adapting import NotYours, decline, make_easier
from routines.forms.checkin import MorningForm
from routines.models import SessionStatus
from routines.mornings import changes_of, may_be_answered


@require_http_methods(["GET", "HEAD", "POST"])
def morning(request: HttpRequest, pk) -> HttpResponse:
    """How the morning after a session was, and what that changes."""
    session = get_object_or_404(request.user.practice_sessions.with_check_in(), pk=pk)
    if not Consent.objects.filter(user=request.user).standing().exists():
        return redirect("welcome_step", "consent")
    now = clock.now()
    if not may_be_answered(session, today=now.astimezone(request.user.zone).date()):
        return redirect("session_check_in" if session.status == SessionStatus.OPEN else "past_session", pk)
    form = MorningForm(request.POST or None, session=session)
    if form.is_valid():
        form.save(now=now)
        messages.success(request, "Thank you, noted.")
        return redirect("morning_check_in", pk)
    context = {"form": form, "session": session, "changes": changes_of(session) if form.before else ()}
    return render(request, "routines/morning.html", context)


@require_POST
def decline_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a step more (or one's own wish), or take it up again (`undo`)."""
    decision = get_object_or_404(request.user.decisions.select_related("session"), pk=pk)
    undo = "undo" in request.POST
    try:
        decline(decision, undo=undo, now=clock.now())
    except NotYours:
        messages.error(request, "That one is there to protect you, so it stays.")
    else:
        messages.success(request, "It is as it was." if undo else "Taken back. The next session knows it.")
    return redirect("past_session", decision.session_id) if decision.session_id else redirect("today")


@require_POST
def easier(request: HttpRequest, pk, slug: str) -> HttpResponse:
    """One step easier for an exercise of a past session, from the next time on."""
    session = get_object_or_404(request.user.practice_sessions, pk=pk)
    if make_easier(session=session, slug=slug, now=clock.now()):
        messages.success(request, "One step easier from the next time on. You can take it back below.")
    else:
        messages.error(request, "It doesn’t get any easier than that; another exercise takes its place.")
    return redirect("past_session", pk)
