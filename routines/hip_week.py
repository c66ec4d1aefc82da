"""How long the front of each hip was stretched this week (clinical 4.2 rule 1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db.models import Case, F, Q, TextField, When

from accounts.models import User
from routines.counting import SIDES
from routines.extra import HIP_WEEK_SECONDS, Way
from routines.json_rows import PlannedExercise
from routines.models import Exercise, ExerciseKind, Outcome, Plan, SetResult, Source
from routines.week import EVERY_OTHER_DAY_MOST, week_start

DONE = (Outcome.DONE, Outcome.CREDITED)
Place = tuple[UUID, int, int, str]
NOTHING_MOVED: Mapping[UUID, date] = MappingProxyType({})


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


@dataclass(frozen=True, slots=True)
class SetsDone:
    """Sets since the Monday of `today`: date, place, slug and milliseconds. A place is session, step, number
    and side, "" being both.

    `breaks` are seconds a side from micro-breaks of the week of `today`.
    """

    today: date
    rows: Sequence[tuple[date, Place, str, int]]
    breaks: int = 0

    def hips(self, stretches: Collection[str], *, on: date) -> HipWeek:
        """The week of a day; `stretches` as `hip_stretches`. A set done on two devices counts once."""
        monday = week_start(on)
        longest: defaultdict[Place, int] = defaultdict(int)
        for day, place, slug, ms in self.rows:
            if week_start(day) == monday and slug in stretches:
                longest[place] = max(longest[place], ms)
        totals = dict.fromkeys(SIDES, 0)
        for (*_, side), ms in longest.items():
            for half in [side] if side else SIDES:
                totals[half] += ms
        breaks = self.breaks if monday == week_start(self.today) else 0
        return HipWeek(**{side: round(ms / 1000) + breaks for side, ms in totals.items()})


def sets_done(
    user: User, *, today: date, breaks: int = 0, moved: Mapping[UUID, date] = NOTHING_MOVED
) -> SetsDone:
    """What was done since Monday. One query, whatever the history.

    Of a corrected session the correction counts. `moved` are sessions whose day is another than the stored
    one, such as one left open over midnight.
    """
    rows = SetResult.objects.filter(
        Q(session__corrected_at=None) | Q(attempt__source=Source.CORRECTION),
        Q(session__local_date__gte=week_start(today)) | Q(session__in=list(moved)),
        session__user=user,
        outcome__in=DONE,
    ).annotate(slug=_slug())
    columns = ("session_id", "step", "set_number", "side", "session__local_date", "slug", "ms")
    done = [
        (moved.get(place[0], day), tuple(place), slug, ms)
        for *place, day, slug, ms in rows.values_list(*columns)
    ]
    return SetsDone(today, tuple(done), breaks)


def may_fill_up(plan: Plan, way: Way = Way.PLANNED) -> bool:
    """Whether the week's stretch can come near its ceiling (4.2 rule 1): four sessions, more of one kind,
    breaks, or one that is not planned. `plan` with its `stretched_in_breaks`.
    """
    four = plan.per_week > EVERY_OTHER_DAY_MOST
    return four or bool(plan.balance or plan.stretched_in_breaks) or way != Way.PLANNED


def _slug() -> Case:
    """The exercise of a set: what was done in place of the planned one, else the one of its step."""
    planned = When(exercise="", then=PlannedExercise(F("session__plan"), F("step")))
    return Case(planned, default=F("exercise"), output_field=TextField())
