"""The session as one page of paper, and telling by hand what was done of it."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from routines.card import SIP, WARNING, SetKey, make_card
from routines.models import Exercise, Outcome, Routine, SessionStatus
from routines.session_plan import Swap

BLANKS = ("Day and time", "Highest pain, 0–10", "Pain after, 0–10", "Effort, 0–10")
CARD_FIELDS = ("slug", "name", "kind", "start", "steps", "stop_if", "figure_sentence", "has_figure")


@require_safe
def card(request: HttpRequest, pk) -> HttpResponse:
    """One's own session on paper; open, it can be logged by hand."""
    session = get_object_or_404(request.user.practice_sessions.with_check_in(), pk=pk)
    done = {
        (row.step, row.set_number, row.side)
        for row in session.results.all()
        if row.outcome in (Outcome.DONE, Outcome.CREDITED)
    }
    is_open = session.status == SessionStatus.OPEN
    context = {
        "session": session,
        "is_open": is_open,
        "blanks": BLANKS if is_open else (),
        **card_context(session.plan, done=done),
    }
    return render(request, "routines/session_card.html", context)


def card_context(plan: dict[str, Any], *, done: Collection[SetKey] = ()) -> dict[str, Any]:
    """What a card shows of a stored plan. Two queries, whatever its length."""
    slugs = {step["id"] for step in plan["steps"]}
    library = {row.slug: row for row in Exercise.objects.filter(slug__in=slugs).only(*CARD_FIELDS)}
    routine = Routine.objects.current().filter(kind=plan.get("kind", "stretch")).first()
    return {
        "plan": plan,
        "card": make_card(plan, library=library, done=done),
        "swaps": [Swap(**swap).sentence for swap in plan.get("swaps", ())],
        "warning": WARNING,
        "sip": SIP,
        "water": routine.hydration if routine else SIP,
    }
