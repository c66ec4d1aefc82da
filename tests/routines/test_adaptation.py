"""Tables A, C, D and G of clinical 4.4, row by row, both sides of every threshold, and what always holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.adaptation import (
    Before,
    Bout,
    Gap,
    History,
    Outcome,
    Week,
    after_exercise,
    baseline,
    before_session,
    gap,
    is_persistent,
    refer_for_setbacks,
    weekly,
    who_may_grow,
)
from tests.factories import NOW

# How much a ruling protects; the loosest first.
STRICTNESS = (
    Outcome.GO,
    Outcome.PROGRESS,
    Outcome.OTHER_KIND,
    Outcome.HELD,
    Outcome.SHORTEN,  # the exercise itself is held
    Outcome.HOLD,
    Outcome.GENTLE,
    Outcome.REGRESS,
    Outcome.REST,
    Outcome.REFER,
    Outcome.REFER_URGENT,
)


def strictness(ruling):
    """Larger is stricter; a hold is a hold, whether or not a shorter session is offered with it."""
    place = STRICTNESS.index(Outcome.HOLD if ruling.outcome == Outcome.SHORTEN else ruling.outcome)
    return (place, -ruling.steps)


# --- Baseline ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "usual", "expected"),
    [
        ([], 3, 3),
        ([8, 8], 3, 3),  # fewer than three: what was said at the start
        ([1, 2, 9], 5, 2),
        ([9, 9, 1, 2, 3, 2, 1], 5, 2),  # only the last five
        ([2, 3, 4, 5], 0, 3),  # 3.5: half a point counts as the lower
        ([1, 2, 2, 3], 0, 2),
    ],
)
def test_baseline_is_the_median_of_the_last_five(before, usual, expected):
    assert baseline(before, usual=usual) == expected


@pytest.mark.parametrize(("base", "expected"), [(3, False), (4, True), (6, True), (7, False)])
def test_pain_of_four_to_six_is_persistent(base, expected):
    assert is_persistent(base) is expected


# --- A. Before the session -----------------------------------------------------------------------------

BEFORE = Before(pain=2, base=2)
STRENGTH = {"is_strength": True, "hours_since_strength": 60.0}


@pytest.mark.parametrize(
    ("said", "rule", "outcome"),
    [
        ({"worrying": True, "pain": 0}, "A1", "refer-urgent"),
        ({"worrying": True, "pain": 9}, "A1", "refer-urgent"),
        ({"pain": 8, "base": 5}, "A2", "rest"),
        ({"pain": 7, "base": 5}, "A3", "gentle"),
        ({"pain": 4, "base": 0}, "A2", "rest"),  # 4 above what is usual
        ({"pain": 3, "base": 0}, "A3", "gentle"),
        ({"pain": 8, "base": 5, "rested_yesterday": True}, "A2", "refer"),
        ({"pain": 7, "base": 5, "rested_yesterday": True}, "A3", "gentle"),
        ({"pain": 6, "base": 6}, "A3", "gentle"),
        ({"pain": 5, "base": 6}, "A7", "go"),
        ({"pain": 4, "base": 2}, "A3", "gentle"),  # 2 above what is usual
        ({"pain": 3, "base": 2}, "A7", "go"),
        ({"pain": 4, "base": 3}, "A4", "held"),
        ({"pain": 3, "base": 3}, "A7", "go"),
        ({**STRENGTH, "hours_since_strength": 47.9}, "A5", "other-kind"),
        ({**STRENGTH, "hours_since_strength": 48.0}, "A7", "go"),
        ({**STRENGTH, "strength_hours": 72}, "A5", "other-kind"),  # muscles were sore (C4)
        ({**STRENGTH, "hours_since_strength": None}, "A7", "go"),
        ({"hours_since_strength": 3.0}, "A7", "go"),  # a stretch may come any time
        ({"fever": True}, "A6", "rest"),
        ({"ill": True}, "A6", "held"),
        ({"slept_badly": True}, "A6", "held"),
        ({}, "A7", "go"),
        ({"rest_hours_left": 0.2}, "C2", "rest"),
        ({"rest_hours_left": 0}, "A7", "go"),
        ({"pain": 5, "base": 7}, "base-7", "refer"),
        ({"pain": 5, "base": 7, "clinician_agreed": True}, "A4", "held"),
        ({"pain": 3, "base": 7, "clinician_agreed": True}, "A7", "go"),
    ],
)
def test_table_a(said, rule, outcome):
    ruling = before_session(replace(BEFORE, **said))
    assert (ruling.rule, ruling.outcome) == (rule, outcome)


@pytest.mark.parametrize(
    ("pain", "base", "rule"),
    [(4, 4, "A7"), (5, 4, "A7"), (5, 5, "A7"), (6, 4, "A3"), (6, 5, "A3"), (4, 3, "A4"), (8, 6, "A2")],
)
def test_constant_pain_only_lifts_a4(pain, base, rule):
    assert before_session(Before(pain=pain, base=base)).rule == rule


def test_a_bad_night_takes_a_set_away_at_any_pain():
    for pain in (2, 3, 4):
        assert before_session(Before(pain=pain, base=3, slept_badly=True)).fewer_sets == 1
        assert before_session(Before(pain=pain, base=3)).fewer_sets == 0


def test_a_painful_day_does_not_bring_strength_back_too_soon():
    ruling = before_session(Before(pain=4, base=3, is_strength=True, hours_since_strength=20))
    assert (ruling.rule, ruling.outcome, ruling.other_kind) == ("A4", "held", True)
    assert ruling.words == (
        "Pain is 4 of 10: the plan stays as it is. Keep every exercise at 5 or less. "
        "Strength needs more time in between, so it is a stretch today."
    )


def test_a_fever_rests_whatever_the_pain():
    assert {before_session(Before(pain=p, base=3, fever=True)).outcome for p in range(8)} == {"rest"}


# --- C. After the session ------------------------------------------------------------------------------

# Everything calm, base 2: the second one of two is C9.
CALM = Bout(
    exercise="low-lunge-stretch",
    peak=3,
    completion=1.0,
    base=2,
    before=2,
    after=2,
    morning=2,
    effort=5,
)
ONE_BEFORE = History(last=CALM)


@pytest.mark.parametrize(
    ("said", "rule", "outcome", "steps"),
    [
        ({"warning": True}, "C1", "refer-urgent", 0),
        ({"morning": 5}, "C2", "rest", -2),
        ({"morning": 4}, "C11", "hold", 0),  # neither the worst nor 4: C3 is for others
        ({"morning": 4, "is_worst": True}, "C3", "regress", -1),
        ({"morning": 3}, "C5", "hold", 0),
        ({"base": 3, "morning": 6}, "C2", "rest", -2),
        ({"base": 3, "morning": 5, "is_worst": True}, "C3", "regress", -1),
        ({"woke_at_night": True}, "C2", "rest", -2),
        ({"woke_at_night": True, "morning": None}, "C2", "rest", -2),
        ({"morning": 4, "peak": 4}, "C3", "regress", -1),
        # Afterwards 2 above before, and still so the next morning.
        ({"before": 1, "after": 3, "morning": 3, "is_worst": True}, "C3", "regress", -1),
        ({"before": 1, "after": 3, "morning": 2, "is_worst": True}, "C9", "progress", 1),  # settled
        ({"before": 1, "after": 2, "morning": 3, "is_worst": True}, "C5", "hold", 0),  # never rose
        ({"before": 1, "after": 3, "morning": None, "is_worst": True}, "C8", "hold", 0),
        ({"peak": 6, "before": 4}, "B2", "regress", -1),
        ({"peak": 5, "before": 2}, "B2", "regress", -1),
        ({"peak": 5, "before": 3}, "C5", "hold", 0),
        ({"peak": 6, "before": 4, "morning": None}, "B2", "regress", -1),
        ({"muscle_soreness": True}, "C4", "hold", 0),
        ({"muscle_soreness": True, "morning": 4}, "C4", "hold", 0),
        ({"muscle_soreness": True, "morning": 4, "is_worst": True}, "C3", "regress", -1),
        ({"muscle_soreness": True, "morning": 5}, "C2", "rest", -2),
        ({"muscle_soreness": True, "stopped": True}, "C11", "hold", 0),  # something sharp: not soreness
        ({"peak": 4}, "C5", "hold", 0),
        ({"peak": 3}, "C9", "progress", 1),
        ({"effort": 8}, "C5", "hold", 0),
        ({"effort": 7}, "C9", "progress", 1),
        ({"effort": 7, "is_strength": True}, "C9", "progress", 1),
        ({"effort": 4, "is_strength": True}, "C9", "progress", 1),
        ({"completion": 0.9}, "C9", "progress", 1),
        ({"completion": 0.89}, "C5", "hold", 0),
        ({"completion": 0.7}, "C5", "hold", 0),
        ({"completion": 0.69}, "C6", "hold", 0),
        ({"completion": 0.69, "gave_up": True}, "C7", "regress", -1),
        ({"completion": 0.7, "gave_up": True}, "C5", "hold", 0),
        ({"completion": 0.69, "effort": 8}, "C7", "regress", -1),
        ({"completion": 0.69, "effort": 7}, "C6", "hold", 0),
        ({"completion": 0.5, "gave_up": True, "peak": 5, "before": 3}, "C7", "regress", -1),
        ({"morning": None}, "C8", "hold", 0),
        ({}, "C9", "progress", 1),
        ({"morning": 1}, "C9", "progress", 1),
        ({"stopped": True}, "C11", "hold", 0),
        ({"pull": 4}, "C9", "progress", 1),
        ({"pull": 5}, "C11", "hold", 0),
    ],
)
def test_table_c(said, rule, outcome, steps):
    ruling = after_exercise(replace(CALM, **said), ONE_BEFORE)
    assert (ruling.rule, ruling.outcome, ruling.steps) == (rule, outcome, steps)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"morning": 4}, "4 of 10 the next morning, usually 2."),
        (
            {"base": 5, "before": 1, "after": 3, "morning": 3},
            "3 of 10 the next morning, and 1 before the session.",
        ),
    ],
)
def test_c3_says_what_that_morning_is_measured_by(said, words):
    ruling = after_exercise(replace(CALM, is_worst=True, **said), ONE_BEFORE)
    assert (ruling.rule, ruling.words) == ("C3", f"One step back: it was {words}")


def test_c11_says_how_many_calm_sessions_are_missing():
    assert after_exercise(CALM).words == "Held: one more calm session and it grows."
    assert (
        after_exercise(replace(CALM, stopped=True), ONE_BEFORE).words
        == "Held: two calm sessions and it grows."
    )


def test_c2_means_two_days_of_rest_and_a_set_less():
    ruling = after_exercise(replace(CALM, morning=5))
    assert (ruling.rest_hours, ruling.fewer_sets) == (48, 1)
    assert ruling.words == "The next morning was 5 of 10, usually 2: two days of rest, then much gentler."


def test_c2_twice_in_two_weeks_refers():
    ruling = after_exercise(replace(CALM, morning=5), History(rested_lately=True))
    assert (ruling.rule, ruling.outcome, ruling.steps) == ("C2", "refer", -2)
    assert "physiotherapist" in ruling.words


@pytest.mark.parametrize(("is_strength", "hours"), [(True, 72), (False, 0)])
def test_c4_lets_strength_wait_three_days(is_strength, hours):
    assert after_exercise(replace(CALM, muscle_soreness=True, is_strength=is_strength)).rest_hours == hours


def test_c6_twice_in_a_row_offers_a_shorter_session():
    ruling = after_exercise(replace(CALM, completion=0.5), History(cut_short_before=True))
    assert (ruling.rule, ruling.outcome, ruling.steps) == ("C6", "shorten", 0)


@pytest.mark.parametrize(
    ("last", "rule"),
    [
        (None, "C11"),
        ({"peak": 4}, "C11"),
        ({"morning": None}, "C11"),
        ({"morning": 3}, "C11"),
        ({"completion": 0.89}, "C11"),
        ({"stopped": True}, "C11"),
        ({"effort": 8, "is_strength": True}, "C11"),
        ({"effort": 2, "is_strength": True}, "C9"),
        ({"woke_at_night": True}, "C11"),
        ({}, "C9"),
    ],
)
def test_c9_needs_the_session_before_to_have_been_good_too(last, rule):
    history = History(last=None if last is None else replace(CALM, **last))
    assert after_exercise(CALM, history).rule == rule


@pytest.mark.parametrize(
    ("efforts", "rule", "steps"), [((3, 3), "C10", 2), ((3, 4), "C9", 1), ((4, 3), "C9", 1)]
)
def test_c10_needs_both_to_have_been_easy(efforts, rule, steps):
    first, second = (replace(CALM, effort=effort, is_strength=True) for effort in efforts)
    ruling = after_exercise(second, History(last=first))
    assert (ruling.rule, ruling.steps) == (rule, steps)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"peak": 5}, "C9"),  # base 4: one above, and at most 5
        ({"peak": 6, "before": 5}, "C5"),
        ({"peak": 6, "before": 4}, "B2"),  # 2 above before
        ({"peak": 7, "before": 6}, "B2"),
        ({"base": 5, "before": 5, "morning": 5, "peak": 6}, "C5"),
        ({"base": 6, "before": 6, "morning": 6, "peak": 5}, "C9"),
        ({"base": 6, "before": 6, "morning": 6, "peak": 6}, "C5"),
        ({"morning": 7}, "C2"),  # 3 above
        ({"base": 6, "before": 6, "morning": 8}, "C2"),
        ({"base": 6, "before": 6, "morning": 7}, "C5"),
        ({"morning": 6, "is_worst": True}, "C3"),
        ({"morning": 5}, "C5"),
        ({"woke_at_night": True}, "C2"),
    ],
)
def test_constant_pain_changes_b2_c2_and_c9(said, rule):
    steady = replace(CALM, base=4, before=4, after=4, morning=4, peak=4)
    assert after_exercise(replace(steady, **said), History(last=steady)).rule == rule


def test_the_worked_example():
    """Base 2: a peak of 5 is held, two calm ones grow, a morning of 4 steps back."""
    first = replace(CALM, peak=5, before=3, after=3, morning=3)
    held = after_exercise(first)
    assert (held.rule, held.outcome) == ("C5", "hold")
    assert held.words == "Held: last one peaked at 5 of 10. Two calm sessions and it grows again."
    assert after_exercise(CALM, History(last=first)).rule == "C11"
    grown = after_exercise(CALM, History(last=CALM))
    assert (grown.rule, grown.outcome, grown.steps) == ("C9", "progress", 1)
    back = after_exercise(replace(CALM, morning=4, is_worst=True), History(last=CALM))
    assert (back.rule, back.outcome, back.steps) == ("C3", "regress", -1)


# --- Who may grow --------------------------------------------------------------------------------------


def test_at_most_two_exercises_grow_at_once():
    assert who_may_grow(["a", "b", "c"], stepped_at={}, now=NOW) == ("a", "b")


def test_an_exercise_grows_at_most_once_in_seven_days():
    week = timedelta(days=7)
    stepped = {"a": NOW - week + timedelta(seconds=1), "b": NOW - week}
    assert who_may_grow(["a", "b"], stepped_at=stepped, now=NOW) == ("b",)


def test_who_waited_longest_grows_first():
    stepped = {"a": NOW - timedelta(days=8), "b": NOW - timedelta(days=20)}
    assert who_may_grow(["a", "b", "c"], stepped_at=stepped, now=NOW) == ("c", "b")


# --- D. Weekly -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"peg_change": 2}, ("D1", "deload")),
        ({"peg_change": 1.9}, None),
        ({"psfs_change": -2}, ("D1", "deload")),
        ({"psfs_change": -1.9}, None),
        ({"rating": -3}, ("D1", "deload")),
        ({"rating": -2}, None),
        ({"rating": -3, "deloaded_last_week": True}, ("D1", "refer")),
        ({"deloaded_last_week": True}, None),
        ({"median_pain_rise": 2}, ("D2", "refer")),
        ({"median_pain_rise": 1.5}, None),
        ({"setbacks": 3}, ("D3", "refer")),
        ({"setbacks": 2}, None),
        ({"setbacks": 3, "rating": -3}, ("D3", "refer")),
        ({"weeks": 6, "peg_gain": 0.29, "psfs_gain": 1.2, "rating": 1}, ("D4", "refer")),
        ({"weeks": 5, "peg_gain": 0.29, "psfs_gain": 1.2, "rating": 1}, None),
        ({"weeks": 6, "peg_gain": 0.3, "psfs_gain": 1.2, "rating": 1}, ("D5", "continue")),
        ({"weeks": 6, "peg_gain": 0.29, "psfs_gain": 1.3, "rating": 1}, None),
        ({"weeks": 6, "peg_gain": 0.29, "psfs_gain": 1.2, "rating": 2}, None),
        ({"weeks": 6, "peg_gain": 0.1, "attended_all": 0.6}, ("D4", "refer")),
        ({"weeks": 6, "peg_gain": 0.1, "attended_all": 0.59}, None),
        ({"weeks": 6}, None),  # nothing is known
        ({"psfs_gain": 2.3}, ("D5", "continue")),
        ({"psfs_gain": 2.2}, None),
        ({"attended": 0.49, "attended_before": 0.49}, ("D6", "shorten")),
        ({"attended": 0.49, "attended_before": 0.5}, None),
        ({"attended": 0.5, "attended_before": 0.49}, None),
        ({}, None),
    ],
)
def test_table_d(said, expected):
    ruling = weekly(Week(**said))
    assert (ruling and (ruling.rule, ruling.outcome)) == expected


def test_three_setbacks_refer():
    assert refer_for_setbacks(2) is None
    assert refer_for_setbacks(3).outcome == Outcome.REFER


# --- G. Gaps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Gap.NONE),
        (6, Gap.NONE),
        (7, Gap.REPEAT),
        (13, Gap.REPEAT),
        (14, Gap.LEVEL_DOWN),
        (27, Gap.LEVEL_DOWN),
        (28, Gap.RESCREEN),
        (400, Gap.RESCREEN),
    ],
)
def test_table_g(days, expected):
    assert gap(days) == expected


# --- What always holds ---------------------------------------------------------------------------------

scores = st.integers(0, 10)
befores = st.builds(
    Before,
    pain=scores,
    base=scores,
    worrying=st.booleans(),
    clinician_agreed=st.booleans(),
    rested_yesterday=st.booleans(),
    rest_hours_left=st.sampled_from([0.0, 5.0]),
    is_strength=st.booleans(),
    hours_since_strength=st.sampled_from([None, 10.0, 47.0, 48.0, 71.0, 72.0]),
    strength_hours=st.sampled_from([48, 72]),
    ill=st.booleans(),
    fever=st.booleans(),
    slept_badly=st.booleans(),
)
bouts = st.builds(
    Bout,
    exercise=st.just("low-lunge-stretch"),
    peak=scores,
    completion=st.sampled_from([0.0, 0.5, 0.69, 0.7, 0.89, 0.9, 1.0]),
    base=scores,
    before=scores,
    after=scores,
    morning=st.none() | scores,
    effort=scores,
    is_strength=st.booleans(),
    is_worst=st.booleans(),
    pull=st.none() | scores,
    stopped=st.booleans(),
    gave_up=st.booleans(),
    muscle_soreness=st.booleans(),
    woke_at_night=st.booleans(),
    warning=st.booleans(),
)
histories = st.builds(
    History, last=st.none() | bouts, rested_lately=st.booleans(), cut_short_before=st.booleans()
)


@given(befores)
def test_same_answers_same_ruling_before(now):
    assert before_session(now) == before_session(replace(now))


@given(befores)
def test_something_worrying_always_comes_first(now):
    assert before_session(replace(now, worrying=True)).outcome == Outcome.REFER_URGENT


@given(befores)
def test_pain_of_eight_never_starts_a_session(now):
    ruling = before_session(replace(now, pain=max(now.pain, 8)))
    assert ruling.outcome in (Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT)


@given(befores.filter(lambda now: now.pain < 10))
def test_one_point_more_before_never_loosens(now):
    less, more = before_session(now), before_session(replace(now, pain=now.pain + 1))
    assert strictness(more) >= strictness(less)
    if more.outcome in (Outcome.GENTLE, Outcome.HELD):
        assert more.fewer_sets >= less.fewer_sets
        assert more.other_kind >= less.other_kind


@given(befores)
def test_strength_never_comes_too_soon(now):
    ruling = before_session(now)
    starts = ruling.outcome in (Outcome.GO, Outcome.HELD, Outcome.GENTLE, Outcome.OTHER_KIND)
    assert not (starts and now.strength_too_soon and not ruling.other_kind)


@given(bouts, histories)
def test_same_session_same_ruling(bout, history):
    assert after_exercise(bout, history) == after_exercise(replace(bout), replace(history))


@given(bouts, histories)
def test_a_warning_sign_always_comes_first(bout, history):
    assert after_exercise(replace(bout, warning=True), history).outcome == Outcome.REFER_URGENT


@given(bouts, histories, st.sampled_from(["peak", "morning", "effort"]))
def test_one_point_more_afterwards_never_loosens(bout, history, what):
    score = getattr(bout, what)
    if score is None or score == 10:
        return
    more = replace(bout, **{what: score + 1})
    assert strictness(after_exercise(more, history)) >= strictness(after_exercise(bout, history))


@given(bouts, histories)
def test_pain_still_up_the_next_morning_never_loosens(bout, history):
    more = replace(bout, after=min(10, bout.after + 1))
    assert strictness(after_exercise(more, history)) >= strictness(after_exercise(bout, history))


@given(bouts, histories, st.sampled_from(["stopped", "woke_at_night", "gave_up", "warning", "is_worst"]))
def test_bad_news_never_loosens(bout, history, news):
    worse = replace(bout, **{news: True})
    assert strictness(after_exercise(worse, history)) >= strictness(
        after_exercise(replace(bout, **{news: False}), history)
    )


@given(bouts, histories)
def test_nothing_grows_on_pain_or_on_silence(bout, history):
    ruling = after_exercise(bout, history)
    if ruling.outcome == Outcome.PROGRESS:
        assert bout.peak <= (5 if is_persistent(bout.base) else 3)
        assert bout.morning is not None
        assert bout.morning <= bout.base
        assert bout.completion >= 0.9
        assert 1 <= ruling.steps <= 2
        assert history.last is not None
    else:
        assert ruling.steps <= 0


@given(bouts, histories)
def test_every_ruling_says_why_in_a_sentence(bout, history):
    words = after_exercise(bout, history).words
    assert words[0].isupper()
    assert words.endswith(".")
    assert "None" not in words


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 20)),
)
def test_never_more_than_two_and_never_twice_a_week(growing, days_ago):
    stepped = {slug: NOW - timedelta(days=days) for slug, days in days_ago.items()}
    chosen = who_may_grow(growing, stepped_at=stepped, now=NOW)
    assert len(chosen) <= 2
    assert set(chosen) <= set(growing)
    assert all(days_ago.get(slug, 7) >= 7 for slug in chosen)


@given(st.integers(0, 100))
def test_a_longer_gap_never_takes_back_less(days):
    assert gap(days + 1) >= gap(days)
