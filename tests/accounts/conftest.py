"""Mails of the accounts area go where they go in real life: to the outbox."""

import pytest


@pytest.fixture(autouse=True)
def _real_mail_backend(settings):
    settings.EMAIL_BACKEND = "accounts.mail_backend.OutboxBackend"
