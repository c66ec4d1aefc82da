"""May this person practise now, and if not, which page comes next?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower, TruncDate

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


class NoConsent(Exception):
    """Nothing about this person's health may be stored now."""


def clearance(user: User, *, now: datetime, known: Screening | None = None) -> Clearance:
    """Whether `user` may start or continue a session at `now`. One query, two before any safety question,
    none where the newest round of questions is `known` already: of `newest_rounds`.

    A stopped screening wins over everything; then consent, a clear screening of the last four weeks in the
    present wording that was begun after the last stop signal, after "something changed", after a gap of four
    weeks and after a long pause or one for an injury, a clinician's word where one is needed, and a complete
    profile and plan.
    """
    screening = known or newest_round(user, now=now)
    if screening and screening.stopped:
        return _not_yet("stopped", "stopped")
    if not (screening.agreed if screening else has_agreed(user)):
        return _not_yet("consent", "consent")
    return _screening_gap(user, screening, now) or _profile_gap(screening, now) or READY


def newest_round(user: User, *, now: datetime) -> Screening | None:
    """What `clearance` asks about, of one person; None before any answer. One query."""
    return _rounds(user.zone, now.astimezone(user.zone).date()).filter(user=user).first()


def newest_rounds(users: Collection[User], *, zone: ZoneInfo, now: datetime) -> dict[int, Screening]:
    """By person what `clearance` asks about, of people in one zone who answered anything. One query."""
    newest = Screening.objects.filter(user=OuterRef("user")).values("pk")[:1]
    rounds = _rounds(zone, now.astimezone(zone).date()).filter(user__in=users, pk=Subquery(newest))
    return {row.user_id: row for row in rounds}


def _rounds(zone: ZoneInfo, today: date) -> QuerySet[Screening]:
    """Rounds of questions with the profile of their person, and all else that is asked about, here and in
    quiet.py.
    """
    mine = {"user": OuterRef("user")}
    done = PracticeSession.objects.filter(**mine, counted=True).order_by("-local_date")
    verified = EmailAddress.objects.filter(**mine, verified=True).annotate(lowered=Lower("email"))
    return Screening.objects.select_related("user__profile").annotate(
        agreed=Exists(Consent.objects.filter(**mine).standing()),
        last_done_on=Subquery(done.values("local_date")[:1]),
        signs=Exists(SymptomCheckIn.objects.filter(**mine)),
        plan=Exists(Plan.objects.filter(**mine)),
        changed=Exists(_changed_by_a_pause(zone, today)),
        verified=Exists(verified.filter(lowered=Lower(OuterRef("user__email")))),
    )


def has_agreed(user: User) -> bool:
    """Nothing about someone's health is stored without their standing consent."""
    return Consent.objects.filter(user=user).standing().exists()


def hold_agreed(user: User) -> User:
    """The person, held as by User.objects.hold, for whoever is about to store something about their health:
    one after the other, and none while consent is taken back. Raises NoConsent.
    """
    held = User.objects.hold(user.pk)
    if not has_agreed(held):
        raise NoConsent
    return held


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


def _profile_gap(screening: Screening, now: datetime) -> Clearance | None:
    profile = getattr(screening.user, "profile", None)
    if profile is None:
        return _not_yet("incomplete", "pain" if screening.signs else "signs")
    if profile.asked_again_since and screening.started_at <= profile.asked_again_since:
        return _not_yet("rescreen", "safety")
    if screening.changed:
        return _not_yet("rescreen", "safety")
    if not screening.signs:
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
    if not screening.plan:
        return _not_yet("incomplete", "week")
    return None


def _changed_by_a_pause(zone: ZoneInfo, today: date) -> QuerySet[Pause]:
    """Pauses after which the answers of a screening are out of date (clinical 2: "whenever something
    changed").
    """
    screened_at = ExpressionWrapper(OuterRef("started_at"), output_field=DateTimeField())
    return Pause.objects.filter(user=OuterRef("user")).asking_again(
        after=timedelta(days=ASKS_AGAIN_DAYS),
        screened_at=screened_at,
        screened_on=TruncDate(screened_at, tzinfo=zone),
        today=today,
    )


def _still_holds(profile: Profile, now: datetime) -> bool:
    """True for four weeks after an answer that becomes stricter with time."""
    return now.date() - profile.cautions_on <= timedelta(days=RESCREEN_AFTER_DAYS)


def _not_yet(reason: Reason, step: str) -> Clearance:
    return Clearance(ready=False, reason=reason, step=step)
