"""What every template may use: the site's own facts."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    return {
        "SITE_ORIGIN": settings.SITE_ORIGIN,
        "SHOW_INBOX": settings.SHOW_INBOX,
        "DEMO_ACCOUNT": settings.DEMO_ACCOUNT,
    }
