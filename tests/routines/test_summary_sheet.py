"""The page itself: which parts, in which columns, how small, and how text is kept short."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.summary_sheet import KEYS, USUAL, Section, chosen, first_few, short_date, shortened
from tests import summaries


def test_notes_are_off_unless_somebody_ticks_them():
    assert "notes" not in USUAL
    assert set(KEYS) - set(USUAL) == {"notes"}


def test_parts_come_in_the_order_of_the_page_and_unknown_ones_are_dropped():
    assert chosen(["notes", "pain", "password"]) == ("pain", "notes")


@pytest.mark.parametrize("most", range(11))
def test_columns_hold_every_section_in_order(most):
    summary = replace(summaries.fullest(), sections=summaries.fullest().sections[:most])
    left, right = summary.columns
    assert (*left, *right) == summary.sections


def test_columns_are_about_even():
    left, right = summaries.usual().columns
    assert [section.key for section in left] == ["practice", "pain", "function", "signs"]
    assert [section.key for section in right] == ["tests", "safety", "now", "hurt", "changed"]


def test_the_fuller_the_smaller():
    assert summaries.usual().density == "roomy"
    assert summaries.fullest().density == "densest"
    sections = summaries.fullest().sections[:7]
    assert replace(summaries.fullest(), sections=sections).density == "dense"


def test_a_section_is_as_high_as_its_text():
    plain = Section("pain", "Pain", ("One line.",))
    assert plain.height < Section("pain", "Pain", ("One line.", "Another.")).height
    assert plain.height < Section("pain", "Pain", ("One line. " * 20,)).height
    assert plain.height < Section("pain", "Pain", ("One line.",), ("A", "B"), (("a", "b"),)).height


def test_what_is_left_out_is_counted():
    assert first_few(["a", "b"], 2, "limits") == ("a", "b")
    assert first_few(["a", "b", "c", "d"], 2, "limits") == ("a", "b", "And 2 more limits, kept in the app.")


@given(st.text(max_size=300), st.integers(10, 60))
def test_shortened_text_is_one_short_line(text, most):
    found = shortened(text, most)
    assert "\n" not in found
    assert len(found) <= most + 2


def test_shortened_text_ends_at_a_word():
    assert shortened("Sitting through\n a  film", 60) == "Sitting through a film"
    assert shortened("Sitting through a film", 12) == "Sitting …"


def test_dates_are_short():
    assert short_date(summaries.DAY) == "23 Nov 2026"
