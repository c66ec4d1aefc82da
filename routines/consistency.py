"""How steadily someone practises: a number that forgives, weeks on goal, and comebacks. Pure.

The share of a week is what was done of its goal, at most 1. A day on which the rules asked for rest counts
as done (clinical 7: rest days are success), and a week without a goal, such as a paused one, is left out as
if it had not been. The number starts with the mean of the first two weeks. Each later week pulls it towards
its own share by a fixed part of the distance, as habit-strength trackers do:

    number += (share - number) * part,  part = 1 - 0.5 ** (1 / half-life in weeks)

Down, the half-life is six weeks; up, it is two. So one missed week after a long run of full ones costs 11
of 100, four cost 37, and two full weeks win half of what is missing back. It never falls to 0 at once, and
what is long past fades. Why at all: missing one occasion does not undo a habit (Lally 2010, Eur J Soc
Psychol 40:998–1009), and a streak that breaks punishes exactly those who are unwell. The half-lives are our
own choice; nobody has measured them. Not a clinical measure.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from routines.adaptation import Gap, gap

FEWEST_WEEKS = 2  # without a number until then
HALF_LIFE_DOWN, HALF_LIFE_UP = 6, 2  # weeks
PART_DOWN = 1 - 0.5 ** (1 / HALF_LIFE_DOWN)
PART_UP = 1 - 0.5 ** (1 / HALF_LIFE_UP)

WORDS = (
    (80, "very steady"),
    (60, "steady, with room to breathe"),
    (30, "finding a rhythm"),
    (0, "every session from here lifts it"),
)


@dataclass(frozen=True, slots=True)
class Week:
    """Sessions done, sessions that make the goal, and days of rest by a rule. A target of 0 is neutral."""

    done: int
    target: int
    rested: int = 0

    @property
    def share(self) -> float:
        """0 to 1; only for weeks with a target."""
        return min(1.0, (self.done + self.rested) / self.target)

    @property
    def on_goal(self) -> bool:
        return self.target > 0 and self.done + self.rested >= self.target


@dataclass(frozen=True, slots=True)
class Comeback:
    """A session after a week or more without one."""

    on: date
    days_away: int


def score(weeks: Iterable[Week], *, running: Week | None = None) -> int | None:
    """0 to 100 of whole weeks, oldest first; None before there are two with a goal.

    The `running` week is not over, so it may lift the number and never lowers it.
    """
    shares = [week.share for week in weeks if week.target > 0]
    if len(shares) < FEWEST_WEEKS:
        return None
    number = sum(shares[:FEWEST_WEEKS]) / FEWEST_WEEKS
    for share in shares[FEWEST_WEEKS:]:
        number = _pulled(number, share)
    if running is not None and running.target > 0:
        number = max(number, _pulled(number, running.share))
    return round(100 * number)


def _pulled(number: float, share: float) -> float:
    return number + (share - number) * (PART_UP if share > number else PART_DOWN)


def word(number: int) -> str:
    """What a number means, kindly."""
    return next(text for least, text in WORDS if number >= least)


def weeks_on_goal(weeks: Iterable[Week]) -> tuple[int, int]:
    """How many weeks reached their goal, and how many had one."""
    with_goal = [week for week in weeks if week.target > 0]
    return sum(week.on_goal for week in with_goal), len(with_goal)


def comebacks(done: Collection[date], *, paused: Collection[date] = frozenset()) -> Sequence[Comeback]:
    """Every return after seven days or more (clinical 4.4, table G), oldest first; paused days count not."""
    returns = ((on, _days_away(before, on, paused)) for before, on in pairwise(sorted(set(done))))
    return [Comeback(on, count) for on, count in returns if gap(count) >= Gap.REPEAT]


def _days_away(before: date, on: date, paused: Collection[date]) -> int:
    return (on - before).days - sum(before < day < on for day in paused)
