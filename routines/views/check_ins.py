"""The weekly check-in: an overview, and one group of questions a page."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from psoasfit import clock
from routines.check_ins import CheckInWeek, load_week
from routines.clearance import has_agreed
from routines.forms.measures import (
    ActivitiesForm,
    ChangeForm,
    ConfidenceForm,
    ImpactForm,
    NamesForm,
    SignsOfWeekForm,
)
from routines.measures import shrinks, shrunk_minutes
from routines.models import Plan

EARLIER_SHOWN = 20
NAMES = "names"  # naming the activities is a page too, but nothing to answer every week
FORMS: dict[str, type[forms.Form]] = {
    "signs": SignsOfWeekForm,
    NAMES: NamesForm,
    "activities": ActivitiesForm,
    "impact": ImpactForm,
    "confidence": ConfidenceForm,
    "change": ChangeForm,
}
TITLES = {
    "signs": "The five signs",
    NAMES: "Your own activities",
    "activities": "Your own activities",
    "impact": "Pain in your days",
    "confidence": "The coming week",
    "change": "Since you started",
}
DONE = "Thank you, that was this week’s check-in."
SMALLER = "Next week gets smaller: shorter sessions, with fewer exercises."


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What this week's check-in has, where to go on, and the earlier ones."""
    if not has_agreed(request.user):
        return redirect("welcome_step", "consent")
    week = load_week(request.user, now=clock.now())
    earlier = request.user.symptom_check_ins.order_by("-on_date")
    context = {
        "week": week,
        "groups": [(group, TITLES[group], group in week.answered) for group in week.groups],
        "page": Paginator(earlier, EARLIER_SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "routines/check_ins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, group: str) -> HttpResponse:
    """One group of this week's questions; an answer leads to the next open one."""
    if group not in FORMS:
        raise Http404
    if request.method != "POST":
        return _page(request, group)
    with transaction.atomic():
        # Two tabs, or a consent taken back meanwhile, must not write past each other.
        User.objects.hold(request.user.pk)
        return _page(request, group)


def _page(request: HttpRequest, group: str) -> HttpResponse:
    if not has_agreed(request.user):
        return redirect("welcome_step", "consent")
    now = clock.now()
    week = load_week(request.user, now=now)
    if group not in (*week.groups, NAMES):
        raise Http404
    if group == "activities" and not week.activities:
        return redirect("check_in_group", NAMES)
    form = FORMS[group](request.POST if request.method == "POST" else None, week=week)
    if not form.is_valid():
        return render(request, f"routines/check_in_{group}.html", _context(week, group, form))
    form.save(now=now)
    if group == "confidence" and _gets_smaller(request.user, form.cleaned_data["confidence"]):
        messages.info(request, SMALLER)
    return _onwards(request, load_week(request.user, now=now), group)


def _gets_smaller(user: User, confidence: int) -> bool:
    """Whether the answer changes next week: the shortest session stays as it is."""
    minutes = Plan.objects.filter(user=user).values_list("minutes", flat=True).first()
    return shrinks(confidence) and minutes is not None and shrunk_minutes(minutes) < minutes


def _onwards(request: HttpRequest, week: CheckInWeek, group: str) -> HttpResponse:
    if group == NAMES:
        return redirect("check_in_group", "activities")
    if week.next_group:
        return redirect("check_in_group", week.next_group)
    messages.success(request, DONE)
    for row in request.user.decisions.filter(week=week.monday).standing():
        (messages.warning if row.asks_for_help else messages.info)(request, row.words)
    return redirect(f"{reverse('progress')}#findings")


def _context(week: CheckInWeek, group: str, form: forms.Form) -> dict:
    asked = "activities" if group == NAMES else group
    number = week.groups.index(asked) + 1
    return {
        "form": form,
        "week": week,
        "title": TITLES[group],
        "number": number,
        "count": len(week.groups),
        "skip_to": week.groups[number] if number < len(week.groups) else None,
    }
