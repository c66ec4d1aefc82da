"""What a person's own words change in the plan: swaps for good, and what sharp pain leaves out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from accounts.models import User
from routines.during import REMOVED_DAYS, STOPS_TO_REMOVE
from routines.json_rows import rows_of
from routines.models import ExerciseChoice, Outcome, SetResult

Stops = Mapping[str, tuple[int, date]]  # by slug: how often it was sharp, and on which local date last


@transaction.atomic
def remember_swap(*, user: User, exercise: str, instead: str, now: datetime) -> ExerciseChoice | None:
    """From now on `instead` takes the place of `exercise` (slugs); "" leaves it out. Safe to repeat.

    What is chosen as a replacement is wanted, so an earlier choice against it ends; and what was done
    through `exercise` is done through `instead`. The same exercise in another version is no choice: None.
    """
    if instead == exercise:
        return None
    User.objects.hold(user.pk)
    mine = ExerciseChoice.objects.filter(user=user)
    made = mine.filter(exercise=exercise, instead=instead).first()
    if made is not None:
        return made
    if instead:
        mine.filter(exercise=instead).delete()
    mine.filter(instead=exercise).update(instead=instead)
    values = {"instead": instead, "made_at": now}
    return ExerciseChoice.objects.update_or_create(user=user, exercise=exercise, defaults=values)[0]


def choice_rows() -> Subquery:
    """To annotate a query of rows with a user: exercise and what is done instead for good, "" for nothing."""
    rows = ExerciseChoice.objects.filter(user=OuterRef("user"))
    return rows_of(rows, "exercise", "instead", by="user")


def stopped_lately(now: datetime) -> Exists:
    """For a query of plans: whether anything hurt so lately that it may leave an exercise out."""
    since = now - timedelta(days=REMOVED_DAYS + 1)  # a day more, for a person's own zone
    hurt = SetResult.objects.filter(session__user=OuterRef("user"), outcome=Outcome.HURT)
    return Exists(hurt.filter(finished_at__gte=since).exclude(signals=[]))


def left_out(stops: Stops, *, today: date) -> dict[str, str]:
    """By slug, why an exercise is left out on this day: it was sharp twice (clinical 4.4, B1)."""
    reasons = {}
    for slug, (count, last) in stops.items():
        back = last + timedelta(days=REMOVED_DAYS)
        if count >= STOPS_TO_REMOVE and today < back:
            often = "twice" if count == STOPS_TO_REMOVE else f"{count} times"
            reasons[slug] = f"left out until {back.day} {back:%B}, because it was sharp {often}"
    return reasons
