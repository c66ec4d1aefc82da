"""The way back after days without a session (clinical 4.4, table G): at which level. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from routines.adaptation import Gap, gap

FIRST_WEEK_DAYS = 7  # "one level down, first week held"


@dataclass(frozen=True, slots=True)
class Done:
    """One session that counted."""

    on: date
    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class WayBack:
    """`level` is the highest for now; `why` is a sentence, empty without a gap. `repeats`: nothing grows."""

    level: int
    why: str = ""
    repeats: bool = False


def way_back(done: Sequence[Done], *, kind: str, today: date, asked: int) -> WayBack:
    """What a gap leaves of the level that is asked for. `done` is newest first; without any there is none.

    The level of the last session counts, of this kind where there was one. After a gap of two weeks or more
    the lower level stays for the first week; four weeks and more begin at level 1, and the safety questions
    come first.
    """
    if not done:
        return WayBack(asked)
    last = next((one.level for one in done if one.kind == kind), done[0].level)
    days = (today - done[0].on).days
    size = gap(days)
    if size == Gap.RESCREEN:
        return WayBack(1, f"It has been {days} days, so it begins at level 1 again.", repeats=True)
    if size == Gap.LEVEL_DOWN:
        words = f"It has been {days} days: one level down, and it stays there for the first week."
        return WayBack(min(asked, max(1, last - 1)), words, repeats=True)
    if size == Gap.REPEAT:
        return WayBack(min(asked, last), f"It has been {days} days: the same as last time.", repeats=True)
    return _first_week(done, kind=kind, today=today, asked=asked)


def _first_week(done: Sequence[Done], *, kind: str, today: date, asked: int) -> WayBack:
    """Within a week of the return from two weeks or more, the level of the return stays."""
    for newer, older in pairwise(done):
        if (today - newer.on).days >= FIRST_WEEK_DAYS:
            break
        if gap((newer.on - older.on).days) >= Gap.LEVEL_DOWN:
            before = [one for one in done if one.on <= older.on]
            last = next((one.level for one in before if one.kind == kind), older.level)
            longest = gap((newer.on - older.on).days) == Gap.RESCREEN
            level = 1 if longest else max(1, last - 1)
            words = "Your first week back: it stays one level down."
            return WayBack(min(asked, level), words, repeats=True)
    return WayBack(asked)
