"""Forms of the person."""

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.http import HttpRequest

from accounts.models import User
from accounts.timezones import accepted_time_zones


class BrowserTimeZoneField(forms.Field):
    """What the browser said its time zone is; anything unknown is UTC, never an error."""

    widget = forms.HiddenInput

    def clean(self, value) -> str:
        return value if value in accepted_time_zones() else "UTC"


class SignupForm(BaseSignupForm):
    """E-mail and password, once each. Settings is where a wrong time zone is put right."""

    time_zone = BrowserTimeZoneField(required=False)
    field_order = ["email", "password1", "time_zone"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])
