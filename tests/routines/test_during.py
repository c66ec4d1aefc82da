"""What follows when it hurts during a session."""

from dataclasses import replace
from itertools import product

import pytest

from routines import during
from routines.adaptation import Before, Bout, Outcome, before_session
from routines.during import BY_ID, LIMITS, SIGNALS, Then, ends_session, for_player, limits_for


def test_signals_are_those_of_the_stop_list():
    assert [signal.id for signal in SIGNALS] == [
        "sharp",
        "electric",
        "numb",
        "gave-way",
        "throbbing",
        "dizzy",
        "chest",
    ]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.id)
def test_whatever_ends_a_session_says_what_to_do(signal):
    assert bool(signal.action) == (signal.then != Then.SWAP)


@pytest.mark.parametrize("signal", [s for s in SIGNALS if s.then == Then.EMERGENCY], ids=lambda s: s.id)
def test_emergencies_name_the_emergency_number(signal):
    assert "emergency number" in signal.action


def test_one_ending_signal_is_enough():
    assert not ends_session([])
    assert not ends_session(["sharp", "electric"])
    assert ends_session(["sharp", "numb"])
    assert ends_session(["chest"])
    assert not ends_session(["no-such-signal"])


def test_thresholds_are_those_of_table_b():
    assert (LIMITS.stop_from, LIMITS.stop_rise) == (6, 3)
    assert (LIMITS.ease_from, LIMITS.ease_rise) == (4, 2)
    assert (LIMITS.calm_most, LIMITS.calm_rise) == (3, 1)
    assert (LIMITS.settle_in_set_seconds, LIMITS.settle_minutes, LIMITS.stops_most) == (60, 5, 2)
    assert (LIMITS.rest_from, LIMITS.gentle_from) == (8, 6)


def test_the_player_gets_plain_values_and_words_for_every_verdict():
    told = for_player()
    assert [signal["id"] for signal in told["signals"]] == list(BY_ID)
    assert told["limits"]["stop_from"] == 6
    verdicts = {"on", "ease", "swap", "settle", "cool-down", "end", "emergency"}
    assert verdicts <= set(told["words"])
    assert all(told["words"].values())


def test_words_promise_no_cure():
    everything = " ".join([*during.WORDS.values(), *(signal.action for signal in SIGNALS)]).lower()
    assert not {"heal", "cure", "fix", "damage"} & set(everything.replace(".", " ").split())


# --- Persistent-pain mode (4.4) --------------------------------------------------------------------------


@pytest.mark.parametrize("base", [None, 0, 3, 7, 10])
def test_without_constant_pain_the_limits_are_the_tables(base):
    limits = limits_for(base)
    assert replace(limits, rest_from=LIMITS.rest_from, gentle_from=LIMITS.gentle_from) == LIMITS


@pytest.mark.parametrize("base", range(7))
def test_the_player_starts_where_table_a_does(base):
    """A2 and A3 in the plan that a device gets, and as they are judged on the server."""
    limits = limits_for(base)
    for pain in range(11):
        outcome = before_session(Before(pain=pain, base=base)).outcome
        assert (pain >= limits.rest_from) is (outcome == Outcome.REST)
        assert (limits.gentle_from <= pain < limits.rest_from) is (outcome == Outcome.GENTLE)


@pytest.mark.parametrize("base", [4, 5, 6])
def test_with_constant_pain_rises_count_and_not_the_level(base):
    limits = limits_for(base)
    assert (limits.stop_from, limits.stop_rise) == (7, 2)
    assert (limits.ease_rise, limits.calm_rise) == (1, 0)
    assert limits.ease_from == base + 2
    assert (limits.rest_from, limits.calm_most) == (LIMITS.rest_from, LIMITS.calm_most)
    assert limits.gentle_from == 6
    assert for_player(base=base)["limits"]["stop_from"] == 7


@pytest.mark.parametrize("base", [None, *range(7)])
def test_the_player_stops_where_the_server_steps_back(base):
    """B2 in the plan that a device gets, and B2 as it is judged afterwards."""
    limits = limits_for(base)
    for before, peak in product(range(11), repeat=2):
        bout = Bout("x", peak=peak, completion=1, base=base or 0, before=before, after=0, morning=0, effort=5)
        stops = peak >= limits.stop_from or peak >= before + limits.stop_rise
        assert stops is bout.hurt_too_much
