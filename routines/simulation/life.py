"""One synthetic person's life: the moved clock, the dice, and what is counted on the way."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from routines.goals import Goal
from routines.ladder import Ladder, ladder_of
from routines.models import Exercise, Programme
from routines.simulation.people import Someone

START = date(2026, 3, 2)  # a Monday; the year after it has every DST night of both hemispheres
MIDNIGHT = datetime.combine(START, time(), tzinfo=UTC)


class Broken(Exception):
    """An invariant does not hold; the message names person, day, rule and what was found."""


@dataclass
class Ledger:
    """What happened, what was decided, and how often each invariant was checked."""

    happened: Counter = field(default_factory=Counter)
    decided: Counter = field(default_factory=Counter)
    checked: Counter = field(default_factory=Counter)

    def add(self, other: "Ledger") -> None:
        self.happened.update(other.happened)
        self.decided.update(other.decided)
        self.checked.update(other.checked)


@dataclass(frozen=True)
class World:
    """What is the same for everyone. `days` is how long people are followed."""

    seed: int
    days: int
    library: Mapping[str, Exercise]
    ladders: Mapping[str, Ladder]
    programmes: tuple[Programme, ...]

    @classmethod
    def of(cls, *, seed: int, days: int) -> "World":
        library = {row.slug: row for row in Exercise.objects.current()}
        ladders = {slug: ladder_of(row) for slug, row in library.items()}
        return cls(seed, days, library, ladders, tuple(Programme.objects.current()))


@dataclass
class Life:
    """Where one person is in the simulation. `now` only ever moves forward."""

    someone: Someone
    user: User
    world: World
    ledger: Ledger
    dice: random.Random
    day: int = 0
    now: datetime = MIDNIGHT
    goals: dict[date, Goal] = field(default_factory=dict)  # by Monday, as they were when the week ended

    @property
    def today(self) -> date:
        return self.now.astimezone(self.user.zone).date()

    @property
    def pain(self) -> int:
        """Pain now, with the error of a single score."""
        true = self.someone.pain(self.day, of=self.world.days)
        return max(0, min(10, true + self.dice.choice((-1, 0, 0, 0, 0, 1))))

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def answers(self) -> bool:
        """Whether they answer a question."""
        return self.chance(self.someone.talks)

    def wake(self, at: time) -> bool:
        """Move the clock to this local time of the day; False if it has passed, as after a flight."""
        local = datetime.combine(START + timedelta(days=self.day), at, tzinfo=self.user.zone)
        if local.astimezone(UTC) <= self.now:
            return False
        self.now = local.astimezone(UTC)
        self.user = User.objects.get(pk=self.user.pk)  # nothing remembered from an earlier page
        return True

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def note(self, what: str, count: int = 1) -> None:
        self.ledger.happened[what] += count

    def holds(self, rule: str, is_so: bool, found: object = "") -> None:
        """Count an invariant as checked; raise Broken if it is not so."""
        self.ledger.checked[rule] += 1
        if not is_so:
            raise Broken(
                f"Person {self.someone.number} (seed {self.world.seed}) on day {self.day}, {self.today} in "
                f"{self.user.time_zone}, {self.now:%Y-%m-%d %H:%M} UTC: {rule}. {found}"
            )
