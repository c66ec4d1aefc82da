"""Let today's session go, or take that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from psoasfit import clock
from routines.clearance import clearance
from routines.skipping import NothingToSkip, skip_today, skipped_words, take_back_skip


@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Skip today's session; with `undo` it is planned again."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    if "undo" in request.POST:
        take_back_skip(user=user, now=now)
        messages.success(request, "It is planned for today again.")
        return redirect("today")
    try:
        messages.success(request, skipped_words(skip_today(user=user, now=now)))
    except NothingToSkip:
        messages.info(request, "There was nothing to skip today.")
    return redirect("today")
