"""What the decisions of table D (clinical 4.4) still mean on a day, and how they are said. Pure.

A decision about a week holds for seven days from the day it was made. A rise in pain (D2) holds until pain
before sessions is back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from routines.models import Decision
from routines.models.decision import MAINTENANCE

HOLDS = timedelta(days=7)
BACK_ON = "back_on"  # in the inputs of D2: the day on which pain before sessions was back
HALF, LEVEL_1, SHORTER, HELPS = "D1", "D2", "D6", "D5"
FREEZES = (HALF, LEVEL_1)  # nothing grows meanwhile
HELD_WORDS = {
    HALF: "Held: this is a week of half the sets.",
    LEVEL_1: "Held: it stays at level 1 until pain before sessions is back.",
}
HALF_WORDS = "Half the sets this week."  # beside each exercise of which that is true
WHY = {
    HALF: "Half the sets this week, because your check-in says that things got worse.",
    LEVEL_1: "Level 1 for now, because pain before sessions has gone up.",
    SHORTER: "A size shorter this week, after two thin weeks.",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The decisions of table D that hold on a day, those that protect most first."""

    decisions: tuple[Decision, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(row.rule for row in self.decisions)

    @property
    def halves(self) -> bool:
        """Half the sets."""
        return HALF in self.rules

    @property
    def level_1(self) -> bool:
        return LEVEL_1 in self.rules

    @property
    def shortens(self) -> bool:
        """A size shorter, unless the person declined."""
        return any(row.rule == SHORTER and row.declined_at is None for row in self.decisions)

    @property
    def helps(self) -> bool:
        return HELPS in self.rules

    @property
    def held_by(self) -> str:
        """The rule by which nothing grows, or ""."""
        return next((rule for rule in FREEZES if rule in self.rules), "")


NOTHING = InForce()


def in_force(rows: Sequence[Decision], *, on: date, zone: ZoneInfo) -> InForce:
    """Which decisions about weeks hold on a day of the person's; of each rule the newest."""
    newest: dict[str, Decision] = {}
    for row in sorted((row for row in rows if row.week), key=lambda row: row.week):
        newest[row.rule] = row
    return InForce(tuple(row for rule, row in sorted(newest.items()) if _holds(row, on=on, zone=zone)))


def maintained(rows: Sequence[Decision], *, on: date, zone: ZoneInfo) -> Decision | None:
    """The smaller week after a programme, while going back is one tap: for seven days."""
    taken = (row for row in rows if row.rule == MAINTENANCE and row.declined_at is None)
    return next((row for row in taken if on < row.made_at.astimezone(zone).date() + HOLDS), None)


def _holds(row: Decision, *, on: date, zone: ZoneInfo) -> bool:
    made_on = row.made_at.astimezone(zone).date()
    if row.rule == LEVEL_1:
        return BACK_ON not in row.inputs and on >= made_on
    return made_on <= on < made_on + HOLDS


# --- In words -------------------------------------------------------------------------------------------


def numbers(inputs: Mapping[str, Any]) -> list[str]:
    """What a decision looked at, line by line."""
    return list(_numbers(inputs))


def _numbers(inputs: Mapping[str, Any]) -> Iterator[str]:
    since = "the check-in before" if inputs.get("against") == "last" else "the start"
    if pair := inputs.get("peg"):
        yield f"Room that pain takes: {_arrow(pair)} of 10 since {since}. Less is better."
    if pair := inputs.get("psfs"):
        yield f"Your own activities: {_arrow(pair)} of 10 since {since}. More is better."
    if inputs.get("rating") is not None:
        yield f"All in all, since you started: {_signed(inputs['rating'])} on a scale from −5 to +5."
    if pair := inputs.get("medians"):
        yield f"Pain before sessions, the middle of the week: {_arrow(pair)} of 10."
    if "setbacks" in inputs:
        yield f"Steps back or rests within 14 days: {inputs['setbacks']}."
    if pair := inputs.get("attended"):
        before, last = (f"{round(100 * share)}%" for share in pair)
        yield f"Planned sessions done in the last two whole weeks: {before}, then {last}."


def _arrow(pair: Sequence[float]) -> str:
    return " → ".join(f"{round(number, 1):g}" for number in pair)


def _signed(number: int) -> str:
    return f"{number:+}".replace("-", "\N{MINUS SIGN}") if number else "0"
