"""What a log line never says: an address that opens something."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.log import log_response

from psoasfit import logs

TOKENS = {
    "shared_summary": {"token": "secret-token_1"},
    "reminder_link": {"signed": "secret:token_1"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "secret-token_1"},
}


@pytest.fixture
def lines(monkeypatch):
    """Lines as the console of a real site gets them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    filters = settings.LOGGING["filters"]
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(getattr(logs, filters[name]["()"].rpartition(".")[2])())
    handler.setFormatter(logs.JsonFormatter())
    logger = logging.getLogger("django.request")
    monkeypatch.setattr(logger, "handlers", [handler])
    monkeypatch.setattr(logger, "propagate", False)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_token_in_an_address_is_hidden(lines, rf, name, status):
    request = rf.get(reverse(name, kwargs=TOKENS[name]) + "?from=mail")
    log_response("%s: %s", "Oh", request.path, response=HttpResponse(status=status), request=request)
    [line] = lines()
    assert "secret" not in json.dumps(line)
    assert line["message"].endswith("/…/")
    assert line["status_code"] == status


def test_a_line_that_cannot_be_written_harms_nobody():
    record = logging.LogRecord("x", logging.INFO, "", 1, "%d", ("no number",), None)
    assert logs.TokenFilter().filter(record)


def test_other_addresses_are_told_whole(lines, rf):
    request = rf.get("/progress/summary/")
    log_response("%s: %s", "Oh", request.path, response=HttpResponse(status=404), request=request)
    assert lines()[0]["message"] == "Oh: /progress/summary/"
