"""Which programme is proposed, row by row (clinical 5.1)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.content import read_content
from routines.proposing import Facts, propose

CALM = Facts(pain=2, places=("front-left",))
TIGHT, ROOMY = ("above", "above"), ("level", "below")


def proposed(**facts):
    found = propose(replace(CALM, **facts))
    return found and (found.rule, found.programme)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"pain": None}, None),
        ({"cleared": False}, ("5.1.1", "")),
        ({"cleared": False, "pain": 8}, ("5.1.1", "")),
        ({"pain": 7}, ("5.1.2", "")),
        ({"pain": 7, "clinician_agreed": True}, ("5.1.2", "gentle-low-back")),
        ({"pain": 6}, ("5.1.2", "gentle-low-back")),
        ({"pain": 4}, ("5.1.2", "gentle-low-back")),
        ({"pain": 3}, ("5.1.6", "psoas-foundation")),
        ({"long_pain": True}, ("5.1.2", "gentle-low-back")),
        ({"places": ("lower-back",)}, ("5.1.2", "gentle-low-back")),
        ({"places": ("lower-back", "buttock")}, ("5.1.2", "gentle-low-back")),
        ({"places": ("lower-back", "front-left")}, ("5.1.6", "psoas-foundation")),
        ({"places": ()}, ("5.1.6", "psoas-foundation")),
        ({"runs": True}, ("5.1.3", "runners-hips")),
        ({"runs": True, "pain": 4}, ("5.1.2", "gentle-low-back")),
        ({"runs": True, "sitting_hours": 9}, ("5.1.3", "runners-hips")),
        ({"runs": False, "sitting_hours": 7, "minutes": 15}, ("5.1.4", "desk-reset")),
        ({"sitting_hours": 7, "minutes": 20}, ("5.1.6", "psoas-foundation")),
        ({"sitting_hours": 7, "minutes": 30, "no_floor": True}, ("5.1.4", "desk-reset")),
        ({"sitting_hours": 6}, ("5.1.6", "psoas-foundation")),
        ({"room": ROOMY, "hold": (19, 40)}, ("5.1.5", "strong-psoas")),
        ({"room": ROOMY, "hold": (20, 40)}, ("5.1.6", "psoas-foundation")),
        ({"room": ("level", "above"), "hold": (10, 10)}, ("5.1.6", "psoas-foundation")),
        ({"room": TIGHT, "hold": (10, 10)}, ("5.1.6", "psoas-foundation")),
        ({"room": ROOMY}, ("5.1.6", "psoas-foundation")),
        ({"hold": (10, 10)}, ("5.1.6", "psoas-foundation")),
        ({"sitting_hours": 8, "room": ROOMY, "hold": (10, 10)}, ("5.1.4", "desk-reset")),
    ],
)
def test_the_first_rule_that_matches(facts, expected):
    assert proposed(**facts) == expected


def test_after_the_desk_reset_comes_the_foundation():
    assert propose(replace(CALM, sitting_hours=8)).then == "psoas-foundation"


def test_reasons_name_the_numbers():
    assert "5 of 10" in propose(replace(CALM, pain=5)).reason
    assert "You sit 9 hours a day, and you want 15 minutes." in propose(replace(CALM, sitting_hours=9)).reason
    assert "12 seconds, under 20" in propose(replace(CALM, room=ROOMY, hold=(30, 12))).reason


facts = st.builds(
    Facts,
    pain=st.integers(0, 10),
    places=st.lists(st.sampled_from(["lower-back", "front-left", "side", "buttock"]), unique=True).map(tuple),
    long_pain=st.booleans(),
    cleared=st.booleans(),
    clinician_agreed=st.booleans(),
    runs=st.none() | st.booleans(),
    sitting_hours=st.none() | st.integers(0, 24),
    minutes=st.sampled_from([10, 15, 20, 30]),
    no_floor=st.booleans(),
    room=st.none() | st.tuples(*[st.sampled_from(["above", "level", "below"])] * 2),
    hold=st.none() | st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
PROGRAMMES = {item.slug for item in read_content().programmes}


@given(facts)
def test_safety_comes_before_any_programme(known):
    found = propose(known)
    assert found.reason
    if not known.cleared or (known.pain >= 7 and not known.clinician_agreed):
        assert found.programme == ""
    else:
        assert found.programme in PROGRAMMES
    if known.pain >= 4 or known.long_pain:
        assert found.programme in ("", "gentle-low-back")
