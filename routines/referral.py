"""Where to go, how fast and why: red flags, ask-first answers and the rules' own referrals in one list.

Actions of clinical 2.1 and 2.2 and of the REFER rows of 4.4. No diagnosis; not yet reviewed by a clinician.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from routines.adaptation import Outcome
from routines.cautions import Caution
from routines.emergency import Numbers
from routines.screening import Question, Urgency

STANDS_DAYS = 28  # a rule's referral is shown for as long as a screening lasts
ADVICE_ONLY = "P9"  # pain for more than 12 weeks: see somebody, and practise meanwhile (clinical 2.2)


class Where(IntEnum):
    """Whom to turn to and how fast; the smaller, the more urgent."""

    CALL = 1
    EMERGENCY_DEPARTMENT = 2
    MATERNITY_UNIT = 3
    TODAY = 4
    TWO_DAYS = 5
    THIS_WEEK = 6
    BEFORE_SESSIONS = 7
    PHYSIOTHERAPIST = 8

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_now(self) -> bool:
        return self <= Where.MATERNITY_UNIT

    @property
    def is_call(self) -> bool:
        return self is Where.CALL


_LABELS = {
    Where.CALL: "Call the emergency number now",
    Where.EMERGENCY_DEPARTMENT: "Emergency department now",
    Where.MATERNITY_UNIT: "Maternity unit now",
    Where.TODAY: "Doctor or urgent care today",
    Where.TWO_DAYS: "Doctor in the next day or two",
    Where.THIS_WEEK: "Doctor this week",
    Where.BEFORE_SESSIONS: "Doctor or physiotherapist before any session",
    Where.PHYSIOTHERAPIST: "Physiotherapist",
}
_OF_QUESTION = {"E4": Where.CALL, "E5": Where.CALL, "E10": Where.MATERNITY_UNIT}
_OF_URGENCY = {
    Urgency.NOW: Where.EMERGENCY_DEPARTMENT,
    Urgency.TODAY: Where.TODAY,
    Urgency.TWO_DAYS: Where.TWO_DAYS,
    Urgency.THIS_WEEK: Where.THIS_WEEK,
}
_OF_RULE = {"A1": Where.TODAY, "A2": Where.THIS_WEEK, "base-7": Where.THIS_WEEK, "C1": Where.TWO_DAYS}
_OF_RULE_ACTION = {
    Where.TODAY: "Answer the safety questions first. If you are in doubt, speak to a doctor today.",
    Where.TWO_DAYS: "See your doctor or go to urgent care within the next 24 to 48 hours.",
    Where.THIS_WEEK: "See your doctor or a physiotherapist this week.",
    Where.PHYSIOTHERAPIST: "See a physiotherapist: exercise may need tailoring to you.",
}
LONG_PAIN = "You can practise meanwhile: the programme Gentle low-back-friendly, at level 1, is a wise start."
ASK = (
    "Ask a doctor or physiotherapist: can I do gentle hip and back exercise? Until they agree there are no "
    "sessions."
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to see somebody. `said` is the question answered yes, or the rule's words; `on` its date.

    `action` is what to do, `besides` what goes for this reason alone.
    """

    where: Where
    action: str
    said: str
    on: date | None = None
    besides: str = ""
    is_answer: bool = True
    rule: str = ""  # id and version of the rule


@dataclass(frozen=True, slots=True)
class Card:
    """One place to go, with what to do there and every reason for each, as (action, reasons)."""

    where: Where
    actions: tuple[tuple[str, tuple[Reason, ...]], ...]


def of_question(question: Question, *, said: str, on: date | None, numbers: Numbers) -> Reason:
    """A red flag. `said` is its wording as it was answered."""
    where = _OF_QUESTION.get(question.id, _OF_URGENCY[question.urgency])
    return Reason(where, numbers.put_into(question.action), said, on)


def of_unknown_question(said: str, *, on: date | None) -> Reason:
    """A red flag in a wording that is not asked any more."""
    return Reason(Where.TODAY, "Speak to a doctor before you exercise.", said, on)


def of_caution(caution: Caution, *, on: date | None, agreed: bool) -> Reason | None:
    """An ask-first answer; None once a clinician agreed, and for flags that only filter."""
    if caution.id == ADVICE_ONLY:
        action = _OF_RULE_ACTION[Where.PHYSIOTHERAPIST]
        return Reason(Where.PHYSIOTHERAPIST, action, caution.label, on, besides=LONG_PAIN)
    if not caution.locks or agreed:
        return None
    return Reason(Where.BEFORE_SESSIONS, ASK, caution.label, on, besides=caution.change)


def of_strong_pain(usual_pain: int) -> Reason:
    """Usual pain from 7 on, without a clinician's word."""
    said = f"Your usual pain is {usual_pain} out of 10."
    return Reason(Where.BEFORE_SESSIONS, ASK, said, is_answer=False)


def of_decision(*, rule: str, version: str, outcome: str, words: str, on: date) -> Reason:
    """A referral by one of the rules of clinical 4.4."""
    fallback = Where.TWO_DAYS if outcome == Outcome.REFER_URGENT else Where.PHYSIOTHERAPIST
    where = _OF_RULE.get(rule, fallback)
    return Reason(where, _OF_RULE_ACTION[where], words, on, is_answer=False, rule=f"{rule}, {version}")


def in_order(reasons: Iterable[Reason | None]) -> tuple[Reason, ...]:
    """The most urgent first."""
    return tuple(sorted((reason for reason in reasons if reason), key=lambda reason: reason.where))


def cards(reasons: Iterable[Reason]) -> tuple[Card, ...]:
    """One card for each place, in the order of `reasons`; reasons that mean doing the same stand together."""
    places: dict[Where, dict[str, list[Reason]]] = {}
    for reason in reasons:
        places.setdefault(reason.where, {}).setdefault(reason.action, []).append(reason)
    return tuple(
        Card(where, tuple((action, tuple(of_it)) for action, of_it in actions.items()))
        for where, actions in places.items()
    )
