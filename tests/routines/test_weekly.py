"""Table D with real rows: gathered, decided once a rule and week, and changed by a correction."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from routines.adaptation import Outcome, Week, of_week, weekly
from routines.adapting import NotYours, decline
from routines.before import Said, check
from routines.models import Decision, Pause, Plan, Profile
from routines.week_rules import in_force, numbers
from routines.weekly import evaluate_week, weekly_decisions
from tests.factories import (
    NOW,
    ActivityFactory,
    ActivityScoreFactory,
    AttemptFactory,
    DecisionFactory,
    PauseFactory,
    PracticeSessionFactory,
    WeeklyCheckInFactory,
)

MONDAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)
BERLIN = ZoneInfo("Europe/Berlin")
NOBODY_HURTS = {"average_pain": None, "enjoyment": None, "general_activity": None}


@pytest.fixture
def alice(ready_alice):
    """Alice began ten weeks ago and does her three sessions a week."""
    Plan.objects.filter(user=ready_alice).update(started_on=MONDAY - 10 * WEEK)
    for weeks in range(1, 11):
        for day in (0, 2, 4):
            practised(ready_alice, weeks=weeks, day=day)
    return ready_alice


def practised(user, *, weeks, day=0, pain=None):
    """A session so many weeks before this one, on a weekday, with the pain before it."""
    at = NOW - weeks * WEEK + timedelta(days=day)
    session = PracticeSessionFactory(
        user=user, finished=True, started_at=at, ended_at=at, local_date=at.date()
    )
    if pain is not None:
        AttemptFactory(session=session, pain_before=pain)
    return session


def answered(user, *, weeks=0, peg=None, activity=None, score=None, rating=None):
    """The weekly check-in of so many weeks ago."""
    monday = MONDAY - weeks * WEEK
    pegs = dict.fromkeys(NOBODY_HURTS, peg)
    row, _ = user.weekly_check_ins.update_or_create(
        monday=monday,
        defaults={**pegs, "rating": rating, "answered_on": monday, "updated_at": NOW},
    )
    if activity:
        ActivityScoreFactory(check_in=row, activity=activity, score=score)
    return row


def decided(user, *, now=NOW):
    return [(row.rule, row.outcome) for row in evaluate_week(user, now=now)]


def stored(user):
    return [(row.week, row.rule, row.outcome) for row in weekly_decisions(user.pk)]


def force(user, *, on=MONDAY):
    return in_force(weekly_decisions(user.pk), on=on, zone=BERLIN)


# --- Once a rule and week --------------------------------------------------------------------------------


def test_nothing_known_decides_nothing(alice):
    assert decided(alice) == []
    assert stored(alice) == []


def test_without_a_plan_there_is_nothing_to_decide(bob):
    assert decided(bob) == []


def test_asking_again_never_doubles(alice):
    answered(alice, weeks=1, peg=3)
    answered(alice, peg=5)
    for hours in range(3):
        assert decided(alice, now=NOW + timedelta(hours=hours)) == [("D1", "deload")]
    row = alice.decisions.get()
    assert (row.week, row.made_at, row.session) == (MONDAY, NOW, None)


def test_a_rule_is_decided_once_a_week_in_the_database_too(alice, bob):
    DecisionFactory(user=alice, exercise="", rule="D1", week=MONDAY)
    DecisionFactory(user=alice, exercise="", rule="D2", week=MONDAY)
    DecisionFactory(user=alice, exercise="", rule="D1", week=MONDAY + WEEK)
    DecisionFactory(user=bob, exercise="", rule="D1", week=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(user=alice, exercise="", rule="D1", week=MONDAY)


def test_the_week_is_the_persons_own(alice):
    answered(alice, weeks=1, peg=3)
    answered(alice, peg=5)
    late_sunday = datetime(2026, 11, 29, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    assert decided(alice, now=late_sunday) == [("D1", "deload")]
    assert decided(alice, now=late_sunday + timedelta(minutes=1)) == []  # a new week without an answer
    assert stored(alice) == [(MONDAY, "D1", "deload")]


# --- D1 --------------------------------------------------------------------------------------------------


def test_d1_more_room_for_pain_asks_for_a_lighter_week_and_the_safety_questions(alice):
    answered(alice, weeks=1, peg=3)
    answered(alice, peg=5)
    assert decided(alice) == [("D1", "deload")]
    row = alice.decisions.get()
    assert row.inputs["peg_change"] == 2
    assert numbers(row.inputs) == [
        "Room that pain takes: 3 → 5 of 10 since the check-in before. Less is better."
    ]
    assert Profile.objects.get(user=alice).safety_due_since == NOW
    assert force(alice).halves
    assert force(alice, on=MONDAY + timedelta(days=6)).halves
    assert not force(alice, on=MONDAY + WEEK).halves


def test_d1_harder_activities(alice):
    walking = ActivityFactory(user=alice)
    answered(alice, weeks=1, activity=walking, score=7)
    answered(alice, activity=walking, score=5)
    assert decided(alice) == [("D1", "deload")]
    assert numbers(alice.decisions.get().inputs) == [
        "Your own activities: 7 → 5 of 10 since the check-in before. More is better."
    ]


def test_d1_a_rating_of_minus_three(alice):
    answered(alice, rating=-3)
    assert decided(alice) == [("D1", "deload")]
    assert numbers(alice.decisions.get().inputs) == [
        "All in all, since you started: −3 on a scale from −5 to +5."
    ]


def test_d1_a_correction_takes_it_back_and_leaves_the_safety_questions(alice):
    answered(alice, weeks=1, peg=3)
    answered(alice, peg=5)
    evaluate_week(alice, now=NOW)
    answered(alice, peg=4)
    assert decided(alice) == []
    assert stored(alice) == []
    assert Profile.objects.get(user=alice).safety_due_since == NOW
    answered(alice, peg=6)
    assert decided(alice) == [("D1", "deload")]


def test_d1_is_not_asked_of_an_old_answer(alice):
    """A session of a week without a check-in does not make last week's numbers count again."""
    answered(alice, weeks=2, peg=3)
    answered(alice, weeks=1, peg=5, rating=-4)
    assert decided(alice) == []


def test_d1_the_safety_questions_are_asked_once_a_decision(alice):
    answered(alice, rating=-3)
    evaluate_week(alice, now=NOW)
    evaluate_week(alice, now=NOW + timedelta(days=2))
    assert Profile.objects.get(user=alice).safety_due_since == NOW


def test_d1_again_the_next_week_refers_and_stays_light(alice):
    answered(alice, weeks=1, rating=-3)
    evaluate_week(alice, now=NOW - WEEK)
    answered(alice, rating=-4)
    assert decided(alice) == [("D1", "refer")]
    assert stored(alice) == [(MONDAY, "D1", "refer"), (MONDAY - WEEK, "D1", "deload")]
    assert force(alice).halves


# --- D2 --------------------------------------------------------------------------------------------------


def pains(user, **by_weeks):
    """Two sessions with that pain before them, in each of the weeks `w2=3` (two weeks ago), `w0=…`."""
    for name, pain in by_weeks.items():
        for day in (1, 3):
            practised(user, weeks=int(name[1:]), day=day, pain=pain)


SUNDAY = NOW + timedelta(days=6)


def test_d2_a_rise_of_two_refers_and_keeps_to_level_1(alice):
    pains(alice, w2=2, w0=4)
    assert decided(alice, now=SUNDAY) == [("D2", "refer")]
    row = alice.decisions.get()
    assert numbers(row.inputs) == ["Pain before sessions, the middle of the week: 2 → 4 of 10."]
    assert force(alice, on=SUNDAY.date()).level_1


@pytest.mark.parametrize("weeks", [{"w2": 2, "w0": 3}, {"w1": 2, "w0": 5}, {"w0": 8}])
def test_d2_needs_two_points_over_two_weeks(alice, weeks):
    pains(alice, **weeks)
    assert decided(alice, now=SUNDAY) == []


def test_d2_one_score_is_no_middle_of_a_week(alice):
    pains(alice, w2=2)
    practised(alice, weeks=0, day=1, pain=7)
    assert decided(alice, now=SUNDAY) == []


def test_d2_holds_until_pain_is_back_however_long_nothing_is_known(alice):
    pains(alice, w2=2, w0=5)
    evaluate_week(alice, now=SUNDAY)
    for weeks in (1, 2, 3):
        assert force(alice, on=SUNDAY.date() + weeks * WEEK).level_1
    assert decided(alice, now=SUNDAY + WEEK) == [("D2", "refer")]
    for day in (8, 10):  # the week after: half-way back is not back
        practised(alice, weeks=0, day=day, pain=4)
    assert decided(alice, now=SUNDAY + WEEK) == [("D2", "refer")]
    assert alice.decisions.get(week=MONDAY + WEEK).inputs["medians"] == [2, 4]


def test_d2_ends_when_pain_is_back_and_a_correction_reopens_it(alice):
    pains(alice, w2=2, w0=5)
    evaluate_week(alice, now=SUNDAY)
    after = [practised(alice, weeks=0, day=day, pain=3) for day in (8, 10)]
    assert decided(alice, now=SUNDAY + WEEK) == []
    assert not force(alice, on=SUNDAY.date() + WEEK).level_1
    for session in after:
        session.attempts.update(pain_before=5)
    assert decided(alice, now=SUNDAY + WEEK) == [("D2", "refer")]
    assert force(alice, on=SUNDAY.date() + WEEK).level_1
    for session in after:
        session.attempts.update(pain_before=2)
    assert decided(alice, now=SUNDAY + WEEK) == []
    assert not force(alice, on=SUNDAY.date() + 2 * WEEK).level_1


def test_d2_does_not_hide_half_the_sets(alice):
    pains(alice, w2=2, w0=4)
    answered(alice, rating=-3)
    assert decided(alice, now=SUNDAY) == [("D2", "refer"), ("D1", "deload")]
    held = force(alice, on=SUNDAY.date())
    assert (held.halves, held.level_1, held.held_by) == (True, True, "D1")


# --- D3 to D6 --------------------------------------------------------------------------------------------


def test_d3_three_setbacks_in_two_weeks(alice):
    for day in (-7, -5, -3):
        session = practised(alice, weeks=0, day=day)
        DecisionFactory(user=alice, session=session, rule="C3", outcome="regress")
        DecisionFactory(user=alice, session=session, exercise="bridge-pose", rule="C3", outcome="regress")
    assert decided(alice) == [("D3", "refer")]
    assert numbers(alice.decisions.get(week=MONDAY).inputs) == ["Steps back or rests within 14 days: 3."]
    Decision.objects.filter(session=session).delete()
    assert decided(alice) == []


def test_d3_counts_each_day_on_which_pain_alone_asked_for_rest(alice):
    """A2, by the questions before a session; the third time is enough, without any session."""
    for days in (9, 5):
        for hours in (0, 2):  # said twice that day
            check(user=alice, said=Said(pain=9), now=NOW - timedelta(days=days, hours=-hours))
        assert not alice.decisions.filter(rule="D3").exists()
    check(user=alice, said=Said(pain=9, fever=True), now=NOW)
    assert alice.decisions.get(rule="D3").inputs["setbacks"] == 3


def test_d3_leaves_out_what_the_person_asked_for(alice):
    for day in (-7, -5, -3):
        session = practised(alice, weeks=0, day=day)
        DecisionFactory(user=alice, session=session, rule="own", outcome="regress")
    assert decided(alice) == []


def test_d4_six_weeks_and_little_has_changed(alice):
    answered(alice, weeks=6, peg=5)
    answered(alice, peg=4)
    assert decided(alice) == [("D4", "refer")]
    row = alice.decisions.get()
    assert row.words.startswith("6 weeks, and little has changed. Exercise may need tailoring")
    assert numbers(row.inputs) == ["Room that pain takes: 5 → 4 of 10 since the start. Less is better."]


def test_d4_needs_numbers_from_six_weeks_ago(alice):
    answered(alice, weeks=5, peg=5)
    answered(alice, peg=5)
    assert decided(alice) == []


def test_d4_counts_from_the_programmes_first_week(alice):
    answered(alice, weeks=6, peg=5)
    answered(alice, peg=4)
    Plan.objects.update(programme_started_on=MONDAY - 5 * WEEK)
    assert decided(alice) == []


def test_d4_a_rating_said_two_weeks_ago_still_speaks(alice):
    answered(alice, weeks=6, peg=5)
    answered(alice, weeks=2, rating=2)
    answered(alice, peg=4)
    assert decided(alice) == []


def test_d4_needs_most_of_the_sessions(alice):
    answered(alice, weeks=6, peg=5)
    answered(alice, peg=4)
    doomed = [s.pk for s in alice.practice_sessions.order_by("local_date")[:13]]
    alice.practice_sessions.filter(pk__in=doomed).delete()  # 17 of 30 are left
    assert decided(alice) == []


def test_d5_it_is_helping_and_a_correction_changes_the_rule(alice):
    answered(alice, weeks=6, peg=6)
    answered(alice, peg=4)
    assert decided(alice) == [("D5", "continue")]
    assert force(alice).helps
    answered(alice, peg=5)
    assert decided(alice) == [("D4", "refer")]
    assert stored(alice) == [(MONDAY, "D4", "refer")]


def test_d5_by_activities(alice):
    walking = ActivityFactory(user=alice)
    answered(alice, weeks=3, activity=walking, score=4)
    answered(alice, activity=walking, score=7)
    assert decided(alice) == [("D5", "continue")]


def thin(user):
    """Only one of three in each of the last two whole weeks."""
    user.practice_sessions.filter(local_date__gte=MONDAY - 2 * WEEK, local_date__week_day__gt=2).delete()


def test_d6_two_thin_weeks(alice):
    thin(alice)
    assert decided(alice) == [("D6", "shorten")]
    row = alice.decisions.get()
    assert numbers(row.inputs) == ["Planned sessions done in the last two whole weeks: 33%, then 33%."]
    assert force(alice).shortens
    assert force(alice).held_by == ""


def test_d6_weeks_before_the_start_were_not_thin(alice):
    thin(alice)
    Plan.objects.update(started_on=MONDAY - WEEK)
    assert decided(alice) == []


def paused(user, *, weeks, until=0, day=0):
    """A holiday from a weekday so many weeks ago until a Monday; nothing was done meanwhile."""
    start, end = MONDAY - weeks * WEEK + timedelta(days=day), MONDAY - until * WEEK
    PauseFactory(user=user, started_on=start, until=end, begun_at=NOW - weeks * WEEK)
    user.practice_sessions.filter(local_date__range=(start, end - timedelta(days=1))).delete()


@pytest.mark.parametrize(("weeks", "day"), [(2, 0), (2, 1), (1, 1)])
def test_d6_paused_days_are_not_thin(alice, weeks, day):
    paused(alice, weeks=weeks, day=day)
    assert decided(alice) == []


def test_d6_a_thin_week_beside_a_paused_one_is_not_two(alice):
    thin(alice)
    paused(alice, weeks=1)
    assert decided(alice) == []


def test_d4_does_not_count_paused_weeks(alice):
    answered(alice, weeks=7, peg=5)
    answered(alice, peg=4)
    paused(alice, weeks=4, until=2)  # five weeks are left
    assert decided(alice) == []
    Pause.objects.update(until=MONDAY - 3 * WEEK)
    assert decided(alice) == [("D4", "refer")]
    assert alice.decisions.get().words.startswith("6 weeks, and little has changed.")


def test_d6_may_be_declined_and_stays_so(alice):
    thin(alice)
    (row,) = evaluate_week(alice, now=NOW)
    decline(row, now=NOW)
    evaluate_week(alice, now=NOW + timedelta(hours=1))
    assert not force(alice).shortens
    decline(alice.decisions.get(), undo=True, now=NOW)
    assert force(alice).shortens


@pytest.mark.parametrize(
    ("rule", "outcome"), [("D1", "deload"), ("D1", "refer"), ("D2", "refer"), ("D4", "refer")]
)
def test_what_protects_cannot_be_declined(alice, rule, outcome):
    row = DecisionFactory(user=alice, exercise="", week=MONDAY, rule=rule, outcome=outcome)
    with pytest.raises(NotYours):
        decline(row, now=NOW)


@pytest.mark.parametrize("weeks", [7, 10])
def test_queries_do_not_grow_with_the_history(alice, weeks, django_assert_num_queries):
    walking = ActivityFactory(user=alice)
    for number in range(weeks):
        answered(alice, weeks=number, peg=3, activity=walking, score=4)
        pains(alice, **{f"w{number}": 3})
        DecisionFactory(user=alice, exercise="", rule="D5", week=MONDAY - (number + 1) * WEEK)
    with django_assert_num_queries(8):  # person, plan, decisions, scores, pains, two counts, the new one
        evaluate_week(alice, now=NOW)


def test_somebody_elses_weeks_do_not_count(alice, bob):
    WeeklyCheckInFactory(user=bob, rating=-5)
    thin(alice)
    assert decided(alice) == [("D6", "shorten")]
    assert stored(bob) == []


# --- What always holds -----------------------------------------------------------------------------------

changes = st.none() | st.floats(-10, 10)
weeks = st.builds(
    Week,
    peg_change=changes,
    psfs_change=changes,
    rating=st.none() | st.integers(-5, 5),
    last_rating=st.none() | st.integers(-5, 5),
    median_pain_rise=changes,
    setbacks=st.integers(0, 5),
    weeks=st.integers(0, 20),
    attended=st.floats(0, 1),
    attended_before=st.floats(0, 1),
    attended_all=st.floats(0, 1),
    peg_gain=st.none() | st.floats(-3, 1),
    psfs_gain=changes,
    deloaded_last_week=st.booleans(),
)
PROTECTS = {"D1", "D2", "D3"}


@given(weeks)
def test_safety_rows_win(week):
    rules = [ruling.rule for ruling in of_week(week)]
    worse = (
        (week.peg_change or 0) >= 2
        or (week.psfs_change or 0) <= -2
        or (week.rating is not None and week.rating <= -3)
    )
    assert ("D1" in rules) is bool(worse)
    assert ("D2" in rules) is ((week.median_pain_rise or 0) >= 2)
    if worse or (week.median_pain_rise or 0) >= 2 or week.setbacks >= 3:
        assert PROTECTS.issuperset(rules)
    assert len(rules) == len(set(rules))


@given(weeks)
def test_the_first_row_is_the_tables(week):
    rulings = of_week(week)
    assert (rulings[0] if rulings else None) == weekly(week)


@given(weeks)
def test_only_a_shorter_week_may_be_declined(week):
    for ruling in of_week(week):
        row = Decision(week=MONDAY, rule=ruling.rule, outcome=ruling.outcome)
        assert row.is_ones_own is (ruling.outcome == Outcome.SHORTEN)
