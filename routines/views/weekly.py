"""What follows from the week: keep up what helped, and go back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from psoasfit import clock
from routines.clearance import clearance
from routines.maintenance import NotOffered, go_back, keep_up


@require_POST
def maintenance(request: HttpRequest) -> HttpResponse:
    """One stretch and one strength session a week, or back to before (`undo`)."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    undo = "undo" in request.POST
    try:
        (go_back if undo else keep_up)(user=user, now=now)
    except NotOffered:
        messages.error(request, "Nothing was changed. You set days and sessions in the settings.")
    else:
        said = "Back to your week of before." if undo else "From now on: one stretch and one strength a week."
        messages.success(request, said)
    return redirect("today")
