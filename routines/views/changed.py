"""From any page to the safety questions: the person says that something changed, or takes that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from psoasfit import clock
from routines import changed
from routines.clearance import clearance


@require_http_methods(["GET", "HEAD", "POST"])
def something_changed(request: HttpRequest) -> HttpResponse:
    """Say so, or take it back before a question is answered."""
    user, now = request.user, clock.now()
    gate = clearance(user, now=now)
    if gate.reason in ("stopped", "consent"):
        return redirect("welcome")
    if request.method != "POST":
        since = changed.pending_since(user)
        context = {
            "since": since,
            "answering": since and changed.is_being_answered(user, since=since),
            "gate": gate,
        }
        return render(request, "routines/changed.html", context)
    if "take_back" in request.POST:
        return _take_back(request)
    changed.tell(user=user, now=now)
    return redirect(f"{reverse('welcome_step', args=['safety'])}?again=1")


def _take_back(request: HttpRequest) -> HttpResponse:
    if changed.take_back(user=request.user):
        messages.success(request, "Taken back. Everything is as it was before.")
    else:
        messages.info(request, "There is nothing to take back any more: the questions are under way.")
    return redirect("welcome")
