"""Celery tasks of the practice: one, sent by beat every few seconds."""

from celery import shared_task

from psoasfit import clock
from routines import scheduler


@shared_task(ignore_result=True, soft_time_limit=150, time_limit=180)
def tick() -> None:
    """One round of background work. A hint like any other: missing or doubled, nothing goes wrong."""
    scheduler.one_round(now=clock.now())
    scheduler.beat("tick")
