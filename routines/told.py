"""What a person told PsoasFit that somebody should see: reasons that stand, and a sheet to take along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from accounts.countries import country_of
from accounts.models import User
from routines import referral
from routines.adaptation import Outcome
from routines.cautions import chosen
from routines.clearance import latest_screening
from routines.emergency import UNKNOWN, Numbers, numbers_for
from routines.models import Decision, Place, PracticeSession, Profile, Screening
from routines.referral import Reason
from routines.screening import BY_ID, clinician_first

SESSIONS_TOLD = 5  # the last ones with pain numbers


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page for whoever is going to look at it. `sessions` are newest first, with their check-ins."""

    reasons: Sequence[Reason]
    usual_pain: int | None
    places: Sequence[str]
    sessions: Sequence[PracticeSession]
    agreed_on: date | None

    @property
    def answers(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.is_answer]

    @property
    def rules(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.rule]


def numbers_of(user: User | AnonymousUser | None) -> Numbers:
    """Whom this person calls: in the country they chose, else that of their time zone. A guest told none."""
    if user is None or not user.is_authenticated:
        return UNKNOWN
    return numbers_for(user.country or country_of(user.time_zone))


def standing_reasons(user: User, *, now: datetime) -> tuple[Reason, ...]:
    """Every reason to see somebody that stands now, the most urgent first. Three queries."""
    profile = Profile.objects.filter(user=user).first()
    return _standing(user, profile, now=now)


def sheet_of(user: User, *, now: datetime) -> Sheet:
    """What to tell them. Four queries, whatever the history."""
    profile = Profile.objects.filter(user=user).first()
    ended = user.practice_sessions.filter(check_in__isnull=False).defer("plan")
    sessions = ended.select_related("check_in", "morning").order_by("-local_date", "-started_at")
    return Sheet(
        reasons=_standing(user, profile, now=now),
        usual_pain=profile and profile.usual_pain,
        places=[Place(place).label for place in profile.pain_places] if profile else [],
        sessions=list(sessions[:SESSIONS_TOLD]),
        agreed_on=profile and profile.clinician_agreed_on,
    )


def _standing(user: User, profile: Profile | None, *, now: datetime) -> tuple[Reason, ...]:
    screening = latest_screening(user)
    return referral.in_order(
        [
            *_red_flags(user, screening),
            *_ask_first(profile),
            *_of_rules(user, screening, now=now),
        ]
    )


def _red_flags(user: User, screening: Screening | None) -> Iterator[Reason]:
    if screening is None or not screening.stopped:
        return
    at, numbers = screening.completed_at or screening.started_at, numbers_of(user)
    on = at.astimezone(user.zone).date()
    for key, answer in screening.answers.items():
        if not answer["yes"]:
            continue
        if key in BY_ID:
            yield referral.of_question(BY_ID[key], said=answer["text"], on=on, numbers=numbers)
        else:
            yield referral.of_unknown_question(answer["text"], on=on)


def _ask_first(profile: Profile | None) -> Iterator[Reason | None]:
    if profile is None:
        return
    agreed = profile.clinician_agreed_on is not None
    for caution in chosen(profile.cautions):
        yield referral.of_caution(caution, on=profile.cautions_on, agreed=agreed)
    if profile.usual_pain is not None and clinician_first(profile.usual_pain) and not agreed:
        yield referral.of_strong_pain(profile.usual_pain)


def _of_rules(user: User, screening: Screening | None, *, now: datetime) -> Iterator[Reason]:
    """The newest referral by each rule in four weeks. An urgent one ends with a clear round after it."""
    since = now - timedelta(days=referral.STANDS_DAYS)
    rows = Decision.objects.standing().filter(
        user=user, outcome__in=[Outcome.REFER, Outcome.REFER_URGENT], made_at__gt=since
    )
    clear = screening if screening and screening.completed_at and not screening.stopped else None
    newest = {row.rule: row for row in rows.order_by("made_at", "id")}
    for row in newest.values():
        if row.outcome == Outcome.REFER_URGENT and clear and clear.started_at > row.made_at:
            continue
        on = row.made_at.astimezone(user.zone).date()
        yield referral.of_decision(
            rule=row.rule, version=row.version, outcome=row.outcome, words=row.words, on=on
        )
