"""The user: an e-mail address, a time zone, and as little else as possible."""

import uuid
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.timezones import validate_time_zone


class UserManager(BaseUserManager):
    """Creates people by e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def hold(self, pk: int) -> "User":
        """The person, read anew and held until the transaction ends: what others write for them waits.

        No more than that (PostgreSQL: FOR NO KEY UPDATE). FOR UPDATE would also keep out new rows that point
        at the person, such as a mail of a sweep that holds what the holder is about to ask for: a deadlock.
        """
        return self.select_for_update(no_key=True).get(pk=pk)


class Theme(models.TextChoices):
    AUTO = "auto", "Same as this device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Figure(models.TextChoices):
    """Who shows the exercises. The values are those of routines/figures/bodies.py."""

    BUN = "bun", "Figure with a bun"
    BEARD = "beard", "Figure with a beard"


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. `key` is the only id that ever leaves the database."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    country = models.CharField(max_length=2, blank=True)  # ISO 3166; empty: as the time zone says
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    figure = models.CharField(max_length=10, choices=Figure, default=Figure.BUN)
    is_demo = models.BooleanField(default=False, help_text="The shared demo account of the embedded default")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.email

    @property
    def zone(self) -> ZoneInfo:
        """The person's own time zone."""
        return ZoneInfo(self.time_zone)
