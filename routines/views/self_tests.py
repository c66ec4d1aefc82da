"""Self-tests: what is due, how each is done, and what came out of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from psoasfit import clock
from psoasfit.middleware import PERMISSIONS_WITH_MOTION
from routines.clearance import clearance
from routines.forms.self_tests import form_of
from routines.self_test_history import load
from routines.self_tests import BED_EDGE, BY_SLUG


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All of them: when due, what came out, and what they suggest together."""
    return render(request, "routines/self_tests.html", {"tests": load(request.user, now=clock.now())})


@require_http_methods(["GET", "HEAD", "POST"])
def self_test(request: HttpRequest, slug: str) -> HttpResponse:
    """One test: protocol, when not to do it, its form and its history."""
    if slug not in BY_SLUG:
        raise Http404
    now = clock.now()
    gate = clearance(request.user, now=now)
    if not gate.ready and request.method == "POST":
        return redirect("welcome_step", gate.step)
    history = load(request.user, now=now).of(slug)
    form = form_of(history.test)(request.POST if request.method == "POST" else None)
    if history.obstacle is None and form.is_valid():
        form.save(user=request.user, on_date=now.astimezone(request.user.zone).date(), now=now)
        messages.success(request, "Saved. Compare it with your own earlier results only.")
        return redirect("self_test", slug)
    response = render(request, "routines/self_test.html", {"history": history, "form": form, "gate": gate})
    if slug == BED_EDGE.slug:
        response["Permissions-Policy"] = PERMISSIONS_WITH_MOTION
    return response
