"""Synthetic people: body, kit, habits, and the course their pain takes. All of it follows the seed."""

import random
from dataclasses import dataclass
from datetime import time

from routines.cautions import BY_ID
from routines.models.plan import Equipment

ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "America/Santiago",
    "Asia/Kolkata", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Kiritimati",
    "UTC",
)  # fmt: skip
COURSES = ("quiet", "better", "worse", "flares", "persistent", "strong")
WEEKS = (
    (0, 3),
    (1, 5),
    (0, 2, 4),
    (1, 3, 5),
    (2, 4, 6),
    (0, 1, 3, 4),
)  # days that keep the rules of the week
HOURS = (time(7), time(12, 15), time(18, 30), time(21), time(23, 50), time(2, 30))  # midnight, and DST nights
GAP_DAYS = ((7, 13), (14, 27), (28, 45))  # table G
GAP_EVERY_DAYS = 600
FLARE_DAYS = (3, 10)
FLARE_PAIN = 4


@dataclass(frozen=True, slots=True)
class Someone:
    """`keen` is the share of due sessions that are done, `talks` that of questions that are answered.

    `gaps` and `flares` are days from the start: the first, and the first one after.
    """

    number: int
    course: str
    usual_pain: int
    cautions: tuple[str, ...]
    equipment: tuple[str, ...]
    roller_ok: bool
    minutes: int
    level: int
    days: tuple[int, ...]
    at: time
    zone: str
    programme: bool
    keen: float
    talks: float
    gaps: tuple[tuple[int, int], ...]
    flares: tuple[tuple[int, int], ...]

    def is_away(self, day: int) -> bool:
        return any(first <= day < end for first, end in self.gaps)

    def pain(self, day: int, *, of: int) -> int:
        """Pain 0 to 10 on a day out of `of`, before a single score errs."""
        drift = {"better": -3, "worse": 3}.get(self.course, 0) * day / of
        flare = FLARE_PAIN if any(first <= day < end for first, end in self.flares) else 0
        return max(0, min(10, round(self.usual_pain + drift + flare)))


def someone(number: int, *, seed: int, days: int) -> Someone:
    """One person; `days` is how long they will be followed."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311 (made-up people)
    course = COURSES[number % len(COURSES)]
    kit = dice.sample(list(Equipment.values), dice.randrange(len(Equipment.values) + 1))
    return Someone(
        number=number,
        course=course,
        usual_pain={"quiet": dice.randrange(2), "persistent": dice.randrange(4, 7), "strong": 7}.get(
            course, dice.randrange(2, 5)
        ),
        cautions=tuple(sorted(dice.sample(sorted(BY_ID), dice.choice((0, 0, 0, 1, 1, 2, 3))))),
        equipment=tuple(kit),
        roller_ok=dice.random() < 0.7,
        minutes=dice.choice((10, 15, 20, 30)),
        level=dice.choice((1, 1, 2, 3)),
        days=dice.choice(WEEKS),
        at=dice.choice(HOURS),
        zone=ZONES[number % len(ZONES)],
        programme=dice.random() < 0.6,
        keen=dice.choice((0.95, 0.85, 0.6)),
        talks=dice.choice((0.95, 0.8, 0.4)),
        gaps=_gaps(dice, days),
        flares=_spells(dice, days, FLARE_DAYS, dice.randrange(2, 6) if course == "flares" else 0),
    )


def _gaps(dice: random.Random, days: int) -> tuple[tuple[int, int], ...]:
    """Times without PsoasFit, of each length of table G about two in three years."""
    often = days / GAP_EVERY_DAYS
    counts = [int(often * dice.choice((0, 1, 2)) + dice.random()) for _ in GAP_DAYS]
    return tuple(
        spell
        for lengths, count in zip(GAP_DAYS, counts, strict=True)
        for spell in _spells(dice, days, lengths, count)
    )


def _spells(
    dice: random.Random, days: int, lengths: tuple[int, int], count: int
) -> tuple[tuple[int, int], ...]:
    starts = [dice.randrange(7, max(8, days)) for _ in range(count)]
    return tuple((start, start + dice.randint(*lengths)) for start in starts)
