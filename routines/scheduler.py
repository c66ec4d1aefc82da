"""One round of background work: everything that is due, in steps that cannot stop each other."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts import outbox
from accounts.models import Heartbeat
from psoasfit.time_limits import TimeIsUp
from routines import announcing, morning_asking, reminders

logger = logging.getLogger(__name__)

FRESH = timedelta(seconds=10)
SWEEPS, BATCH = 10, 100  # cursors; a batch holds its rows, so the rest can wait
PLANNING = timedelta(seconds=30)  # then what is planned leaves first; a tick of Celery has 150 s for it all


def one_round(*, now: datetime, stop: Callable[[], bool] | None = None) -> None:
    """Take back, plan, deliver, tidy up. Safe to run anywhere, any number of times at once."""
    steps = [
        lambda: outbox.reap(now=now),
        lambda: reminders.follow_tzdata(now=now),
        lambda: plan_all_due(announcing.plan_due, now=now),
        lambda: plan_all_due(morning_asking.plan_due, now=now),
        lambda: outbox.deliver(now=now, stop=stop),
        lambda: outbox.purge(now=now),
    ]
    for step in steps:
        if stop is not None and stop():
            return
        try:
            step()
        except TimeIsUp:
            raise
        except Exception:
            logger.exception("a background step failed; the next round tries again")


def plan_all_due(plan_due: Callable[..., int], *, now: datetime, batch: int = BATCH) -> None:
    until = time.monotonic() + PLANNING.total_seconds()
    for _ in range(SWEEPS):
        if plan_due(now=now, limit=batch) < batch or time.monotonic() > until:
            return


def beat(name: str) -> None:
    """Leave a sign of life for the health check; a fresh one is enough, so an idle loop seldom writes."""
    fresh = timezone.now() - FRESH
    if not Heartbeat.objects.filter(name=name, at__gt=fresh).exists():
        Heartbeat.objects.update_or_create(name=name)
