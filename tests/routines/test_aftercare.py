"""What follows a stop signal: words that exist once, and a lock that one signal turns once."""

import pytest

from routines.aftercare import ACTIONS, advice_for, ask_again
from routines.during import BY_ID, Then, ends_session, swaps
from routines.models import Profile
from routines.models.checkin import Feeling


@pytest.mark.parametrize(
    ("feeling", "signal"), [(Feeling.NUMB, "numb"), (Feeling.GAVE_WAY, "gave-way"), (Feeling.DIZZY, "dizzy")]
)
def test_the_same_advice_during_a_session_and_after_it(feeling, signal):
    (advice,) = advice_for(feelings=[feeling], highest_pain=0)
    assert advice.action == BY_ID[signal].action
    assert "112" in advice.action


def test_every_stop_signal_of_a_check_in_has_words():
    assert all(ACTIONS.values())
    assert advice_for(feelings=["pull", "muscle", "ache", "pinch"], highest_pain=5) == ()


@pytest.mark.parametrize("signal", BY_ID.values(), ids=lambda signal: signal.id)
def test_a_signal_either_swaps_or_ends(signal):
    assert swaps([signal.id]) is (signal.then == Then.SWAP)
    assert ends_session([signal.id]) is (signal.then != Then.SWAP)


def test_unknown_signals_lead_to_nothing():
    assert not swaps(["unheard-of"])
    assert not ends_session(["unheard-of"])


def test_asking_again_keeps_the_rest_of_the_profile(ready_alice, bob, now):
    ask_again(user=ready_alice, now=now)
    ask_again(user=bob, now=now)
    assert Profile.objects.get(user=ready_alice).usual_pain == 3
    assert list(Profile.objects.values_list("safety_due_since", flat=True)) == [now, now]
