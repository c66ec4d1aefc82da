"""The guided session: a person's own, a guest's, and the shell that opens either without a network."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from psoasfit import clock
from routines import during
from routines.before import resting
from routines.clearance import Clearance, clearance
from routines.emergency import UNKNOWN, Numbers
from routines.forms.checkin import SessionCheckInForm
from routines.forms.player import BeforeForm, CalmForm, HurtForm
from routines.models import SessionStatus
from routines.pictures import inline_drawing
from routines.served_plan import served_plan
from routines.session_plan import Swap
from routines.told import numbers_of
from routines.views.pause import is_paused


@login_not_required
@require_safe
def session(request: HttpRequest, pk) -> HttpResponse:
    """The player for one's own open session; an ended one leads on to its check-in or its page, and while
    there may be none, to why.

    Without an account, or where the server has no such session of theirs, the page is the shell: it knows
    only what this device knows.
    """
    if not request.user.is_authenticated:
        return shell(request)
    session = request.user.practice_sessions.with_check_in().filter(pk=pk).first()
    if session is None:
        return shell(request, status=404)
    if session.status != SessionStatus.OPEN:
        return redirect("past_session" if hasattr(session, "check_in") else "session_check_in", pk=pk)
    user, now = request.user, clock.now()
    page = why_not_now(user, clearance(user, now=now), now=now)
    if page:
        return redirect(page)
    numbers = numbers_of(user)
    plan = served_plan(
        session.plan, session=session.pk, user_key=str(user.key), figure=user.figure, numbers=numbers
    )
    context = page_context(plan, figure=user.figure, numbers=numbers)
    return render(request, "routines/session.html", context)


def why_not_now(user: User, verdict: Clearance, *, now: datetime) -> str:
    """Address of the page that says why there is no session now, or "". At most two queries."""
    if not verdict.ready:
        return reverse("welcome_step", args=[verdict.step])
    if is_paused(user, now=now):
        return reverse("today")
    return reverse("check_first") if resting(user, now=now) else ""


@login_not_required
@require_safe
def shell(request: HttpRequest, status: int = 200) -> HttpResponse:
    """The player without a plan and without a word about anybody; the same for everyone."""
    return render(request, "routines/session.html", page_context(None), status=status)


def page_context(
    plan: dict[str, Any] | None, *, figure: str = "", guest: bool = False, numbers: Numbers = UNKNOWN
) -> dict[str, Any]:
    """What the page needs beside the plan, which is as served (with addresses), or None for the shell.

    `numbers` are those of where the person is. The shell is the same for everyone, so it knows no country.
    """
    steps = plan["steps"] if plan else []
    return {
        "plan": plan,
        "guest": guest,
        "numbers": numbers,
        "steps": [{**step, "figure_svg": inline_drawing(step["id"], figure)} for step in steps],
        "swaps": [Swap(**swap).sentence for swap in plan.get("swaps", ())] if plan else [],
        "signals": during.SIGNALS,
        "forms": {
            "before": BeforeForm(),
            "hurt": HurtForm(),
            "calm": CalmForm(),
            "check_in": SessionCheckInForm(session=None),
        },
    }
