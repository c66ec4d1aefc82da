"""The library as sessions are made of it: read once after each import of the content, and kept.

Only an import changes it (content.py) and says when it did, so whoever reads a plan asks for that along with
it: see `imported_at`. Nobody may change what is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Subquery

from accounts.models import Heartbeat
from routines.content import IMPORT_HEARTBEAT
from routines.models import Exercise
from routines.session_plan import TemplateStep

FIELDS = (
    "slug", "name", "kind", "sides", "cue", "tags", "equipment_required", "level_required", "gate",
    "has_figure", "easier", "harder", "substitute", "dose", "article", "order",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A ready-made routine: its steps in order."""

    routine_id: int
    name: str
    steps: tuple[TemplateStep, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Current exercises by slug: in their own order, and in that of the article's routines. Of each kind of
    session the first current routine.
    """

    exercises: Mapping[str, Exercise]
    as_in_article: Mapping[str, Exercise]
    routines: Mapping[str, Template]


def imported_at() -> Subquery:
    """To annotate a query with: when the content was last imported, None if it never was."""
    return Subquery(Heartbeat.objects.filter(name=IMPORT_HEARTBEAT).values("at")[:1])


_kept: tuple[datetime, Library] | None = None  # of this process


def library_of(imported: datetime | None) -> Library:
    """The library of an import. One query after each import, none later; without an import always one."""
    global _kept
    kept = _kept
    if kept is None or imported is None or kept[0] != imported:
        kept = (imported, _read())
        _kept = kept if imported else None
    return kept[1]


def _read() -> Library:
    """An exercise is read once for each routine that has it, and kept once."""
    rows = (
        Exercise.objects.current()
        .annotate(
            role=F("routinestep__role"),
            place=F("routinestep__order"),
            routine_id=F("routinestep__routine"),
            routine_name=F("routinestep__routine__name"),
            routine_kind=F("routinestep__routine__kind"),
            routine_order=F("routinestep__routine__order"),
            routine_retired=F("routinestep__routine__retired"),
        )
        .only(*FIELDS)
        .order_by("routine_order", "place")
    )
    found: dict[str, Exercise] = {}
    routines: dict[str, Template] = {}
    for row in rows:
        exercise = found.setdefault(row.slug, row)
        if row.routine_kind is None or row.routine_retired:
            continue
        known = routines.get(row.routine_kind) or Template(row.routine_id, row.routine_name, ())
        if known.routine_id == row.routine_id:
            steps = (*known.steps, TemplateStep(exercise, row.role))
            routines[row.routine_kind] = Template(known.routine_id, known.name, steps)
    in_order = sorted(found.values(), key=lambda row: (row.order, row.slug))
    return Library({row.slug: row for row in in_order}, found, routines)
