"""Let an account into the admin as an expert: look at all content, record reviews."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from routines.models import ContentReview
from routines.models.exercise import Content

GROUP = "Experts"


class Command(BaseCommand):
    help = "Let an account look at all content and record reviews in the admin. Safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email", help="address of an existing account")
        parser.add_argument("--remove", action="store_true", help="take it back")

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
            user.groups.add(experts())
            user.is_staff = True
            user.save(update_fields=["is_staff"])
        if verbosity:
            self.stdout.write(f"{user.email} is {'no longer' if remove else 'now'} an expert.")

    def dismiss(self, user: User) -> None:
        user.groups.remove(*Group.objects.filter(name=GROUP))
        if not (user.is_superuser or user.groups.exists()):
            user.is_staff = False
            user.save(update_fields=["is_staff"])


def experts() -> Group:
    """The group, with exactly the permissions it should have."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    names = [f"view_{model._meta.model_name}" for model in (*Content.__subclasses__(), ContentReview)]
    names.append(f"add_{ContentReview._meta.model_name}")
    group.permissions.set(Permission.objects.filter(content_type__app_label="routines", codename__in=names))
    return group
