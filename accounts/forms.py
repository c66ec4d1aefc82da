"""Forms of the person: allauth's, in the words of the rest of the site."""

from allauth.account import forms as allauth
from django import forms
from django.http import HttpRequest

from accounts.models import User
from accounts.timezones import accepted_time_zones

LABELS = {
    "email": "E-mail address",
    "login": "E-mail address",
    "password": "Password",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password, again",
    "code": "Code from the mail",
}
MISSING = {
    "email": "Enter your e-mail address.",
    "login": "Enter your e-mail address.",
    "password": "Enter your password.",
    "oldpassword": "Enter the password you have now.",
    "password1": "Choose a password.",
    "password2": "Type the new password once more.",
    "code": "Enter the code from the mail.",
}
NO_ADDRESS = "Enter an e-mail address such as name@example.org."
# What AUTH_PASSWORD_VALIDATORS ask for, in one line.
CHOOSE_WELL = "At least 10 characters, not a common password, and not like your e-mail address."


class InOurWords:
    """Mixed into a form of allauth: our labels, and no placeholder that says the label again."""

    labels = LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NO_ADDRESS
            if name == "password1":
                field.help_text = CHOOSE_WELL


class BrowserTimeZoneField(forms.Field):
    """What the browser said its time zone is; anything unknown is UTC, never an error."""

    widget = forms.HiddenInput

    def clean(self, value) -> str:
        return value if value in accepted_time_zones() else "UTC"


class SignupForm(InOurWords, allauth.SignupForm):
    """E-mail and password, once each. Settings is where a wrong time zone is put right."""

    labels = {**LABELS, "password1": "Password"}
    time_zone = BrowserTimeZoneField(required=False)
    field_order = ["email", "password1", "time_zone"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])


class LoginForm(InOurWords, allauth.LoginForm):
    """E-mail address and password."""


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    """The password once more, before something about the account changes."""


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    """Another address."""

    labels = {**LABELS, "email": "New e-mail address"}


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    """A new password in place of the one now."""


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    """The first password of somebody who has none."""


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    """Where the link for a new password is sent to."""


class ResetPasswordKeyForm(InOurWords, allauth.ResetPasswordKeyForm):
    """The new password, from that link."""


class RequestLoginCodeForm(InOurWords, allauth.RequestLoginCodeForm):
    """Where the code to sign in is sent to."""


class ConfirmLoginCodeForm(InOurWords, allauth.ConfirmLoginCodeForm):
    """The code to sign in."""


class ConfirmEmailForm(InOurWords, allauth.ConfirmEmailVerificationCodeForm):
    """The code that confirms an address."""
