"""The check-in after a session."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from psoasfit import clock
from routines.aftercare import advice_for
from routines.clearance import has_agreed
from routines.forms.checkin import SessionCheckInForm
from routines.models import PracticeSession, SessionCheckIn, SessionStatus
from routines.progress import counted_words
from routines.told import numbers_of
from routines.week import week_end, week_start


@require_http_methods(["GET", "HEAD", "POST"])
def after_session(request: HttpRequest, pk) -> HttpResponse:
    """How an ended session felt, or what was said about it, to be changed; `?care` is what to do now."""
    session = get_object_or_404(request.user.practice_sessions.defer("plan"), pk=pk)
    if session.status == SessionStatus.OPEN:
        return render(request, "routines/check_in_too_early.html", {"session": session})
    if not has_agreed(request.user):
        return redirect("welcome_step", "consent")
    if request.method != "POST" and "care" in request.GET:
        return _care(request, session)
    form = SessionCheckInForm(request.POST or None, session=session)
    if form.is_valid():
        check_in = form.save(now=clock.now())
        return _after_saving(request, session, check_in, is_edit=form.is_edit)
    return render(request, "routines/check_in.html", {"form": form, "session": session})


def _care(request: HttpRequest, session: PracticeSession) -> HttpResponse:
    check_in = get_object_or_404(SessionCheckIn, session=session)
    advice = advice_for(
        feelings=check_in.feelings, highest_pain=check_in.highest_pain, numbers=numbers_of(request.user)
    )
    if not advice:
        return redirect("past_session", session.pk)
    return render(request, "routines/check_in_care.html", {"session": session, "advice": advice})


def _after_saving(
    request: HttpRequest, session: PracticeSession, check_in: SessionCheckIn, *, is_edit: bool
) -> HttpResponse:
    """On to what to do now, if something gave a stop signal; else back to where the person came from."""
    if advice_for(feelings=check_in.feelings, highest_pain=check_in.highest_pain):
        return redirect(f"{reverse('session_check_in', args=[session.pk])}?care")
    if is_edit:
        messages.success(request, "Your check-in is changed.")
        return redirect("past_session", session.pk)
    messages.success(request, _thanks(session, today=clock.now().astimezone(request.user.zone).date()))
    return redirect("today")


def _thanks(session: PracticeSession, *, today: date) -> str:
    """Warm and factual: what this session adds to its week."""
    if not session.counted:
        return "Thank you, noted. Stopping when it is enough is part of practice."
    first, last = week_start(session.local_date), week_end(session.local_date)
    in_week = session.user.practice_sessions.counted().filter(local_date__range=(first, last))
    when = "this week" if first <= today <= last else "in its week"
    return f"Thank you, noted. That makes {counted_words(in_week.count(), 'session')} {when}."
