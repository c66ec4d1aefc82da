"""When it hurts during a session: the signals, the thresholds and what follows (clinical 4.4, table B).

The player decides with these numbers, so that it can without a network; the server decides again with what
it is sent. Sources: pain-monitoring model (Thomeé 1997; Silbernagel 2007), Hickey 2020 and Smith 2017 for
training with some pain; the signals are the stop list of clinical 1.1. Where an action of aftercare is
stricter than the table (giving way, throbbing), the stricter one counts. Not yet reviewed by a clinician.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from routines.adaptation import (
    GENTLE_RISE,
    PAINFUL_FROM,
    PERSISTENT_STOP_FROM,
    PERSISTENT_STOP_RISE,
    REST_FROM,
    REST_RISE,
    is_persistent,
)
from routines.emergency import UNKNOWN, Numbers
from routines.screening import EMERGENCY_NUMBER

REMOVED_DAYS = 14  # B1: the second time ever for this exercise
STOPS_TO_REMOVE = 2


class Then(StrEnum):
    """What a signal leads to: another exercise, the end of the session, or emergency words and the end."""

    SWAP = "swap"
    END = "end"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Signal:
    """One stop signal. `action` is what to do about it once the session has ended; empty for a swap."""

    id: str
    label: str
    then: Then
    action: str = ""


SIGNALS: tuple[Signal, ...] = (
    Signal("sharp", "Sharp or stabbing", Then.SWAP),
    Signal("electric", "Electric or shooting", Then.SWAP),
    Signal(
        "numb",
        "Numb, tingling or weak",
        Then.END,
        "Do no more sessions for now. If the feeling is new, spreads down a leg or comes with weakness, see "
        "a doctor or urgent care within a day or two. If it is between your legs, in both legs, or you have "
        f"trouble with bladder or bowel, call {EMERGENCY_NUMBER} now.",
    ),
    Signal(
        "gave-way",
        "Something gave way or locked",
        Then.END,
        "Do no more sessions for now. If a leg gives way again or feels weak, see a doctor or urgent care "
        f"within a day or two. If you can’t put weight on it, call {EMERGENCY_NUMBER}.",
    ),
    Signal(
        "throbbing",
        "Throbbing or pulsing",
        Then.END,
        "Stop pressing or loading there. If you feel throbbing in your tummy or back, see a doctor today; "
        f"with sudden severe pain, or if you feel faint or clammy, call {EMERGENCY_NUMBER} now.",
    ),
    Signal(
        "dizzy",
        "Dizzy or faint",
        Then.EMERGENCY,
        "Sit or lie down until it has passed. If you fainted, have chest pain, are short of breath, or it "
        f"does not pass, call {EMERGENCY_NUMBER} now.",
    ),
    Signal(
        "chest",
        "Chest pain or trouble breathing",
        Then.EMERGENCY,
        f"Stop everything and call {EMERGENCY_NUMBER} now, unless it is a complaint you know and have been "
        "told how to handle.",
    ),
)
BY_ID = {signal.id: signal for signal in SIGNALS}


@dataclass(frozen=True, slots=True)
class Limits:
    """Table B in numbers, and what of table A the player asks before it starts. Pain is NPRS 0–10; a rise
    counts from the pain before the session, if known.
    """

    rest_from: int = REST_FROM  # A2: that much pain before a session means rest today
    gentle_from: int = PAINFUL_FROM  # A3: and that much a gentle session
    stop_from: int = 6  # B2: the exercise stops
    stop_rise: int = 3
    ease_from: int = 4  # B3: smaller, gentler
    ease_rise: int = 2
    calm_most: int = 3  # B3: calm enough to go on is at most this, or at most `calm_rise` above before
    calm_rise: int = 1
    settle_in_set_seconds: int = 60  # B3
    settle_minutes: int = 5  # B2: until then the rest of the session waits
    stops_most: int = 2  # B4: that many exercises stopped end the session with its cool-down


LIMITS = Limits()


def limits_for(base: int | None) -> Limits:
    """The limits for someone whose usual pain before sessions is `base` (0–10); None where nobody knows.

    Before a session (A2, A3) what is far above usual counts as well. In persistent-pain mode (4.4) rises
    count and not the level: stop at 7 or two points up, ease off at one point up, and calm means back to
    what it was. Without a score before the session, two above the usual pain stand in for the rise.
    """
    if base is None:
        return LIMITS
    limits = replace(
        LIMITS,
        rest_from=min(REST_FROM, base + REST_RISE),
        gentle_from=min(PAINFUL_FROM, base + GENTLE_RISE),
    )
    if not is_persistent(base):
        return limits
    return replace(
        limits,
        stop_from=PERSISTENT_STOP_FROM,
        stop_rise=PERSISTENT_STOP_RISE,
        ease_from=base + PERSISTENT_STOP_RISE,
        ease_rise=1,
        calm_rise=0,
    )


# What the player says after each verdict, with the row of the table it belongs to.
WORDS = {
    "on": "A gentle pull or a working muscle is fine. Pain is not.",  # B6
    "ease": "That is enough to make it smaller: less range, less depth, or the gentler version. "  # B3
    "After a minute we ask again.",
    "swap": "Sharp or electric pain means: not this exercise today. Take another one, or leave it out.",  # B1
    "settle": "That is too much for this exercise, so it ends here for today. "  # B2
    "Rest until it has settled; the next exercise waits.",
    "cool-down": "Two exercises had to stop, so today ends with a calm cool-down.",  # B4
    "end": "This session ends here.",  # B1
    "emergency": "Stop now.",  # B1
    "check": "You made it smaller a minute ago. How is it now?",  # B3
    "settling": "Breathe, lie or stand as it suits you. Give it up to five minutes.",  # B2
    "not-settled": "It has not settled, so today ends with a calm cool-down.",  # B2
    "arched": "Your lower back took part twice, so the rest of this exercise is gentler.",  # B5
    "again": "It was sharp in this exercise before, so it will be left out for the next two weeks.",  # B1
}


def ends_session(signals: Collection[str]) -> bool:
    """True if one of them ends the session, and the safety questions come before the next one."""
    return any(BY_ID[key].then != Then.SWAP for key in signals if key in BY_ID)


def swaps(signals: Collection[str]) -> bool:
    """True if one of them asks for another exercise; the second time leaves this one out (REMOVED_DAYS)."""
    return any(BY_ID[key].then == Then.SWAP for key in signals if key in BY_ID)


def for_player(*, base: int | None = None, numbers: Numbers = UNKNOWN) -> dict:
    """The same as plain values, for the player's contract; `base` as for `limits_for`, `numbers` to call."""
    limits = asdict(limits_for(base))
    return {
        "signals": [
            {"id": s.id, "label": s.label, "then": str(s.then), "action": numbers.put_into(s.action)}
            for s in SIGNALS
        ],
        "call": numbers.words,
        "limits": limits,
        "words": WORDS,
    }
