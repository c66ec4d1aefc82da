"""The forgiving number: what a week costs and wins, and what it never does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.consistency import Comeback, Week, comebacks, score, weeks_on_goal, word

FULL, MISSED, PAUSED = Week(3, 3), Week(0, 3), Week(0, 0)
MONDAY = date(2026, 11, 23)

weeks = st.builds(Week, st.integers(0, 9), st.integers(1, 4), st.integers(0, 2))
histories = st.lists(weeks, min_size=2, max_size=16)


def test_new_people_have_no_number_for_two_weeks():
    assert score([]) is None
    assert score([FULL]) is None
    assert score([FULL, PAUSED], running=FULL) is None
    assert score([FULL, FULL]) == 100
    assert score([FULL, MISSED]) == 50


@pytest.mark.parametrize(("missed", "left"), [(1, 89), (2, 79), (4, 63), (6, 50), (12, 25)])
def test_what_missed_weeks_cost_after_eight_full_ones(missed, left):
    assert score([FULL] * 8 + [MISSED] * missed) == left


@pytest.mark.parametrize(("back", "number"), [(1, 74), (2, 81), (4, 91), (8, 98)])
def test_a_comeback_is_quick(back, number):
    assert score([FULL] * 8 + [MISSED] * 4 + [FULL] * back) == number


def test_rest_that_a_rule_asked_for_counts_as_done():
    assert score([FULL] * 8 + [Week(2, 3, rested=1)]) == 100
    assert score([FULL] * 8 + [Week(0, 3, rested=3)]) == 100


def test_more_than_the_goal_makes_no_debt_good():
    assert score([Week(6, 3), Week(0, 3)]) == score([FULL, MISSED])


@given(histories, st.none() | weeks)
def test_it_stays_between_0_and_100(history, running):
    assert 0 <= score(history, running=running) <= 100


@given(histories, st.data())
def test_more_done_never_lowers_it(history, data):
    place = data.draw(st.integers(0, len(history) - 1))
    week = history[place]
    better = [*history]
    better[place] = Week(week.done + 1, week.target, week.rested)
    assert score(better) >= score(history)


@given(histories)
def test_one_missed_week_costs_at_most_11_points_and_never_all(history):
    before, after = score(history), score([*history, MISSED])
    assert before - 12 <= after <= before  # 10.9, and rounding
    assert after > 0 or before <= 1


@given(histories)
def test_one_full_week_wins_back_more_than_a_quarter_of_what_is_missing(history):
    before, after = score(history), score([*history, FULL])
    assert after - before >= 0.29 * (100 - before) - 1


@given(st.lists(weeks | st.just(PAUSED), min_size=2, max_size=16))
def test_neutral_weeks_change_nothing(history):
    assert score(history) == score([week for week in history if week.target])
    assert score(history, running=PAUSED) == score(history)
    assert weeks_on_goal(history) == weeks_on_goal([week for week in history if week.target])


@given(histories, histories, st.lists(weeks, min_size=12, max_size=12))
def test_what_is_long_past_fades(one, other, since):
    assert abs(score(one + since) - score(other + since)) <= 100 * 0.5 ** (12 / 6) + 1


@given(histories, weeks)
def test_the_running_week_only_ever_lifts_it(history, running):
    assert score(history, running=running) >= score(history)


def test_weeks_on_goal():
    history = [FULL, MISSED, PAUSED, Week(2, 2), Week(1, 2, rested=1)]
    assert weeks_on_goal(history) == (3, 4)


@pytest.mark.parametrize("number", range(101))
def test_every_number_has_a_kind_word(number):
    assert word(number)
    assert not {"fail", "bad", "poor", "lost", "broken"} & set(word(number).split())


def test_coming_back_after_seven_days():
    days = [MONDAY + timedelta(days=offset) for offset in (0, 6, 13, 13, 40)]
    assert comebacks(days) == [
        Comeback(MONDAY + timedelta(days=13), 7),
        Comeback(MONDAY + timedelta(days=40), 27),
    ]
    assert comebacks([]) == comebacks([MONDAY]) == []


def test_days_of_a_pause_are_no_days_away():
    done = [MONDAY, MONDAY + timedelta(days=20)]
    paused = {MONDAY + timedelta(days=offset) for offset in range(-3, 14)}
    assert comebacks(done, paused=paused) == [Comeback(done[1], 7)]
    assert comebacks(done, paused=paused | {MONDAY + timedelta(days=14)}) == []
