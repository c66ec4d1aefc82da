"""Turning what is due into mails, each once, however many sweeps run at the same time."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from accounts import outbox
from accounts.models import OutgoingMail, User
from psoasfit.time_limits import TimeIsUp

logger = logging.getLogger(__name__)

Composer = Callable[[list[Any]], Iterable[OutgoingMail | None]]
Read = Callable[[list[User], ZoneInfo], dict[int, Any]]
# For the mails of a batch, which take one or two: whoever takes longer keeps nobody else waiting.
SECONDS = 10


def sweep(due: QuerySet, compose: Composer, *, cursor: Iterable[str], limit: int) -> int:
    """Hand the mails of the rows that are due to the outbox and save their cursors, in one transaction;
    returns of how many rows.

    `compose` gives a mail or None for each row, one after the other, and moves its `cursor` (fields) on.
    `limit` rows at most, in the order of `due`, and after SECONDS the rest waits, so that what is composed
    can leave; those that another sweep holds are left to it. Costs what is due, not what exists.
    Raises TimeIsUp when somebody took all the time of the task; what was composed before them is kept.
    """
    if not due.exists():  # an idle look takes no lock
        return 0
    rows, is_up = _sweep(due, compose, cursor=cursor, limit=limit)
    if is_up:
        raise TimeIsUp
    return rows


@transaction.atomic
def _sweep(due: QuerySet, compose: Composer, *, cursor: Iterable[str], limit: int) -> tuple[int, bool]:
    """How many rows, and whether time was up before all of them were."""
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
    until = time.monotonic() + SECONDS
    composed: list[OutgoingMail | None] = []
    is_up = False
    try:
        for mail in compose(rows):
            composed.append(mail)
            if time.monotonic() > until:
                break
    except TimeIsUp:
        is_up = True
        composed.append(None)  # whose cursor has moved too
    outbox.enqueue([mail for mail in composed if mail])
    due.model.objects.bulk_update(rows[: len(composed)], cursor)
    return len(composed), is_up


def read_together(users: Iterable[User], read: Read) -> dict[int, Any]:
    """By person what `read` gives of people in one zone, so that many cost little more than one.

    Nothing of a zone where that fails: its people are then looked at one by one, and the others are not
    kept waiting.
    """
    zones: dict[str, list[User]] = defaultdict(list)
    for user in users:
        zones[user.time_zone].append(user)
    found = {}
    for people in zones.values():
        try:
            with transaction.atomic():
                found |= read(people, people[0].zone)
        except TimeIsUp:
            raise
        except Exception:
            logger.exception("%d people with mails due could not be read together", len(people))
    return found
