"""How often each rule decided what, week by week and by exercise. Counts only: no person is in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek

from routines.models import Decision
from routines.rules import BY_ID, Rule
from routines.week import week_start

WEEKS = 8
COLUMNS = ("week", "rule", "outcome", "exercise", "decisions", "declined")
COUNTS = {"decisions": Count("pk"), "declined": Count("declined_at")}


@dataclass(slots=True)
class Row:
    """One rule with one outcome, of one exercise or of all. `by_week` goes with `weeks()`."""

    rule: str
    outcome: str
    exercise: str = ""
    by_week: list[int] = field(default_factory=lambda: [0] * WEEKS)
    total: int = 0
    declined: int = 0

    @property
    def about(self) -> Rule | None:
        """What the rule says; None for one that no longer exists."""
        return BY_ID.get(self.rule)

    @property
    def declined_share(self) -> int:
        """Of all time, in percent."""
        return round(100 * self.declined / self.total) if self.total else 0


def weeks(*, now: datetime) -> list[date]:
    """Mondays (UTC) of the last eight weeks, this one last."""
    this = week_start(now.astimezone(UTC).date())
    return [this - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]


def counted(*, now: datetime) -> tuple[list[Row], list[Row]]:
    """(rows by rule and outcome, rows by exercise as well). Two queries."""
    by_rule: dict[tuple, Row] = {}
    by_exercise: dict[tuple, Row] = {}

    def both(rule: str, outcome: str, exercise: str) -> tuple[Row, Row]:
        return (
            by_rule.setdefault((rule, outcome), Row(rule, outcome)),
            by_exercise.setdefault((exercise, rule, outcome), Row(rule, outcome, exercise)),
        )

    ever = Decision.objects.order_by().values_list("rule", "outcome", "exercise").annotate(**COUNTS)
    for rule, outcome, exercise, decisions, declined in ever:
        for row in both(rule, outcome, exercise):
            row.total += decisions
            row.declined += declined
    mondays = weeks(now=now)
    for week, rule, outcome, exercise, decisions, _ in _by_week(now):
        for row in both(rule, outcome, exercise):
            row.by_week[mondays.index(week)] += decisions
    return [by_rule[key] for key in sorted(by_rule)], [by_exercise[key] for key in sorted(by_exercise)]


def table(*, now: datetime) -> Iterator[Sequence]:
    """The last eight weeks as rows of COLUMNS. One query."""
    return ((week.isoformat(), *rest) for week, *rest in _by_week(now))


def _by_week(now: datetime) -> Iterator[tuple]:
    """Rows of COLUMNS, the week as a date, oldest first."""
    first, *_, last = weeks(now=now)
    begin, end = (datetime.combine(day, time(), tzinfo=UTC) for day in (first, last + timedelta(weeks=1)))
    rows = Decision.objects.filter(made_at__gte=begin, made_at__lt=end).order_by()
    rows = rows.annotate(monday=TruncWeek("made_at", tzinfo=UTC)).values_list(
        "monday", "rule", "outcome", "exercise"
    )
    for monday, *rest in rows.annotate(**COUNTS).order_by("monday", "rule", "outcome", "exercise"):
        yield (monday.date(), *rest)
