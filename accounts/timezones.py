"""The time zones we offer, and the ones we accept from browsers."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError

_NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/")
_NOT_ZONES = {"localtime", "Factory", "posixrules"}


@cache
def accepted_time_zones() -> frozenset[str]:
    """Every IANA name, old ones too, that a browser may report; without the pseudo-zones."""
    return frozenset(zoneinfo.available_timezones() - _NOT_ZONES)


@cache
def offered_time_zones() -> tuple[str, ...]:
    """Names for a select box, alphabetical: places with a region, and UTC."""
    places = (name for name in accepted_time_zones() if "/" in name and not name.startswith(_NOT_PLACES))
    return ("UTC", *sorted(places))


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone we accept."""
    if name not in accepted_time_zones():
        raise ValidationError("Choose a time zone from the list.")
