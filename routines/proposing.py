"""Which programme suits somebody (clinical 5.1, all of it our own rules). The first rule that matches wins.

A proposal, never a prescription: it is shown with its reason and taken with one tap, or not. Reads no clock
and no database. Not yet reviewed by a clinician.
"""

from dataclasses import asdict, dataclass
from typing import Any

from routines.adaptation import CALM_MOST, NO_PROGRAMME_FROM
from routines.self_tests import SHORT_HOLD, STRONG_PSOAS

GENTLE_LOW_BACK, RUNNERS, DESK, FOUNDATION = (
    "gentle-low-back", "runners-hips", "desk-reset", "psoas-foundation",
)  # fmt: skip
PAINFUL_FROM = 4  # rule 2: usual pain of 4 to 6
SITS_LONG = 7  # hours on a workday, rule 4
SHORT_MINUTES = 15  # rule 4
BACK = "lower-back"
FRONT_OR_SIDE = frozenset({"front-left", "front-right", "side"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known. `pain` is usual pain before sessions, 0–10, None where nobody said.

    `runs` and `sitting_hours` are None where they were not answered. `room` and `hold` are left and right of
    the latest bed-edge check and knee-lift hold (seconds), None without a result of the last eight weeks.
    """

    pain: int | None
    places: tuple[str, ...] = ()
    long_pain: bool = False  # more than 12 weeks, or it limits the days
    cleared: bool = True  # the safety questions (section 2)
    clinician_agreed: bool = False
    runs: bool | None = None  # twice a week or more
    sitting_hours: int | None = None
    minutes: int = SHORT_MINUTES
    no_floor: bool = False
    room: tuple[str, str] | None = None
    hold: tuple[int, int] | None = None

    @property
    def back_dominant(self) -> bool:
        """Mainly the back: it hurts there, and neither at the front nor at the side of a hip."""
        return BACK in self.places and not FRONT_OR_SIDE.intersection(self.places)

    @property
    def room_is_fine(self) -> bool:
        return self.room is not None and "above" not in self.room

    @property
    def short_hold(self) -> bool:
        return self.hold is not None and min(self.hold) < SHORT_HOLD

    @property
    def days_open(self) -> bool:
        """Whether running or sitting was not answered."""
        return self.runs is None or self.sitting_hours is None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule of 5.1 that matched. `programme` and what comes after it, `then`, are slugs or empty."""

    rule: str
    programme: str
    reason: str
    then: str = ""


def propose(facts: Facts) -> Proposal | None:
    """The programme for somebody, or why none; None where usual pain is not known yet."""
    if facts.pain is None:
        return None
    return _not_now(facts) or _gentle(facts) or _by_days(facts) or _by_tests(facts) or _usual()


def _not_now(facts: Facts) -> Proposal | None:
    """Rule 1, and usual pain of 7 or more from rule 2."""
    if not facts.cleared:
        return Proposal("5.1.1", "", "The safety questions come first.")
    if facts.pain >= NO_PROGRAMME_FROM and not facts.clinician_agreed:
        return Proposal("5.1.2", "", f"Your usual pain is {facts.pain} of 10. Please see a clinician first.")
    return None


def _gentle(facts: Facts) -> Proposal | None:
    """Rule 2. After a clinician's word at higher pain it is the gentle one too."""
    if facts.pain >= PAINFUL_FROM:
        reason = f"Your usual pain is {facts.pain} of 10, and this one begins gently."
    elif facts.long_pain:
        reason = "Your pain has lasted long, or limits your days. Gentle is a wise start."
    elif facts.back_dominant:
        reason = "It is mainly your lower back, and this one is made for it."
    else:
        return None
    return Proposal("5.1.2", GENTLE_LOW_BACK, reason)


def _by_days(facts: Facts) -> Proposal | None:
    """Rules 3 and 4."""
    if facts.runs and facts.pain <= CALM_MOST:
        return Proposal("5.1.3", RUNNERS, "You run twice a week or more, and pain is mild.")
    if (facts.sitting_hours or 0) >= SITS_LONG and (facts.minutes <= SHORT_MINUTES or facts.no_floor):
        wish = "getting to the floor is hard" if facts.no_floor else f"you want {facts.minutes} minutes"
        reason = f"You sit {facts.sitting_hours} hours a day, and {wish}. Psoas foundation comes after it."
        return Proposal("5.1.4", DESK, reason, then=FOUNDATION)
    return None


def _by_tests(facts: Facts) -> Proposal | None:
    """Rule 5."""
    if not (facts.room_is_fine and facts.short_hold):
        return None
    reason = (
        "In your self-tests there is room at the front of both hips, and the shorter knee-lift hold was "
        f"{min(facts.hold)} seconds, under {SHORT_HOLD}."
    )
    return Proposal("5.1.5", STRONG_PSOAS, reason)


def _usual() -> Proposal:
    """Rule 6."""
    reason = "Nothing in your answers asks for another one. Most people begin here."
    return Proposal("5.1.6", FOUNDATION, reason)
