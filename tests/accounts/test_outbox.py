"""The outbox: planned once, handed over at most once more than we can prove."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from accounts import mime, outbox
from accounts.models import OutgoingMail
from accounts.outbox import LEASE, Breaker
from accounts.transport import Result, Verdict
from psoasfit.time_limits import TimeIsUp

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Server:
    """A transport that answers what it is told to, and remembers what arrived."""

    def __init__(self, *verdicts):
        self.verdicts = list(verdicts)
        self.arrived = []

    def send(self, mail):
        verdict = self.verdicts.pop(0) if self.verdicts else Verdict.SENT
        if verdict in (Verdict.SENT, Verdict.UNKNOWN):
            self.arrived.append(mail)
        return Result(verdict, note="scripted")

    def close(self):
        pass


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch):
    """A closed breaker, and no time passing while mails are handed over."""
    monkeypatch.setattr(outbox, "breaker", Breaker())
    monkeypatch.setattr(outbox, "time", SimpleNamespace(monotonic=lambda: 1000.0))


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(outbox, "open_transport", lambda: server)
    return server


def put(now, key="a", *, user=None, kind="session", resend=False, expires=3 * HOUR):
    mail = outbox.new_mail(
        key=key,
        kind=kind,
        user=user,
        to="alice@example.org",
        from_email="PsoasFit <hello@example.org>",
        subject="Hello",
        text="As text",
        html="<head></head>As HTML",
        now=now,
        expires_at=now + expires,
        resend_if_unknown=resend,
    )
    outbox.enqueue([mail])
    return OutgoingMail.objects.get(key=key)


def state(mail):
    mail.refresh_from_db()
    return mail.state


def test_an_occurrence_is_stored_once(db, now):
    first = put(now, "session:x:2026-11-23")
    put(now + HOUR, "session:x:2026-11-23")
    assert OutgoingMail.objects.count() == 1
    assert state(first) == "pending"


def test_a_mail_goes_with_its_transaction(db, now):
    with transaction.atomic():
        put(now)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_deliver_hands_over_oldest_first_and_marks_sent(db, now, server):
    mails = [put(now + n * SECOND, key) for n, key in enumerate("abc")]
    assert outbox.deliver(now=now + MINUTE) == 3
    assert [state(mail) for mail in mails] == ["sent"] * 3
    assert server.arrived == mails
    assert outbox.deliver(now=now + 2 * MINUTE) == 0


def test_nothing_is_sent_before_its_time(db, now, server):
    put(now)
    assert outbox.deliver(now=now - SECOND) == 0
    assert not server.arrived


def test_submitting_is_stored_before_the_first_byte(db, now, server, monkeypatch):
    mail, seen = put(now), []
    monkeypatch.setattr(server, "send", lambda _: seen.append(state(mail)) or Result(Verdict.SENT))
    outbox.deliver(now=now)
    assert seen == ["submitting"]


@pytest.mark.parametrize(("resend", "after"), [(False, "unknown"), (True, "pending")])
def test_time_that_is_up_is_no_mistake_in_the_mail(db, now, server, monkeypatch, resend, after):
    mail = put(now, resend=resend)

    def send(_):
        raise TimeIsUp

    monkeypatch.setattr(server, "send", send)
    outbox.deliver(now=now)
    assert state(mail) == after


def test_what_was_accepted_is_marked_before_the_next_one_begins(db, now, server, monkeypatch):
    first, second = put(now, "a"), put(now, "b")
    seen = []
    monkeypatch.setattr(
        server, "send", lambda _: seen.append((state(first), state(second))) or Result(Verdict.SENT)
    )
    outbox.deliver(now=now)
    assert seen == [("submitting", "claimed"), ("sent", "submitting")]
    assert (state(first), state(second)) == ("sent", "sent")
    assert first.sent_at == second.sent_at == now
    assert first.smtp_code == 250


def test_an_accepted_mail_is_marked_even_if_the_next_one_is_withdrawn(alice, bob, now, server, monkeypatch):
    first, second = put(now, "a", user=alice), put(now, "b", user=bob)
    monkeypatch.setattr(
        server, "send", lambda _: outbox.cancel(user=bob, kind="session") and Result(Verdict.SENT)
    )
    outbox.deliver(now=now)
    assert (state(first), state(second)) == ("sent", "cancelled")


def test_delivering_within_a_transaction_is_refused(transactional_db, now):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        outbox.deliver(now=now)


def test_two_claims_never_share_a_mail(db, now):
    for key in "abcd":
        put(now, key)
    first, second = outbox.claim(now=now, limit=3), outbox.claim(now=now, limit=3)
    assert (len(first), len(second)) == (3, 1)
    assert {mail.pk for mail in first}.isdisjoint(mail.pk for mail in second)
    assert first[0].lease_token != second[0].lease_token


def test_killed_between_claim_and_submit_is_sent_later_once(db, now, server):
    mail = put(now)
    outbox.claim(now=now)  # and the worker is gone
    outbox.reap(now=now + LEASE - SECOND)
    assert state(mail) == "claimed"
    outbox.reap(now=now + LEASE)
    assert outbox.deliver(now=now + LEASE) == 1
    assert state(mail) == "sent"
    assert len(server.arrived) == 1


@pytest.mark.parametrize(("resend", "after"), [(False, "unknown"), (True, "pending")])
def test_killed_while_submitting_depends_on_the_kind(db, now, server, resend, after):
    mail = put(now, resend=resend)
    [claimed] = outbox.claim(now=now)
    assert outbox.step(following=claimed, now=now)
    outbox.reap(now=now + LEASE)
    assert state(mail) == after
    outbox.deliver(now=now + LEASE)
    assert len(server.arrived) == (1 if resend else 0)


def test_a_worker_that_lost_its_lease_changes_nothing(db, now):
    mail = put(now)
    [late] = outbox.claim(now=now)
    outbox.reap(now=now + LEASE)
    [new] = outbox.claim(now=now + LEASE)
    assert not outbox.step(following=late, now=now + LEASE)
    assert outbox.step(following=new, now=now + LEASE)
    outbox.record(late, Result(Verdict.DEAD), now=now + LEASE)
    assert state(mail) == "submitting"


@pytest.mark.parametrize(
    ("verdict", "resend", "after"),
    [
        (Verdict.SENT, False, "sent"),
        (Verdict.RETRY, False, "pending"),
        (Verdict.DEAD, False, "dead"),
        (Verdict.UNKNOWN, False, "unknown"),
        (Verdict.UNKNOWN, True, "pending"),
        (Verdict.LINE_DOWN, False, "pending"),
    ],
)
def test_each_verdict_leads_to_its_state(db, now, server, verdict, resend, after):
    mail = put(now, resend=resend)
    server.verdicts = [verdict]
    outbox.deliver(now=now)
    assert state(mail) == after
    assert mail.lease_token is None
    assert mail.attempts == (1 if after == "pending" and verdict is not Verdict.LINE_DOWN else 0)


def test_an_unknown_reminder_is_never_sent_again_and_a_code_keeps_its_message_id(db, now, server):
    put(now, "reminder")
    put(now, "code", resend=True)
    server.verdicts = [Verdict.UNKNOWN, Verdict.UNKNOWN]
    outbox.deliver(now=now)
    outbox.deliver(now=now + 10 * MINUTE)
    reminder, code, code_again = server.arrived
    assert code.message_id == code_again.message_id != reminder.message_id
    assert mime.write(code) == mime.write(code_again)  # to the byte


def test_backoff_grows_and_ends_with_the_expiry(db, now, server):
    mail = put(now)
    server.verdicts = [Verdict.RETRY] * 20
    at, pauses = now, []
    while state(mail) == "pending":
        at = max(mail.not_before, at + SECOND)
        outbox.reap(now=at)
        outbox.deliver(now=at)
        mail.refresh_from_db()
        pauses.append((mail.not_before - at).total_seconds() / 60)
    for pause, minutes in zip(pauses, (1, 2, 5, 10, 20, 40, 40), strict=False):
        assert 0.75 * minutes <= pause <= 1.26 * minutes
    assert mail.state == "expired"
    assert at >= mail.expires_at
    assert not server.arrived


def test_a_dead_line_stops_the_batch_and_costs_no_attempt(db, now, server):
    first, second = put(now, "a"), put(now, "b")
    server.verdicts = [Verdict.LINE_DOWN]
    assert outbox.deliver(now=now) == 0
    assert (state(first), state(second)) == ("pending", "pending")
    assert (first.attempts, second.attempts) == (0, 0)
    assert first.not_before == now + MINUTE
    assert second.not_before == now  # the others go first: one odd mail must not block the queue
    assert outbox.deliver(now=now + SECOND) == 1
    assert state(second) == "sent"


def test_three_dead_lines_open_the_breaker(db, now, server):
    mail = put(now, expires=10 * HOUR)
    server.verdicts = [Verdict.LINE_DOWN] * 3
    for n in range(3):
        outbox.deliver(now=now + n * MINUTE)
    third = now + 2 * MINUTE
    mail.not_before = third
    mail.save()
    assert outbox.deliver(now=third + 14 * SECOND) == 0
    assert outbox.deliver(now=third + 15 * SECOND) == 1
    assert outbox.breaker == Breaker()


def test_the_breaker_waits_longer_each_time_up_to_five_minutes(now):
    breaker, pauses = Breaker(), []
    for _ in range(9):
        breaker.failed(now)
        pauses.append(breaker.until and (breaker.until - now).total_seconds())
    assert pauses == [None, None, 15, 30, 60, 120, 240, 300, 300]


def test_smtp_down_for_six_hours_then_silence_instead_of_a_flood(db, now, server):
    mails = [put(now, f"session:{n}:d") for n in range(5)]
    server.verdicts = [Verdict.LINE_DOWN] * 10_000
    for minutes in range(0, 360, 5):
        outbox.reap(now=now + minutes * MINUTE)
        outbox.deliver(now=now + minutes * MINUTE)
    server.verdicts = []
    outbox.deliver(now=now + 6 * HOUR)
    assert {state(mail) for mail in mails} == {"expired"}
    assert {mail.attempts for mail in mails} == {0}
    assert not server.arrived


def test_cancelled_before_the_handover_is_never_sent(alice, now, server):
    waiting, claimed = put(now, "a", user=alice), put(now, "b", user=alice)
    other_kind = put(now, "c", user=alice, kind="account")
    [taken] = [mail for mail in outbox.claim(now=now) if mail.pk == claimed.pk]
    assert outbox.cancel(user=alice, kind="session") == 2
    assert not outbox.step(following=taken, now=now)
    assert state(waiting) == state(claimed) == "cancelled"
    assert state(other_kind) != "cancelled"


def test_a_cancelled_occurrence_may_be_planned_anew(alice, now):
    put(now, "session:alice:2026-11-23", user=alice)
    outbox.cancel(user=alice, kind="session")
    again = put(now, "session:alice:2026-11-23", user=alice)
    assert state(again) == "pending"
    assert OutgoingMail.objects.count() == 2


def test_what_was_begun_can_not_be_cancelled(alice, now):
    mail = put(now, user=alice)
    [taken] = outbox.claim(now=now)
    outbox.step(following=taken, now=now)
    assert outbox.cancel(user=alice, kind="session") == 0
    assert state(mail) == "submitting"


def test_a_mail_that_can_not_be_composed_is_dead_and_the_others_leave(db, now, server):
    bad, good = put(now, "bad"), put(now, "good")
    OutgoingMail.objects.filter(pk=bad.pk).update(subject="two\nlines")
    server.send = lambda mail: mime.write(mail) and Result(Verdict.SENT)
    assert outbox.deliver(now=now) == 1
    assert (state(bad), state(good)) == ("dead", "sent")
    assert bad.last_error == "BadHeaderError while composing"


def test_an_erased_person_gets_no_mail(alice, now, server):
    put(now, user=alice)
    [taken] = outbox.claim(now=now)
    alice.delete()
    assert not outbox.step(following=taken, now=now)


@pytest.mark.parametrize(("keep", "text"), [(True, "As text"), (False, "")])
def test_a_real_site_forgets_what_it_sent(db, now, server, settings, keep, text):
    settings.KEEP_SENT_MAIL = keep
    mail = put(now)
    outbox.deliver(now=now)
    mail.refresh_from_db()
    assert mail.text == text
    assert mail.html == (text and "<head></head>As HTML")


def test_retry_sends_a_refused_mail_again(db, now, server):
    mail = put(now, expires=MINUTE)
    server.verdicts = [Verdict.DEAD]
    outbox.deliver(now=now)
    later = now + 5 * HOUR
    assert outbox.retry(OutgoingMail.objects.all(), now=later) == 1
    assert outbox.deliver(now=later) == 1
    assert state(mail) == "sent"


def test_purge_forgets_after_ninety_days(db, now):
    put(now - timedelta(days=91), "old")
    put(now - timedelta(days=89), "young")
    assert outbox.purge(now=now) == 1
    assert OutgoingMail.objects.get().key == "young"


def test_stopping_gives_the_rest_back(db, now, server):
    mails = [put(now, key) for key in "abc"]
    assert outbox.deliver(now=now, stop=lambda: len(server.arrived) >= 1) == 1
    assert [state(mail) for mail in mails] == ["sent", "pending", "pending"]


def test_a_dead_broker_is_not_the_callers_problem(
    db, now, settings, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    settings.CELERY_ENABLED = True
    calls = []

    def refuse(*args, **kwargs):
        calls.append(kwargs)
        raise OSError("alice@example.org refused")

    monkeypatch.setattr("psoasfit.celery.app.send_task", refuse)
    monkeypatch.setattr(outbox, "_quiet_until", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        put(now, "a")
        put(now, "b")
    assert OutgoingMail.objects.count() == 2
    assert len(calls) == 1  # the second hint is not even tried for a while
    assert calls[0]["expires"] == 120
    assert "alice@" not in caplog.text


def test_without_celery_no_hint_is_sent(db, now, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.CELERY_ENABLED = False
    monkeypatch.setattr("psoasfit.celery.app.send_task", lambda *a, **k: pytest.fail("hinted"))
    with django_capture_on_commit_callbacks(execute=True):
        put(now)
