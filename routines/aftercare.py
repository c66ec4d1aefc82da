"""What follows a stop signal: calm, specific advice, and the safety questions before the next session.

Sources: the stop list of clinical 4.4 B1, pain of 6 or more and settling within a day from the
pain-monitoring model (Thomeé 1997; Silbernagel 2007), urgency of weakness and numbness from NICE NG59
and Finucane 2020. Not yet reviewed by a clinician.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from routines import hanging
from routines.during import BY_ID
from routines.emergency import UNKNOWN, Numbers
from routines.models import PracticeSession, Profile, SessionCheckIn
from routines.models.checkin import Feeling

PAIN_TOO_MUCH = 6  # NPRS during a session; up to 5 is tolerated in the pain-monitoring model


@dataclass(frozen=True, slots=True)
class Advice:
    """One stop signal: what was reported, and what to do about it."""

    reported: str
    action: str


# The most pressing first. What is a signal during a session as well has its words there.
ACTIONS: dict[str, str] = {
    Feeling.NUMB: BY_ID["numb"].action,
    Feeling.GAVE_WAY: BY_ID["gave-way"].action,
    Feeling.DIZZY: BY_ID["dizzy"].action,
    Feeling.SHARP: (
        "Sharp pain is a red flag. Leave the move that caused it alone, and rest today. If it is still there "
        "tomorrow, see a physiotherapist or doctor before the next session."
    ),
}
TOO_MUCH = (
    "Six or more is too much for this kind of exercise. Rest today. If it has not settled within 24 hours, "
    "leave out the next session and see a physiotherapist or doctor. Otherwise, go smaller and gentler next "
    "time."
)
# These end a session when they come up during one, so that afterwards they ask for the same.
ASK_AGAIN = frozenset({Feeling.NUMB, Feeling.GAVE_WAY, Feeling.DIZZY})


def advice_for(
    *, feelings: Collection[str], highest_pain: int, numbers: Numbers = UNKNOWN
) -> tuple[Advice, ...]:
    """What to do after this check-in, the most pressing first; empty when nothing gave a stop signal."""
    given = [
        Advice(Feeling(key).label, numbers.put_into(action))
        for key, action in ACTIONS.items()
        if key in feelings
    ]
    if highest_pain >= PAIN_TOO_MUCH:
        given.append(Advice(f"Pain up to {highest_pain} of 10", TOO_MUCH))
    return tuple(given)


@transaction.atomic(savepoint=False)
def record_check_in(
    *,
    session: PracticeSession,
    before: SessionCheckIn | None,
    said: dict[str, Any],
    at: datetime,
    now: datetime,
) -> SessionCheckIn:
    """Keep how a session felt: one row a session, however often it is sent.

    `before` is what was said until now, `said` cleaned by SessionCheckInForm, `at` when it was said. A
    feeling that ends a session asks for the safety questions, once: not when the rest is changed later.
    """
    felt_before = set(before.feelings) if before else set()
    if ASK_AGAIN & set(said["feelings"]) - felt_before:
        ask_again(user=session.user, now=now)
    check_in = SessionCheckIn(
        session=session, created_at=before.created_at if before else at, updated_at=at, **said
    )
    SessionCheckIn.objects.bulk_create(
        [check_in], update_conflicts=True, unique_fields=["session"], update_fields=[*said, "updated_at"]
    )
    if check_in.highest_pain <= hanging.PAIN_MOST:
        hanging.open_if_earned(user=session.user, now=now)
    return check_in


@transaction.atomic(savepoint=False)
def ask_again(*, user: User, now: datetime) -> None:
    """From now on no session until the safety questions are answered anew; see routines.clearance."""
    User.objects.hold(user.pk)  # the pages of onboarding write the profile as well
    if not Profile.objects.filter(user=user).update(safety_due_since=now):
        Profile.objects.create(user=user, safety_due_since=now)
