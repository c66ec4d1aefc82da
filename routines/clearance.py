"""May this person practise now, and if not, which page comes next?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef

from accounts.models import Consent, User
from routines.models import Screening, SymptomCheckIn
from routines.screening import RESCREEN_AFTER_DAYS, clinician_first, covers, in_group

Reason = Literal["ready", "consent", "safety", "stopped", "rescreen", "clinician", "incomplete"]


@dataclass(frozen=True, slots=True)
class Clearance:
    """`step` is the slug of the /welcome/ page to go to; empty when ready."""

    ready: bool
    reason: Reason
    step: str


READY = Clearance(ready=True, reason="ready", step="")


def clearance(user: User, *, now: datetime) -> Clearance:
    """Whether `user` may start or continue a session at `now`. Three queries.

    A stopped screening wins over everything; then consent, a clear screening of the last four weeks in the
    present wording, a clinician's word at high pain, and a complete profile and plan.
    """
    screening = latest_screening(user)
    if screening and screening.stopped:
        return _not_yet("stopped", "stopped")
    if not Consent.objects.filter(user=user).standing().exists():
        return _not_yet("consent", "consent")
    return _screening_gap(screening, now) or _profile_gap(user) or READY


def latest_screening(user: User) -> Screening | None:
    """The newest round of questions, finished or not."""
    return Screening.objects.filter(user=user).first()


def is_recent(screening: Screening, now: datetime) -> bool:
    """True until four weeks after its first answer."""
    return now - screening.started_at <= timedelta(days=RESCREEN_AFTER_DAYS)


def open_screening(user: User, *, now: datetime) -> Screening | None:
    """The round of questions that is half answered, unless it is too old to go on with."""
    latest = latest_screening(user)
    if latest is None or latest.stopped or latest.completed_at or not is_recent(latest, now):
        return None
    return latest


def _screening_gap(screening: Screening | None, now: datetime) -> Clearance | None:
    if screening is None:
        return _not_yet("safety", "safety")
    if screening.completed_at is None:
        first_page_done = is_recent(screening, now) and covers(screening.answers, in_group("emergency"))
        return _not_yet("safety", "safety-more" if first_page_done else "safety")
    if not is_recent(screening, now) or not covers(screening.answers):
        return _not_yet("rescreen", "safety")
    return None


def _profile_gap(user: User) -> Clearance | None:
    known = (
        User.objects.filter(pk=user.pk)
        .annotate(signs=Exists(SymptomCheckIn.objects.filter(user=OuterRef("pk"))))
        .values(
            "signs",
            "profile__usual_pain",
            "profile__clinician_agreed_on",
            "profile__equipment_answered",
            "plan__pk",
        )
        .get()
    )
    if not known["signs"]:
        return _not_yet("incomplete", "signs")
    pain = known["profile__usual_pain"]
    if pain is None:
        return _not_yet("incomplete", "pain")
    if clinician_first(pain) and known["profile__clinician_agreed_on"] is None:
        return _not_yet("clinician", "clinician")
    if not known["profile__equipment_answered"]:
        return _not_yet("incomplete", "equipment")
    if known["plan__pk"] is None:
        return _not_yet("incomplete", "week")
    return None


def _not_yet(reason: Reason, step: str) -> Clearance:
    return Clearance(ready=False, reason=reason, step=step)
