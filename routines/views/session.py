"""The guided session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from psoasfit import clock
from routines.clearance import clearance
from routines.models import PracticeSession, SessionStatus
from routines.pictures import inline_drawing
from routines.session_plan import Swap


@require_safe
def session(request: HttpRequest, pk) -> HttpResponse:
    """The player for one's own open session; an ended one leads on to its check-in or its page."""
    session = get_object_or_404(request.user.practice_sessions.with_check_in(), pk=pk)
    if session.status != SessionStatus.OPEN:
        return redirect("past_session" if hasattr(session, "check_in") else "session_check_in", pk=pk)
    verdict = clearance(request.user, now=clock.now())
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    plan = player_plan(session, str(request.user.key))
    figure = request.user.figure
    steps = [{**step, "figure_svg": inline_drawing(step["id"], figure)} for step in plan["steps"]]
    context = {
        "session": session,
        "plan": plan,
        "steps": steps,
        "swaps": [Swap(**swap).sentence for swap in plan.get("swaps", ())],
        "user_key": plan["userKey"],
    }
    return render(request, "routines/session.html", context)


def player_plan(session: PracticeSession, user_key: str) -> dict[str, Any]:
    """The stored plan with whose it is and where to save."""
    urls = {
        "csrf": reverse("api_csrf"),
        "set": f"{reverse('api_session', args=[session.pk])}sets/",
        "session": reverse("api_session", args=[session.pk]),
        "done": reverse("session_check_in", args=[session.pk]),
        "today": reverse("today"),
    }
    return {**session.plan, "userKey": user_key, "urls": urls}
