"""The programme that is proposed: take it, or not now; and the two questions about one's days."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from psoasfit import clock
from routines.clearance import clearance
from routines.forms.days import DaysForm
from routines.proposals import NotProposed, balance, not_now, take
from routines.self_test_history import load

CHANGED = "That is not proposed any more. Nothing was changed."


@require_POST
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the proposed programme, or leave it for now (`later`)."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    try:
        if "later" in request.POST:
            not_now(user=user, slug=slug, now=now)
            messages.success(request, "Not now, then. You find it under Routines whenever you like.")
        else:
            programme = take(user=user, slug=slug, now=now)
            said = (
                f"{programme}: your week 1 of {programme.weeks} begins today. You can leave it at any time."
            )
            messages.success(request, said)
    except NotProposed:
        messages.error(request, CHANGED)
    return redirect("today")


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Running and sitting: two questions that may stay open."""
    verdict = clearance(request.user, now=clock.now())
    if not verdict.ready:
        return redirect("welcome")
    form = DaysForm(request.POST if request.method == "POST" else None, profile=request.user.profile)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect(f"{reverse('routines')}#proposal")
    return render(request, "routines/settings_days.html", {"form": form})


@require_POST
def keep_balance(request: HttpRequest) -> HttpResponse:
    """A kind once more each week, as the self-tests suggest, or equal parts again (`kind` empty)."""
    user, now = request.user, clock.now()
    verdict = clearance(user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    kind = request.POST.get("kind", "")
    try:
        balance(user=user, hint=load(user, now=now).hint, kind=kind, now=now)
    except NotProposed:
        messages.error(request, "Your self-tests don’t suggest that any more. Nothing was changed.")
    else:
        said = f"From now on {kind} comes once more each week." if kind else "Equal parts again."
        messages.success(request, said)
    return redirect("self_tests")
