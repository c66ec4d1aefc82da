"""Let synthetic people live a year on the real rules, in a database of its own that is gone afterwards."""

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections

from routines.simulation.life import Broken, Ledger
from routines.simulation.year import simulate

IN_MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "ATOMIC_REQUESTS": False}
TELLS_EVERY = 10  # people


class Command(BaseCommand):
    help = (
        "Let synthetic people live some weeks on the real rules and check after each step that nothing is "
        "broken. Uses a database in memory; a real one is never touched."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=200)
        parser.add_argument("--weeks", type=int, default=52)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at once")

    def handle(self, *args: Any, people: int, weeks: int, seed: int, jobs: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Synthetic people do not belong in production.")
        began = time.perf_counter()
        live = partial(simulate, weeks=weeks, seed=seed)
        with get_context("fork").Pool(jobs, initializer=begin) as pool:
            lives = [pool.apply_async(live, ([number],)).get for number in range(people)]
            ledger, broken = gathered(lives, tell=self.stderr.write)
        for line in summary(ledger):
            self.stdout.write(line)
        if broken:
            raise CommandError(f"An invariant is broken for {broken} of {people} people.")
        taken = time.perf_counter() - began
        self.stdout.write(f"{people} people, {weeks} weeks, seed {seed}: nothing broken, in {taken:.0f} s.")


def begin() -> None:
    """What each process does before its first person."""
    move_into_memory()
    gc.set_threshold(
        50_000, 20, 50
    )  # most of what the ORM makes is gone at once; looking often costs a tenth


def gathered(lives: Sequence[Callable[[], Ledger]], *, tell: Callable[[str], Any]) -> tuple[Ledger, int]:
    """What happened in all lives, and in how many of them an invariant was broken.

    `tell` is told of each of those, and now and then how far it is.
    """
    ledger, broken = Ledger(), 0
    for number, life in enumerate(lives, 1):
        try:
            ledger.add(life())
        except Broken as found:
            broken += 1
            tell(str(found))
        if number % TELLS_EVERY == 0:
            tell(f"{number} of {len(lives)} people, {broken} broken")
    return ledger, broken


def summary(ledger: Ledger) -> Iterator[str]:
    """What happened, what was decided by rule, and how often each invariant was looked at."""
    for title, counter in (
        ("What happened", ledger.happened),
        ("Decisions, by rule and outcome", ledger.decided),
        ("Invariants, and how often each was checked", ledger.checked),
    ):
        yield title
        for what, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {count:>9,}  {what}"


def move_into_memory() -> None:
    """From here on this process talks to an empty database in memory, with the content in it."""
    connections["default"].close()
    connections.databases["default"] = connections.configure_settings({"default": dict(IN_MEMORY)})["default"]
    del connections["default"]
    if not connection.is_in_memory_db():
        raise CommandError("The database in memory could not be made, so nothing was done.")
    call_command("migrate", verbosity=0)
    call_command("import_content", verbosity=0)
