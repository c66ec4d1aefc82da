"""Every rule that decides something for a person, with its version, its source and what it says in one line.

The texts are for experts, who see counts by id; the words a person reads come from the rule itself. Cautions
(M…, P…) and safety questions (E…, U…) carry their source where they are written: routines.cautions and
routines.screening. A rule whose source is "ours" has none in the clinical document. Not yet reviewed by a
clinician.
"""

from dataclasses import dataclass

from routines.adaptation import VERSION


@dataclass(frozen=True, slots=True)
class Rule:
    """`version` is that of decisions made now; older ones keep theirs."""

    id: str
    source: str
    text: str
    version: str = VERSION


_A, _B, _C, _D = (f"clinical 4.4, table {table}" for table in "ABCD")
RULES = (
    Rule("A1", _A, "Something new and worrying before a session: urgent referral"),
    Rule("A2", _A, "Pain 8 or more, or 4 above usual: rest; again the next day: referral"),
    Rule("A3", _A, "Pain 6 or 7, or 2 above usual: a gentle session of 10 minutes at most"),
    Rule("A4", _A, "Pain 4 or 5: as planned, nothing grows"),
    Rule("A5", _A, "Strength too soon after strength: a stretch instead"),
    Rule("A6", _A, "Slept badly or ill: one set less; with a fever: rest"),
    Rule("A7", _A, "Nothing against it: as planned"),
    Rule("base-7", "clinical 4.4, persistent pain", "Usual pain 7 or more: a clinician first"),
    Rule("B2", _B, "Pain 6 or more in an exercise, or 3 above before: one step back"),
    Rule("C1", _C, "A warning sign after a session: urgent referral"),
    Rule(
        "C2", _C, "Morning pain 3 above usual, or 6, or woken: 48 hours of rest; again in 14 days: referral"
    ),
    Rule("C3", _C, "Morning pain 2 above usual, or not settled in a day: one step back"),
    Rule("C4", _C, "Sore muscles: the same again once that has eased"),
    Rule("C5", _C, "Morning 1 above usual, a peak of 4 or 5, hard effort, or 70 to 89% done: held"),
    Rule("C6", _C, "Less than 70% done, not for pain: held; twice: a shorter session is offered"),
    Rule("C7", _C, "Less than 70% done because of pain or effort: one step back"),
    Rule("C8", _C, "No answer from the next morning: held"),
    Rule("C9", _C, "Two good sessions: one step on"),
    Rule("C10", _C, "Two good sessions that felt easy: two steps on"),
    Rule("C11", _C, "Nothing else applies: held"),
    Rule("D1", _D, "Worse this week: half the sets for a week; again: referral"),
    Rule("D2", _D, "Pain before sessions up by 2 in two weeks: referral, and level 1 meanwhile"),
    Rule("D3", _D, "Three steps back or rests in 14 days: referral"),
    Rule("D4", _D, "Six weeks with little gain: referral"),
    Rule("D5", _D, "It is helping: go on"),
    Rule("D6", _D, "Two weeks under half of the sessions: shorter ones"),
    Rule("maintenance", f"{_D}, D5", "A smaller week after a programme that helped, as the person wished"),
    Rule("G", "clinical 4.4, gaps", "Back after 7 days or more without a session: held, or a level down"),
    Rule("back", "ours, as A3 and A6", "First session after being ill or hurt: a gentle one"),
    Rule("own", "ours", "One step easier, as the person wished"),
    Rule("5.1.1", "clinical 5.1, rule 1", "The safety questions come before any programme"),
    Rule("5.1.2", "clinical 5.1, rule 2", "Pain 4 to 6, mainly the back, or long: Gentle low-back-friendly"),
    Rule("5.1.3", "clinical 5.1, rule 3", "Runs twice a week, mild pain: Runner’s hips"),
    Rule("5.1.4", "clinical 5.1, rule 4", "Sits long, wants it short or off the floor: Desk reset"),
    Rule("5.1.5", "clinical 5.1, rule 5", "Room in both hips and a short hold: Strong psoas"),
    Rule("5.1.6", "clinical 5.1, rule 6", "Otherwise: Psoas foundation"),
    Rule("5.1.balance", "clinical 5.1, balance", "One session of a kind more a week, by the self-tests"),
)
BY_ID = {rule.id: rule for rule in RULES}
