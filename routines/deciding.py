"""Decisions that are kept together: what changed is written at the end, in three statements at most."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from routines.models import Decision

VALUES = ("version", "outcome", "words", "inputs", "place")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written. Hold the person's row meanwhile, so that nobody else decides about the same."""

    new: list[Decision] = field(default_factory=list)
    changed: list[Decision] = field(default_factory=list)
    gone: list[Decision] = field(default_factory=list)

    def put(self, row: Decision, **values: Any) -> Decision:
        """Give a decision these of its VALUES; once each. One that says the same already is not written."""
        if row.pk is None:
            self.new.append(row)
        elif any(getattr(row, name) != value for name, value in values.items()):
            self.changed.append(row)
        for name, value in values.items():
            setattr(row, name, value)
        return row

    def drop(self, rows: Iterable[Decision]) -> None:
        self.gone.extend(rows)

    def write(self) -> None:
        if self.gone:
            Decision.objects.filter(pk__in=[row.pk for row in self.gone]).delete()
        if self.new:
            Decision.objects.bulk_create(self.new)
        if self.changed:
            Decision.objects.bulk_update(self.changed, VALUES)
