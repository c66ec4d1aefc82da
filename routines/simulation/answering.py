"""How a synthetic person answers the pages that come before a session: onboarding, and some of it again."""

from collections.abc import Callable
from typing import Any

from django import forms

from accounts.models import Consent
from routines import reminders
from routines.cautions import GROUPS, chosen
from routines.clearance import Clearance, clearance, latest_screening, open_screening
from routines.forms.limits import LimitsForm
from routines.forms.settings import RemindersForm
from routines.forms.week import WeekForm
from routines.forms.welcome import ClinicianForm, EquipmentForm, PainForm, SafetyForm, SignsForm
from routines.models import Place, Plan, Profile, Screening, SymptomCheckIn
from routines.models.plan import Equipment
from routines.screening import in_group
from routines.sessions import stop_what_is_ruled_out
from routines.simulation.life import Life

PAGES_MOST = 12
YES_TO_A_QUESTION = 0.02  # of screenings after the first
SEES_SOMEONE = 0.15  # a day, until a stopped person may answer again or a clinician agrees


def is_cleared(life: Life) -> bool:
    """Answer whatever stands before a session; False if it stays closed today."""
    for _ in range(PAGES_MOST):
        gate = clearance(life.user, now=life.now)
        if gate.ready:
            return True
        if gate.step in ("stopped", "clinician") and life.day and not life.chance(SEES_SOMEONE):
            return False
        PAGES[gate.step](life, gate)
        life.wait(seconds=20)
    raise AssertionError(f"{gate.step} does not lead on")


def save(life: Life, form: forms.Form, **more: Any) -> None:
    """Save a form as the pages do. An answer that is not taken is a mistake of the simulation."""
    if not form.is_valid():
        raise AssertionError(f"{type(form).__name__}: {form.errors.as_json()}")
    form.save(now=life.now, **more)


def answered_something(life: Life) -> None:
    """What follows from every page."""
    stop_what_is_ruled_out(user=life.user, now=life.now)
    plan = Plan.objects.filter(user=life.user).first()
    if plan:
        reminders.reschedule(plan=plan, now=life.now)


# --- Each page ------------------------------------------------------------------------------------------


def _consent(life: Life, gate: Clearance) -> None:
    Consent.give(user=life.user, now=life.now)


def safety(life: Life, gate: Clearance | None = None) -> None:
    """Both pages of safety questions, anew; now and then a yes, which stops."""
    screening = Screening(user=life.user, started_at=life.now)
    earlier = latest_screening(life.user)
    may_say_yes = earlier is not None and not earlier.stopped and life.chance(YES_TO_A_QUESTION)
    _ask(life, screening, "emergency", yes="E9" if may_say_yes and life.chance(0.5) else "")
    if not screening.stopped:
        _ask(life, screening, "urgent", yes="U5" if may_say_yes else "")
    life.note("safety questions answered")
    life.note("stopped by a safety question", screening.stopped)


def _rest_of_safety(life: Life, gate: Clearance) -> None:
    _ask(life, open_screening(life.user, now=life.now), "urgent")


def _ask(life: Life, screening: Screening, group: str, *, yes: str = "") -> None:
    questions = in_group(group)
    data = {question.id: "yes" if question.id == yes else "no" for question in questions}
    save(life, SafetyForm(data, questions=questions, screening=screening))
    answered_something(life)


def _signs(life: Life, gate: Clearance) -> None:
    data = dict.fromkeys(SymptomCheckIn.SIGNS, life.pain)
    save(life, SignsForm(data, user=life.user, today=life.today))


def usual_pain(life: Life, gate: Clearance | None = None) -> None:
    data = {"usual_pain": life.pain, "pain_places": [Place.LOWER_BACK]}
    save(life, PainForm(data, profile=profile_of(life)))
    answered_something(life)


def limits(life: Life, gate: Clearance | None = None, *, cautions: tuple[str, ...] | None = None) -> None:
    """The page of cautions; without others, the same again."""
    known = profile_of(life)
    ticked = cautions if cautions is not None else tuple(known.cautions) or life.someone.cautions
    data = {group: [c.id for c in chosen(ticked) if c.group == group] for group, _ in GROUPS}
    if "P6" in ticked and not {"M1", "M2", "M3"} & set(ticked):
        data["birth"].append("M3")
    save(life, LimitsForm(data if ticked else {"nothing": "on"}, profile=known, today=life.today))
    answered_something(life)


def _clinician(life: Life, gate: Clearance) -> None:
    save(life, ClinicianForm({"agreed": "on", "pressure": "on"}, profile=profile_of(life), today=life.today))


def equipment(life: Life, gate: Clearance | None = None, *, kit: tuple[str, ...] | None = None) -> None:
    owned = list(life.someone.equipment if kit is None else kit)
    data = {"equipment": owned}
    if Equipment.ROLLER in owned:
        data["roller"] = ["none"] if life.someone.roller_ok else ["hernia"]
    save(life, EquipmentForm(data, profile=profile_of(life)))
    answered_something(life)


def _week(life: Life, gate: Clearance) -> None:
    one = life.someone
    data = {"per_week": len(one.days), "days": one.days, "at": f"{one.at:%H:%M}", "minutes": one.minutes}
    data |= {"level": one.level, "time_zone": life.user.time_zone}
    save(life, WeekForm(data, user=life.user))
    answered_something(life)


def change_week(life: Life, **changed: Any) -> None:
    """The settings page of the week, with some of it changed."""
    plan = Plan.objects.get(user=life.user)
    names = ("per_week", "days", "minutes", "level", "lead_minutes")
    data = {name: getattr(plan, name) for name in names} | {"at": f"{plan.at:%H:%M}", "reminders_on": "on"}
    data |= {"time_zone": life.user.time_zone, **changed}
    save(life, RemindersForm(data, user=life.user, plan=plan))


PAGES: dict[str, Callable[[Life, Clearance], None]] = {
    "consent": _consent,
    "safety": safety,
    "safety-more": _rest_of_safety,
    "stopped": safety,
    "signs": _signs,
    "pain": usual_pain,
    "limits": limits,
    "clinician": _clinician,
    "equipment": equipment,
    "week": _week,
}


def profile_of(life: Life) -> Profile:
    return Profile.objects.filter(user=life.user).first() or Profile(user=life.user)
