"""What the weekly numbers say in words, and what their charts hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.charts import NARROW, WIDE, score_chart
from routines.measures import WeekScores
from routines.measures_report import describe, load
from tests.factories import ActivityFactory, ActivityScoreFactory, WeeklyCheckInFactory

START = date(2026, 10, 5)
scores = st.integers(0, 10)


def week(number, **said):
    return WeekScores(START + timedelta(weeks=number), **said)


def texts(weeks, activities=None):
    return [finding.text for finding in describe(weeks, activities or {1: "Walking"}).findings]


def test_an_easier_activity_is_said_with_its_numbers():
    weeks = [week(0, activities={1: 4}), week(3, activities={1: 7})]
    report = describe(weeks, {1: "Walking"})
    assert report.findings[0].text == "Walking is easier: 4 → 7 of 10"
    assert report.findings[0].detail == "Since 5 October."
    assert report.findings[1].text == "Your activities together: much easier, 4 → 7 of 10"


@pytest.mark.parametrize(
    ("last", "said"),
    [(6, "Since 5 October. One activity varies by that much by itself."), (4, "Since 5 October.")],
)
def test_a_change_that_is_none_says_why(last, said):
    weeks = [week(0, activities={1: 4}), week(3, activities={1: last})]
    finding = describe(weeks, {1: "Walking"}).findings[0]
    assert (finding.text, finding.detail) == (f"Walking is about the same: 4 → {last} of 10", said)


@pytest.mark.parametrize(
    ("last", "words"), [(6, "is about the same: 4 → 6"), (1, "is harder: 4 → 1"), (7, "is easier: 4 → 7")]
)
def test_an_activity_speaks_from_three_points(last, words):
    assert words in texts([week(0, activities={1: 4}), week(1, activities={1: last})])[0]


def test_a_retired_activity_has_no_line_of_its_own():
    weeks = [week(0, activities={1: 4, 2: 4}), week(1, activities={1: 4, 2: 9})]
    assert not any("Running" in text for text in texts(weeks, {1: "Walking"}))


def test_pain_and_the_week_before():
    weeks = [week(0, peg=(6, 5, 5)), week(1, peg=(3, 3, 3)), week(2, peg=(3, 4, 3))]
    finding = describe(weeks, {}).findings[0]
    assert finding.text == "Pain takes less room: 5.3 → 3.3 of 10"
    assert finding.detail == "First and latest check-in. Against the one before (3): about the same."


def test_worse_is_said_as_plainly_as_better():
    report = describe([week(0, peg=(2, 2, 2)), week(1, peg=(5, 4, 4))], {})
    assert report.findings[0].text == "Pain takes more room: 2 → 4.3 of 10"
    assert report.is_worse


@pytest.mark.parametrize(
    ("rating", "words"),
    [(4, "better (+4 on a scale to 5)"), (0, "about the same (0 on"), (-5, "worse (−5 on")],
)
def test_the_global_rating_is_quoted(rating, words):
    finding = describe([week(2, rating=rating)], {}).findings[0]
    assert words in finding.text
    assert "19 October" in finding.detail


def test_one_check_in_is_drawn_but_compared_with_nothing():
    report = describe([week(0, peg=(6, 5, 5), activities={1: 4})], {1: "Walking"})
    assert report.findings == ()
    assert report.peg.label == "Room that pain takes: 5.3 of 10 on 5 October."
    assert report.psfs.points == ((START, 4),)


def test_nothing_answered_is_nothing_to_draw():
    report = describe([week(0, confidence=5)], {})
    assert (report.check_ins, report.psfs, report.peg) == (1, None, None)


@given(
    st.lists(
        st.builds(
            WeekScores,
            on=st.dates(START, date(2028, 1, 1)),
            peg=st.none() | st.tuples(scores, scores, scores),
            activities=st.dictionaries(st.integers(1, 4), scores, max_size=3),
            rating=st.none() | st.integers(-5, 5),
        ),
        max_size=8,
    ),
    st.sampled_from([NARROW, WIDE]),
)
def test_any_history_makes_findings_and_charts_within_the_scale(weeks, size):
    weeks.sort(key=lambda week: week.on)
    report = describe(weeks, {1: "Walking", 2: "Running"})
    for finding in report.findings:
        assert finding.state in ("better", "same", "worse")
        assert "None" not in finding.text
    for series in (report.psfs, report.peg):
        if series:
            assert all(0 <= score <= 10 for _, score in series.points)
            assert "chart__session" not in score_chart(series, size)


def test_load_reads_ones_own_weeks_in_two_queries(alice, bob, django_assert_num_queries):
    for owner in (alice, bob):
        activity = ActivityFactory(user=owner, text=f"Walk of {owner.email}")
        for number, score in enumerate((4, 8)):
            row = WeeklyCheckInFactory(user=owner, monday=START + timedelta(weeks=number))
            ActivityScoreFactory(check_in=row, activity=activity, score=score)
    with django_assert_num_queries(2):
        report = load(alice)
    assert report.check_ins == 2
    assert report.findings[0].text == "Walk of alice@example.org is easier: 4 → 8 of 10"
    assert "bob" not in str(report)
