"""The week in sentences: what the headings and cards of /today/ say."""

from collections.abc import Sequence
from datetime import date

from routines.models import RoutineKind
from routines.week import Week

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
NAMED = 3  # exercises named before "and two more"


def number(count: int) -> str:
    """In words up to twelve."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def day_name(day: date, *, today: date) -> str:
    """ "today", "tomorrow", "yesterday", "Friday" within a week either way, else "Friday 4 December"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    return f"{day:%A}" if abs(distance) < 7 else day_in_words(day)


def day_in_words(day: date) -> str:
    """ "Friday 4 December", however near it is."""
    return f"{day:%A} {day.day} {day:%B}"


def on_day(day: date, *, today: date) -> str:
    """As `day_name`, ready to follow a verb: "today", "on Friday"."""
    name = day_name(day, today=today)
    return name if abs((day - today).days) <= 1 else f"on {name}"


def heading(week: Week, *, today: date, is_first: bool, begun: bool = False) -> str:
    """One sentence on where the week stands. `begun`: a session of today waits to be gone on with."""
    when = on_day(week.next_date, today=today)
    if begun and week.next_date != today:
        return "You have begun a session today."
    if is_first:
        return f"Your first session is {'ready' if week.next_date == today else when}."
    if week.is_full:
        return "That makes your week." if _done_today(week) else "Your week is complete."
    if _done_today(week):
        return f"Done for today. The next one is {when}."
    if week.next_date != today:
        return f"Rest today. The next session is {when}."
    if week.planned < week.to_go:  # too late in the week to make it full, and that is fine
        return "A good day for a session."
    many = number(week.to_go).capitalize()
    return f"{many} more session makes your week." if week.to_go == 1 else f"{many} sessions make your week."


def progress_line(week: Week, *, today: date) -> str:
    """Where the week stands, as a number: "2 of 3 done"; before the first, when it begins."""
    if week.target and week.done > week.target:
        return f"{week.target} of {week.target} done, and {number(week.done - week.target)} extra"
    if week.target:
        return f"{week.done} of {week.target} done"
    return f"Your week starts {on_day(week.next_date, today=today)}"


def reason_for_kind(kind: RoutineKind, *, last_kind: str | None, last_date: date | None, today: date) -> str:
    """Why the next session is of this kind."""
    if last_kind == kind:
        return f"{kind.label} once more this week, because you chose more of it."
    if last_kind is None or last_date is None:
        return "A stretch to begin with. Strength comes next, and from then on they take turns."
    if abs((last_date - today).days) < 7:
        return f"{kind.label}, because {day_name(last_date, today=today)} was a {last_kind} day."
    return f"{kind.label}, because your last session was a {last_kind} session."


def what_is_in_it(names: Sequence[str]) -> str:
    """ "Low lunge stretch, Bridge pose and two more." """
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{number(len(names) - NAMED)} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) + "."


def list_title(count: int, day: date, *, today: date) -> str:
    """Heading of the exercise list: "Today’s seven", "Friday’s seven"."""
    name = day_name(day, today=today)
    if abs((day - today).days) >= 7:
        return f"The next {number(count)}"
    return f"{name[0].upper()}{name[1:]}’s {number(count)}"


def _done_today(week: Week) -> bool:
    return any(day.is_today and day.state == "done" for day in week.days)
