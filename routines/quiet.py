"""May a person get mails about their practice? The one place to ask, before any of them is planned."""

from datetime import datetime

from accounts.models import User
from routines.clearance import clearance, newest_round
from routines.models import Screening

# People whose four weeks are over are reminded too: the way back leads through the safety questions.
REMINDED = ("ready", "rescreen")


def why(user: User, *, now: datetime, known: Screening | None = None) -> str:
    """Why no mail may go out: demo, inactive, unverified, not-cleared; empty if one may. `known` as for
    `clearance`.

    A pause belongs here. Whoever makes this answer differ calls `reminders.reschedule` afterwards, which
    calls off what waits.
    """
    if user.is_demo:
        return "demo"
    if not user.is_active:
        return "inactive"
    answers = known or newest_round(user, now=now)
    if answers is None:  # nobody is cleared before the safety questions
        verified = user.emailaddress_set.filter(email__iexact=user.email, verified=True).exists()
        return "not-cleared" if verified else "unverified"
    if not answers.verified:
        return "unverified"
    return "" if clearance(user, now=now, known=answers).reason in REMINDED else "not-cleared"
