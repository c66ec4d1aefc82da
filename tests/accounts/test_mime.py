"""A mail as bytes: any mail program reads back what we wrote."""

import email
import email.policy

import pytest
from django.core.mail import BadHeaderError
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from accounts import mime, outbox
from tests.factories import NOW


def mail(**changes):
    fields = {
        "key": "a",
        "kind": "session",
        "to": "alice@example.org",
        "from_email": "PsoasFit <hello@example.org>",
        "subject": "Hello",
        "text": "Hello",
        "now": NOW,
        "expires_at": NOW,
    }
    return outbox.new_mail(**{**fields, **changes})


def read(written):
    return email.message_from_bytes(mime.write(written), policy=email.policy.default)


def lines_of(text):
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


@pytest.mark.parametrize(
    "text", ["Plain", "Grüße – schön", "x" * 5000, "= equals =\n.\n..\nFrom here", "", "a\r\nb\n\nc"]
)
@pytest.mark.parametrize("html", ["", "<p>Grüße</p>"])
def test_both_parts_read_back(text, html):
    parsed = read(mail(text=text, html=html))
    assert not parsed.defects
    plain = parsed.get_body(("plain",))
    assert not plain.defects
    assert lines_of(plain.get_content()) == lines_of(text)
    if html:
        assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
        assert lines_of(parsed.get_body(("html",)).get_content()) == [html]


words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300)


@budget(max_examples=100)
@given(words, st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=2000))
def test_any_subject_and_text_read_back(subject, text):
    parsed = read(mail(subject=subject, text=text, html=f"<p>{text}</p>"))
    assert " ".join(parsed["Subject"].split()) == " ".join(subject.split())
    assert lines_of(parsed.get_body(("plain",)).get_content()) == [text]
    assert all(len(line) <= 998 for line in mime.write(mail(subject=subject, text=text)).split(b"\r\n"))


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "A\r\nBcc: x@example.org"},
        {"subject": "A\nB"},
        {"subject": "A\0B"},
        {"to": "alice@example.org\r\nBcc: x@example.org"},
        {"headers": {"X-Note": "a\r\nb"}},
    ],
)
def test_no_header_can_be_smuggled_in(change):
    with pytest.raises(BadHeaderError):
        mime.write(mail(**change))


def test_the_headers_every_mail_has():
    parsed = read(mail(subject="Session 1 of 3 – 18:30 today", headers={"List-ID": "<a.b>"}))
    assert parsed["Subject"] == "Session 1 of 3 – 18:30 today"
    assert parsed["Date"].datetime == NOW
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Message-ID"] == mail().message_id
    assert parsed["List-ID"] == "<a.b>"


def test_an_address_in_another_script_goes_out_in_ascii():
    written = mail(to="alice@exämple.org", from_email="Größe <hello@example.org>")
    assert read(written)["To"] == "alice@xn--exmple-cua.org"
    assert mime.bare_address(written.to) == "alice@xn--exmple-cua.org"
    assert read(written)["From"] == "Größe <hello@example.org>"
