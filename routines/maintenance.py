"""After a programme that helped: one stretch and one strength session a week (clinical 4.4, D5), and back."""

from collections.abc import Collection
from datetime import datetime
from itertools import combinations

from django.db import transaction

from accounts.models import User
from routines import reminders
from routines.adaptation import VERSION, Outcome
from routines.goals import keep_goal
from routines.models import Decision, Plan
from routines.models.decision import MAINTENANCE
from routines.pauses import where_now
from routines.week import DEFAULT_DAYS
from routines.week_rules import in_force, maintained
from routines.weekly import weekly_decisions

PER_WEEK = 2
WORDS = "One stretch and one strength session a week, to keep what you have won."


class NotOffered(Exception):
    """There is nothing to keep up yet, or nothing to go back to."""


def is_offered(plan: Plan, *, helps: bool, is_over: bool) -> bool:
    """At the end of a programme that is helping, to someone who does more than that."""
    return helps and is_over and plan.per_week > PER_WEEK


@transaction.atomic
def keep_up(*, user: User, now: datetime) -> None:
    """Two sessions a week from now on, on two of the person's own days. Raises NotOffered."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("user", "programme").get(user=user)
    today = now.astimezone(user.zone).date()
    where = where_now(plan, now=now)
    helps = in_force(weekly_decisions(user.pk), on=today, zone=user.zone).helps
    if not is_offered(plan, helps=helps, is_over=bool(where and where.is_over)):
        raise NotOffered
    Decision.objects.create(
        user=user,
        rule=MAINTENANCE,
        version=VERSION,
        outcome=Outcome.CONTINUE,
        words=WORDS,
        inputs={"per_week": plan.per_week, "days": plan.days, "programme": where.programme.slug},
        made_at=now,
    )
    _change(plan, per_week=PER_WEEK, days=two_of(plan.days), now=now)


@transaction.atomic
def go_back(*, user: User, now: datetime) -> None:
    """As many sessions as before, on the days of before. Raises NotOffered."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("user").get(user=user)
    today = now.astimezone(user.zone).date()
    decision = maintained(weekly_decisions(user.pk), on=today, zone=user.zone)
    if decision is None:
        raise NotOffered
    decision.declined_at = now
    decision.save(update_fields=["declined_at"])
    _change(plan, per_week=decision.inputs["per_week"], days=decision.inputs["days"], now=now)


def two_of(days: Collection[int]) -> list[int]:
    """The two of these weekdays (0 Monday) that lie farthest apart, the earlier ones first."""
    pairs = list(combinations(sorted(set(days)), 2))
    return list(max(pairs, key=_gap)) if pairs else list(DEFAULT_DAYS[PER_WEEK])


def _gap(pair: tuple[int, int]) -> int:
    """Days between two weekdays, the shorter way round."""
    apart = pair[1] - pair[0]
    return min(apart, 7 - apart)


def _change(plan: Plan, *, per_week: int, days: list[int], now: datetime) -> None:
    plan.per_week, plan.days = per_week, days
    plan.moved_from = plan.moved_to = None  # a session moved by hand belonged to the old days
    plan.save(update_fields=["per_week", "days", "moved_from", "moved_to"])
    keep_goal(plan, today=now.astimezone(plan.user.zone).date())
    reminders.reschedule(plan=plan, now=now)
