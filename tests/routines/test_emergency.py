"""Whom to call, by country."""

import re

import pytest

from accounts.countries import country_of
from routines.emergency import BY_COUNTRY, KNOWN, LISTED, UNKNOWN, numbers_for
from routines.screening import EMERGENCY_NUMBER

EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip


def test_every_country_of_the_union_has_112():
    assert len(EU) == 27
    for country in EU:
        assert "112" in [number for number, _ in numbers_for(country).calls()]


@pytest.mark.parametrize(
    ("zone", "number", "advice"),
    [
        ("Europe/Berlin", "112", "116117"),
        ("Europe/London", "999", "111"),
        ("Europe/Dublin", "112", None),
        ("Europe/Zurich", "144", None),
        ("Europe/Oslo", "113", "116 117"),
        ("America/New_York", "911", None),
        ("America/Toronto", "911", "811"),
        ("Australia/Sydney", "000", "1800 022 222"),
        ("Pacific/Auckland", "111", "0800 611 116"),
        ("Asia/Kolkata", "112", None),
        ("Africa/Johannesburg", "112", None),
        ("America/Sao_Paulo", "192", None),
        ("Asia/Tokyo", "119", None),
        ("Asia/Seoul", "119", None),
    ],
)
def test_the_number_where_the_clock_says_one_is(zone, number, advice):
    numbers = numbers_for(country_of(zone))
    assert numbers.emergency == numbers.words == number
    assert (numbers.advice and numbers.advice.number) == advice


@pytest.mark.parametrize("country", ["", "ZZ", "XK", "AQ"])
def test_elsewhere_it_is_112_and_the_local_number(country):
    numbers = numbers_for(country)
    assert numbers is UNKNOWN
    assert [number for number, _ in numbers.calls()] == ["112", "999", "911"]
    assert numbers.words == EMERGENCY_NUMBER


def test_the_words_for_anywhere_name_the_numbers_as_listed():
    named = re.search(r"\((\d+) in the EU, (\d+) in the UK, (\d+) in the US and Canada\)", EMERGENCY_NUMBER)
    everywhere, british, american = named.groups()
    assert {everywhere} == {numbers_for(country).emergency for country in EU}
    assert british == numbers_for("GB").emergency
    assert american == numbers_for("US").emergency == numbers_for("CA").emergency


def test_an_instruction_for_everybody_gets_the_number_of_the_country():
    said = f"If it does not pass, call {EMERGENCY_NUMBER} now."
    assert numbers_for("NZ").put_into(said) == "If it does not pass, call 111 now."
    assert UNKNOWN.put_into(said) == said


@pytest.mark.parametrize("numbers", [*LISTED, UNKNOWN], ids=lambda numbers: numbers.country)
def test_every_entry_can_be_dialled_and_checked(numbers):
    lines = [*numbers.calls()] + ([(numbers.advice.number, numbers.advice.href)] if numbers.advice else [])
    for number, href in lines:
        assert re.fullmatch(r"tel:\d{2,12}", href), href
        assert number
    assert numbers.name
    assert re.fullmatch("[A-Z]{2}", numbers.country)


def test_each_country_is_listed_once():
    assert len(BY_COUNTRY) == len(LISTED)


@pytest.mark.parametrize("numbers", [*LISTED, UNKNOWN], ids=lambda numbers: numbers.country)
def test_every_entry_says_where_it_was_read_or_that_it_was_not(numbers):
    assert numbers.sources
    assert all(source.organisation and source.title for source in numbers.sources)
    assert numbers.is_checked == (KNOWN not in numbers.sources)
    if numbers.advice:  # only from a page we have read
        assert numbers.is_checked


def test_those_that_were_not_read_are_few_and_named():
    assert [n.country for n in LISTED if not n.is_checked] == ["AR", "CL", "IL", "IN"]
    assert not UNKNOWN.is_checked


def test_a_source_in_words():
    assert str(BY_COUNTRY["PT"].sources[-1]) == "SNS 24, “About us”, 14 March 2024"
