"""Getting help: whom to call and how fast, and what to tell them. Nothing is sent anywhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from psoasfit import clock
from routines.clearance import clearance
from routines.emergency import CHECKED
from routines.forms.referral import CountryForm
from routines.referral import cards
from routines.told import numbers_of, sheet_of, standing_reasons


@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest) -> HttpResponse:
    """Every reason that stands, what to do about it, and the numbers of where the person is."""
    user, now = request.user, clock.now()
    form = CountryForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        form.save()
        messages.success(request, f"Saved. The number for emergencies: {numbers_of(user).words}.")
        return redirect("referral")
    context = {**help_for(user), "form": form, "gate": clearance(user, now=now)}
    return render(request, "routines/referral.html", context)


@require_safe
def what_to_tell(request: HttpRequest) -> HttpResponse:
    """One page of paper: what was answered, where and how much it hurts, and what the rules said."""
    now = clock.now()
    context = {
        "sheet": sheet_of(request.user, now=now),
        "today": now.astimezone(request.user.zone).date(),
    }
    return render(request, "routines/what_to_tell.html", context)


def help_for(user: User) -> dict[str, Any]:
    """What _referral_reasons.html and _referral_call.html need. Three queries."""
    to_do = cards(standing_reasons(user, now=clock.now()))
    return {
        "cards": to_do,
        "numbers": numbers_of(user),
        "must_call": any(card.where.is_call for card in to_do),
        "is_emergency": any(card.where.is_now for card in to_do),
        "numbers_checked": CHECKED,
    }
