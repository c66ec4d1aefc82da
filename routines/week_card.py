"""What /today/ says about the week: the decisions of table D that hold, with their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from routines.maintenance import is_offered
from routines.models import Decision
from routines.practice import Practice
from routines.programmes import Standing
from routines.week_rules import HOLDS, LEVEL_1, maintained, numbers

TITLES = {
    "D1": "A lighter week",
    "D2": "Pain before sessions has gone up",
    "D3": "Several steps back",
    "D4": "Little has changed so far",
    "D5": "Good news from your weeks",
    "D6": "A shorter week",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One decision that holds; `until` is its last day, None where that depends on what comes."""

    decision: Decision
    title: str
    numbers: Sequence[str]
    until: date | None


def week_card(practice: Practice, where: Standing | None) -> dict:
    """The decisions that hold today, those that lead to help apart, and whether a smaller week is offered or
    can be given back.
    """
    zone = practice.plan.user.zone
    now = practice.in_force
    said = [_said(row, zone) for row in now.decisions]
    return {
        "help": [one for one in said if one.decision.asks_for_help],
        "weekly": [one for one in said if not one.decision.asks_for_help],
        "offers_maintenance": is_offered(
            practice.plan, helps=now.helps, is_over=bool(where and where.is_over)
        ),
        "maintained": maintained(practice.weekly, on=practice.today, zone=zone),
    }


def _said(row: Decision, zone: ZoneInfo) -> Said:
    last = row.made_at.astimezone(zone).date() + HOLDS - timedelta(days=1)
    return Said(row, TITLES[row.rule], numbers(row.inputs), None if row.rule == LEVEL_1 else last)
