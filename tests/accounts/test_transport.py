"""The SMTP conversation: where it broke decides what happens to the mail. A real server, scripted."""

import socket
import threading
from contextlib import contextmanager

import pytest

from accounts import outbox, transport
from accounts.transport import Phase, SmtpTransport, Verdict, judge
from tests.factories import NOW


class ScriptedServer(threading.Thread):
    """An SMTP server that follows the rules except where the script says otherwise.

    `script` maps a moment (connect, ehlo, mail, rcpt, data, body, dot) to a reply, or to None: hang up.
    With `hang_up` it closes every line after one mail.
    """

    def __init__(self, script):
        super().__init__(daemon=True)
        self.script = script
        self.mails, self.lines = [], 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self.lines += 1
                self.converse(connection)

    def converse(self, connection):
        file = connection.makefile("rb")

        def say(moment, usual):
            reply = self.script.get(moment, usual)
            if reply is None:
                raise ConnectionAbortedError
            connection.sendall(reply.encode() + b"\r\n")

        try:
            say("connect", "220 ready")
            while line := file.readline():
                command = line[:4].lower().strip()
                if command == b"data":
                    say("data", "354 go on")
                    if self.script.get("data", "354").startswith("354"):
                        self.receive(file, say)
                elif command == b"quit":
                    say("quit", "221 bye")
                    return
                else:
                    say(command.decode(), "250 fine")
        except (ConnectionError, OSError):
            return

    def receive(self, file, say):
        mail = []
        while (line := file.readline()) not in (b".\r\n", b""):
            mail.append(line)
            if "body" in self.script:
                raise ConnectionAbortedError
        self.mails.append(b"".join(mail))
        say("dot", "250 accepted")
        if self.script.get("hang_up"):
            raise ConnectionAbortedError


@contextmanager
def serving(settings, **script):
    server = ScriptedServer(script)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 2
    settings.MAIL_TRANSPORT = "smtp"
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        server.join(5)


def message(text="Hello\n.\n..dots\nEnd", to="alice@example.org"):
    return outbox.new_mail(
        key="a",
        kind="session",
        to=to,
        from_email="PsoasFit <hello@example.org>",
        subject="Hi",
        text=text,
        html="<p>Hi</p>",
        now=NOW,
        expires_at=NOW,
    )


def send(mail):
    line = SmtpTransport()
    try:
        return line.send(mail)
    finally:
        line.close()


@pytest.mark.parametrize(
    ("script", "verdict", "arrived"),
    [
        ({}, Verdict.SENT, 1),
        ({"quit": None}, Verdict.SENT, 1),
        ({"connect": None}, Verdict.LINE_DOWN, 0),
        ({"connect": "421 busy"}, Verdict.LINE_DOWN, 0),
        ({"mail": "451 later"}, Verdict.LINE_DOWN, 0),
        ({"mail": None}, Verdict.LINE_DOWN, 0),
        ({"rcpt": "450 greylisted"}, Verdict.RETRY, 0),
        ({"rcpt": "550 5.1.1 <alice@example.org> unknown"}, Verdict.DEAD, 0),
        ({"rcpt": "421 closing"}, Verdict.LINE_DOWN, 0),
        ({"data": "451 not now"}, Verdict.RETRY, 0),
        ({"data": "554 no"}, Verdict.DEAD, 0),
        ({"data": None}, Verdict.RETRY, 0),
        ({"dot": None}, Verdict.UNKNOWN, 1),
        ({"dot": "nonsense"}, Verdict.UNKNOWN, 1),
        ({"dot": "451 try again"}, Verdict.RETRY, 1),
        ({"dot": "421 try again"}, Verdict.RETRY, 1),
        ({"dot": "550 spam"}, Verdict.DEAD, 1),
    ],
)
def test_where_it_broke_decides(settings, script, verdict, arrived):
    with serving(settings, **script) as server:
        result = send(message())
    assert result.verdict is verdict
    assert len(server.mails) == arrived


def test_silence_after_the_dot_is_unknown(settings, monkeypatch):
    monkeypatch.setattr(ScriptedServer, "receive", lambda self, file, say: threading.Event().wait(2))
    with serving(settings) as server:
        settings.EMAIL_TIMEOUT = 0.2
        assert send(message()).verdict is Verdict.UNKNOWN
    assert server.lines == 1


def test_a_line_that_breaks_within_the_body_is_tried_again(settings):
    with serving(settings, body=None) as server:
        result = send(message(text="A line of text.\n" * 1_000_000))
    assert result.verdict is Verdict.RETRY
    assert result.note.endswith("in phase body")
    assert not server.mails


def test_nobody_listening_says_nothing_about_the_mail(settings):
    with serving(settings) as server:
        pass
    settings.EMAIL_PORT = server.port
    result = send(message())
    assert result.verdict is Verdict.LINE_DOWN
    assert result.note == "ConnectionRefusedError in phase line"


def test_the_note_keeps_the_status_and_drops_the_address(settings):
    with serving(settings, rcpt="550 5.1.1 <alice@example.org> unknown"):
        result = send(message())
    assert result.code == 550
    assert "5.1.1" in result.note
    assert "alice" not in result.note


def test_dots_are_stuffed_on_the_wire(settings):
    with serving(settings) as server:
        send(message())
    assert b"\r\n..\r\n...dots\r\n" in server.mails[0]  # RFC 5321, 4.5.2


def test_one_connection_carries_a_hundred_mails(settings, monkeypatch):
    monkeypatch.setattr(transport, "MAILS_PER_CONNECTION", 10)
    with serving(settings) as server:
        line = SmtpTransport()
        assert {line.send(message()).verdict for _ in range(20)} == {Verdict.SENT}
        line.close()
    assert len(server.mails) == 20
    assert server.lines == 2


def test_a_line_the_server_closed_meanwhile_is_opened_again(settings):
    with serving(settings, hang_up=True) as server:
        line = SmtpTransport()
        assert [line.send(message()).verdict for _ in range(3)] == [Verdict.SENT] * 3
        line.close()
    assert len(server.mails) == 3
    assert server.lines == 3


def test_an_address_that_can_not_be_written_raises_before_any_byte(settings):
    with serving(settings) as server, pytest.raises(ValueError, match="CR or LF"):
        send(message(to="ä" * 300 + "@example.org"))
    assert server.lines == 0


@pytest.mark.parametrize("code", [None, 250, 354, 421, 450, 550, -1])
def test_after_the_dot_without_a_reply_it_is_always_unknown(code):
    assert judge(Phase.DOT, code) is Verdict.UNKNOWN


@pytest.mark.parametrize("phase", [Phase.LINE, Phase.RECIPIENT, Phase.DATA, Phase.BODY])
@pytest.mark.parametrize("code", [None, 421, 451, 550])
def test_before_the_dot_nothing_is_unknown(phase, code):
    assert judge(phase, code) in (Verdict.LINE_DOWN, Verdict.RETRY, Verdict.DEAD)
