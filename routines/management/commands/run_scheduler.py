"""Do the background work without Celery: the same round, in a loop."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from psoasfit import clock
from routines import scheduler

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Plan and send mails until stopped. Several at once are harmless."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--every", type=float, default=2, metavar="SECONDS")

    def handle(self, *args, once: bool, every: float, verbosity: int, **options) -> None:
        stopping = threading.Event()
        if once:
            run_round(stopping)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        if verbosity > 1:
            self.stdout.write("Started; a signal ends it after what it is doing.")
            self.stdout.flush()
        while not stopping.is_set():
            run_round(stopping)
            stopping.wait(every)


def run_round(stopping: threading.Event) -> None:
    """One round and a sign of life; whatever goes wrong is logged, and the loop goes on."""
    try:
        close_old_connections()
        scheduler.one_round(now=clock.now(), stop=stopping.is_set)
        scheduler.beat("scheduler")
    except Exception:
        logger.exception("this round failed; the next one follows")
