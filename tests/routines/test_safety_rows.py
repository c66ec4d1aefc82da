"""Tables A and C: a safety row wins over whatever else matches. Conditions are written down from the text."""

import pytest
from hypothesis import given

from routines.adaptation import Outcome, after_exercise, before_session
from tests.routines.test_adaptation import befores, bouts, histories

STARTS = {Outcome.GO, Outcome.HELD, Outcome.OTHER_KIND, Outcome.GENTLE}
RESTS = {Outcome.REST, Outcome.REFER, Outcome.REFER_URGENT}
BACK = RESTS | {Outcome.REGRESS}


def persistent(base):
    return 4 <= base <= 6


# --- A. Before ------------------------------------------------------------------------------------------

# Each row: when it applies, and the outcomes that are severe enough then.
BEFORE = {
    "A1": (lambda now: now.worrying, {Outcome.REFER_URGENT}),
    "A2": (lambda now: now.pain >= 8 or now.pain >= now.base + 4, RESTS),
    "A2 again": (
        lambda now: (now.pain >= 8 or now.pain >= now.base + 4) and now.rested_yesterday,
        {Outcome.REFER, Outcome.REFER_URGENT},
    ),
    "A3": (lambda now: now.pain >= 6 or now.pain >= now.base + 2, RESTS | {Outcome.GENTLE}),
    "A4": (
        lambda now: now.pain >= 4 and not (persistent(now.base) and now.pain <= now.base + 1),
        RESTS | {Outcome.GENTLE, Outcome.HELD},
    ),
    "A6": (lambda now: now.fever, RESTS),
    "A6 tired": (lambda now: now.ill or now.slept_badly, (RESTS | STARTS) - {Outcome.GO}),
    "base 7": (
        lambda now: now.base >= 7 and not now.clinician_agreed,
        {Outcome.REFER, Outcome.REFER_URGENT},
    ),
    "C2's rest": (lambda now: now.rest_hours_left > 0, RESTS),
}


@pytest.mark.parametrize("row", BEFORE)
@given(now=befores)
def test_before_a_session_every_safety_row_wins(row, now):
    applies, severe = BEFORE[row]
    if applies(now):
        assert before_session(now).outcome in severe


@given(befores)
def test_a_session_starts_as_planned_only_when_no_row_applies(now):
    if before_session(now).outcome == Outcome.GO:
        assert not any(applies(now) for applies, _ in BEFORE.values())
        assert not now.strength_too_soon


# --- C. Afterwards --------------------------------------------------------------------------------------


def rests(bout):
    most = 8 if persistent(bout.base) else 6
    morning = bout.morning is not None and (bout.morning >= bout.base + 3 or bout.morning >= most)
    return morning or bout.woke_at_night


def hurt(bout):
    if persistent(bout.base):
        return bout.peak >= 7 or bout.peak >= bout.before + 2
    return bout.peak >= 6 or bout.peak >= bout.before + 3


def worse_the_next_morning(bout):
    involved = bout.is_worst or bout.peak >= 4
    return bout.morning is not None and bout.morning >= bout.base + 2 and involved


def only_work(bout):
    """C9's conditions for one session, from the text."""
    most = min(bout.base + 1, 5) if persistent(bout.base) else 3
    return bout.peak <= most and bout.completion >= 0.9 and bout.effort <= 7 and not bout.stopped


AFTER = {
    "C1": (lambda bout: bout.warning, {Outcome.REFER_URGENT}),
    "C2": (rests, RESTS),
    "C3": (worse_the_next_morning, BACK),
    "B2": (hurt, BACK),
    "C7": (lambda bout: bout.completion < 0.7 and (bout.gave_up or bout.effort >= 8), BACK),
    "C5": (lambda bout: bout.morning is not None and bout.morning > bout.base, BACK | {Outcome.HOLD}),
    "C6": (lambda bout: bout.completion < 0.9, BACK | {Outcome.HOLD, Outcome.SHORTEN}),
    "C8": (lambda bout: bout.morning is None, BACK | {Outcome.HOLD, Outcome.SHORTEN}),
}


@pytest.mark.parametrize("row", AFTER)
@given(bout=bouts, history=histories)
def test_afterwards_every_safety_row_wins(row, bout, history):
    applies, severe = AFTER[row]
    if applies(bout):
        assert after_exercise(bout, history).outcome in severe


@given(bouts, histories)
def test_a_second_rest_in_two_weeks_refers(bout, history):
    if rests(bout) and history.rested_lately:
        assert after_exercise(bout, history).outcome in {Outcome.REFER, Outcome.REFER_URGENT}


@given(bouts, histories)
def test_it_grows_only_when_no_row_applies_and_both_sessions_were_calm(bout, history):
    if after_exercise(bout, history).outcome == Outcome.PROGRESS:
        assert not any(applies(bout) for applies, _ in AFTER.values())
        assert only_work(bout) or not bout.is_strength
        assert history.last is not None
        assert history.last.morning is not None
        assert history.last.morning <= history.last.base
        assert history.last.completion >= 0.9
