"""Check-ins: after a session and every week."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Consent, User
from psoasfit import clock
from routines.aftercare import advice_for
from routines.forms.checkin import SessionCheckInForm, WeeklyCheckInForm
from routines.models import PracticeSession, SessionCheckIn, SessionStatus
from routines.progress import counted_words
from routines.week import week_end, week_start

EARLIER_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def after_session(request: HttpRequest, pk) -> HttpResponse:
    """How an ended session felt, or what was said about it, to be changed; `?care` is what to do now."""
    session = get_object_or_404(request.user.practice_sessions.defer("plan"), pk=pk)
    if session.status == SessionStatus.OPEN:
        return render(request, "routines/check_in_too_early.html", {"session": session})
    if not _agreed(request.user):
        return redirect("welcome_step", "consent")
    if request.method != "POST" and "care" in request.GET:
        return _care(request, session)
    form = SessionCheckInForm(request.POST or None, session=session)
    if form.is_valid():
        check_in = form.save(now=clock.now())
        return _after_saving(request, session, check_in, is_edit=form.is_edit)
    return render(request, "routines/check_in.html", {"form": form, "session": session})


@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: HttpRequest) -> HttpResponse:
    """The five signs of the past week, and the earlier answers."""
    user, now = request.user, clock.now()
    if not _agreed(user):
        return redirect("welcome_step", "consent")
    today = now.astimezone(user.zone).date()
    earlier = user.symptom_check_ins.order_by("-on_date")
    last = earlier.first()
    form = WeeklyCheckInForm(request.POST or None, last=last)
    if form.is_valid():
        form.save(user=user, on_date=today, now=now)
        messages.success(request, "Thank you, your five signs are saved.")
        return redirect(f"{reverse('progress')}#signs")
    page = Paginator(earlier, EARLIER_SHOWN).get_page(request.GET.get("page"))
    context = {"form": form, "last": last, "is_today": bool(last) and last.on_date == today, "page": page}
    return render(request, "routines/weekly_check_in.html", context)


def _agreed(user: User) -> bool:
    """Nothing about someone's health is stored without their standing consent."""
    return Consent.objects.filter(user=user).standing().exists()


def _care(request: HttpRequest, session: PracticeSession) -> HttpResponse:
    check_in = get_object_or_404(SessionCheckIn, session=session)
    advice = advice_for(feelings=check_in.feelings, highest_pain=check_in.highest_pain)
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
