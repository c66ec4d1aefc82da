"""One outbox row as the bytes of a mail (RFC 5322, 2045 to 2047), the same at every attempt."""

import binascii
import re
import uuid
from datetime import UTC
from email.header import Header
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from django.core.mail import BadHeaderError
from django.core.mail.message import sanitize_address

from accounts.models import OutgoingMail

CRLF = b"\r\n"
LONGEST_LINE = 998  # RFC 5322, 2.1.1
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def write(mail: OutgoingMail) -> bytes:
    """Text first and HTML beside it, CRLF line ends. Raises ValueError if a header cannot be written."""
    # Headers are not folded: some programs miss a List-Unsubscribe that is.
    head = {
        "From": full_address(mail.from_email),
        "To": full_address(mail.to),
        "Subject": mail.subject,
        "Date": format_datetime(mail.created_at.astimezone(UTC)),
        "Message-ID": mail.message_id,
        **mail.headers,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
    }
    lines = CRLF.join(_header(name, value) for name, value in head.items())
    if not mail.html:
        return lines + CRLF + _part("plain", mail.text)
    boundary = f"=_{uuid.uuid5(uuid.NAMESPACE_URL, mail.message_id).hex}".encode()
    return b"".join(
        [
            *[lines, CRLF, b'Content-Type: multipart/alternative; boundary="', boundary, b'"', CRLF],
            *[CRLF, b"--", boundary, CRLF, _part("plain", mail.text)],
            *[CRLF, b"--", boundary, CRLF, _part("html", mail.html)],
            *[CRLF, b"--", boundary, b"--", CRLF],
        ]
    )


@lru_cache(maxsize=64)
def full_address(address: str) -> str:
    """Name and address as a header may carry them; raises ValueError if they cannot be written."""
    return sanitize_address(_clean(address), "utf-8")


def bare_address(address: str) -> str:
    """The address alone, for the envelope."""
    return parseaddr(full_address(address))[1]


def _header(name: str, value: str) -> bytes:
    text = _clean(value)
    if not text.isascii():
        text = Header(text, "utf-8", maxlinelen=75).encode(linesep="\r\n")
    return f"{name}: {text}".encode("ascii")


def _clean(value: str) -> str:
    if CONTROL.search(value):
        raise BadHeaderError("A header must not contain line breaks or control characters.")
    return value


def _part(subtype: str, text: str) -> bytes:
    body = CRLF.join(text.encode().splitlines()) + CRLF
    encoding = "7bit"
    if not body.isascii() or any(len(line) > LONGEST_LINE for line in body.split(CRLF)):
        body, encoding = binascii.b2a_qp(body, istext=True), "quoted-printable"
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body
