"""The one place that knows what time it is; rules get `now` passed in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Current instant, aware, UTC; shifted by the seconds in CLOCK_OFFSET_FILE (local trials only)."""
    return timezone.now() + timedelta(seconds=_offset_seconds())


def _offset_seconds() -> int:
    path = settings.CLOCK_OFFSET_FILE
    if path is None or not path.exists():
        return 0
    return int(path.read_text().strip() or 0)
