"""Let an account into the admin as an expert: all content and its reviews, and on request pain reports."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from routines.models import ContentReview
from routines.models.exercise import Content

# By option: the name of the group, and exactly the permissions it should have.
VIEWED = [f"view_{model._meta.model_name}" for model in (*Content.__subclasses__(), ContentReview)]
GROUPS = {
    "": ("Experts", [*VIEWED, "add_contentreview"]),
    "reports": ("Experts for pain reports", ["view_reportnote", "add_reportnote"]),
    "names": ("Experts who see names", ["view_person_in_reports"]),
}


class Command(BaseCommand):
    help = "Let an account look at all content and record reviews in the admin. Safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email", help="address of an existing account")
        parser.add_argument("--reports", action="store_true", help="also the pain reports, without names")
        parser.add_argument("--names", action="store_true", help="also the pain reports, with names")
        parser.add_argument("--remove", action="store_true", help="take all of it back")

    @transaction.atomic
    def handle(self, *args, email: str, remove: bool, verbosity: int, **options) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account of {email}. Sign up first.")
        if user.is_demo:
            raise CommandError("The demo account is everybody's and cannot be an expert.")
        if remove:
            self.dismiss(user)
        else:
            user.groups.add(group(""))
            if options["reports"] or options["names"]:
                user.groups.add(group("reports"))
            if options["names"]:
                user.groups.add(group("names"))
            user.is_staff = True
            user.save(update_fields=["is_staff"])
        if verbosity:
            self.stdout.write(f"{user.email} is {'no longer' if remove else 'now'} an expert.")

    def dismiss(self, user: User) -> None:
        user.groups.remove(*Group.objects.filter(name__in=[name for name, _ in GROUPS.values()]))
        if not (user.is_superuser or user.groups.exists()):
            user.is_staff = False
            user.save(update_fields=["is_staff"])


def group(option: str) -> Group:
    """The group of that option, with exactly the permissions it should have."""
    name, codenames = GROUPS[option]
    found, _ = Group.objects.get_or_create(name=name)
    found.permissions.set(
        Permission.objects.filter(content_type__app_label="routines", codename__in=codenames)
    )
    return found
