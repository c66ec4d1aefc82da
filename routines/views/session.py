"""The guided session."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from psoasfit import clock
from routines.clearance import clearance
from routines.fitting import Swap
from routines.models import PracticeSession, SessionStatus


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
    steps = [{**step, "figure_svg": figure_svg(step["id"])} for step in plan["steps"]]
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


@cache
def figure_svg(slug: str) -> SafeString | None:
    """The exercise's drawing for inside the page, read once per process; None if there is none."""
    path = settings.BASE_DIR / "static" / "figures" / f"{slug}.inline.svg"
    return mark_safe(path.read_text(encoding="utf-8")) if path.exists() else None  # noqa: S308 (a file of ours)
