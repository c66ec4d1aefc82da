"""The outbox: plan a mail once, hand it over at most once more than we can prove.

    pending ─▶ claimed ─▶ submitting ─▶ sent
       ▲          │            ├─▶ dead       the server refused it for good
       ├──────────┴── retry ───┤
       │                       └─▶ unknown    silence after the last byte
       ├─▶ expired                pending, and too late now
       └─▶ cancelled              pending or claimed, and no longer wanted

`submitting` is committed before the first byte leaves. If we die or the line goes dead after the last one,
nobody can know whether the mail arrived: reminders then stay `unknown`, mails a person is waiting for are
sent again under the same Message-ID. Every write after a claim carries the claim's token, so a worker that
lost its lease changes nothing. All of this is safe to run any number of times at once.
"""

import logging
import random
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.models.mail import MailState, OutgoingMail
from accounts.transport import Result, Transport, Verdict, open_transport
from psoasfit.time_limits import TimeIsUp

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=15)  # longer than the ten minutes RFC 5321 grants the final reply
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40)]
LINE_PAUSE = timedelta(minutes=1)  # the mail that met the dead line lets the others go first
KEEP_HISTORY = timedelta(days=90)
WAITING = [MailState.PENDING, MailState.CLAIMED]


# --- Writing ------------------------------------------------------------------------------------------


def new_mail(
    *,
    key: str,
    kind: str,
    to: str,
    from_email: str,
    subject: str,
    text: str,
    now: datetime,
    expires_at: datetime,
    html: str = "",
    headers: dict[str, str] | None = None,
    user=None,
    resend_if_unknown: bool = False,
) -> OutgoingMail:
    """An unsaved mail, due at once. `key` names the occurrence; Message-ID and Date never change."""
    host = parseaddr(from_email)[1].rpartition("@")[2] or "localhost"
    return OutgoingMail(
        key=key,
        kind=kind,
        user=user,
        to=to,
        from_email=from_email,
        subject=subject,
        text=text,
        html=html,
        headers=headers or {},
        message_id=f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{key}@{host}')}.{kind}@{host}>",
        created_at=now,
        not_before=now,
        expires_at=expires_at,
        resend_if_unknown=resend_if_unknown,
    )


def enqueue(mails: Iterable[OutgoingMail]) -> None:
    """Store mails in the caller's transaction; an occurrence that is there already stays as it is."""
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    hint()


def cancel(*, user, kind: str, keep: Iterable[int] = ()) -> int:
    """Withdraw what was not handed over yet, in the caller's transaction; frees the occurrences' keys.

    The row lock leaves two orders only: withdrawn before the hand-over began, or begun before.
    """
    waiting = OutgoingMail.objects.filter(user=user, kind=kind, state__in=WAITING).exclude(pk__in=list(keep))
    return waiting.update(
        state=MailState.CANCELLED,
        key=Concat("key", Value("~"), Cast("pk", CharField())),
        lease_token=None,
        **_forgotten(),
    )


def retry(mails, *, now: datetime) -> int:
    """An operator's wish: try refused or unknown mails again, for an hour at least; how many."""
    again = mails.filter(state__in=[MailState.DEAD, MailState.UNKNOWN]).exclude(text="")
    hour = now + timedelta(hours=1)
    again.filter(expires_at__lt=hour).update(expires_at=hour)
    count = again.update(state=MailState.PENDING, attempts=0, not_before=now, last_error="")
    hint()
    return count


# --- Delivering ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Breaker:
    """After three dead lines in a row, leaves the server alone for 15 s, doubling up to 5 min."""

    failures: int = 0
    until: datetime | None = None

    def allows(self, now: datetime) -> bool:
        return self.until is None or now >= self.until

    def worked(self) -> None:
        self.failures, self.until = 0, None

    def failed(self, now: datetime) -> None:
        self.failures += 1
        if self.failures >= 3:
            self.until = now + timedelta(seconds=min(15 * 2 ** (self.failures - 3), 300))


breaker = Breaker()  # one per process: every deliverer learns on its own that the server is away


def deliver(
    *, now: datetime, limit: int = 1000, seconds: float = 20, stop: Callable[[], bool] | None = None
) -> int:
    """Hand over what is due, at most `limit` mails in about `seconds`; returns how many were sent."""
    if not breaker.allows(now):
        return 0
    with transaction.atomic(durable=True):  # refuses to run in a transaction: each mark must be committed
        pass
    started = time.monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    def enough() -> bool:
        return time.monotonic() - started > seconds or (stop is not None and stop())

    transport, sent = open_transport(), 0
    try:
        while sent < limit and not enough():
            batch = claim(now=clock(), limit=min(BATCH, limit - sent))
            if not batch:
                break
            done, line_ok = _deliver_batch(batch, transport, clock, enough)
            sent += done
            if not line_ok:
                break
    finally:
        transport.close()
    return sent


def claim(*, now: datetime, limit: int = BATCH) -> list[OutgoingMail]:
    """Take up to `limit` due mails for this worker; nobody else gets them until the lease is over."""
    ready = OutgoingMail.objects.filter(
        state=MailState.PENDING, not_before__lte=now, expires_at__gt=now
    ).order_by("not_before", "id")
    if not ready.exists():  # an idle look takes no lock
        return []
    token = uuid.uuid4()
    with transaction.atomic():  # SQLite has no row locks, but its transactions are IMMEDIATE
        taken = list(ready.select_for_update(skip_locked=True)[:limit])
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in taken]).update(
            state=MailState.CLAIMED, lease_token=token, lease_until=now + LEASE
        )
    for mail in taken:
        mail.lease_token = token
    return taken


def _deliver_batch(
    batch: list[OutgoingMail],
    transport: Transport,
    clock: Callable[[], datetime],
    enough: Callable[[], bool],
) -> tuple[int, bool]:
    """(mails sent, line still up). What is not begun goes back to pending."""
    sent, line_ok, accepted = 0, True, None
    try:
        for mail in batch:
            if enough() or not line_ok:
                break
            may_send, accepted = step(accepted=accepted, following=mail, now=clock()), None
            if not may_send:
                continue
            result = _hand_over(mail, transport)
            if result.verdict is Verdict.SENT:
                breaker.worked()
                sent, accepted = sent + 1, mail  # marked together with the next one's beginning
            else:
                record(mail, result, now=clock())
            line_ok = result.verdict is not Verdict.LINE_DOWN
    finally:
        step(accepted=accepted, now=clock())
        _mine(batch[0], MailState.CLAIMED, pk__in=[mail.pk for mail in batch]).update(**_released())
    return sent, line_ok


STEP = f"""
UPDATE {OutgoingMail._meta.db_table}
   SET state = CASE WHEN id = %(accepted)s THEN 'sent' ELSE 'submitting' END,
       lease_token = CASE WHEN id = %(accepted)s THEN NULL ELSE lease_token END,
       sent_at = CASE WHEN id = %(accepted)s THEN %(now)s ELSE sent_at END,
       smtp_code = CASE WHEN id = %(accepted)s THEN 250 ELSE smtp_code END,
       last_error = CASE WHEN id = %(accepted)s THEN '' ELSE last_error END,
       text = CASE WHEN id = %(accepted)s AND %(forget)s THEN '' ELSE text END,
       html = CASE WHEN id = %(accepted)s AND %(forget)s THEN '' ELSE html END
 WHERE lease_token = %(token)s
   AND ((id = %(accepted)s AND state = 'submitting')
     OR (id = %(following)s AND state = 'claimed' AND lease_until > %(now)s AND expires_at > %(now)s))
RETURNING id
"""  # noqa: S608 (the table's own name)


def step(
    *, now: datetime, accepted: OutgoingMail | None = None, following: OutgoingMail | None = None
) -> bool:
    """Mark what the server accepted `sent` and what comes next `submitting`: one statement, one commit.

    False: the following mail was withdrawn, expired or is no longer ours; do not send it.
    """
    mail = accepted or following
    if mail is None:
        return False
    token = OutgoingMail._meta.get_field("lease_token").get_db_prep_value(mail.lease_token, connection)
    values = {
        "accepted": accepted.pk if accepted else 0,
        "following": following.pk if following else 0,
        "now": connection.ops.adapt_datetimefield_value(now),
        "forget": not settings.KEEP_SENT_MAIL,
        "token": token,
    }
    with connection.cursor() as cursor:
        cursor.execute(STEP, values)
        changed = {pk for (pk,) in cursor.fetchall()}
    return following is not None and following.pk in changed


def _hand_over(mail: OutgoingMail, transport: Transport) -> Result:
    try:
        return transport.send(mail)
    except TimeIsUp:  # outside the conversation, but before or after it nobody can say
        return Result(Verdict.UNKNOWN, note="no time left")
    except Exception as error:
        logger.exception("mail %s cannot be written down", mail.pk)
        return Result(Verdict.DEAD, note=f"{type(error).__name__} while composing")


def record(mail: OutgoingMail, result: Result, *, now: datetime) -> None:
    """Write down why the mail was not accepted, or perhaps was."""
    ours = _mine(mail, MailState.SUBMITTING, pk=mail.pk)
    said = {"smtp_code": result.code, "last_error": result.note[:300]}
    match result.verdict:
        case Verdict.LINE_DOWN:
            breaker.failed(now)
            logger.warning("mail server unreachable (%s)", result.note)
            ours.update(**_released(), **said, not_before=now + LINE_PAUSE)
        case Verdict.UNKNOWN if not mail.resend_if_unknown:
            ours.update(state=MailState.UNKNOWN, lease_token=None, **said)
        case Verdict.DEAD:
            ours.update(state=MailState.DEAD, lease_token=None, **said)
        case _:
            pause = BACKOFF[min(mail.attempts, len(BACKOFF) - 1)] * random.uniform(0.75, 1.25)  # noqa: S311
            ours.update(**_released(), **said, attempts=mail.attempts + 1, not_before=now + pause)


def reap(*, now: datetime) -> int:
    """Take back what a dead worker held, let go of what is too late; rows changed."""
    lost = OutgoingMail.objects.filter(lease_until__lte=now)
    silent = lost.filter(state=MailState.SUBMITTING)
    reaped = lost.filter(state=MailState.CLAIMED).update(**_released())
    reaped += silent.filter(resend_if_unknown=True).update(**_released())
    reaped += silent.update(
        state=MailState.UNKNOWN, lease_token=None, last_error="worker lost after hand-over began"
    )
    late = OutgoingMail.objects.filter(state=MailState.PENDING, expires_at__lte=now)
    reaped += late.update(state=MailState.EXPIRED, **_forgotten())
    return reaped


def purge(*, now: datetime, limit: int = 200) -> int:
    """Delete the oldest rows once they are 90 days old; nothing that old is ever planned again."""
    oldest = OutgoingMail.objects.order_by("pk").values_list("pk", "created_at")[:limit]
    old = [pk for pk, created_at in oldest if created_at < now - KEEP_HISTORY]
    return OutgoingMail.objects.filter(pk__in=old).delete()[0] if old else 0


def _mine(mail: OutgoingMail, state: MailState, **conditions):
    return OutgoingMail.objects.filter(Q(state=state, lease_token=mail.lease_token), **conditions)


def _released() -> dict:
    return {"state": MailState.PENDING, "lease_token": None, "lease_until": None}


def _forgotten() -> dict:
    """What a mail that is over need not keep."""
    return {} if settings.KEEP_SENT_MAIL else {"text": "", "html": ""}


# --- Waking a worker ----------------------------------------------------------------------------------

HINT_EXPIRES = 120  # seconds
QUIET_SECONDS = 30  # after a failed hint: a frozen broker may slow down one request, not every request
_quiet_until = 0.0


def hint() -> None:
    """Ask a Celery worker to deliver once this transaction is committed. A courtesy: never raises."""
    if settings.CELERY_ENABLED:
        transaction.on_commit(_send_hint)


def _send_hint() -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    from psoasfit.celery import app  # only where a broker is configured

    try:
        app.send_task("accounts.tasks.deliver", expires=HINT_EXPIRES, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("no broker for hints (%s); the next tick delivers", type(error).__name__)
