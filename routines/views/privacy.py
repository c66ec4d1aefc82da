"""Settings, Privacy: the agreement, a copy of everything, and the ways out."""

import json
from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Consent
from psoasfit import clock
from routines.privacy import delete_account, export, health_data_counts, withdraw_consent
from routines.report_log import looks_at
from routines.views.pause import CALLED_OFF

LOOKS_SHOWN = 20  # the newest; the download has them all
View = Callable[[HttpRequest], HttpResponse]


def not_for_demo(view: View) -> View:
    """The demo account is shared by everybody who tries the app, so nobody takes it away from the others."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.user.is_demo:
            raise PermissionDenied
        return view(request)

    return guarded


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """When consent was given, who looked at reports, and what can be done about it."""
    latest = Consent.objects.filter(user=request.user).first()
    context = {
        "consent": latest,
        "looks": looks_at(request.user, most=LOOKS_SHOWN),
        "looks_shown": LOOKS_SHOWN,
    }
    return render(request, "routines/privacy.html", context)


@require_safe
@not_for_demo
def download(request: HttpRequest) -> HttpResponse:
    """Everything we keep, as one JSON file."""
    now = clock.now()
    text = json.dumps(export(request.user, now=now), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
    name = f"psoasfit-{now.astimezone(request.user.zone):%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@not_for_demo
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once, then take the consent back and delete the health data."""
    if request.method == "POST":
        withdraw_consent(user=request.user, now=clock.now())
        request.session.pop(CALLED_OFF, None)
        messages.success(request, "Your agreement is taken back and your health data is deleted.")
        return redirect("settings_privacy")
    return render(request, "routines/privacy_withdraw.html", {"counts": health_data_counts(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@not_for_demo
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    """Ask once, right after a fresh sign-in, then delete the account and sign out."""
    if request.method == "POST":
        delete_account(user=request.user)
        logout(request)
        return redirect("settings_privacy_deleted")
    return render(request, "routines/privacy_delete.html", {"counts": health_data_counts(request.user)})


@login_not_required
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """Goodbye."""
    return render(request, "routines/privacy_deleted.html")
