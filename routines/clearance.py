"""May this person practise now, and if not, which page comes next?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import Consent, User
from routines.adaptation import GAP_RESCREEN_DAYS
from routines.cautions import CHANGES_SOON
from routines.models import Pause, Plan, PracticeSession, Profile, Screening, SymptomCheckIn
from routines.pausing import ASKS_AGAIN_DAYS
from routines.screening import RESCREEN_AFTER_DAYS, covers, in_group

Reason = Literal["ready", "consent", "safety", "stopped", "rescreen", "clinician", "incomplete"]


@dataclass(frozen=True, slots=True)
class Clearance:
    """`step` is the slug of the /welcome/ page to go to; empty when ready."""

    ready: bool
    reason: Reason
    step: str


READY = Clearance(ready=True, reason="ready", step="")


def clearance(user: User, *, now: datetime) -> Clearance:
    """Whether `user` may start or continue a session at `now`. Two queries, more before there is a profile.

    A stopped screening wins over everything; then consent, a clear screening of the last four weeks in the
    present wording that was begun after the last stop signal, after "something changed", after a gap of four
    weeks and after a long pause or one for an injury, a clinician's word where one is needed, and a complete
    profile and plan.
    """
    standing = Consent.objects.filter(user=OuterRef("user")).standing()
    done = PracticeSession.objects.filter(user=OuterRef("user"), counted=True).order_by("-local_date")
    screening = (
        Screening.objects.filter(user=user)
        .annotate(agreed=Exists(standing), last_done_on=Subquery(done.values("local_date")[:1]))
        .first()
    )
    if screening and screening.stopped:
        return _not_yet("stopped", "stopped")
    if not (screening.agreed if screening else has_agreed(user)):
        return _not_yet("consent", "consent")
    return _screening_gap(user, screening, now) or _profile_gap(user, screening, now) or READY


def has_agreed(user: User) -> bool:
    """Nothing about someone's health is stored without their standing consent."""
    return Consent.objects.filter(user=user).standing().exists()


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


def _screening_gap(user: User, screening: Screening | None, now: datetime) -> Clearance | None:
    if screening is None:
        return _not_yet("safety", "safety")
    if screening.completed_at is None:
        first_page_done = is_recent(screening, now) and covers(screening.answers, in_group("emergency"))
        return _not_yet("safety", "safety-more" if first_page_done else "safety")
    if not is_recent(screening, now) or not covers(screening.answers) or _was_away(user, screening, now):
        return _not_yet("rescreen", "safety")
    return None


def _was_away(user: User, screening: Screening, now: datetime) -> bool:
    """True after four weeks without a session, until answers of after them (clinical 4.4, table G)."""
    if screening.last_done_on is None:
        return False
    back_from = screening.last_done_on + timedelta(days=GAP_RESCREEN_DAYS)
    today, asked_on = (moment.astimezone(user.zone).date() for moment in (now, screening.started_at))
    return today >= back_from > asked_on


def _profile_gap(user: User, screening: Screening, now: datetime) -> Clearance | None:
    signs = SymptomCheckIn.objects.filter(user=OuterRef("user"))
    plan = Plan.objects.filter(user=OuterRef("user"))
    changed = _changed_by_a_pause(user, screening, now)
    found = Profile.objects.filter(user=user)
    profile = found.annotate(signs=Exists(signs), plan=Exists(plan), changed=Exists(changed)).first()
    if profile is None:
        has_signs = SymptomCheckIn.objects.filter(user=user).exists()
        return _not_yet("incomplete", "pain" if has_signs else "signs")
    if profile.asked_again_since and screening.started_at <= profile.asked_again_since:
        return _not_yet("rescreen", "safety")
    if profile.changed:
        return _not_yet("rescreen", "safety")
    if not profile.signs:
        return _not_yet("incomplete", "signs")
    if profile.usual_pain is None:
        return _not_yet("incomplete", "pain")
    if not profile.cautions_answered:
        return _not_yet("incomplete", "limits")
    if CHANGES_SOON.intersection(profile.cautions) and not _still_holds(profile, now):
        return _not_yet("rescreen", "limits")
    if profile.needs_clinician and profile.clinician_agreed_on is None:
        return _not_yet("clinician", "clinician")
    if not profile.equipment_answered:
        return _not_yet("incomplete", "equipment")
    if not profile.plan:
        return _not_yet("incomplete", "week")
    return None


def _changed_by_a_pause(user: User, screening: Screening, now: datetime) -> QuerySet[Pause]:
    """Pauses after which these answers are out of date (clinical 2: "whenever something changed")."""
    return Pause.objects.filter(user=OuterRef("user")).asking_again(
        after=timedelta(days=ASKS_AGAIN_DAYS),
        screened_at=screening.started_at,
        screened_on=screening.started_at.astimezone(user.zone).date(),
        today=now.astimezone(user.zone).date(),
    )


def _still_holds(profile: Profile, now: datetime) -> bool:
    """True for four weeks after an answer that becomes stricter with time."""
    return now.date() - profile.cautions_on <= timedelta(days=RESCREEN_AFTER_DAYS)


def _not_yet(reason: Reason, step: str) -> Clearance:
    return Clearance(ready=False, reason=reason, step=step)
