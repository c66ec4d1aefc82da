"""Progress: findings, charts, history, and what was done in one session."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from psoasfit import clock
from routines.aftercare import advice_for
from routines.break_log import break_minutes
from routines.by_hand import may_correct, was_only_told
from routines.measures_report import load as load_measures
from routines.models import SessionStatus
from routines.mornings import changes_of
from routines.pains import constant_pain
from routines.progress import duration, load, set_by_set
from routines.self_test_history import load as load_tests
from routines.steadiness import load as load_steadiness
from routines.told import numbers_of

SESSIONS_A_PAGE = 20


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What changed, in words first; then charts, signs and past sessions."""
    now = clock.now()
    report = load(request.user, now=now)
    page = Paginator(report.sessions, SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "progress": report,
        "page": page,
        "steady": load_steadiness(request.user, report, now=now),
        "constant_pain": constant_pain(request.user),
        "breaks": break_minutes(request.user, today=now.astimezone(request.user.zone).date()),
        **measures_context(request.user, now=now),
    }
    return render(request, "routines/progress.html", context)


def measures_context(user: User, *, now: datetime) -> dict:
    """What the parts about weekly numbers and self-tests need."""
    return {"measures": load_measures(user), "tests": load_tests(user, now=now)}


@require_safe
def past_session(request: HttpRequest, pk) -> HttpResponse:
    """What was prescribed, what was done set by set, and how it felt."""
    session = get_object_or_404(request.user.practice_sessions.with_check_in(), pk=pk)
    session.user = request.user
    if session.status == SessionStatus.OPEN:
        return redirect(session)
    check_in = getattr(session, "check_in", None)
    context = {
        "session": session,
        "practised": duration(session.active_ms),
        "steps": set_by_set(session.plan, session.results_in_force()),
        "recorded": set_by_set(session.plan, session.results_as_recorded()) if session.corrected_at else (),
        "may_correct": may_correct(session, now=clock.now()),
        "may_remove": was_only_told(session),
        "check_in": check_in,
        "changes": changes_of(session),
        "advice": check_in
        and advice_for(
            feelings=check_in.feelings, highest_pain=check_in.highest_pain, numbers=numbers_of(request.user)
        ),
    }
    return render(request, "routines/past_session.html", context)
