"""What to do when a check-in reports a stop signal: calm, specific, never a diagnosis.

Sources: the stop list of clinical 4.4 B1, pain of 6 or more and settling within a day from the
pain-monitoring model (Thomeé 1997; Silbernagel 2007), urgency of weakness and numbness from NICE NG59
and Finucane 2020. Not yet reviewed by a clinician.
"""

from collections.abc import Collection
from dataclasses import dataclass

from routines.models.checkin import Feeling
from routines.screening import EMERGENCY_NUMBER

PAIN_TOO_MUCH = 6  # NPRS during a session; up to 5 is tolerated in the pain-monitoring model


@dataclass(frozen=True, slots=True)
class Advice:
    """One stop signal: what was reported, and what to do about it."""

    reported: str
    action: str


ACTIONS: dict[str, str] = {
    Feeling.NUMB: (
        "Do no more sessions for now. If the numb or tingling feeling is new, spreads down a leg or comes "
        "with weakness, see a doctor or urgent care within a day or two. If it is between your legs, in both "
        f"legs, or you have trouble with bladder or bowel, call {EMERGENCY_NUMBER} now."
    ),
    Feeling.GAVE_WAY: (
        "Do no more sessions for now. If a leg gives way again or feels weak, see a doctor or urgent care "
        f"within a day or two. If you can’t put weight on it, call {EMERGENCY_NUMBER}."
    ),
    Feeling.DIZZY: (
        "Sit or lie down until it has passed, and drink some water. If you fainted, have chest pain, are "
        f"short of breath, or it does not pass, call {EMERGENCY_NUMBER} now."
    ),
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


def advice_for(*, feelings: Collection[str], highest_pain: int) -> tuple[Advice, ...]:
    """What to do after this check-in, the most pressing first; empty when nothing gave a stop signal."""
    given = [Advice(Feeling(key).label, action) for key, action in ACTIONS.items() if key in feelings]
    if highest_pain >= PAIN_TOO_MUCH:
        given.append(Advice(f"Pain up to {highest_pain} of 10", TOO_MUCH))
    return tuple(given)
