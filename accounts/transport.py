"""The last metre of a mail: one SMTP conversation, and what its end allows us to conclude."""

import logging
import re
import smtplib
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from accounts import mime
from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)

MAILS_PER_CONNECTION = 100
COMMAND_TIMEOUT = 10  # seconds for connecting and for each command before the final dot
ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


class Phase(StrEnum):
    """How far a conversation got."""

    LINE = "line"  # connecting, greeting, signing in, naming the sender
    RECIPIENT = "recipient"
    DATA = "data"  # DATA asked for
    BODY = "body"  # bytes of the mail on their way, the final dot not among them
    DOT = "dot"  # the dot may have arrived, the reply has not
    REPLIED = "replied"


class Verdict(StrEnum):
    """What to do with the mail."""

    SENT = "sent"
    RETRY = "retry"
    DEAD = "dead"
    UNKNOWN = "unknown"  # accepted or not: nobody on this side can know (RFC 1047)
    LINE_DOWN = "line down"  # says nothing about this mail


@dataclass(frozen=True, slots=True)
class Result:
    """Verdict, the server's code if it gave one, and a note without addresses or server text."""

    verdict: Verdict
    code: int | None = None
    note: str = ""


def judge(phase: Phase, code: int | None) -> Verdict:
    """Verdict for a conversation that ended in `phase` with `code` (None: no reply at all).

    No server may deliver a mail whose final dot it has not seen (RFC 5321, 4.1.1.4), so everything before
    the dot is safe to repeat, and silence after it is not.
    """
    kind = code // 100 if code and code > 0 else None
    if phase is Phase.DOT:
        return Verdict.UNKNOWN
    if phase is Phase.REPLIED:
        return {2: Verdict.SENT, 4: Verdict.RETRY, 5: Verdict.DEAD}.get(kind, Verdict.UNKNOWN)
    if phase is Phase.LINE or (phase is Phase.RECIPIENT and (kind is None or code == 421)):
        return Verdict.LINE_DOWN
    return Verdict.DEAD if kind == 5 else Verdict.RETRY


class Phased:
    """Mixed into smtplib's classes: remembers the phase, and sends the final dot on its own."""

    phase = Phase.LINE

    def mail(self, sender, options=()):
        self.phase = Phase.LINE
        return super().mail(sender, options)

    def rcpt(self, recip, options=()):
        self.phase = Phase.RECIPIENT
        return super().rcpt(recip, options)

    def data(self, msg: bytes) -> tuple[int, bytes]:
        self.phase = Phase.DATA
        code, reply = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self.phase = Phase.BODY
        stuffed = re.sub(rb"(?m)^\.", b"..", msg)
        self.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")
        self.phase = Phase.DOT
        self.sock.settimeout(settings.EMAIL_TIMEOUT)
        self.send(b".\r\n")
        code, reply = self.getreply()
        self.phase = Phase.REPLIED
        self.sock.settimeout(COMMAND_TIMEOUT)
        return code, reply


class PhasedSMTP(Phased, smtplib.SMTP):
    pass


class PhasedSMTPOverTLS(Phased, smtplib.SMTP_SSL):
    pass


class Connector(EmailBackend):
    """Django's way of connecting (TLS, sign-in) with our connection classes."""

    @property
    def connection_class(self):
        return PhasedSMTPOverTLS if self.use_ssl else PhasedSMTP


class Transport(Protocol):
    """Hands over one mail at a time."""

    def send(self, mail: OutgoingMail) -> Result: ...

    def close(self) -> None: ...


class InboxTransport:
    """The embedded default: a mail counts as sent once it can be read at /inbox/."""

    def send(self, mail: OutgoingMail) -> Result:
        mime.write(mail)  # a mail that cannot be written down must fail here too
        return Result(Verdict.SENT)

    def close(self) -> None:
        return None


class SmtpTransport:
    """One connection, used for up to 100 mails."""

    def __init__(self) -> None:
        self._connector: Connector | None = None
        self._used = 0

    def send(self, mail: OutgoingMail) -> Result:
        """Hand over `mail`; raises ValueError if it cannot be written down."""
        raw = mime.write(mail)
        sender, recipient = mime.bare_address(mail.from_email), mime.bare_address(mail.to)
        was_reused = self._used > 0
        result = self._attempt(sender, recipient, raw)
        if result.verdict is Verdict.LINE_DOWN and was_reused:
            result = self._attempt(sender, recipient, raw)  # servers close idle lines; not one byte was sent
        return result

    def close(self) -> None:
        connector, self._connector, self._used = self._connector, None, 0
        if connector is not None:
            try:
                connector.close()
            except OSError:
                logger.debug("mail server went away before the goodbye")

    def _attempt(self, sender: str, recipient: str, raw: bytes) -> Result:
        if self._used >= MAILS_PER_CONNECTION:
            self.close()
        line = None
        try:
            line = self._open()
            line.sendmail(sender, [recipient], raw)
        except Exception as error:
            phase = line.phase if line is not None else Phase.LINE
            if line is not None:
                line.close()  # no goodbye: a server that hangs would make us wait for it once more
            self.close()
            return _result(phase, error)
        self._used += 1
        return Result(Verdict.SENT, 250)

    def _open(self) -> Phased:
        if self._connector is None:
            self._connector = Connector(timeout=COMMAND_TIMEOUT)
        if self._connector.open():  # two small writes in a row would wait 40 ms for each other (Nagle)
            self._connector.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connector.connection.phase = Phase.LINE
        return self._connector.connection


def _result(phase: Phase, error: Exception) -> Result:
    code, reply = _code(error)
    enhanced = ENHANCED_CODE.search(reply)
    note = f"{type(error).__name__} in phase {phase}"
    if enhanced:
        note += f" ({enhanced[0].decode()})"
    return Result(judge(phase, code), code, note)


def _code(error: Exception) -> tuple[int | None, bytes]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return error.smtp_code, reply if isinstance(reply, bytes) else str(reply).encode()
    return None, b""


def open_transport() -> Transport:
    """The transport that settings.MAIL_TRANSPORT names: smtp or inbox."""
    return SmtpTransport() if settings.MAIL_TRANSPORT == "smtp" else InboxTransport()
