"""A session as a synthetic person plays it: the documents a device would send."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from routines.attempts import save_attempt
from routines.card import timeline
from routines.models import Outcome as DoneAs
from routines.models import PracticeSession, Role, RoutineKind, SessionStatus
from routines.models.checkin import Feeling
from routines.simulation.life import Life

STOPS_EARLY, SKIPS_ONE, SWAPS_ONE, LEAVES_OPEN = 0.07, 0.05, 0.05, 0.03
SAYS_SHARP, SAYS_NUMB, FEELS_NUMB = 0.25, 0.02, 0.004
SENDS_TWICE = 0.1

Document = dict[str, Any]


def play(life: Life, session: PracticeSession, *, pain: int) -> bool:
    """Do a session and send it; False if it was left open in the middle of it."""
    peak = max(0, min(10, pain + life.dice.choice((-1, 0, 0, 0, 1, 1, 2))))
    share = life.dice.uniform(0.2, 0.9) if life.chance(STOPS_EARLY) else 1
    document = _document(life, session, pain=pain, peak=peak, share=share)
    attempt, began = uuid.UUID(int=life.dice.getrandbits(128), version=4), life.now
    if life.chance(LEAVES_OPEN):
        _send(life, attempt, document | {"status": SessionStatus.OPEN, "ended_at": None})
        return False
    life.now = max([began, *(row["finished_at"] for row in document["sets"])]) + timedelta(seconds=30)
    document |= {"rev": 2, "ended_at": life.now}
    if life.answers():
        document["check_in"] = _check_in(life, pain=pain, peak=peak, kind=session.kind)
    _send(life, attempt, document)
    if life.chance(SENDS_TWICE):
        _send(life, attempt, document)
    return True


def _send(life: Life, attempt: uuid.UUID, document: Document) -> None:
    save_attempt(user=life.user, client_id=attempt, document=document, now=life.now)


def _document(life: Life, session: PracticeSession, *, pain: int, peak: int, share: float) -> Document:
    bouts = timeline(session.plan)
    hurts = _what_hurts(life, session.plan) if peak >= 6 or life.chance(0.02) else None
    swap = _swap(life, session.plan) if hurts is None and life.chance(SWAPS_ONE) else None
    skipped = life.dice.randrange(len(bouts)) if life.chance(SKIPS_ONE) else -1
    sets: list[Document] = []
    for place, bout in enumerate(bouts[: max(1, round(len(bouts) * share))]):
        row = {
            "position": place,
            "step": bout.step,
            "set_number": bout.set_number,
            "side": bout.side,
            "exercise": swap["to"] if swap and swap["step"] == bout.step else "",
            "outcome": DoneAs.SKIPPED if place == skipped else DoneAs.DONE,
            "ms": bout.work_ms,
            "finished_at": life.now + timedelta(milliseconds=bout.ends_ms),
            "score": None,
            "signals": [],
            "felt": "",
            "reason": life.dice.choice(("pain", "too-hard", "no-time")) if place == skipped else "",
        }
        if bout.step == hurts:
            if any(earlier["step"] == hurts for earlier in sets):
                continue  # it stopped there, and the session went on
            row |= {"outcome": DoneAs.HURT, "score": max(4, peak), "signals": _signals(life)}
        sets.append(row)
    return {
        "rev": 1,
        "session": session.pk,
        "status": SessionStatus.FINISHED if share == 1 else SessionStatus.STOPPED,
        "started_at": life.now,
        "ended_at": None,
        "active_ms": sum(row["ms"] for row in sets),
        "pain_before": pain,
        "swaps": [swap] if swap else [],
        "check_in": None,
        "sets": sets,
    }


def _what_hurts(life: Life, plan: Mapping[str, Any]) -> int:
    mains = [step["index"] for step in plan["steps"] if step["role"] == Role.MAIN]
    return life.dice.choice(mains or [0])


def _signals(life: Life) -> list[str]:
    if life.chance(SAYS_NUMB):
        return ["numb"]
    return ["sharp"] if life.chance(SAYS_SHARP) else []


def _swap(life: Life, plan: Mapping[str, Any]) -> Document | None:
    """Another exercise for a whole step, now and then for good; one that takes sides the same way."""
    options = [
        (step, variant["step"])
        for step in plan["steps"]
        for variant in step["variants"]
        if variant["step"]["sides"] == step["sides"] and variant["step"]["id"] != step["id"]
    ]
    if not options:
        return None
    step, other = life.dice.choice(options)
    return {"step": step["index"], "from_set": 1, "to": other["id"], "for_good": life.chance(0.2)}


def _check_in(life: Life, *, pain: int, peak: int, kind: str) -> Document:
    feelings = [Feeling.PULL if kind == RoutineKind.STRETCH else Feeling.MUSCLE]
    if life.chance(FEELS_NUMB):
        feelings.append(Feeling.NUMB)
    return {
        "highest_pain": peak,
        "pain_now": max(0, min(10, pain + life.dice.choice((-1, 0, 0, 1)))),
        "effort": life.dice.choice((2, 3, 5, 5, 6, 6, 7, 8)),
        "feelings": [str(feeling) for feeling in feelings],
        "note": "",
        "at": life.now,
    }
