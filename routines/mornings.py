"""The morning after a session: when it is asked about, and what the answer changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from routines.models import Decision, PracticeSession, SessionStatus
from routines.practice import ASKED_AFTER_DAYS, Practice

ANSWERED_WITHIN_DAYS = 2  # later than that, nobody remembers that morning


@dataclass(frozen=True, slots=True)
class Change:
    """A decision with the name of its exercise or exercises, empty where it is about all of it."""

    decision: Decision
    name: str


def may_be_answered(session: PracticeSession, *, today: date) -> bool:
    """True on the two days after it ended."""
    ended = session.status != SessionStatus.OPEN
    return ended and ASKED_AFTER_DAYS <= (today - session.local_date).days <= ANSWERED_WITHIN_DAYS


def morning_card(practice: Practice) -> dict:
    """What /today/ says about yesterday's session: the question, or what the answer changed."""
    last = practice.of_yesterday
    if last is None:
        return {"morning_of": None}
    answered = hasattr(last, "morning")
    rows = [row for row in practice.decisions if row.session_id == last.pk]
    return {
        "morning_of": last,
        "morning_answered": answered,
        "morning_changes": _named(rows, last.plan_if_answered) if answered else (),
    }


def changes_of(session: PracticeSession) -> Sequence[Change]:
    """What was decided after a session, what is about all of it first. One query."""
    return _named(session.decisions.all(), session.plan)


def _named(rows: Iterable[Decision], plan: Mapping[str, Any]) -> Sequence[Change]:
    names = {step["id"]: step.get("name", step["id"]) for step in plan["steps"]}
    rows = sorted(rows, key=lambda row: (row.exercise, row.made_at, row.pk))
    return together([Change(row, names.get(row.exercise, row.exercise)) for row in rows])


def together(changes: Sequence[Change]) -> Sequence[Change]:
    """Those that say the same and leave nothing to choose as one, with the names of all."""
    said: dict[tuple, list[Change]] = {}
    for change in changes:
        row = change.decision
        key = (row.pk,) if row.is_ones_own or not change.name else (row.rule, row.words)
        said.setdefault(key, []).append(change)
    return [Change(same[0].decision, ", ".join(one.name for one in same)) for same in said.values()]
