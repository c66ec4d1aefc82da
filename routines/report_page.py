"""What one pain report shows an expert: what was said, with numbers, and what the rules made of it.

Never the note a person writes after a session: that one is for themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routines.models import Decision, PracticeSession, ReportNote, SetResult
from routines.reports import Report, hurting, notes_on, signal_words

HISTORY = 20  # earlier decisions, sets that hurt, and notes, each


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision with the name of its exercise, and its inputs as words and values."""

    decision: Decision
    exercise: str
    inputs: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Hurt:
    """A set that hurt, with the name of its exercise and what it felt like."""

    row: SetResult
    exercise: str
    signals: Sequence[str]


def context(report: Report) -> dict:
    """What the page shows beside the report itself. Seven queries at most."""
    session = _whole(report.session)
    decided = list(session.decisions.order_by("exercise", "made_at", "id")) if session else report.decisions
    return {
        "session": session,
        "check_in": getattr(session, "check_in", None),
        "morning": getattr(session, "morning", None),
        "pains_before": _pains_before(session),
        "hurt": [_hurt(row, report.names) for row in report.hurt],
        "ruled": [_ruled(row, report.names) for row in decided],
        "steps": list(_steps(report, session)),
        "history": [_ruled(row, report.names) for row in _decided_before(report)],
        "hurt_before": [_hurt(row, report.names) for row in _hurt_before(report)],
        "notes": list(notes_on(report)),
        "other_notes": _other_notes(report),
    }


def _whole(session: PracticeSession | None) -> PracticeSession | None:
    """The session with its plan and with how it felt."""
    return session and PracticeSession.objects.with_check_in().get(pk=session.pk)


def _pains_before(session: PracticeSession | None) -> list[int]:
    if session is None:
        return []
    said = session.attempts.exclude(pain_before=None)
    return list(said.values_list("pain_before", flat=True))


def _steps(report: Report, session: PracticeSession | None) -> Iterator[Mapping]:
    """Steps of the plan that the report is about, as they were prescribed."""
    hurt = {row.step for row in report.hurt}
    for index, step in enumerate(session.plan["steps"] if session else ()):
        if index in hurt or step["id"] in report.slugs:
            yield step


def _decided_before(report: Report) -> Sequence[Decision]:
    """Latest decisions of other sessions about the same exercises."""
    rows = report.user.decisions.filter(exercise__in=report.slugs).select_related("session")
    if report.session:
        rows = rows.exclude(session=report.session)
    return rows.exclude(pk__in=[row.pk for row in report.decisions])[:HISTORY]


def _hurt_before(report: Report) -> Sequence[SetResult]:
    """Latest sets of other sessions in which the same exercises hurt."""
    rows = hurting().filter(session__user=report.user, slug__in=report.slugs)
    if report.session:
        rows = rows.exclude(session=report.session)
    return rows.order_by("-finished_at", "-id")[:HISTORY]


def _other_notes(report: Report) -> list[ReportNote]:
    """Latest notes on other reports of the same person, also of what is gone."""
    rows = report.user.report_notes.select_related("author").exclude(pk__in=notes_on(report).values("pk"))
    return list(rows.order_by("-id")[:HISTORY])


def _ruled(row: Decision, names: Mapping[str, str]) -> Ruled:
    return Ruled(row, names.get(row.exercise, row.exercise), list(dict(_pairs(row.inputs)).items()))


def _hurt(row: SetResult, names: Mapping[str, str]) -> Hurt:
    return Hurt(row, names.get(row.slug, row.slug), signal_words(row.signals))


def _pairs(inputs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and values in a row; what is nested comes after."""
    for name, value in inputs.items():
        if isinstance(value, Mapping):
            yield from _pairs(value)
        else:
            yield name.replace("_", " "), _shown(value)


def _shown(value: Any) -> Any:
    """A value as an expert reads it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not said" if value is None else value
