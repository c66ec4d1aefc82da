"""What a reminder says. Never symptoms, pain or conditions: mails are read over shoulders."""

from collections.abc import Collection
from datetime import date, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from routines import reminder_links, week
from routines.models import Plan, RoutineKind

if TYPE_CHECKING:
    from routines.reminders import Reminder

ACTIVITY = {RoutineKind.STRETCH: "stretching", RoutineKind.STRENGTH: "strengthening"}
LONG_PAUSE = timedelta(days=7)


def compose(
    *,
    plan: Plan,
    reminder: "Reminder",
    done_dates: Collection[date],
    paused: Collection[date] = frozenset(),
    kind: RoutineKind,
    minutes: int | None,
    questions_first: bool,
) -> dict:
    """from_email, subject, text, html and headers of the reminder of a session of this kind.

    `done_dates` are those of all sessions that counted lately, `minutes` its length, None where unknown.
    """
    stop = settings.SITE_ORIGIN + reverse("reminder_link", args=[reminder_links.sign("stop", plan.user)])
    number, target = count(plan, reminder.on, done_dates, paused)
    when = f"{plan.at:%H:%M} {day_word(plan, reminder)}"
    context = {
        "SITE_ORIGIN": settings.SITE_ORIGIN,
        "heading": heading(number, target),
        "opening": opening(reminder.on, done_dates, is_last=number == target),
        "minutes": minutes,
        "what": what(kind, minutes),
        "when": when,
        "questions_first": questions_first,
        "today_url": settings.SITE_ORIGIN + reverse("today"),
        "move_url": settings.SITE_ORIGIN + reverse("today") + "#move",
        "stop_url": stop,
    }
    return {
        "from_email": settings.REMINDER_FROM_EMAIL,
        "subject": f"{context['heading']} – {when}",
        "text": render_to_string("emails/reminder.txt", context).strip() + "\n",
        "html": render_to_string("emails/reminder.html", context),
        "headers": headers(stop, name="Session reminders", list_id="session"),
    }


def count(
    plan: Plan, on: date, done_dates: Collection[date], paused: Collection[date] = frozenset()
) -> tuple[int, int]:
    """(number of this session in its week, sessions that make that week)."""
    monday = week.week_start(on)
    done = sum(monday <= day <= week.week_end(on) for day in done_dates)
    target = week.week_target(
        monday=monday,
        days=plan.days,
        per_week=plan.per_week,
        started_on=plan.started_on,
        done_dates=done_dates,
        paused=paused,
    )
    return done + 1, max(target, done + 1)


def heading(number: int, target: int) -> str:
    if target == 1:
        return "Your session"
    return "One left this week" if number == target else f"Session {number} of {target}"


def what(kind: RoutineKind, minutes: int | None) -> str:
    """ "15 minutes of stretching", "Stretching"."""
    if minutes is None:
        return ACTIVITY[kind].capitalize()
    return f"{minutes} {'minute' if minutes == 1 else 'minutes'} of {ACTIVITY[kind]}"


def opening(on: date, done_dates: Collection[date], *, is_last: bool) -> str:
    """One warm sentence. A pause is greeted, never counted."""
    if not done_dates:
        return "Your first session is ready when you are."
    if not any(on - day <= LONG_PAUSE for day in done_dates):
        return "Back today? Your place is as you left it."
    return "This one completes your week." if is_last else "Your next session is ready."


def day_word(plan: Plan, reminder: "Reminder") -> str:
    """today, tomorrow, or the weekday, as seen when the mail goes out."""
    ahead = (reminder.on - reminder.send_at.astimezone(plan.user.zone).date()).days
    return {0: "today", 1: "tomorrow"}.get(ahead, f"on {reminder.on:%A}")


def headers(stop_url: str, *, name: str, list_id: str) -> dict[str, str]:
    """What mail programs need to show their own unsubscribe button (RFC 2369, 2919, 8058)."""
    host = parseaddr(settings.REMINDER_FROM_EMAIL)[1].rpartition("@")[2]
    return {
        "List-ID": f"{name} <{list_id}.reminders.{host}>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
