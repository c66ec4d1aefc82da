"""Where to go, how fast and why: each red flag, each ask-first answer, each referral by a rule."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.adaptation import Outcome
from routines.cautions import BY_ID as CAUTIONS
from routines.emergency import UNKNOWN, numbers_for
from routines.referral import Where, cards, in_order, of_caution, of_decision, of_question
from routines.screening import BY_ID, EMERGENCY_NUMBER

DAY = date(2026, 11, 23)
GB = numbers_for("GB")

# Clinical 2.1, column "Action".
PRINTED = {
    **dict.fromkeys(("E1", "E2", "E3", "E6", "E7", "E8"), Where.EMERGENCY_DEPARTMENT),
    **dict.fromkeys(("E4", "E5"), Where.CALL),
    "E9": Where.TODAY,
    "E10": Where.MATERNITY_UNIT,
    "U1": Where.TODAY,
    **dict.fromkeys(("U2", "U4", "U5", "U6"), Where.TWO_DAYS),
    "U3": Where.THIS_WEEK,
}


@pytest.mark.parametrize("key", BY_ID)
def test_each_red_flag_says_where_to_go_as_printed(key):
    reason = of_question(BY_ID[key], said="as answered", on=DAY, numbers=GB)
    assert reason.where == PRINTED[key]
    assert (reason.said, reason.on) == ("as answered", DAY)
    assert EMERGENCY_NUMBER not in reason.action


@pytest.mark.parametrize("key", ["E4", "E5", "E9"])
def test_the_number_in_the_action_is_that_of_the_country(key):
    assert "999" in of_question(BY_ID[key], said="", on=DAY, numbers=GB).action
    elsewhere = of_question(BY_ID[key], said="", on=DAY, numbers=UNKNOWN).action
    assert "your local emergency number" in elsewhere


@pytest.mark.parametrize("key", [f"P{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)])
def test_an_ask_first_answer_waits_for_a_clinician_and_then_is_settled(key):
    reason = of_caution(CAUTIONS[key], on=DAY, agreed=False)
    assert reason.where is Where.BEFORE_SESSIONS
    assert CAUTIONS[key].change == reason.besides
    assert of_caution(CAUTIONS[key], on=DAY, agreed=True) is None


def test_long_pain_is_advice_to_see_a_physiotherapist_whoever_agreed():
    for agreed in (True, False):
        reason = of_caution(CAUTIONS["P9"], on=DAY, agreed=agreed)
        assert reason.where is Where.PHYSIOTHERAPIST
        assert "Gentle low-back-friendly" in reason.besides


@pytest.mark.parametrize("key", [f"M{n}" for n in range(1, 23)])
def test_a_flag_that_filters_is_no_reason_to_go_anywhere(key):
    assert of_caution(CAUTIONS[key], on=DAY, agreed=False) is None


@pytest.mark.parametrize(
    ("rule", "outcome", "where"),
    [
        ("A1", Outcome.REFER_URGENT, Where.TODAY),
        ("A2", Outcome.REFER, Where.THIS_WEEK),
        ("base-7", Outcome.REFER, Where.THIS_WEEK),
        ("C1", Outcome.REFER_URGENT, Where.TWO_DAYS),
        ("C2", Outcome.REFER, Where.PHYSIOTHERAPIST),
        ("D1", Outcome.REFER, Where.PHYSIOTHERAPIST),
        ("D2", Outcome.REFER, Where.PHYSIOTHERAPIST),
        ("D3", Outcome.REFER, Where.PHYSIOTHERAPIST),
        ("D4", Outcome.REFER, Where.PHYSIOTHERAPIST),
        ("new", Outcome.REFER_URGENT, Where.TWO_DAYS),
    ],
)
def test_each_referral_by_a_rule_keeps_its_words_and_version(rule, outcome, where):
    reason = of_decision(rule=rule, version="2026-11", outcome=outcome, words="3 rests.", on=DAY)
    assert (reason.where, reason.said, reason.rule) == (where, "3 rests.", f"{rule}, 2026-11")
    assert reason.action.endswith(".")
    assert not reason.is_answer


def test_the_most_urgent_comes_first_and_only_the_first_three_are_now():
    reasons = [of_question(q, said="", on=DAY, numbers=GB) for q in BY_ID.values()]
    ordered = in_order([*reversed(reasons), None])
    assert [r.where for r in ordered] == sorted(PRINTED.values())
    assert [where for where in Where if where.is_now] == [
        Where.CALL,
        Where.EMERGENCY_DEPARTMENT,
        Where.MATERNITY_UNIT,
    ]
    assert all(where.label for where in Where)


def test_one_place_is_one_card_with_every_reason():
    physio = [
        of_caution(CAUTIONS["P9"], on=DAY, agreed=False),
        of_decision(rule="D4", version="2026-11", outcome=Outcome.REFER, words="Six weeks.", on=DAY),
    ]
    doctor = [of_question(BY_ID[key], said=key, on=DAY, numbers=GB) for key in ("U2", "U6")]
    first, second = cards(in_order([*physio, *doctor]))
    assert first.where is Where.TWO_DAYS
    assert [[reason.said for reason in reasons] for _, reasons in first.actions] == [["U2"], ["U6"]]
    assert second.where is Where.PHYSIOTHERAPIST
    [(_, reasons)] = second.actions
    assert reasons == tuple(physio)


@given(st.lists(st.sampled_from(sorted(BY_ID)), unique=True), st.sets(st.sampled_from(["P1", "P5", "P9"])))
def test_cards_keep_every_reason_once_and_the_order_of_urgency(keys, cautions):
    reasons = in_order(
        [
            *(of_question(BY_ID[key], said=key, on=DAY, numbers=GB) for key in keys),
            *(of_caution(CAUTIONS[key], on=DAY, agreed=False) for key in sorted(cautions)),
        ]
    )
    made = cards(reasons)
    shown = [reason for card in made for _, given_for in card.actions for reason in given_for]
    assert sorted(reason.said for reason in shown) == sorted(reason.said for reason in reasons)
    places = [card.where for card in made]
    assert places == sorted(set(places))
    assert all(reason.action == action for card in made for action, of_it in card.actions for reason in of_it)
