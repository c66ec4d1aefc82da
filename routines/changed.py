"""What follows when somebody says that something changed: the safety questions come first from then on.

Until they are answered, or it is taken back (clinical 2: 2.1 is shown whenever a user says so).
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from routines.clearance import hold_agreed
from routines.models import Profile, Screening


def pending_since(user: User) -> datetime | None:
    """When the person said that something changed, None where nothing waits for an answer. One query."""
    return Profile.objects.filter(user=user).values_list("changed_at", flat=True).first()


def is_being_answered(user: User, *, since: datetime) -> bool:
    """Whether a round of questions was begun after it; then it can't be taken back any more."""
    return Screening.objects.filter(user=user, started_at__gt=since).exists()


@transaction.atomic
def tell(*, user: User, now: datetime) -> None:
    """No session from now on until the safety questions are answered anew; see routines.clearance.

    Raises NoConsent.
    """
    hold_agreed(user)
    if not Profile.objects.filter(user=user).update(changed_at=now):
        Profile.objects.create(user=user, changed_at=now)


@transaction.atomic
def take_back(*, user: User) -> bool:
    """It was an accident: everything is as before. False where there is nothing to take back any more."""
    User.objects.hold(user.pk)  # the pages of onboarding write the profile as well
    since = pending_since(user)
    if since is None or is_being_answered(user, since=since):
        return False
    return bool(Profile.objects.filter(user=user).update(changed_at=None))


def settle(*, user: User, screening: Screening) -> bool:
    """Note that this clear round answers it; says whether it did."""
    if screening.completed_at is None or screening.stopped:
        return False
    waiting = Profile.objects.filter(user=user, changed_at__lt=screening.started_at)
    return bool(waiting.update(changed_at=None))
