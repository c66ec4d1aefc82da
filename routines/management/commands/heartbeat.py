"""Exit 0 if a background job ran lately; the compose file's health check for beat and worker together."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Heartbeat


class Command(BaseCommand):
    help = "Fail unless the named job left a heartbeat within the last seconds."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name")
        parser.add_argument("--seconds", type=int, default=90)

    def handle(self, *args, name: str, seconds: int, **options) -> None:
        oldest = timezone.now() - timedelta(seconds=seconds)
        if not Heartbeat.objects.filter(name=name, at__gte=oldest).exists():
            raise CommandError(f"No {name} within the last {seconds} seconds.")
        self.stdout.write("ok")
