"""Preferences: where to find what, the look, the week and its reminders."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from psoasfit import clock
from routines import announcing, morning_asking
from routines import reminders as reminding
from routines.cautions import chosen
from routines.clearance import clearance, hold_agreed
from routines.forms.limits import LimitsForm
from routines.forms.settings import LooksForm, RemindersForm
from routines.forms.week import LEVELS, WEEKDAYS
from routines.models import MorningQuestion, Plan
from routines.pauses import where_now
from routines.sessions import stop_what_is_ruled_out


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All preferences at a glance; the colours are chosen right here."""
    data = request.POST if request.method == "POST" else None
    form = LooksForm(data, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("settings")
    plan = Plan.objects.filter(user=request.user).select_related("user", "programme").first()
    day_names = [name for number, name in WEEKDAYS if plan and number in plan.days]
    context = {
        "form": form,
        "plan": plan,
        "day_names": day_names,
        "standing": plan and where_now(plan, now=clock.now()),
    }
    return render(request, "routines/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Days, hour, length and the mails; says when the next one comes, or why none does."""
    plan = Plan.objects.filter(user=request.user).select_related("user__profile").first()
    if plan is None:
        return redirect("welcome")
    now = clock.now()
    form = RemindersForm(request.POST if request.method == "POST" else None, user=request.user, plan=plan)
    profile = getattr(plan.user, "profile", None)
    if profile and profile.needs_clinician:
        form.fields["level"].choices = LEVELS[:1]  # clinical 2.2: after a clinician's word, level 1
    if form.is_valid():
        form.save(now=now)
        messages.success(request, "Saved.")
        return redirect("settings_reminders")
    context = {
        "form": form,
        "plan": plan,
        "silence": reminding.silence(plan, now=now),
        "preview": announcing.preview(plan, now=now),
        "mornings": MorningQuestion.objects.filter(user=request.user).first(),
        "morning_preview": morning_asking.preview(request.user, now=now),
    }
    return render(request, "routines/settings_reminders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """What the plan keeps in mind, what that changes, and the boxes to change it."""
    now = clock.now()
    gate = clearance(request.user, now=now)
    if not gate.ready and gate.step not in ("limits", "clinician"):
        return redirect("welcome")
    profile = request.user.profile
    form = LimitsForm(
        request.POST if request.method == "POST" else None,
        profile=profile,
        today=now.astimezone(request.user.zone).date(),
    )
    if not form.is_valid():
        context = {
            "form": form,
            "kept": chosen(profile.cautions),
            "choices": request.user.exercise_choices.with_names(),
        }
        return render(request, "routines/settings_limits.html", context)
    _keep(form, now=now)
    messages.success(request, "Saved. From the next session on, your plan keeps it in mind.")
    gate = clearance(request.user, now=now)
    return redirect("settings_limits") if gate.ready else redirect("welcome_step", gate.step)


@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back what was chosen for good about one exercise."""
    choice = get_object_or_404(request.user.exercise_choices.with_names(), exercise=slug)
    choice.delete()
    messages.success(request, f"Taken back. {choice.name or slug} comes as planned again.")
    return redirect("settings_limits")


@transaction.atomic
def _keep(form: LimitsForm, *, now: datetime) -> None:
    """Save the answers; an open session with what they rule out ends, and reminders follow clearance."""
    hold_agreed(form.profile.user)
    user = form.save(now=now).user
    stop_what_is_ruled_out(user=user, now=now)
    for plan in Plan.objects.filter(user=user):
        reminding.reschedule(plan=plan, now=now)
