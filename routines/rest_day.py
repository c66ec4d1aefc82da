"""What /today/ says beside the next session: a rest that is on, ideas for a free day, one more, the hips."""

from datetime import datetime, timedelta
from typing import Any

from routines.before import rest_among, rests_until
from routines.extra import HIPS_FULL, Offer, Past, extra_today, over_the_ceiling
from routines.hip_week import HipWeek, SetsDone, hip_stretches
from routines.models import Decision
from routines.practice import Practice
from routines.preparing import Prepared
from routines.rest_ideas import may_walk, rest_ideas, stretch_to_fill_up
from routines.week import next_session_date, week_end
from routines.week_words import day_name, number, on_day


def rest_card(practice: Practice, prepared: Prepared, sets: SetsDone, *, now: datetime) -> dict[str, Any]:
    """What the parts about rest need; `sets` are those since Monday."""
    rest = rest_among(practice.decisions, user=practice.plan.user, now=now)
    hips = hips_of(prepared, sets)
    person, library = prepared.plan.person, prepared.library
    free = is_free(practice)
    closed = free and not rest and practice.today not in practice.offered
    offer = _extra(practice, prepared, hips, now=now) if closed else None
    lighter = practice.in_force.held_by  # half the sets, or level 1: nothing on top
    last_day = practice.today == week_end(practice.today)
    fill_up = free and not rest and not lighter and hips.is_short and last_day
    return {
        "rest": rest,
        "rest_until": rest and until_words(rest, practice),
        "hips": hips,
        "extra": offer,
        "after_extra": offer and offer.kind and _after_extra(practice),
        "rest_ideas": rest_ideas(person, library, only_rest=rest is not None) if free or rest else (),
        "may_walk": free and not rest and may_walk(person),
        "fill_up": stretch_to_fill_up(person, library) if fill_up else None,
        **(_while_resting(prepared) if rest else {}),
    }


def _while_resting(prepared: Prepared) -> dict[str, str]:
    """What the page says in place of a day for the next session."""
    title = f"The next {number(len(prepared.plan.steps))}"
    return {"heading": "Rest for now.", "when": "after the rest", "list_title": title}


def is_free(practice: Practice) -> bool:
    """Nothing is planned, done or under way today."""
    today = practice.today
    return not (practice.unfinished or practice.week.next_date == today or today in practice.done_dates)


def hips_of(prepared: Prepared, sets: SetsDone) -> HipWeek:
    """This week's front-of-hip stretch."""
    return sets.hips(hip_stretches(prepared.library.values()), on=sets.today)


def until_words(rest: Decision, practice: Practice) -> str:
    """ "for today", "until Wednesday, 10:15"."""
    until = rests_until(rest, user=practice.plan.user)
    if (until.hour, until.minute) == (0, 0):
        return "for today"
    return f"until {day_name(until.date(), today=practice.today)}, {until:%H:%M}"


def _extra(practice: Practice, prepared: Prepared, hips: HipWeek, *, now: datetime) -> Offer:
    past = [Past.of(session) for session in practice.counted]
    offer = extra_today(
        past,
        today=practice.today,
        now=now,
        sore=practice.plan.sore_lately,
        balance=practice.plan.balance,
    )
    stretch = prepared.plan.hip_stretch_seconds if offer.kind == prepared.plan.kind else 0
    return Offer(None, HIPS_FULL) if over_the_ceiling(stretch, week_seconds=hips.most) else offer


def _after_extra(practice: Practice) -> str:
    """When the next session comes once there is an extra one today."""
    today, plan = practice.today, practice.plan
    following = next_session_date(
        today=today + timedelta(days=1),
        days=plan.days,
        per_week=plan.per_week,
        done_dates=practice.done_dates | {today},
        closed=practice.closed,
    )
    return on_day(following, today=today)
