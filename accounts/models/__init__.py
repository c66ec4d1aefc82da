"""Models of the person."""

from accounts.models.consent import Consent
from accounts.models.mail import Heartbeat, OutgoingMail
from accounts.models.user import User

__all__ = ["Consent", "Heartbeat", "OutgoingMail", "User"]
