"""The statements before a guest's session stand for every safety question, each with its action."""

from itertools import pairwise

import pytest

from routines.cautions import BY_ID as CAUTIONS
from routines.cautions import CAUTIONS as ALL_CAUTIONS
from routines.emergency import UNKNOWN, numbers_for
from routines.guest_safety import BEFORE, STATEMENTS, WHOLE_CHECK, by_action, by_urgency
from routines.referral import of_question
from routines.screening import BY_ID as QUESTIONS
from routines.screening import CLINICIAN_FIRST_FROM, EMERGENCY_NUMBER, Urgency

URGENT = [statement for statement in STATEMENTS if not statement.asks_first]
ASKS_FIRST = [statement for statement in STATEMENTS if statement.asks_first]


def ids(statements):
    return [key for statement in statements for key in statement.covers]


def test_every_safety_question_is_covered_exactly_once():
    assert sorted(ids(URGENT)) == sorted(QUESTIONS)


def test_every_caution_that_waits_for_a_clinician_is_covered():
    assert {caution.id for caution in ALL_CAUTIONS if caution.locks} <= set(ids(ASKS_FIRST)) <= set(CAUTIONS)
    assert f"{CLINICIAN_FIRST_FROM} out of 10" in " ".join(statement.text for statement in ASKS_FIRST)


@pytest.mark.parametrize("statement", URGENT, ids=lambda each: each.covers[0])
def test_statement_says_what_its_questions_say_to_do_and_how_soon(statement):
    asked = [QUESTIONS[key] for key in statement.covers]
    assert {question.action for question in asked} == {statement.action}
    assert {question.urgency for question in asked} == {statement.urgency}


def test_most_urgent_comes_first_and_each_urgency_is_one_group():
    groups = by_urgency(UNKNOWN)
    assert [group[0].label for _, group in groups] == ["Now", "Today", "Within two days", "This week", BEFORE]
    assert [each for _, group in groups for each in group] == list(STATEMENTS)
    assert all(len({each.urgency for each in group}) == 1 for _, group in groups)
    assert EMERGENCY_NUMBER in groups[0][0]


def test_neighbours_with_one_action_share_it():
    actions = [action for action, _ in by_action(UNKNOWN)]
    assert all(one != other for one, other in pairwise(actions))
    assert [each for _, group in by_action(UNKNOWN) for each in group] == list(STATEMENTS)
    assert by_action(UNKNOWN)[-1] == (WHOLE_CHECK, ASKS_FIRST)


def test_what_is_for_now_goes_as_on_the_page_of_a_person_with_an_account():
    now = [each for each in URGENT if each.urgency is Urgency.NOW]
    places = [
        of_question(QUESTIONS[key], said="", on=None, numbers=UNKNOWN).where
        for each in now
        for key in each.covers
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("grouped", [by_urgency, by_action])
def test_where_the_country_is_known_its_number_is_the_only_one(grouped):
    said = " ".join(words for words, _ in grouped(numbers_for("NZ")))
    assert "call 111" in said.lower()
    assert EMERGENCY_NUMBER not in said
