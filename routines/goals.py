"""The goal that held in a week: kept where the plan changes, read where past weeks are counted.

A change holds from the week in which it is made; of several in one week the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from routines.json_rows import rows_of
from routines.models import Plan, WeeklyGoal
from routines.week import week_start


@dataclass(frozen=True, slots=True)
class Goal:
    """So many sessions a week on these weekdays (0 Monday), from the week of `monday` on."""

    monday: date
    per_week: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Goals:
    """At least one, oldest first."""

    rows: Sequence[Goal]

    def of(self, monday: date) -> Goal:
        """The goal of that week; of weeks before the first one, the first."""
        return next((goal for goal in reversed(self.rows) if goal.monday <= monday), self.rows[0])


def keep_goal(plan: Plan, *, today: date) -> None:
    """Call it after any change of how often or on which days; what is as before changes nothing."""
    newest = plan.goals.order_by("-monday").first()
    if newest and (newest.per_week, newest.days) == (plan.per_week, plan.days):
        return
    # One may fly back into the week before.
    monday = max(week_start(today), newest.monday) if newest else week_start(plan.started_on)
    WeeklyGoal.objects.update_or_create(
        plan=plan, monday=monday, defaults={"per_week": plan.per_week, "days": plan.days}
    )


def goal_rows() -> Subquery:
    """To annotate a query of plans with: what `goals_of` reads."""
    return rows_of(WeeklyGoal.objects.filter(plan=OuterRef("pk")), "monday", "per_week", "days", by="plan")


def goals_of(plan: Plan) -> Goals:
    """All goals of a plan with its `goal_rows`."""
    rows = [
        Goal(date.fromisoformat(monday), per_week, tuple(days))
        for monday, per_week, days in sorted(plan.goal_rows or ())
    ]
    return Goals(rows or [Goal(week_start(plan.started_on), plan.per_week, tuple(plan.days))])
