"""Celery hints of the accounts area."""

from celery import shared_task

from accounts import outbox
from psoasfit import clock


@shared_task(ignore_result=True, soft_time_limit=150, time_limit=180)
def deliver() -> None:
    """Empty the outbox; harmless whenever and however often it runs."""
    outbox.deliver(now=clock.now())
