"""One page for a physiotherapist or doctor: its sections, and how small they have to be set. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

# What may be on the page, in its order: key, what the box says, and whether it is ticked to begin with.
PARTS = (
    ("practice", "Sessions, minutes and how much of the plan", True),
    ("pain", "Pain after sessions", True),
    ("function", "My own activities and the room that pain takes", True),
    ("signs", "The five signs", True),
    ("tests", "Self-tests", True),
    ("safety", "Safety answers, limits and referrals", True),
    ("now", "What I do now, with doses", True),
    ("hurt", "What hurt", True),
    ("changed", "What was taken out or stepped back, and why", True),
    ("notes", "My notes after sessions", False),
)
KEYS = tuple(key for key, *_ in PARTS)
USUAL = tuple(key for key, _, ticked in PARTS if ticked)

TOLD = "Told by the person, not measured by a clinician. Not a diagnosis."
NOT_REVIEWED = "The exercises and rules of PsoasFit have not been reviewed by a clinician yet."

LINE_CHARACTERS = 62  # about what a column holds at its largest size
TITLE = "Summary of home exercise for hips and lower back"

CELL_CHARACTERS = 18
HEADING_LINES = 1.8
ROOMY_LINES, DENSE_LINES = 48, 62  # a column's lines up to which it is set large, and middling


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of text, a table, or both. The first cell of each row names it."""

    key: str
    title: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: str = ""

    @property
    def height(self) -> float:
        """Lines it takes in its column, roughly."""
        text = sum(ceil(len(line) / LINE_CHARACTERS) for line in [*self.lines, self.after] if line)
        return HEADING_LINES + text + bool(self.columns) + sum(_row_lines(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole page. `name` is empty unless the person wants theirs on it.

    `begun` is False while there is neither a session nor a score to tell about.
    """

    name: str
    on: date
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    begun: bool = True

    @property
    def columns(self) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """The sections in two columns, in order, as even as they can be."""
        splits = [(self.sections[:place], self.sections[place:]) for place in range(len(self.sections) + 1)]
        return min(splits, key=lambda split: max(_height(column) for column in split))

    @property
    def density(self) -> str:
        """How small it is set on paper, so that it stays one page: roomy, dense or densest."""
        lines = max(_height(column) for column in self.columns)
        if lines <= ROOMY_LINES:
            return "roomy"
        return "dense" if lines <= DENSE_LINES else "densest"


def chosen(parts: Iterable[str]) -> tuple[str, ...]:
    """Those of `parts` that exist, in the order of the page."""
    wanted = set(parts)
    return tuple(key for key in KEYS if key in wanted)


def first_few(lines: Sequence[str], most: int, what: str) -> tuple[str, ...]:
    """The first of them, and how many more there are: "and 3 more answers, in the app"."""
    left = len(lines) - most
    return (*lines[:most], *([f"And {left} more {what}, kept in the app."] if left > 0 else []))


def shortened(text: str, most: int) -> str:
    """In one line of at most `most` characters, cut at a word."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def short_date(day: date) -> str:
    """ "3 Nov 2026"."""
    return f"{day.day} {day:%b} {day.year}"


def _height(column: Iterable[Section]) -> float:
    return sum(section.height for section in column)


def _row_lines(row: Sequence[str]) -> int:
    """The first cell is about twice as wide as the others; a wide table has one long last cell."""
    widths = [2 * CELL_CHARACTERS, *[CELL_CHARACTERS] * (len(row) - 1)]
    if len(row) == 2:
        widths = [CELL_CHARACTERS, LINE_CHARACTERS - CELL_CHARACTERS]
    return max(ceil(len(cell) / width) or 1 for cell, width in zip(row, widths, strict=True))
