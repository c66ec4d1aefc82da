"""Where a person stands in a programme, and the sessions of a week of it. Reads no clock and no database."""

from calendar import day_name
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from routines.fitting import fit_session
from routines.models import Exercise, Plan, Programme, RhythmDay
from routines.pausing import NO_PAUSES, Pauses
from routines.person import ANYONE, Person
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, SessionPlan, TemplateStep

DAYS_OF_WEEK = 7


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
    person: Person = ANYONE,
    extra: Exercise | None = None,
    side_first: str = "left",
    hip_room: int = HIP_STRETCH_SECONDS_MAX,
) -> SessionPlan:
    """The session of a kind in a week, fitted to a person; see fit_session.

    The levels are the week's; the person's `level_most`, their own choice, is the upper limit. In a phase for
    exercises that earned it, the others stay a level lower (5.4). `library` maps
    slugs to exercises and needs those of the template and what may replace them.
    """
    phase = programme.phase(week)
    level, easy_level = (min(phase[part], person.level_most) for part in (kind, "easy"))
    return fit_session(
        template=template(programme, kind=kind, week=week, library=library),
        library=library,
        kind=kind,
        minutes=minutes,
        person=replace(
            person, level=level, easy_level=easy_level, only_earned=phase.get("only_earned", False)
        ),
        extra=extra,
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
