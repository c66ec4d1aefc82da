"""Micro-breaks of a person: kept once, counted as minutes, taken back."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from routines.breaks import Part, hip_stretch_seconds
from routines.clearance import hold_agreed
from routines.models import MicroBreak
from routines.week import week_start


@dataclass(frozen=True, slots=True)
class BreakMinutes:
    """Whole minutes of breaks and how many there were: of this week, and ever."""

    week_minutes: int
    week_breaks: int
    minutes: int
    breaks: int


@transaction.atomic
def record_break(
    *, user: User, client_id: uuid.UUID, parts: tuple[Part, ...], seconds: int, now: datetime
) -> MicroBreak:
    """Keep one break of `seconds`; the same `client_id` again changes nothing. Raises NoConsent."""
    hold_agreed(user)
    values = {
        "local_date": now.astimezone(user.zone).date(),
        "seconds": seconds,
        "hip_stretch_seconds": hip_stretch_seconds(parts),
        "taken_at": now,
    }
    return MicroBreak.objects.get_or_create(user=user, client_id=client_id, defaults=values)[0]


def break_minutes(user: User, *, today: date) -> BreakMinutes:
    """What progress says about them. One query."""
    this_week = Q(local_date__gte=week_start(today), local_date__lte=today)
    sums = user.micro_breaks.aggregate(
        week=Sum("seconds", filter=this_week),
        week_breaks=Count("id", filter=this_week),
        all=Sum("seconds"),
        breaks=Count("id"),
    )
    return BreakMinutes(
        whole_minutes(sums["week"]), sums["week_breaks"], whole_minutes(sums["all"]), sums["breaks"]
    )


def whole_minutes(seconds: int | None) -> int:
    """Rounded, and at least one where there is anything."""
    return max(1, round(seconds / 60)) if seconds else 0


def stretched_in_breaks(today: date) -> Coalesce:
    """To annotate a row of a person with: seconds of hip stretch a side in this week's breaks."""
    mine = MicroBreak.objects.filter(
        user=OuterRef("user"), local_date__gte=week_start(today), local_date__lte=today
    )
    total = mine.order_by().values("user").annotate(seconds=Sum("hip_stretch_seconds")).values("seconds")
    return Coalesce(Subquery(total), 0)
