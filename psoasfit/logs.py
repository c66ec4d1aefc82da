"""JSON log lines that carry the request id, and no address that opens something."""

import logging
import re
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


# Links from mails, to a summary, and to a new password: who has the address has what it opens.
TOKEN = re.compile(r"(/(?:s|r|accounts/password/reset/key)/)[^/\s'\"?]+")


class TokenFilter(logging.Filter):
    """Hides tokens in addresses: Django names the path of every request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            record.msg, record.args = _hidden(record.getMessage()), ()
        except (TypeError, ValueError):  # words and values that do not fit: the handler says so
            return True
        if hasattr(record, "request"):
            record.request = _hidden(str(record.request))
        return True


def _hidden(text: str) -> str:
    return TOKEN.sub(r"\1…", text)


class JsonFormatter(BaseJsonFormatter):
    """One JSON object a line: time (UTC), level, logger, message, request_id."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
        )
