"""How allauth behaves here: mails through the outbox with our own address, and where people land."""

from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

CODE_LIFETIME = timedelta(hours=1)

ERRORS = {
    "duplicate_email": "That is your e-mail address already.",
    "email_password_mismatch": "The e-mail address or the password is wrong.",
    "email_taken": "There is an account with this e-mail address already.",
    "enter_current_password": "That is not your password now.",
    "incorrect_code": "That is not the code. Take it from the newest mail.",
    "incorrect_password": "That is not your password.",
    "max_email_addresses": "You cannot add more than %d e-mail addresses.",
    "rate_limited": "That was too often. Wait a little, then try again.",
    "too_many_login_attempts": "That was wrong too often. Wait a little, then try again.",
    "unknown_email": "There is no account with this e-mail address.",
    "unverified_primary_email": "Confirm your e-mail address first.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Mails, redirects, and equal answers for known and unknown addresses."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        ours = {name: at_our_origin(value) for name, value in context.items()}
        super().send_mail(template_prefix, email, {**ours, "SITE_ORIGIN": settings.SITE_ORIGIN})

    def render_mail(
        self, template_prefix: str, email: str, context: dict, headers: dict | None = None
    ) -> EmailMessage:
        """Codes and reset links go stale within the hour, and so does a mail that carries one."""
        message = super().render_mail(template_prefix, email, context, headers)
        if "code" in context or "key" in context:
            message.lifetime = CODE_LIFETIME
        return message

    def send_account_already_exists_mail(self, email: str) -> None:
        """Spend the time a new account would have spent on its password, so that nobody can measure."""
        make_password("the time it takes")
        super().send_account_already_exists_mail(email)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("welcome")

    def is_safe_url(self, url: str) -> bool:
        """Only this very site: same scheme, host and port."""
        return url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={allauth_context.request.get_host()},
            require_https=allauth_context.request.is_secure(),
        )


def at_our_origin(value):
    """An absolute address rebuilt on SITE_ORIGIN: whatever Host header came in never reaches a mail."""
    if not (isinstance(value, str) and value.startswith(("http://", "https://"))):
        return value
    parts = urlsplit(value)
    origin = urlsplit(settings.SITE_ORIGIN)
    return parts._replace(scheme=origin.scheme, netloc=origin.netloc).geturl()
