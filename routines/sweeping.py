"""Turning what is due into mails, each once, however many sweeps run at the same time."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import outbox
from accounts.models import OutgoingMail

Composer = Callable[[list[Any]], Iterable[OutgoingMail | None]]


@transaction.atomic
def sweep(due: QuerySet, compose: Composer, *, cursor: Iterable[str], limit: int) -> int:
    """Hand the mails of the rows that are due to the outbox and save their cursors, in one transaction;
    returns how many rows were due.

    `compose` gives a mail or None for each row, and moves its `cursor` (fields) on. `limit` rows at most, in
    the order of `due`; those that another sweep holds are left to it. Costs what is due, not what exists.
    """
    if not due.exists():  # an idle look takes no lock
        return 0
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
    outbox.enqueue([mail for mail in compose(rows) if mail])
    due.model.objects.bulk_update(rows, cursor)
    return len(rows)
