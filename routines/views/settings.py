"""Preferences: where to find what, the look, the week and its reminders."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from psoasfit import clock
from routines import reminders as reminding
from routines.forms.settings import LooksForm, RemindersForm
from routines.forms.week import LEVELS, WEEKDAYS
from routines.models import Plan, Profile
from routines.programmes import standing
from routines.screening import clinician_first


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All preferences at a glance; the colours are chosen right here."""
    data = request.POST if request.method == "POST" else None
    form = LooksForm(data, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("settings")
    plan = Plan.objects.filter(user=request.user).select_related("programme").first()
    day_names = [name for number, name in WEEKDAYS if plan and number in plan.days]
    context = {
        "form": form,
        "plan": plan,
        "day_names": day_names,
        "standing": plan and standing(plan, today=clock.now().astimezone(request.user.zone).date()),
    }
    return render(request, "routines/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Days, hour, length and the mail before each session; says when the next one comes, or why none does."""
    plan = Plan.objects.filter(user=request.user).select_related("user").first()
    if plan is None:
        return redirect("welcome")
    now = clock.now()
    form = RemindersForm(request.POST if request.method == "POST" else None, user=request.user, plan=plan)
    if _needs_care(request.user):
        form.fields["level"].choices = LEVELS[:1]  # clinical 2.2: after a clinician's word, level 1
    if form.is_valid():
        form.save(now=now)
        messages.success(request, "Saved.")
        return redirect("settings_reminders")
    context = {
        "form": form,
        "plan": plan,
        "silence": reminding.silence(plan, now=now),
        "preview": reminding.preview(plan, now=now),
    }
    return render(request, "routines/settings_reminders.html", context)


def _needs_care(user) -> bool:
    profile = Profile.objects.filter(user=user).first()
    return profile is not None and profile.usual_pain is not None and clinician_first(profile.usual_pain)
