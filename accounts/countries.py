"""The country a time zone lies in, from the tables of the IANA time zone database."""

from functools import cache
from importlib import resources


def country_of(zone: str) -> str:
    """ISO 3166 code of the country of an IANA zone; empty where there is none, or more than one it may be.

    Old names count too ("US/Pacific"), if all that the database joins with them lies in one country.
    """
    return _by_place().get(zone) or _by_place_of_one_country().get(_links().get(zone, ""), "")


@cache
def _by_place() -> dict[str, str]:
    """zone.tab: every zone beside the one country it was made for."""
    return {zone: code for code, _, zone, *_ in _rows("zone.tab")}


@cache
def _by_place_of_one_country() -> dict[str, str]:
    """zone1970.tab: zones beside all the countries that share their clocks, here those with one only."""
    return {zone: codes for codes, _, zone, *_ in _rows("zone1970.tab") if "," not in codes}


@cache
def _links() -> dict[str, str]:
    """Old names and what they mean now: the lines "L target name" of the compact form."""
    lines = (line.split() for line in _text("tzdata.zi").splitlines() if line.startswith("L "))
    return {name: target for _, target, name in lines}


def _rows(name: str) -> list[list[str]]:
    lines = (line for line in _text(name).splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]


def _text(name: str) -> str:
    return (resources.files("tzdata.zoneinfo") / name).read_text(encoding="utf-8")
