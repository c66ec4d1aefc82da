"""Make the demo account of the embedded default, or renew it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from psoasfit import clock
from routines import demo
from routines.models import Routine


class Command(BaseCommand):
    help = "Make the demo account with eight weeks of history. Safe to repeat; never in production."

    def handle(self, *args, verbosity: int, **options) -> None:
        if settings.PRODUCTION or not settings.DEMO_ACCOUNT:
            raise CommandError("There is no demo account in production, nor with DEMO_ACCOUNT=0.")
        if not Routine.objects.current().exists():
            raise CommandError("There is no content yet. Run import_content first.")
        if User.objects.filter(email=demo.EMAIL, is_demo=False).exists():
            raise CommandError(f"{demo.EMAIL} belongs to an account that is not the demo.")
        user = demo.seed(now=clock.now())
        if verbosity:
            count = user.practice_sessions.count()
            self.stdout.write(f"{user.email}: {count} sessions, made {user.date_joined:%Y-%m-%d %H:%M} UTC.")
