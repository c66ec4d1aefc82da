"""The safety questions and the rule that any yes stops."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines import screening
from routines.screening import BY_ID, EMERGENCY_NUMBER, QUESTIONS, Urgency, assess

ALL_NO = dict.fromkeys(BY_ID, False)
some_answers = st.dictionaries(st.sampled_from([*BY_ID, "retired-question"]), st.booleans())


def test_all_sixteen_questions_are_asked_in_order():
    assert [q.id for q in QUESTIONS] == [f"E{n}" for n in range(1, 11)] + [f"U{n}" for n in range(1, 7)]
    assert len(screening.in_group("emergency")) == 10
    assert len(screening.in_group("urgent")) == 6


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_each_question_is_complete_and_ends_as_a_question(question):
    assert "?" in question.text
    assert question.action.endswith(".")
    assert question.source
    assert question.wording == screening.WORDING
    with pytest.raises(FrozenInstanceError):
        question.text = "Something milder?"


@pytest.mark.parametrize("key", [f"E{n}" for n in range(1, 9)] + ["E10"])
def test_emergencies_say_now(key):
    assert BY_ID[key].urgency is Urgency.NOW
    assert " now" in BY_ID[key].action


@pytest.mark.parametrize("key", ["E4", "E5", "E9"])
def test_the_ones_that_need_a_call_name_the_number(key):
    assert EMERGENCY_NUMBER in BY_ID[key].action


@pytest.mark.parametrize(
    ("key", "urgency", "words"),
    [
        ("E9", Urgency.TODAY, "out of breath"),
        ("U1", Urgency.TODAY, "today"),
        ("U2", Urgency.TWO_DAYS, "urgent appointment"),
        ("U3", Urgency.THIS_WEEK, "no sessions"),
        ("U4", Urgency.TWO_DAYS, "urgent appointment"),
        ("U5", Urgency.TWO_DAYS, "Stop running"),
        ("U6", Urgency.TWO_DAYS, "24 to 48 hours"),
    ],
)
def test_the_rest_says_how_soon(key, urgency, words):
    assert BY_ID[key].urgency is urgency
    assert words in BY_ID[key].action


@pytest.mark.parametrize("key", list(BY_ID))
def test_each_single_yes_stops(key):
    result = assess({**ALL_NO, key: True})
    assert result.stopped
    assert result.raised == (BY_ID[key],)


def test_all_no_is_clear():
    assert assess(ALL_NO) == screening.Assessment(stopped=False, raised=())


def test_the_most_urgent_comes_first():
    raised = assess({"U3": True, "U1": True, "E9": True, "E4": True}).raised
    assert [q.id for q in raised] == ["E4", "E9", "U1", "U3"]


def test_a_yes_to_a_question_no_longer_asked_still_stops():
    assert assess({**ALL_NO, "retired-question": True}).stopped


@given(some_answers, st.sampled_from([*BY_ID, "retired-question"]))
def test_adding_a_yes_never_clears(answers, key):
    more = assess({**answers, key: True})
    assert more.stopped
    assert set(assess(answers).raised) <= set(more.raised)


@given(some_answers)
def test_it_stops_exactly_when_something_was_answered_yes(answers):
    assert assess(answers).stopped == (True in answers.values())


@given(st.dictionaries(st.sampled_from(list(BY_ID)), st.booleans()))
def test_stored_answers_keep_wording_and_come_back_as_given(answers):
    stored = screening.record(answers)
    assert screening.answered(stored) == answers
    for key, answer in stored.items():
        assert answer["text"] == BY_ID[key].text
        assert answer["wording"] == BY_ID[key].wording


def test_covers_wants_every_question_in_its_present_wording():
    stored = screening.record(ALL_NO)
    assert screening.covers(stored)
    assert not screening.covers({key: answer for key, answer in stored.items() if key != "U6"})
    assert not screening.covers({**stored, "E1": {**stored["E1"], "wording": "2025-01"}})
    assert not screening.covers({})


@pytest.mark.parametrize(("pain", "first"), [(0, False), (6, False), (7, True), (10, True)])
def test_high_pain_needs_a_clinician_first(pain, first):
    assert screening.clinician_first(pain) is first


def test_the_roller_gate_asks_for_nine_reasons_and_names_are_unique():
    keys = [key for key, _ in screening.ROLLER_REASONS]
    assert len(keys) == len(set(keys)) == 9
