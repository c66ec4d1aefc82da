"""Content files: read all, validate everything, import in one transaction, report."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Heartbeat
from routines.content_programme import programme_row
from routines.content_table import Table
from routines.figures import FigureError, parse_figure
from routines.models import (
    Article,
    Exercise,
    ExerciseKind,
    Myth,
    Programme,
    Role,
    Routine,
    RoutineKind,
    RoutineStep,
)
from routines.models.exercise import Content, Sides
from routines.models.plan import Equipment

CONTENT_DIR = Path(__file__).with_name("content")
IMPORT_HEARTBEAT = "content import"

EQUIPMENT = (*Equipment.values, "wall", "couch")
TAGS = (
    "supine", "prone", "kneel", "floor_transfer", "wrist_load", "hang", "balance", "hip_ext_end",
    "hip_flex_deep", "hip_flexor_load_high", "spine_flex_load", "spine_ext_load", "iap_high", "iso_hold",
    "abd_pressure", "dynamic_fast",
)  # fmt: skip
GATES = ("hanging", "roller")
GRADES = ("A", "B", "C")
LEVELS = ("1", "2", "3")
CUE_LIMIT = 90  # spoken during a hold, so it has to be short
ARTICLE_WORDS = (300, 450)
MYTH_WORDS = (60, 90)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ContentError(Exception):
    """Content that must not be imported; `problems` lists each as `path: field: problem`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Item:
    """One file: its row, the exercises it refers to (field, slug) and, for a routine, its steps."""

    slug: str
    path: str
    row: dict[str, Any]
    refers_to: list[tuple[str, str]]
    steps: list[dict[str, str]] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        """SHA-256 of everything that is stored."""
        return digest([self.row, self.steps])


@dataclass(frozen=True, slots=True)
class Library:
    """All content files, validated."""

    exercises: list[Item]
    routines: list[Item]
    programmes: list[Item]
    articles: list[Item]
    myths: list[Item]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, as lists of paths (`exercises/bridge-pose.toml`)."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def read_content(root: Path = CONTENT_DIR) -> Library:
    """Read and validate every content file below `root`. Raises ContentError with every problem found."""
    problems: list[str] = []
    library = Library(
        exercises=read_folder(root / "exercises", read_exercise, problems),
        routines=read_folder(root / "routines", read_routine, problems),
        programmes=read_folder(root / "programmes", read_programme, problems),
        articles=read_folder(root / "articles", read_article, problems),
        myths=read_folder(root / "myths", read_myth, problems),
    )
    check_references(library, root, problems)
    check_addresses(library, problems)
    for items in (library.exercises, library.routines, library.programmes, library.articles, library.myths):
        check_orders(items, problems)
    if problems:
        raise ContentError(sorted(problems))
    return library


def problems_of(root: Path = CONTENT_DIR) -> list[str]:
    """Every problem of the files below `root`; none if they are sound."""
    try:
        read_content(root)
    except ContentError as error:
        return error.problems
    return []


def import_content(root: Path = CONTENT_DIR) -> Report:
    """Bring the library in line with the files below `root`; what vanished is retired, never deleted.

    Raises ContentError, with every problem and nothing written, when any file is unsound.
    """
    library = read_content(root)
    report = Report()
    with transaction.atomic():
        for item in library.exercises:
            store(Exercise, item, report)
        for item in library.routines:
            routine, changed = store(Routine, item, report)
            if changed:
                replace_steps(routine, item.steps)
        for item in library.programmes:
            store(Programme, item, report)
        for item in library.articles:
            store(Article, item, report)
        for item in library.myths:
            store(Myth, item, report)
        retire_vanished(Exercise, "exercises", library.exercises, report)
        retire_vanished(Routine, "routines", library.routines, report)
        retire_vanished(Programme, "programmes", library.programmes, report)
        retire_vanished(Article, "articles", library.articles, report)
        retire_vanished(Myth, "myths", library.myths, report)
        Heartbeat.objects.update_or_create(name=IMPORT_HEARTBEAT)
    return report


# --- Reading --------------------------------------------------------------------------------------------


def read_folder(folder: Path, read: Callable[[Table, str], Item], problems: list[str]) -> list[Item]:
    """Items of every TOML file in `folder`, in the order of their names."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        problems.append(f"{folder.name}: folder: holds no content files")
    items = []
    for file in files:
        path = f"{folder.name}/{file.name}"
        if not SLUG.fullmatch(file.stem):
            problems.append(f"{path}: file name: must be lower-case words joined by hyphens")
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{path}: toml: {error}")
            continue
        table = Table(data, path, problems)
        item = read(table, file.stem)
        item.row["file_checksum"] = file_checksum(data)
        items.append(item)
        table.refuse_unknown()
    return items


def file_checksum(data: dict[str, Any]) -> str:
    """SHA-256 of all a file says, figure included; where it stands in a list is nothing to review."""
    return digest({key: value for key, value in data.items() if key != "order"})


def digest(value: Any) -> str:
    """SHA-256 of plain values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def read_exercise(table: Table, slug: str) -> Item:
    """An exercise file."""
    row = {
        "name": table.text("name", limit=120),
        "kind": table.choice("kind", ExerciseKind.values),
        "article": table.flag("article"),
        "order": table.number("order", least=1),
        "sides": table.choice("sides", Sides.values),
        "also_called": table.texts("also_called", optional=True),
        "purpose": table.text("purpose"),
        "cue": table.text("cue", limit=CUE_LIMIT),
        "muscles_primary": table.text("muscles_primary"),
        "muscles_secondary": table.text("muscles_secondary", default=""),
        "start": table.text("start"),
        "steps": table.texts("steps"),
        "breathing": table.text("breathing"),
        "mistakes": table.texts("mistakes"),
        "normal": table.text("normal"),
        "stop_if": table.texts("stop_if"),
        "skip_if": table.texts("skip_if"),
        "tempo": table.text("tempo", limit=200),
        "tags": table.texts("tags", among=TAGS),
        "equipment_required": table.texts("equipment_required", among=EQUIPMENT, empty=True),
        "equipment_optional": table.texts("equipment_optional", among=EQUIPMENT, empty=True),
        "level_required": table.number("level_required", least=1, most=3, default=1),
        "gate": table.choice("gate", GATES, default=""),
        "figure_sentence": table.text("figure_sentence"),
        "has_figure": table.has("figure"),
        "easier": read_variant(table, "easier"),
        "harder": read_variant(table, "harder"),
        "substitute": read_variant(table, "substitute"),
        "props": [read_prop(prop) for prop in table.tables("props")],
        "dose": read_doses(table.table("dose")),
        "evidence": read_evidence(table.table("evidence")),
    }
    check_figure(table)
    variants = ("easier", "harder", "substitute")
    refers_to = [(f"{key}.exercise", row[key]["exercise"]) for key in variants if row[key].get("exercise")]
    return Item(slug, table.path, row, refers_to)


def read_routine(table: Table, slug: str) -> Item:
    """A routine file: an ordered template of steps."""
    row = {
        "name": table.text("name", limit=120),
        "kind": table.choice("kind", RoutineKind.values),
        "article": table.flag("article"),
        "order": table.number("order", least=1),
        "summary": table.text("summary"),
        "for_whom": table.text("for_whom"),
        "hydration": table.text("hydration"),
        "rest": table.text("rest"),
        "safety": table.text("safety"),
    }
    steps = [
        {"exercise": step.text("exercise"), "role": step.choice("role", Role.values)}
        for step in table.tables("steps")
    ]
    if table.has("steps") and not any(step["role"] == Role.MAIN for step in steps):
        table.note("steps", "has no main step")
    refers_to = [
        (f"steps[{i}].exercise", step["exercise"]) for i, step in enumerate(steps) if step["exercise"]
    ]
    return Item(slug, table.path, row, refers_to, steps)


def read_programme(table: Table, slug: str) -> Item:
    """A programme file: weeks, levels, rhythm, and an ordered template for each kind of session."""
    row = {
        **programme_row(table),
        "sources": read_sources(table),
    }
    refers_to = [
        (f"steps.{kind}[{i}].exercise", step["exercise"])
        for kind, template in row["steps"].items()
        for i, step in enumerate(template)
        if step["exercise"]
    ]
    return Item(slug, table.path, row, refers_to)


def read_article(table: Table, slug: str) -> Item:
    """An article file."""
    figure, action = table.table("figure"), table.table("action")
    row = {
        "title": table.text("title", limit=80),
        "order": table.number("order", least=1),
        "summary": table.text("summary", limit=160),
        "updated": table.day("updated"),
        "figure": {"exercise": figure.text("exercise"), "caption": figure.text("caption")},
        "sections": [read_section(section) for section in table.tables("sections")],
        "action": {"heading": action.text("heading", limit=60), "text": action.text("text")},
        "get_help": table.text("get_help"),
        "related": table.texts("related"),
        "sources": read_sources(table),
    }
    if not table.has("updated"):
        table.note("updated", "is missing")
    check_length(table, "sections", Article(**row).words, ARTICLE_WORDS)
    refers_to = [("figure.exercise", row["figure"]["exercise"])]
    refers_to += [(f"related[{i}]", exercise) for i, exercise in enumerate(row["related"])]
    return Item(slug, table.path, row, [(where, name) for where, name in refers_to if name])


def read_section(section: Table) -> dict[str, Any]:
    """`{"heading", "paragraphs", "points"}`: the points, if any, come after the first paragraph."""
    return {
        "heading": section.text("heading", limit=60),
        "paragraphs": section.texts("paragraphs"),
        "points": [read_point(text) for text in section.texts("points", optional=True)],
    }


def read_point(text: str) -> dict[str, str]:
    """`{"lead", "text"}`: a point may begin with a lead and a colon (`Block: brings the floor up.`)."""
    lead, colon, rest = text.partition(": ")
    return {"lead": lead, "text": rest} if colon else {"lead": "", "text": text}


def read_myth(table: Table, slug: str) -> Item:
    """A myth card."""
    row = {
        "claim": table.text("claim", limit=120),
        "order": table.number("order", least=1),
        "verdict": table.text("verdict", limit=40),
        "text": table.text("text"),
        "sources": read_sources(table),
    }
    check_length(table, "text", len(row["text"].split()), MYTH_WORDS)
    return Item(slug, table.path, row, [])


def read_sources(table: Table) -> list[dict[str, Any]]:
    """At least one source."""
    sources = [read_source(source) for source in table.tables("sources")]
    if table.has("sources") and not sources:
        table.note("sources", "is empty")
    return sources


def check_length(table: Table, key: str, words: int, limits: tuple[int, int]) -> None:
    """Note a text that is too short or too long to be read in one go."""
    least, most = limits
    if table.has(key) and not least <= words <= most:
        table.note(key, f"has {words} words, must have {least} to {most}")


def check_figure(table: Table) -> None:
    """Note every problem of the `[figure]` table, if there is one; its keys are `parse_figure`'s to know."""
    figure = table.table("figure", optional=True, open_ended=True)
    if not (table.has("figure") and figure.present):
        return
    try:
        parse_figure(figure.data)
    except FigureError as error:
        for problem in error.problems:
            where, _, what = problem.partition(": ")
            figure.note(where, what)


def read_variant(table: Table, key: str) -> dict[str, str]:
    """`{"text", "exercise"}` of an easier, harder or substitute table; {} when there is none."""
    if not table.has(key):
        return {}
    variant = table.table(key)
    return {"text": variant.text("text"), "exercise": variant.text("exercise", default="")}


def read_prop(prop: Table) -> dict[str, str]:
    """`{"prop", "changes"}`: a prop and what it changes."""
    return {"prop": prop.choice("prop", EQUIPMENT), "changes": prop.text("changes")}


def read_doses(doses: Table) -> dict[str, dict[str, int]]:
    """Doses by level: sets, rest_seconds and either hold_seconds or reps with seconds_per_rep."""
    return {level: read_dose(doses.table(level)) for level in LEVELS}


def read_dose(dose: Table) -> dict[str, int]:
    """One level's dose, in seconds and whole repetitions; per side where the exercise has sides."""
    values = {"sets": dose.number("sets", least=1), "rest_seconds": dose.number("rest_seconds", least=0)}
    if dose.has("reps"):
        values["reps"] = dose.number("reps", least=1)
        values["seconds_per_rep"] = dose.number("seconds_per_rep", least=1)
    if dose.has("hold_seconds"):
        values["hold_seconds"] = dose.number("hold_seconds", least=1)
    if dose.present and dose.has("reps") == dose.has("hold_seconds"):
        dose.note("", "needs either hold_seconds, or reps with seconds_per_rep")
    return values


def read_evidence(evidence: Table) -> dict[str, Any]:
    """Grade, the outcome it is for, what is known, and the sources."""
    values = {
        "grade": evidence.choice("grade", GRADES),
        "outcome": evidence.text("outcome"),
        "other_grade": evidence.choice("other_grade", GRADES, default=""),
        "other_outcome": evidence.text("other_outcome", default=""),
        "text": evidence.text("text"),
        "sources": [read_source(source) for source in evidence.tables("sources", optional=True)],
    }
    if bool(values["other_grade"]) != bool(values["other_outcome"]):
        evidence.note("", "needs other_grade and other_outcome together")
    return values


def read_source(source: Table) -> dict[str, Any]:
    """`{"citation", "year", "checked"}`; checked = the source itself was seen."""
    return {
        "citation": source.text("citation"),
        "year": source.number("year", least=1900, most=2100),
        "checked": source.flag("checked"),
    }


# --- Checks across files --------------------------------------------------------------------------------


def check_references(library: Library, root: Path, problems: list[str]) -> None:
    """Every exercise that a file refers to exists, figures are drawn, no exercise refers to itself."""
    known = {file.stem for file in (root / "exercises").glob("*.toml")}
    for item in library.exercises + library.routines + library.programmes + library.articles:
        for where, name in item.refers_to:
            if name not in known:
                problems.append(f"{item.path}: {where}: there is no exercise “{name}”")
    undrawn = {item.slug for item in library.exercises if not item.row["has_figure"]}
    for article in library.articles:
        if article.row["figure"]["exercise"] in undrawn:
            problems.append(f"{article.path}: figure.exercise: that exercise has no figure")
    for item in library.exercises:
        for where, name in item.refers_to:
            if name == item.slug:
                problems.append(f"{item.path}: {where}: refers to itself")


def check_addresses(library: Library, problems: list[str]) -> None:
    """Routines and programmes share their addresses, so no two of them share a name."""
    routines = {item.slug for item in library.routines}
    for item in library.programmes:
        if item.slug in routines:
            problems.append(f"{item.path}: file name: is already taken by a routine")


def check_orders(items: list[Item], problems: list[str]) -> None:
    """No two files of a folder claim the same place."""
    first_at: dict[int, str] = {}
    for item in items:
        other = first_at.setdefault(item.row["order"], item.path)
        if other != item.path and item.row["order"]:
            problems.append(f"{item.path}: order: {item.row['order']} is already taken by {other}")


# --- Writing --------------------------------------------------------------------------------------------


def store(model: type[Content], item: Item, report: Report) -> tuple[Content, bool]:
    """Create or update the row of `item`, noted in `report`. Returns the row and whether it was written."""
    row = model.objects.filter(slug=item.slug).first()
    if row and row.checksum == item.checksum and not row.retired:
        report.unchanged.append(item.path)
        return row, False
    (report.updated if row else report.created).append(item.path)
    row = row or model(slug=item.slug)
    for name, value in item.row.items():
        setattr(row, name, value)
    row.checksum, row.retired = item.checksum, False
    row.save()
    return row, True


def replace_steps(routine: Routine, steps: list[dict[str, str]]) -> None:
    """Write the steps of a routine anew; finished sessions keep their own snapshot."""
    ids = dict(Exercise.objects.values_list("slug", "id"))
    routine.steps.all().delete()
    RoutineStep.objects.bulk_create(
        RoutineStep(routine=routine, exercise_id=ids[step["exercise"]], role=step["role"], order=order)
        for order, step in enumerate(steps, start=1)
    )


def retire_vanished(model: type[Content], folder: str, items: list[Item], report: Report) -> None:
    """Mark rows without a file as retired."""
    vanished = model.objects.current().exclude(slug__in=[item.slug for item in items])
    report.retired.extend(f"{folder}/{slug}.toml" for slug in vanished.values_list("slug", flat=True))
    vanished.update(retired=True)
