"""Where a person stands in a programme, and the sessions of a week of it. Reads no clock and no database."""

from calendar import day_name
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from routines.fitting import fit_session
from routines.models import Exercise, Plan, Programme, RhythmDay
from routines.models.plan import Equipment
from routines.pausing import NO_PAUSES, Pauses
from routines.person import AS_PLANNED, Adapted
from routines.restrictions import NONE, Restrictions
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, SessionPlan, TemplateStep

DAYS_OF_WEEK = 7
LEVEL_MOST = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A week of a programme, counted from 1. Once `is_over` the last week goes on."""

    programme: Programme
    week: int
    is_over: bool

    def level(self, kind: str) -> int:
        """What the programme asks of the main exercises of this week."""
        return self.programme.phase(self.week)[kind]


def standing(plan: Plan, *, today: date, pauses: Pauses = NO_PAUSES) -> Standing | None:
    """Where the person stands, in weeks of seven days from the day they began; None without a programme.

    Paused days are not counted: week 3 is still week 3 after a holiday.
    """
    programme = plan.programme
    if programme is None or programme.retired or plan.programme_started_on is None:
        return None
    begun = pauses.moved_on(plan.programme_started_on, today)
    week = max(0, (today - begun).days) // DAYS_OF_WEEK + 1
    return Standing(programme, week=min(week, programme.weeks), is_over=week > programme.weeks)


def programme_session(
    programme: Programme,
    *,
    kind: str,
    week: int,
    minutes: int,
    library: Mapping[str, Exercise],
    level_most: int = LEVEL_MOST,
    equipment: Collection[str] = tuple(Equipment.values),
    roller_ok: bool = True,
    restrictions: Restrictions = NONE,
    excluded: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    level_max: int = LEVEL_MOST,
    hanging_ok: bool = False,
    adapted: Adapted = AS_PLANNED,
    extra_slug: str = "",
    side_first: str = "left",
    hip_room: int = HIP_STRETCH_SECONDS_MAX,
) -> SessionPlan:
    """The session of a kind in a week, fitted to a person; by default to one with all kit and no limits.

    The levels are the week's; `level_most`, the person's own choice, is the upper limit. `library` maps
    slugs to exercises and needs those of the template and what may replace them.
    """
    phase = programme.phase(week)
    return fit_session(
        template=template(programme, kind=kind, week=week, library=library),
        library=library,
        kind=kind,
        minutes=minutes,
        level=min(phase[kind], level_most),
        easy_level=min(phase["easy"], level_most),
        equipment=equipment,
        roller_ok=roller_ok,
        restrictions=restrictions,
        excluded=excluded,
        chosen=chosen,
        level_most=level_most,
        level_max=level_max,
        hanging_ok=hanging_ok,
        adapted=adapted,
        extra=library.get(extra_slug),
        side_first=side_first,
        hip_room=hip_room,
    )


def template(
    programme: Programme, *, kind: str, week: int, library: Mapping[str, Exercise]
) -> list[TemplateStep]:
    """The exercises of a kind that have joined by `week`, in order of filling.

    What is meant for a higher level than the week's is not part of it yet (5.2: some exercises never at
    level 1).
    """
    level = programme.phase(week)[kind]
    steps = [step for step in programme.steps[kind] if step["from_week"] <= week]
    return [
        TemplateStep(library[step["exercise"]], step["role"])
        for step in steps
        if step["exercise"] in library and library[step["exercise"]].level_required <= level
    ]


def whole_week(programme: Programme) -> list[tuple[str, list[str]]]:
    """Monday to Sunday, and what each day is for in every column of the programme's week table."""
    columns = [[RhythmDay(day).label for day in column["days"]] for column in programme.rhythm]
    return [(name, [column[place] for column in columns]) for place, name in enumerate(day_name)]
