"""One session on paper: the clock of each exercise, its sets in order as boxes to tick, and how to do it.

The same time line as the player's (static/js/session/plan.js): before every bout comes exactly one lead-in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from routines.models import Exercise
from routines.models.exercise import Role
from routines.restrictions import SEATED
from routines.session_plan import TIMINGS

DEFAULT_REST_SECONDS = 15  # of plans that name none, as in the player
DEFAULT_HOLD_SECONDS = 30
WARNING = "Gentle discomfort is okay. Sharp pain is a red flag: stop."  # the source article
SIP = "A sip of water now, if you like."

SetKey = tuple[int, int, str]  # step, set from 1, "left", "right" or ""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Bout:
    """One set of one side: its lead-in starts at `begins_ms`, the work lasts `work_ms` and comes last.

    Repetitions take as long as their pace says.
    """

    step: int
    set_number: int
    side: str
    begins_ms: int
    lead_ms: int
    work_ms: int

    @property
    def key(self) -> SetKey:
        return self.step, self.set_number, self.side

    @property
    def ends_ms(self) -> int:
        return self.begins_ms + self.lead_ms + self.work_ms


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick: `name` is "Left", "Right" or "", `amount` "20 s", "8×" or "8 each side"."""

    name: str
    amount: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class CardSet:
    """One set of an exercise with a box for each side, in the order they are done."""

    number: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class CardStep:
    """One exercise on the card. `begins` is the clock when one gets into position for it.

    `exercise` is its page in the library, None if the library does not know it; `instead` are the names of
    what was done in its place; `why` says why the dose is not that of the level, else it is empty.
    """

    number: int
    name: str
    slug: str
    dose: str
    begins: str
    cue: str
    limits: tuple[str, ...]
    rest: str
    sets: tuple[CardSet, ...]
    exercise: Exercise | None
    instead: tuple[str, ...] = ()
    why: str = ""

    @property
    def described(self) -> Exercise | None:
        """The exercise if the library's description is how this person does it: not when done on a chair."""
        return None if SEATED in self.limits else self.exercise


@dataclass(frozen=True, slots=True)
class CardPart:
    """Warm-up, main or cool-down."""

    name: str
    steps: tuple[CardStep, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The whole session; `total` is the clock at its end."""

    parts: tuple[CardPart, ...]
    total: str

    @property
    def steps(self) -> tuple[CardStep, ...]:
        return tuple(step for part in self.parts for step in part.steps)


# --- The time line --------------------------------------------------------------------------------------


def timeline(plan: Mapping[str, Any]) -> tuple[Bout, ...]:
    """Every bout of a stored plan in the player's order. Old plans may lack timings and the first side."""
    timings = {**TIMINGS, **plan.get("timings", {})}
    first = plan.get("sideFirst", "left")
    bouts: list[Bout] = []
    clock = 0
    for place, step in enumerate(plan["steps"]):
        for number in range(1, step["sets"] + 1):
            for nth, side in enumerate(sides_of(step, first)):
                lead = _lead_ms(step, timings, is_first=not bouts, is_new=number == 1, nth=nth)
                bouts.append(Bout(place, number, side, clock, lead, work_ms(step)))
                clock = bouts[-1].ends_ms
    return tuple(bouts)


def total_ms(bouts: Collection[Bout]) -> int:
    """How long a whole session takes, lead-ins and rests included."""
    return sum(bout.lead_ms + bout.work_ms for bout in bouts)


def sides_of(step: Mapping[str, Any], first: str = "left") -> tuple[str, ...]:
    """The sides of one set in order; one empty name where both work together."""
    if step["sides"] == "each":
        return ("right", "left") if first == "right" else ("left", "right")
    return ("" if step["sides"] == "both" else step["sides"],)


def work_ms(step: Mapping[str, Any]) -> int:
    """One bout: the hold, or its repetitions at their pace, both sides of alternating ones."""
    if step["kind"] == "hold":
        return (step.get("seconds") or DEFAULT_HOLD_SECONDS) * 1000
    reps = (step.get("reps") or 1) * (2 if step.get("alternating") else 1)
    return reps * (step.get("secondsPerRep") or 0) * 1000


def _lead_ms(
    step: Mapping[str, Any], timings: Mapping[str, int], *, is_first: bool, is_new: bool, nth: int
) -> int:
    if is_first:
        return timings["prepareMs"]
    if nth:
        return timings["switchMs"]
    if is_new:
        return timings["transitionMs"]
    return max(timings["switchMs"], _rest_seconds(step) * 1000)


def _rest_seconds(step: Mapping[str, Any]) -> int:
    rest = step.get("restSeconds")
    return DEFAULT_REST_SECONDS if rest is None else rest


def planned_sets(plan: Mapping[str, Any], done: Mapping[SetKey, Row]) -> dict[SetKey, Row]:
    """What was done, by the sets of the plan, in its order.

    An exercise swapped in may take sides differently: one for both sides fills the two of a planned set, and
    its two sides together fill a planned set for both.
    """
    filled = {}
    for bout in timeline(plan):
        step, number, side = bout.key
        halves = [done.get((step, number, half)) for half in ("left", "right")]
        row = done.get(bout.key) or (done.get((step, number, "")) if side else all(halves) and halves[0])
        if row:
            filled[bout.key] = row
    return filled


def swapped_in(plan: Mapping[str, Any], done: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    """By step the names of what was done in its place; `done` are steps with slugs, empty if as planned."""
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for place, slug in done:
        if slug:
            variants = (variant["step"] for variant in plan["steps"][place].get("variants", ()))
            names[place][slug] = next((step["name"] for step in variants if step["id"] == slug), slug)
    return {place: tuple(found.values()) for place, found in names.items()}


# --- The card -------------------------------------------------------------------------------------------


def make_card(
    plan: Mapping[str, Any],
    *,
    library: Mapping[str, Exercise],
    done: Collection[SetKey] = (),
    instead: Mapping[int, tuple[str, ...]] | None = None,
) -> Card:
    """The card of a stored plan. `library` by slug; `done` are sets to tick, `instead` names by step."""
    bouts = timeline(plan)
    steps = [
        _card_step(
            step,
            plan,
            [bout for bout in bouts if bout.step == place],
            exercise=library.get(step["id"]),
            done=done,
            instead=(instead or {}).get(place, ()),
        )
        for place, step in enumerate(plan["steps"])
    ]
    roles = [step.get("role", Role.MAIN) for step in plan["steps"]]
    parts = groupby(zip(roles, steps, strict=True), key=lambda pair: pair[0])
    return Card(
        parts=tuple(CardPart(Role(role).label, tuple(step for _, step in pairs)) for role, pairs in parts),
        total=clock_words(total_ms(bouts)),
    )


def _card_step(
    step: Mapping[str, Any],
    plan: Mapping[str, Any],
    bouts: list[Bout],
    *,
    exercise: Exercise | None,
    done: Collection[SetKey],
    instead: tuple[str, ...],
) -> CardStep:
    sets = groupby(bouts, key=lambda bout: bout.set_number)
    amount = amount_words(step).replace(" times", "×")
    return CardStep(
        number=bouts[0].step + 1,
        name=step["name"],
        slug=step["id"],
        dose=step.get("dose", ""),
        begins=clock_words(bouts[0].begins_ms),
        cue=step.get("cue", ""),
        limits=tuple(step.get("limits", ())),
        rest=_rest_words(step, {**TIMINGS, **plan.get("timings", {})}),
        sets=tuple(
            CardSet(
                number,
                tuple(Box(bout.side.capitalize(), amount, bout.key in done) for bout in of_set),
            )
            for number, of_set in sets
        ),
        exercise=exercise,
        instead=instead,
        why=step.get("why", ""),
    )


# --- Words ----------------------------------------------------------------------------------------------


def clock_words(ms: int) -> str:
    """ "0:00", "2:10", "61:05": minutes and seconds of a running clock."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02}"


def amount_words(step: Mapping[str, Any]) -> str:
    """One bout: "20 s", "8 times", "8 each side"."""
    if step["kind"] == "hold":
        return f"{step.get('seconds') or DEFAULT_HOLD_SECONDS} s"
    return f"{step.get('reps') or 1} {'each side' if step.get('alternating') else 'times'}"


def _rest_words(step: Mapping[str, Any], timings: Mapping[str, int]) -> str:
    """ "10 s rest between sets, 8 s to change sides", or empty with nothing to wait for."""
    words = []
    if step["sets"] > 1:
        rest = max(timings["switchMs"], _rest_seconds(step) * 1000) // 1000
        words.append(f"{rest} s rest between sets")
    if step["sides"] == "each":
        words.append(f"{timings['switchMs'] // 1000} s to change sides")
    return ", ".join(words)
