"""Scores of the weekly check-in and what counts as a real change (clinical 3 and 4.4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.measures import (
    CONFIDENT_FROM,
    LENGTHS,
    Changes,
    WeekScores,
    activity_change,
    peg,
    peg_change,
    peg_changes,
    psfs,
    psfs_change,
    psfs_changes,
    psfs_pair,
    rating_due,
    rating_state,
    shrinks,
    shrunk_minutes,
    weeks_since,
)

START = date(2026, 10, 1)  # a Thursday
scores = st.integers(0, 10)
answers = st.tuples(scores, scores, scores)
activities = st.dictionaries(st.integers(1, 6), scores, max_size=3)


def week(number, **said):
    return WeekScores(START + timedelta(weeks=number), **said)


# --- Scores ---------------------------------------------------------------------------------------------


def test_peg_is_the_mean_of_three():
    assert peg((5, 4, 3)) == 4
    assert peg((1, 0, 0)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("wrong", [(), (1, 2), (1, 2, 3, 4)])
def test_peg_of_another_number_of_answers_is_an_error(wrong):
    with pytest.raises(ValueError, match="three"):
        peg(wrong)


def test_psfs_is_the_mean_of_what_was_scored():
    assert psfs({1: 4, 2: 7}) == 5.5
    assert psfs({}) is None


def test_psfs_compares_only_activities_scored_both_times():
    assert psfs_pair({1: 2, 2: 4, 3: 10}, {1: 6, 2: 8, 4: 0}) == (3, 7)
    assert psfs_pair({1: 2}, {2: 9}) is None


# --- Real changes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (5, 3.5, "better"),  # exactly 30 %
        (5, 4, "same"),  # 20 %
        (10, 7, "better"),
        (10, 7.33, "same"),
        (1, 0.67, "same"),  # a third, but one answer by one point
        (2, 1, "better"),
        (0, 0, "same"),
        (3, 4.67, "same"),
        (17 / 3, 23 / 3, "worse"),  # two points in thirds
        (0, 2, "worse"),
    ],
)
def test_peg_changes_from_thirty_per_cent_down_or_two_points_up(first, last, state):
    assert peg_change(first, last).state == state


@pytest.mark.parametrize(
    ("first", "last", "state", "size"),
    [
        (4, 5.2, "same", ""),
        (4, 5.3, "better", "small"),
        (4, 6.3, "better", "medium"),
        (4, 6.7, "better", "large"),
        (4, 2.1, "same", ""),
        (17 / 3, 11 / 3, "worse", ""),
    ],
)
def test_psfs_changes_by_the_published_bands(first, last, state, size):
    change = psfs_change(first, last)
    assert (change.state, change.size) == (state, size)


@pytest.mark.parametrize(
    ("first", "last", "state"), [(4, 7, "better"), (4, 6, "same"), (7, 4, "worse"), (7, 5, "same")]
)
def test_a_single_activity_needs_three_points(first, last, state):
    assert activity_change(first, last).state == state


@pytest.mark.parametrize(
    ("rating", "state"),
    [(-5, "worse"), (-3, "worse"), (-2, "same"), (0, "same"), (2, "same"), (3, "better")],
)
def test_the_global_rating_changes_from_three_of_its_points(rating, state):
    assert rating_state(rating) == state


def test_changes_are_against_the_start_and_the_week_before():
    weeks = [week(0, peg=(6, 6, 6)), week(1), week(2, peg=(3, 3, 3)), week(5, peg=(3, 4, 5))]
    changes = peg_changes(weeks)
    assert (changes.since_start.first, changes.since_start.last) == (6, 4)
    assert changes.since_start.state == "better"
    assert (changes.since_last.first, changes.since_last.state) == (3, "same")


def test_an_activity_that_changed_is_compared_from_when_it_was_named():
    weeks = [week(0, activities={1: 2}), week(1, activities={1: 3, 2: 4}), week(2, activities={2: 8})]
    changes = psfs_changes(weeks)
    assert (changes.since_start.first, changes.since_start.last) == (4, 8)
    assert changes.since_start == changes.since_last


def test_one_week_or_nothing_in_common_is_no_change():
    assert peg_changes([week(0, peg=(1, 2, 3))]) == Changes()
    assert psfs_changes([week(0, activities={1: 4})]) == Changes()
    assert psfs_changes([week(0, activities={1: 4}), week(1, activities={2: 4})]) == Changes()


@given(answers, answers)
def test_a_change_and_its_reverse_are_never_both_better(first, last):
    there, back = peg_change(peg(first), peg(last)), peg_change(peg(last), peg(first))
    assert not (there.state == back.state == "better")
    assert 0 <= there.first <= 10


@given(answers)
def test_no_difference_is_no_change(same):
    assert not peg_change(peg(same), peg(same)).is_real


@given(activities, activities)
def test_the_pair_lies_within_the_scale_and_within_its_activities(then, now):
    pair = psfs_pair(then, now)
    both = then.keys() & now.keys()
    assert (pair is None) == (not both)
    if pair:
        assert min(then[key] for key in both) <= pair[0] <= max(then[key] for key in both)
        assert min(now[key] for key in both) <= pair[1] <= max(now[key] for key in both)


@given(scores, scores, scores)
def test_more_gain_is_never_judged_worse(first, last, more):
    order = ["worse", "same", "better"]
    low, high = sorted((last, more))
    assert order.index(psfs_change(first, low).state) <= order.index(psfs_change(first, high).state)
    assert order.index(peg_change(first, high).state) <= order.index(peg_change(first, low).state)


@given(st.lists(st.builds(WeekScores, st.just(START), st.none() | answers, activities), max_size=6))
def test_any_history_can_be_compared(weeks):
    for changes in (peg_changes(weeks), psfs_changes(weeks)):
        assert (changes.since_start is None) == (changes.since_last is None)
        for change in (changes.since_start, changes.since_last):
            assert change is None or (0 <= change.first <= 10 and 0 <= change.last <= 10)


# --- Weeks and confidence -------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "weeks"), [(-3, 0), (0, 0), (6, 0), (7, 1), (13, 1), (14, 2), (70, 10)])
def test_weeks_are_counted_in_sevens_from_the_start(days, weeks):
    assert weeks_since(START, START + timedelta(days=days)) == weeks


def test_the_global_rating_is_asked_in_weeks_2_4_6_8():
    asked = [number for number in range(12) if rating_due(START, START + timedelta(weeks=number, days=3))]
    assert asked == [2, 4, 6, 8]


@pytest.mark.parametrize(
    ("confidence", "smaller"), [(None, False), (0, True), (6, True), (CONFIDENT_FROM, False), (10, False)]
)
def test_confidence_below_seven_shrinks_the_next_week(confidence, smaller):
    assert shrinks(confidence) is smaller


@pytest.mark.parametrize(("minutes", "shorter"), [(30, 20), (20, 15), (15, 10), (10, 10)])
def test_a_smaller_week_has_the_next_shorter_session(minutes, shorter):
    assert shrunk_minutes(minutes) == shorter


@given(st.sampled_from(LENGTHS))
def test_a_smaller_week_is_never_longer_and_always_a_length_we_can_fit(minutes):
    assert shrunk_minutes(minutes) <= minutes
    assert shrunk_minutes(minutes) in LENGTHS
