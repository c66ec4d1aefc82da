"""The country a time zone lies in."""

import pytest

from accounts.countries import country_of


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),  # shares its clocks with Berlin and is another country all the same
        ("Atlantic/Reykjavik", "IS"),
        ("Europe/London", "GB"),
        ("America/New_York", "US"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),  # what browsers still report
        ("US/Pacific", "US"),
        ("America/Buenos_Aires", "AR"),
    ],
)
def test_the_country_of_a_zone(zone, country):
    assert country_of(zone) == country


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+5", "", "Nowhere/At_All"])
def test_no_country_where_there_is_none(zone):
    assert country_of(zone) == ""


@pytest.mark.parametrize("zone", ["Iceland", "America/Coral_Harbour", "Africa/Timbuktu"])
def test_an_old_name_joined_with_other_countries_is_not_guessed(zone):
    """The database joins these with zones of other countries: Iceland with Côte d'Ivoire."""
    assert country_of(zone) == ""
