"""Onboarding: one question group per page, resumable; and the page that says stop."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Consent, User
from psoasfit import clock
from routines import changed, reminders
from routines.cautions import locking
from routines.clearance import Clearance, clearance, is_recent, latest_screening, open_screening
from routines.forms.limits import LimitsForm
from routines.forms.week import LEVELS, WeekForm
from routines.forms.welcome import (
    ClinicianForm,
    ConsentForm,
    EquipmentForm,
    PainForm,
    SafetyForm,
    SignsForm,
)
from routines.models import Plan, Profile, Screening
from routines.screening import clinician_first, in_group
from routines.sessions import stop_what_is_ruled_out
from routines.told import numbers_of
from routines.views.referral import help_for

# In the order they are asked. The clinician's word is asked only at high pain or after an amber answer.
STEPS = ("consent", "safety", "safety-more", "signs", "pain", "limits", "clinician", "equipment", "week")
COUNTED = tuple(step for step in STEPS if step != "clinician")
THANKS = {
    "safety-more": "Thank you. None of the warning signs, so you can go on.",
    "limits": "Saved. Sessions leave out what is not for you.",
    "week": "Your week is planned. You can change it at any time in the settings.",
}
LONG_PAIN = (
    "Pain that has lasted this long deserves a physiotherapist’s look as well. You can practise meanwhile: "
    "the programme Gentle low-back-friendly, at level 1, is a wise start."
)
CHANGED_LIMITS = "Something changed: is there anything your sessions should keep in mind from now on?"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opens which page, when, and how far they have come. `again` asks the safety questions anew."""

    user: User
    step: str
    gate: Clearance
    now: datetime
    again: bool

    @property
    def today(self) -> date:
        return self.now.astimezone(self.user.zone).date()


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """The first page that is not answered yet, or the week."""
    return redirect(next_page(clearance(request.user, now=clock.now())))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One page of onboarding; an answer is saved together with all that follows from it."""
    if step not in STEPS:
        raise Http404
    if request.method != "POST":
        return _page(request, step)
    with transaction.atomic():
        # Two tabs, or a consent taken back meanwhile, must not write past each other.
        User.objects.hold(request.user.pk)
        return _page(request, step)


@require_http_methods(["GET", "HEAD", "POST"])
def stopped(request: HttpRequest) -> HttpResponse:
    """What to do about what was flagged, and the way to answer again."""
    screening = latest_screening(request.user)
    if screening is None or not screening.stopped:
        return redirect("welcome")
    if request.method == "POST":
        if not Consent.objects.filter(user=request.user).standing().exists():
            return redirect("welcome_step", "consent")
        return redirect(f"{reverse('welcome_step', args=['safety'])}?again=1")
    return render(request, "routines/welcome_stopped.html", help_for(request.user))


def next_page(gate: Clearance) -> str:
    """Address of the first page that is not answered yet, or of the week."""
    if gate.ready:
        return reverse("today")
    if gate.step == "stopped":
        return reverse("welcome_stopped")
    return reverse("welcome_step", args=[gate.step])


def _page(request: HttpRequest, step: str) -> HttpResponse:
    now = clock.now()
    gate = clearance(request.user, now=now)
    visit = Visit(request.user, step, gate, now, again="again" in request.GET)
    if not _may_open(visit):
        return redirect(next_page(gate))
    form = FORMS[step](visit, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, f"routines/welcome_{step.replace('-', '_')}.html", _context(visit, form))
    form.save(now=now)
    _follow_up(visit.user, now)
    if step == "limits" and "P9" in form.ticked:
        messages.info(request, LONG_PAIN)
    gate = clearance(visit.user, now=now)
    if step == "safety-more" and changed.settle(user=visit.user, screening=form.screening):
        return _look_through_limits(request)
    if step in THANKS and (step != "limits" or gate.ready) and gate.reason != "stopped":
        messages.success(request, THANKS[step])
    return redirect(next_page(gate))


def _look_through_limits(request: HttpRequest) -> HttpResponse:
    """After "something changed" and a clear round: what changed may be a limit."""
    gate = clearance(request.user, now=clock.now())
    messages.success(request, THANKS["safety-more"])
    if not gate.ready:
        return redirect(next_page(gate))
    messages.info(request, CHANGED_LIMITS)
    return redirect("settings_limits")


def _may_open(visit: Visit) -> bool:
    """Pages already answered and the first open one; once stopped, only the questions, asked anew."""
    if visit.gate.reason == "stopped":
        agreed = Consent.objects.filter(user=visit.user).standing().exists()
        return visit.step == ("safety" if agreed else "consent") and (visit.again or not agreed)
    if visit.step in ("safety-more", "clinician"):
        return visit.gate.step == visit.step
    return visit.gate.ready or STEPS.index(visit.step) <= STEPS.index(visit.gate.step)


def _follow_up(user: User, now: datetime) -> None:
    """Any answer may open or close the door, or rule something out: sessions and reminders follow."""
    stop_what_is_ruled_out(user=user, now=now)
    plan = Plan.objects.filter(user=user).first()
    if plan:
        reminders.reschedule(plan=plan, now=now)


def _context(visit: Visit, form: forms.Form) -> dict:
    counted = "limits" if visit.step == "clinician" else visit.step
    onboarding = not Plan.objects.filter(user=visit.user).exists()
    return {
        "form": form,
        "gate": visit.gate,
        "onboarding": onboarding,
        "number": COUNTED.index(counted) + 1,
        "count": len(COUNTED),
        "back": _back(visit, onboarding),
        "numbers": numbers_of(visit.user),
        "consent": Consent.objects.filter(user=visit.user, withdrawn_at=None).first(),
        **(_why_a_clinician(form.profile) if visit.step == "clinician" else {}),
    }


def _why_a_clinician(profile: Profile) -> dict:
    """The answers that wait for a clinician's word."""
    return {"strong_pain": clinician_first(profile.usual_pain), "locking": locking(profile.cautions)}


def _back(visit: Visit, onboarding: bool) -> str:
    """The page before this one; from a page opened later on the week, or where one said what changed."""
    step = visit.step
    before = {"safety": "consent", "safety-more": "safety", "signs": "safety", "clinician": "limits"}
    before |= {"pain": "signs", "limits": "pain", "equipment": "limits", "week": "equipment"}
    if step in ("safety-more", "clinician") or (onboarding and step in before):
        return reverse("welcome_step", args=[before[step]])
    if step == "safety" and visit.gate.reason == "rescreen" and changed.pending_since(visit.user):
        return reverse("changed")
    return "" if onboarding else reverse("today")


# --- The form of each page ----------------------------------------------------------------------------


def _consent(visit: Visit, data) -> ConsentForm:
    return ConsentForm(data, user=visit.user)


def _safety(visit: Visit, data) -> SafetyForm:
    """A new round, or the one that is half answered. Going back within onboarding shows what was answered."""
    new = Screening(user=visit.user, started_at=visit.now)
    if visit.again or visit.gate.reason not in ("safety", "incomplete", "clinician"):
        return SafetyForm(data, questions=in_group("emergency"), screening=new)
    latest = latest_screening(visit.user)
    earlier = latest.answers if latest and is_recent(latest, visit.now) else {}
    screening = open_screening(visit.user, now=visit.now) or new
    return SafetyForm(data, questions=in_group("emergency"), screening=screening, earlier=earlier)


def _safety_more(visit: Visit, data) -> SafetyForm:
    screening = open_screening(visit.user, now=visit.now)
    return SafetyForm(data, questions=in_group("urgent"), screening=screening, earlier=screening.answers)


def _signs(visit: Visit, data) -> SignsForm:
    return SignsForm(data, user=visit.user, today=visit.today)


def _pain(visit: Visit, data) -> PainForm:
    return PainForm(data, profile=_profile(visit.user))


def _limits(visit: Visit, data) -> LimitsForm:
    return LimitsForm(data, profile=_profile(visit.user), today=visit.today)


def _clinician(visit: Visit, data) -> ClinicianForm:
    return ClinicianForm(data, profile=_profile(visit.user), today=visit.today)


def _equipment(visit: Visit, data) -> EquipmentForm:
    return EquipmentForm(data, profile=_profile(visit.user))


def _week(visit: Visit, data) -> WeekForm:
    form = WeekForm(data, user=visit.user, plan=Plan.objects.filter(user=visit.user).first())
    if _profile(visit.user).needs_clinician:
        form.fields["level"].choices = LEVELS[:1]  # clinical 2.2: after a clinician's word, start at level 1
    return form


FORMS = {
    "consent": _consent,
    "safety": _safety,
    "safety-more": _safety_more,
    "signs": _signs,
    "pain": _pain,
    "limits": _limits,
    "clinician": _clinician,
    "equipment": _equipment,
    "week": _week,
}


def _profile(user: User) -> Profile:
    return Profile.objects.filter(user=user).first() or Profile(user=user)
