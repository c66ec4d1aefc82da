"""Pauses as dates: what they take, what counts without them, and how the way back begins."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.adaptation import Outcome, Ruling
from routines.models.pause import Away
from routines.pausing import (
    BACK_RULE,
    NO_PAUSES,
    gentle_return,
    paused_days,
    pauses_on,
    return_words,
    week_is_paused,
)

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
QUESTIONS = "The safety questions come first then."


def day(n):
    return MONDAY + n * DAY


def away(start, until, reason="holiday", ended=None):
    return Away(day(start), day(until), reason, None if ended is None else day(ended))


# --- Dates ----------------------------------------------------------------------------------------------


def test_a_pause_takes_its_days_and_not_the_first_one_back():
    pauses = pauses_on(day(1), [away(0, 3)])
    assert pauses.dates == {day(0), day(1), day(2)}
    assert pauses.now == away(0, 3)


@pytest.mark.parametrize(("today", "paused"), [(0, True), (2, True), (3, False)])
def test_it_is_over_on_the_day_of_return(today, paused):
    assert (pauses_on(day(today), [away(0, 3)]).now is not None) is paused


def test_who_is_back_earlier_is_not_paused_any_more():
    pauses = pauses_on(day(2), [away(0, 9, ended=2)])
    assert pauses.now is None
    assert pauses.cut_short == away(0, 9, ended=2)
    assert pauses.dates == {day(0), day(1)}
    assert pauses_on(day(3), [away(0, 9, ended=2)]).cut_short is None


def test_begun_and_ended_on_one_day_it_took_none():
    assert pauses_on(day(0), [away(0, 9, ended=0)]).dates == frozenset()


def test_travel_west_to_the_day_before_it_began_does_not_end_it():
    pauses = pauses_on(day(-1), [away(0, 3)])
    assert pauses.now
    assert day(-1) in pauses.dates


def test_travel_east_over_the_date_line_ends_it_at_the_midnight_there():
    assert pauses_on(day(3), [away(0, 3)]).now is None


def test_days_are_counted_without_the_paused_ones():
    paused = pauses_on(day(9), [away(0, 3), away(2, 5)]).dates  # overlapping ones count once
    assert paused_days(paused, day(-7), day(14)) == 5
    assert paused_days(paused, day(1), day(3)) == 2


def test_a_whole_week_is_paused_or_is_not():
    assert week_is_paused(MONDAY, pauses_on(day(0), [away(0, 7)]).dates)
    assert not week_is_paused(MONDAY, pauses_on(day(0), [away(0, 6)]).dates)


# --- Planned ahead --------------------------------------------------------------------------------------


def ahead(start, until, reason="holiday", ended=None):
    return replace(away(start, until, reason, ended), ahead=True)


@pytest.mark.parametrize(
    ("today", "state"), [(0, "ahead"), (4, "ahead"), (5, "now"), (8, "now"), (9, "over")]
)
def test_a_planned_pause_begins_and_ends_by_itself(today, state):
    span = ahead(5, 9)
    pauses = pauses_on(day(today), [span])
    assert (pauses.ahead, pauses.now) == {"ahead": (span, None), "now": (None, span), "over": (None, None)}[
        state
    ]
    assert pauses.dates == {day(5), day(6), day(7), day(8)}


def test_one_in_force_and_one_ahead():
    ill, holiday = away(0, 5, "illness"), ahead(5, 9)
    pauses = pauses_on(day(1), [holiday, ill])
    assert (pauses.now, pauses.ahead) == (ill, holiday)
    assert len(pauses.dates) == 9
    pauses = pauses_on(day(5), [holiday, ill])
    assert (pauses.now, pauses.ahead) == (holiday, None)


def test_who_is_back_earlier_may_go_on_unless_the_days_are_taken():
    back = away(0, 9, ended=2)
    assert pauses_on(day(2), [ahead(9, 12), back]).cut_short == back
    assert pauses_on(day(2), [ahead(8, 12), back]).cut_short is None


def test_a_planned_one_that_has_begun_may_be_cut_short_too():
    pauses = pauses_on(day(6), [ahead(5, 9, ended=6), away(0, 4, "illness", ended=4)])
    assert (pauses.now, pauses.ahead) == (None, None)
    assert pauses.cut_short.start == day(5)


def test_an_illness_before_a_holiday_that_follows_on_makes_the_return_gentle():
    rows = [ahead(5, 20), away(0, 5, "illness", ended=5)]
    assert back(*rows, today=20).rule == BACK_RULE


@given(st.integers(-30, 30), st.integers(1, 60), st.integers(1, 84), st.integers(-40, 0))
def test_a_pause_ahead_moves_nothing_on_before_it_begins(first, away_in, length, since):
    today, span = day(first), ahead(first + away_in, first + away_in + length)
    past = [away(first - 9, first - 4, ended=first - 4)]
    begun = today + since * DAY
    with_it, without = pauses_on(today, [span, *past]), pauses_on(today, past)
    assert with_it.moved_on(begun, today) == without.moved_on(begun, today)
    assert (with_it.now, with_it.cut_short) == (None, None)
    assert gentle_return(with_it, done_dates={begun}, today=today) == gentle_return(
        without, done_dates={begun}, today=today
    )


spans = st.lists(st.tuples(st.integers(-60, 40), st.integers(1, 84), st.integers(0, 90)), max_size=4)


@given(spans, st.integers(-60, 60), st.integers(0, 60))
def test_counted_days_never_run_back_and_stand_still_while_paused(rows, start, later):
    pauses = pauses_on(day(60), [away(s, s + n, ended=min(s + n, s + e)) for s, n, e in rows])
    begun, today = day(start), day(start + later)
    counted = (today - pauses.moved_on(begun, today)).days
    tomorrow = (today + DAY - pauses.moved_on(begun, today + DAY)).days
    assert 0 <= counted <= later
    assert tomorrow - counted == (0 if today in pauses.dates else 1)


# --- The way back ---------------------------------------------------------------------------------------


def back(*rows, done=(-2,), today=5, before=None):
    pauses = pauses_on(day(today), rows)
    return gentle_return(pauses, done_dates={day(n) for n in done}, today=day(today), before=before)


@pytest.mark.parametrize("reason", ["illness", "injury"])
def test_the_first_session_after_being_ill_or_hurt_is_gentle(reason):
    ruling = back(away(0, 5, reason))
    assert (ruling.rule, ruling.outcome) == (BACK_RULE, Outcome.GENTLE)
    assert "gentle" in ruling.words
    assert ruling.inputs == {"reason": reason, "days": 5}


def test_after_a_holiday_it_goes_on_as_the_gap_says():
    assert back(away(0, 5)) is None


def test_one_session_later_it_goes_on():
    assert back(away(0, 5, "illness"), done=(5,), today=6) is None


def test_a_session_done_in_the_pause_was_not_the_return():
    assert back(away(0, 5, "illness"), done=(-2, 3)).rule == BACK_RULE


def test_a_holiday_after_an_illness_does_not_hide_it():
    assert back(away(5, 20), away(0, 5, "illness"), today=20).rule == BACK_RULE


def test_a_pause_of_no_day_asks_for_nothing():
    assert back(away(0, 9, "illness", ended=0), today=0) is None


def test_what_was_answered_before_the_session_stays():
    gentle = Ruling("A3", Outcome.GENTLE, "A gentle one.")
    assert back(away(0, 5, "illness"), before=gentle) == gentle
    fewer = Ruling("A6", Outcome.HELD, "A set less.", fewer_sets=1)
    ruling = back(away(0, 5, "illness"), before=fewer)
    assert (ruling.rule, ruling.fewer_sets) == (BACK_RULE, 1)
    assert ruling.words.endswith("A set less.")
    assert back(away(0, 5), before=fewer) == fewer


def test_without_pauses_nothing_changes():
    go = Ruling("A7", Outcome.GO, "")
    assert gentle_return(NO_PAUSES, done_dates=(), today=MONDAY, before=go) == go


@pytest.mark.parametrize(
    ("span", "last_done", "words"),
    [
        (away(0, 4), -1, ""),
        (away(0, 7), -1, "It begins with the same as last time."),
        (away(0, 7, "illness"), -1, "The first session back is a gentle one."),
        (away(0, 4, "injury"), -1, f"{QUESTIONS} The first session back is a gentle one."),
        (away(0, 14), -1, "The first week back is one level down."),
        (away(0, 28), -1, f"{QUESTIONS} It begins at level 1 again."),
        (away(0, 28), None, QUESTIONS),
    ],
)  # fmt: skip
def test_the_way_back_is_said_beforehand(span, last_done, words):
    assert return_words(span, last_done=last_done if last_done is None else day(last_done)) == words
