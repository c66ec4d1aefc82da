"""What is particular to a programme file: its weeks, levels, rhythm and templates."""

from typing import Any

from routines.content_table import Table
from routines.models import RhythmDay, Role, RoutineKind

WEEKS_MOST = 12
DAYS_OF_WEEK = 7


def programme_row(table: Table) -> dict[str, Any]:
    """Everything of a programme but its sources."""
    weeks, steps = table.number("weeks", least=1, most=WEEKS_MOST), table.table("steps")
    return {
        "name": table.text("name", limit=80),
        "order": table.number("order", least=1),
        "weeks": weeks,
        "summary": table.text("summary"),
        "for_whom": table.text("for_whom"),
        "not_for": table.texts("not_for"),
        "phases": read_phases(table, weeks),
        "about_rhythm": table.text("about_rhythm"),
        "rhythm": [read_rhythm(rhythm) for rhythm in table.tables("rhythm")],
        "notes": [read_note(note) for note in table.tables("notes", optional=True)],
        "exit_rules": table.texts("exit_rules"),
        "steps": {kind: read_steps(steps, kind, weeks) for kind in RoutineKind.values},
        "evidence": table.text("evidence"),
    }


def read_phases(table: Table, weeks: int) -> list[dict[str, Any]]:
    """Phases that cover every week once, in order."""
    phases = [read_phase(phase) for phase in table.tables("phases")]
    covered = [week for phase in phases for week in range(phase["weeks"][0], phase["weeks"][-1] + 1)]
    if table.has("phases") and covered != list(range(1, weeks + 1)):
        table.note("phases", f"must cover weeks 1 to {weeks}, each once and in order")
    return phases


def read_phase(phase: Table) -> dict[str, Any]:
    """`{"weeks": [first, last], "about", "easy", "stretch", "strength"}`: the levels of some weeks.

    With `"only_earned": True` they are for exercises that grew at the level below; the others stay there.
    """
    earned = {"only_earned": phase.flag("only_earned")} if phase.has("only_earned") else {}
    levels = {name: phase.number(name, least=1, most=3) for name in ("easy", *RoutineKind.values)}
    return {"weeks": phase.numbers("weeks", count=2), "about": phase.text("about"), **levels, **earned}


def read_rhythm(rhythm: Table) -> dict[str, Any]:
    """`{"label", "days"}`: what each of seven days is for, from Monday on."""
    days = rhythm.words("days", RhythmDay.values, count=DAYS_OF_WEEK)
    return {"label": rhythm.text("label", limit=40), "days": days}


def read_note(note: Table) -> dict[str, Any]:
    """`{"heading", "text", "points"}`."""
    return {
        "heading": note.text("heading", limit=60),
        "text": note.text("text"),
        "points": note.texts("points", empty=True),
    }


def read_steps(steps: Table, kind: str, weeks: int) -> list[dict[str, Any]]:
    """The template of one kind: each exercise once, and every role from the first week on."""
    template = [read_step(step, weeks) for step in steps.tables(kind)]
    if steps.has(kind):
        there = {step["role"] for step in template if step["from_week"] == 1}
        for role in (role for role in Role.values if role not in there):
            steps.note(kind, f"has no {role} step in week 1")
        names = [step["exercise"] for step in template]
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            steps.note(kind, f"repeats “{name}”")
    return template


def read_step(step: Table, weeks: int) -> dict[str, Any]:
    """`{"exercise", "role", "from_week"}`: from which week of the programme on it is there."""
    return {
        "exercise": step.text("exercise"),
        "role": step.choice("role", Role.values),
        "from_week": step.number("from_week", least=1, most=max(weeks, 1), default=1),
    }
