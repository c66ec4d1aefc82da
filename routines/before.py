"""Before a session: what is known, what table A says (clinical 4.4), and whether today is for rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from routines.adaptation import (
    CALM_MOST,
    SORE_HOURS,
    STRENGTH_HOURS,
    Before,
    Outcome,
    Ruling,
    before_session,
)
from routines.aftercare import ask_again
from routines.clearance import hold_agreed
from routines.models import Decision, PracticeSession, Profile, RoutineKind
from routines.pains import base_of, pains_before
from routines.week import next_kind
from routines.weekly import TOO_PAINFUL, evaluate_week_held

NO_SESSION = (Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT)
REST_HOURS = 48  # C2
TWO_TAPS = timedelta(seconds=30)
READ_BACK = timedelta(days=3)
NEWEST = ("-local_date", "-started_at")


@dataclass(frozen=True, slots=True)
class Said:
    """What the person answers before a session."""

    pain: int
    worrying: bool = False
    fever: bool = False
    ill: bool = False
    slept_badly: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What table A says, and the stored decision. `starts`: there may be a session today."""

    ruling: Ruling
    decision: Decision

    @property
    def starts(self) -> bool:
        return self.ruling.outcome not in NO_SESSION


@transaction.atomic
def check(*, user: User, said: Said, now: datetime) -> Checked:
    """Ask table A and keep what it says; the same answer sent twice, by two taps, is kept once. Something
    worrying closes sessions until the safety questions.
    """
    user = hold_agreed(user)
    ruling = before_session(_known(user, said, now=now))
    inputs = {**ruling.inputs, "pain": said.pain}
    decision = _said_just_now(user, ruling, inputs, now=now) or Decision.objects.create(
        user=user,
        rule=ruling.rule,
        version=ruling.version,
        outcome=ruling.outcome,
        words=ruling.words,
        inputs=inputs,
        made_at=now,
    )
    if ruling.outcome == Outcome.REFER_URGENT:
        ask_again(user=user, now=now)
    if ruling.rule == TOO_PAINFUL:
        evaluate_week_held(user, now=now)  # the third rest in two weeks refers (D3)
    return Checked(ruling, decision)


def _said_just_now(
    user: User, ruling: Ruling, inputs: Mapping[str, Any], *, now: datetime
) -> Decision | None:
    """The newest decision about the day, if it is the same and seconds old. One query."""
    newest = Decision.objects.filter(user=user, exercise="", week=None, made_at__gt=now - TWO_TAPS).first()
    return newest if newest and (newest.rule, newest.inputs) == (ruling.rule, inputs) else None


def resting(user: User, *, now: datetime) -> Decision | None:
    """The decision by which there is no session now. One query."""
    return rest_among(Decision.objects.filter(about_rest(now), user=user), user=user, now=now)


def about_rest(now: datetime) -> Q:
    """The decisions that may close today."""
    return Q(made_at__gt=now - READ_BACK) & (Q(exercise="") | Q(rule="C2"))


def rest_among(decisions: Iterable[Decision], *, user: User, now: datetime) -> Decision | None:
    """Today's answer, or two days of rest, if one of them closes today; others than `about_rest` may be
    among the decisions.

    A newer answer of the same day takes the place of an older one, but of no rest by C2.
    """
    rows = [
        row for row in decisions if row.made_at > now - READ_BACK and (not row.exercise or row.rule == "C2")
    ]
    rest = max((row for row in rows if _is_rest(row, now)), key=lambda row: row.made_at, default=None)
    if rest:
        return rest
    today = now.astimezone(user.zone).date()
    said = [row for row in rows if _is_answer(row) and row.made_at.astimezone(user.zone).date() == today]
    last = max(said, key=lambda row: (row.made_at, row.pk), default=None)
    return last if last and last.outcome in NO_SESSION else None


def rests_until(decision: Decision, *, user: User) -> datetime:
    """When the rest is over, in the person's zone: two days after a C2, else the next midnight."""
    if _is_after_session(decision):
        return (decision.made_at + timedelta(hours=REST_HOURS)).astimezone(user.zone)
    made = decision.made_at.astimezone(user.zone)
    return datetime.combine(made.date() + timedelta(days=1), time(), tzinfo=user.zone)


def lately(now: datetime) -> dict[str, Exists]:
    """To annotate a Plan with: `rested_lately`, without which nobody is resting, and `sore_lately` (C4)."""
    mine = Decision.objects.filter(user=OuterRef("user"), made_at__gt=now - READ_BACK)
    return {
        "rested_lately": Exists(mine.filter(outcome__in=NO_SESSION, week=None)),
        "sore_lately": Exists(_sore(mine)),
    }


def is_sore(user: User, *, now: datetime) -> bool:
    """Whether a strength session of the last three days left the muscles sore (C4). One query."""
    return _sore(Decision.objects.filter(user=user, made_at__gt=now - READ_BACK)).exists()


def _sore(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    return decisions.filter(rule="C4", session__kind=RoutineKind.STRENGTH)


def _is_after_session(row: Decision) -> bool:
    return row.rule == "C2" and row.session_id is not None


def _is_rest(row: Decision, now: datetime) -> bool:
    """C2 after a session, of which the two days are not over."""
    return _is_after_session(row) and _hours_left(row, now) > 0


def _is_answer(row: Decision) -> bool:
    """Something table A said about the day. A refusal by C2 ends with that rest, so it is not one."""
    return row.rule.startswith(("A", "base"))


def _hours_left(row: Decision, now: datetime) -> float:
    return REST_HOURS - (now - row.made_at).total_seconds() / 3600


# --- What is known --------------------------------------------------------------------------------------


def _known(user: User, said: Said, *, now: datetime) -> Before:
    profile = Profile.objects.select_related("user__plan").filter(user=user).first()
    plan = getattr(profile.user, "plan", None) if profile else None
    usual = profile.usual_pain if profile and profile.usual_pain is not None else 0
    done = user.practice_sessions.counted().order_by(*NEWEST)
    kind = next_kind(
        user.practice_sessions.recent_kinds(),
        on=now.astimezone(user.zone).date(),
        balance=plan.balance if plan else "",
    )
    strength = done.filter(kind=RoutineKind.STRENGTH, ended_at__isnull=False).first()
    rest = Decision.objects.filter(user=user, rule="C2", session__isnull=False).order_by("-made_at").first()
    return Before(
        pain=said.pain,
        base=base_of(pains_before(user), usual=usual, before=now),
        worrying=said.worrying,
        clinician_agreed=bool(profile and profile.clinician_agreed_on),
        rested_yesterday=_rested_yesterday(user, now=now),
        rest_hours_left=max(0, _hours_left(rest, now)) if rest else 0,
        is_strength=kind == RoutineKind.STRENGTH,
        hours_since_strength=(now - strength.ended_at).total_seconds() / 3600 if strength else None,
        strength_hours=_strength_hours(strength, pain=said.pain),
        ill=said.ill,
        fever=said.fever,
        slept_badly=said.slept_badly,
    )


def _rested_yesterday(user: User, *, now: datetime) -> bool:
    """Whether pain alone closed yesterday (A2)."""
    yesterday = now.astimezone(user.zone).date() - timedelta(days=1)
    rows = Decision.objects.filter(user=user, rule="A2", made_at__gt=now - READ_BACK)
    return any(row.made_at.astimezone(user.zone).date() == yesterday for row in rows)


def _strength_hours(strength: PracticeSession | None, *, pain: int) -> int:
    """72 after a session that left the muscles sore, unless that has eased to 3 or less (C4)."""
    if strength is None or pain <= CALM_MOST:
        return STRENGTH_HOURS
    sore = strength.decisions.filter(rule="C4").exists()
    return SORE_HOURS if sore else STRENGTH_HOURS
