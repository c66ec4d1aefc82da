"""Who opened whose pain reports: lines in the admin's log, by made-up name, as it outlives an account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from accounts.models import User
from routines.models import ReportNote
from routines.reports import Report, pseudonym

SAME_LOOK = timedelta(hours=1)  # opening it again within that is one look, and one line in the log
OPENED, NAMED = "Opened.", "Opened, and saw who it is about."


@dataclass(frozen=True, slots=True)
class Look:
    """One line as the person it is about reads it. `by` names no expert: they write as part of this site."""

    at: datetime
    what: str
    by: str = "An expert of this site"


def log_look(report: Report, *, by: User, named: bool, now: datetime) -> None:
    """Write down that somebody opened it, once an hour."""
    words = NAMED if named else OPENED
    mine = LogEntry.objects.filter(user=by, object_id=report.name, change_message=words)
    if not mine.filter(action_time__gt=now - SAME_LOOK).exists():
        log(report, by=by, words=words, now=now)


def log(report: Report, *, by: User, words: str, now: datetime) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(ReportNote),
        object_id=report.name,
        object_repr=f"{report.person}, {report.told_at:%Y-%m-%d}",
        action_flag=CHANGE,
        change_message=words,
        action_time=now,
    )


def looks_at(user: User, *, most: int | None = None) -> list[Look]:
    """What experts did with reports of this person, newest first. One query.

    Lines are found by the made-up name, so those from before a change of the secret key are not among them.
    """
    return [Look(entry.action_time, _told(entry.change_message)) for entry in _about(user)[:most]]


def _about(user: User) -> QuerySet[LogEntry]:
    lines = LogEntry.objects.filter(
        content_type__app_label=ReportNote._meta.app_label,
        content_type__model=ReportNote._meta.model_name,
        object_repr__startswith=f"{pseudonym(user)}, ",
    )
    return lines.order_by("-action_time", "-pk")


def _told(words: str) -> str:
    told = {
        OPENED: "opened a report under your made-up name",
        NAMED: "opened a report and saw that it is yours",
        "Noted.": "wrote a note",
    }
    return told.get(words, f"wrote a note: {words.rstrip('.').lower()}")
