"""What the weekly numbers come to, and which changes in them are real. Reads no clock and no database.

PEG: mean of three answers about pain in the past week (Krebs 2009), 0 best. PSFS: mean of how well own
activities go (Stratford 1995), 10 best. Global rating of change: -5 to +5 since the start. Thresholds from
clinical 3 and 4.4; "our rule" is a cautious choice of our own. Not yet reviewed by a clinician.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

State = Literal["better", "same", "worse"]

# PEG: 30 % better is commonly used (clinical 3). On low scores one answer moving by one point is a third,
# so it has to be a whole point of the mean as well (our rule). Two points up is worse (clinical 4.4, D1).
PEG_BETTER_SHARE = 0.30
PEG_BETTER_LEAST = 1
PEG_WORSE = 2

# PSFS, mean of the same activities: small, medium and large change (Abbott & Schmitt 2014, n = 1708).
PSFS_SMALL, PSFS_MEDIUM, PSFS_LARGE = 1.3, 2.3, 2.7
PSFS_WORSE = 2  # error of the mean (Stratford 1995), and clinical 4.4, D1
PSFS_ONE = 3  # error of a single activity (Stratford 1995)

RATING_WEEKS = (2, 4, 6, 8)  # clinical 3; after the start, which is week 0
RATING_REAL = 2.5  # of its eleven points (Bobos 2020)

CONFIDENT_FROM = 7  # of 10; below it the next week is made smaller (our rule)
LENGTHS = (10, 15, 20, 30)  # minutes a session can be fitted to (clinical 5.2)

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Change:
    """From one score to another. `size` is empty, small, medium or large, and only said of the PSFS mean."""

    first: float
    last: float
    state: State
    size: str = ""

    @property
    def is_real(self) -> bool:
        return self.state != "same"


@dataclass(frozen=True, slots=True)
class WeekScores:
    """One weekly check-in. `peg` are its three answers; `activities` maps activity ids to scores."""

    on: date
    peg: tuple[int, int, int] | None = None
    activities: Mapping[int, int] = field(default_factory=dict)
    confidence: int | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Against the start, and against the check-in before; None where there is nothing to compare with."""

    since_start: Change | None = None
    since_last: Change | None = None


# --- Scores ---------------------------------------------------------------------------------------------


def peg(answers: Sequence[int]) -> float:
    """Mean of the three answers, 0 to 10. Raises ValueError for another number of them."""
    if len(answers) != 3:
        raise ValueError("PEG has three answers")
    return sum(answers) / 3


def psfs(activities: Mapping[int, int]) -> float | None:
    """Mean of the scored activities, 0 to 10; None without any."""
    return sum(activities.values()) / len(activities) if activities else None


def psfs_pair(then: Mapping[int, int], now: Mapping[int, int]) -> tuple[float, float] | None:
    """Both means over the activities that were scored at both times; None without a common one."""
    both = then.keys() & now.keys()
    if not both:
        return None
    return sum(then[key] for key in both) / len(both), sum(now[key] for key in both) / len(both)


# --- Changes --------------------------------------------------------------------------------------------


def peg_change(first: float, last: float) -> Change:
    """Better from 30 % and one point down, worse from two points up."""
    gained = _exact(first - last)
    if gained >= PEG_BETTER_LEAST and gained >= _exact(PEG_BETTER_SHARE * first):
        return Change(first, last, "better")
    return Change(first, last, "worse" if gained <= -PEG_WORSE else "same")


def psfs_change(first: float, last: float) -> Change:
    """Of a mean over the same activities: better from a small change on, worse from two points."""
    gained = _exact(last - first)
    if gained >= PSFS_SMALL:
        return Change(first, last, "better", _size(gained))
    return Change(first, last, "worse" if gained <= -PSFS_WORSE else "same")


def activity_change(first: int, last: int) -> Change:
    """Of a single activity: three points either way."""
    if abs(last - first) < PSFS_ONE:
        return Change(first, last, "same")
    return Change(first, last, "better" if last > first else "worse")


def peg_changes(weeks: Sequence[WeekScores]) -> Changes:
    """The latest PEG against the first and the one before; `weeks` oldest first."""
    means = [peg(week.peg) for week in weeks if week.peg]
    if len(means) < 2:
        return Changes()
    return Changes(peg_change(means[0], means[-1]), peg_change(means[-2], means[-1]))


def psfs_changes(weeks: Sequence[WeekScores]) -> Changes:
    """The latest scores against the first week that has any of their activities, and the latest such."""
    scored = [week.activities for week in weeks if week.activities]
    if len(scored) < 2:
        return Changes()
    pairs = [pair for then in scored[:-1] if (pair := psfs_pair(then, scored[-1]))]
    if not pairs:
        return Changes()
    return Changes(psfs_change(*pairs[0]), psfs_change(*pairs[-1]))


def rating_state(rating: int) -> State:
    """What the global rating says, alone: never act on it without another measure (clinical 3)."""
    if abs(rating) < RATING_REAL:
        return "same"
    return "better" if rating > 0 else "worse"


def _size(gained: float) -> str:
    if gained >= PSFS_LARGE:
        return "large"
    return "medium" if gained >= PSFS_MEDIUM else "small"


def _exact(difference: float) -> float:
    """Thirds as floats miss whole numbers by a hair; six places are plenty."""
    return round(difference, 6)


# --- The weeks ------------------------------------------------------------------------------------------


def weeks_since(start: date, today: date) -> int:
    """Full weeks of seven days since the start; 0 in the first week, and before it."""
    return max(0, (today - start).days // DAYS_OF_WEEK)


def rating_due(start: date, today: date) -> bool:
    """Whether this is one of the weeks in which the global rating is asked."""
    return weeks_since(start, today) in RATING_WEEKS


def shrinks(confidence: int | None) -> bool:
    """Whether the week after this answer is made smaller. No answer changes nothing."""
    return confidence is not None and confidence < CONFIDENT_FROM


def shrunk_minutes(minutes: int, lengths: Iterable[int] = LENGTHS) -> int:
    """The next shorter session: fitting takes exercises out first. The shortest stays as it is."""
    shorter = [length for length in lengths if length < minutes]
    return max(shorter, default=minutes)
