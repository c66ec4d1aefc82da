"""What the next-morning mail says: no symptom, no number, and links that reveal nothing."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from routines import reminder_links
from routines.models import PracticeSession
from routines.reminder_mail import headers


def compose(session: PracticeSession) -> dict:
    """from_email, subject, text, html and headers of the question about the morning after `session`."""
    day = f"{session.local_date:%A}"
    stop_url = _link(reminder_links.sign("stop-mornings", session.user))
    context = {
        "SITE_ORIGIN": settings.SITE_ORIGIN,
        "question": f"How was the morning after {day}’s session?",
        "answer_url": _link(reminder_links.sign_morning(session)),
        "settings_url": settings.SITE_ORIGIN + reverse("settings_reminders"),
        "stop_url": stop_url,
    }
    return {
        "from_email": settings.REMINDER_FROM_EMAIL,
        "subject": context["question"],
        "text": render_to_string("emails/morning.txt", context).strip() + "\n",
        "html": render_to_string("emails/morning.html", context),
        "headers": headers(stop_url, name="Next-morning questions", list_id="morning"),
    }


def _link(token: str) -> str:
    return settings.SITE_ORIGIN + reverse("reminder_link", args=[token])
