"""How long the front of each hip was stretched this week (clinical 4.2 rule 1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, TextField, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from accounts.models import User
from routines.counting import SIDES
from routines.extra import HIP_WEEK_SECONDS
from routines.models import Exercise, ExerciseKind, Outcome, SetResult, Source
from routines.week import week_start

STEPS_MOST = 24  # of any session we plan, with room to spare
DONE = (Outcome.DONE, Outcome.CREDITED)


@dataclass(frozen=True, slots=True)
class HipWeek:
    """Seconds of front-of-hip stretch since Monday, by side."""

    left: int = 0
    right: int = 0

    @property
    def least(self) -> int:
        return min(self.left, self.right)

    @property
    def most(self) -> int:
        """What the ceilings go by."""
        return max(self.left, self.right)

    @property
    def minutes(self) -> float:
        """Of the side that had less, to one decimal."""
        return round(self.least / 60, 1)

    @property
    def room(self) -> int:
        """Seconds a side that this week has left."""
        return max(0, HIP_WEEK_SECONDS[1] - self.most)

    @property
    def is_short(self) -> bool:
        return self.least < HIP_WEEK_SECONDS[0]


def hip_stretches(library: Iterable[Exercise]) -> frozenset[str]:
    """Slugs of what stretches the front of the hip."""
    return frozenset(
        row.slug for row in library if row.kind == ExerciseKind.STRETCH and "hip_ext_end" in row.tags
    )


def hip_week(user: User, *, today: date, stretches: frozenset[str], breaks: int = 0) -> HipWeek:
    """What was done since Monday of `stretches`, see `hip_stretches`. One query, whatever the history.

    The same set done on two devices counts once; of a corrected session the correction counts. `breaks` are
    seconds a side from micro-breaks.
    """
    rows = SetResult.objects.filter(
        Q(session__corrected_at=None) | Q(attempt__source=Source.CORRECTION),
        session__user=user,
        session__local_date__gte=week_start(today),
        session__local_date__lte=today,
        outcome__in=DONE,
    ).annotate(slug=_slug())
    longest: dict[Any, int] = defaultdict(int)
    for *key, slug, ms in rows.values_list("session_id", "step", "set_number", "side", "slug", "ms"):
        if slug in stretches:
            longest[tuple(key)] = max(longest[tuple(key)], ms)
    totals = dict.fromkeys(SIDES, 0)
    for (*_, side), ms in longest.items():
        for half in [side] if side else SIDES:
            totals[half] += ms
    return HipWeek(**{side: round(ms / 1000) + breaks for side, ms in totals.items()})


def _slug() -> Case:
    """The exercise of a set: what was done in place of the planned one, else the one of its step."""
    steps = KeyTransform("steps", "session__plan")
    planned = [
        When(step=place, then=KeyTextTransform("id", KeyTransform(place, steps)))
        for place in range(STEPS_MOST)
    ]
    return Case(
        When(~Q(exercise=""), then=F("exercise")), *planned, default=F("exercise"), output_field=TextField()
    )
