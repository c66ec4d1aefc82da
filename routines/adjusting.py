"""What earlier sessions and today's answers change in the next session."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from routines.adaptation import Outcome, Ruling
from routines.adapting import place_of
from routines.cautions import Caution
from routines.during import REMOVED_DAYS
from routines.gaps import Done, WayBack, way_back
from routines.json_rows import instant, rows_of
from routines.ladder import OFF, Place, ladder_of, rung_at
from routines.models import Exercise, ExerciseState, PracticeSession
from routines.models.decision import Last
from routines.pausing import NO_PAUSES, Pauses, gentle_return
from routines.person import DEMANDING, Adapted
from routines.rescue import RESCUE_MINUTES, RESCUE_RULE
from routines.restrictions import Restrictions
from routines.session_plan import SessionPlan
from routines.week_rules import FREEZES, HALF_WORDS, NOTHING, WHY, InForce

SESSIONS_READ = 30  # newest first; more than four weeks hold
GENTLE_MINUTES = 10  # A3
GENTLE_RULE, GAP_RULE = "A3", "G"
EARNS_FROM = 2  # the level at which growing earns level 3, clinical 5.4
SHORT_WORDS = "The short version: one exercise between a warm-up and a calm end. It counts."
AFTER_REST = "The first session after the rest: one set less of everything."  # C2
BACK = "Back at its easiest, after two weeks without."
GENTLE_DAY = Caution(
    id=GENTLE_RULE,
    group="",
    label="",
    reason="today is a gentle day",
    change="",
    source="clinical 4.4, A3",
    removes=frozenset(DEMANDING),
    care="A gentle day: half the range, slow and easy, and stop before it pulls.",
)


# From how much pain on the exercises' own "leave it out if" rules one out; stricter than tags, so it wins
# (clinical 2.3). Theirs are about the back; what is said before a session is the worse of back and hip.
PAIN_LEAVES_OUT = {
    4: frozenset({"hanging-leg-raise", "mountain-climber"}),
    6: frozenset({"seated-banded-march"}),
}


@dataclass(frozen=True, slots=True)
class Adjusted:
    """How the next session differs from the plan. `way_back` says up to which level, `week` is table D;
    `rested` that it is the first one after the two days of rest by C2.
    """

    states: Sequence[ExerciseState]
    way_back: WayBack
    before: Ruling | None
    week: InForce = NOTHING
    short: bool = False
    rested: bool = False

    @property
    def is_gentle(self) -> bool:
        return self.before is not None and self.before.outcome == Outcome.GENTLE

    @property
    def level_most(self) -> int:
        return 1 if self.is_gentle or self.week.level_1 else self.way_back.level

    @property
    def held_by(self) -> str:
        """The rule by which nothing grows today, or ""."""
        if self.before and self.before.outcome in (Outcome.GENTLE, Outcome.HELD):
            return self.before.rule
        if self.week.held_by:
            return self.week.held_by
        if self.way_back.repeats:
            return GAP_RULE
        return RESCUE_RULE if self.short else ""

    @property
    def leaves_extra(self) -> bool:
        """Whether an exercise that was added by hand waits for another day."""
        return self.is_gentle or self.short

    @property
    def why(self) -> str:
        """What is different about the whole session, in a sentence or two."""
        said = [self.before.words] if self.before and self.held_by == self.before.rule else []
        said += [WHY[rule] for rule in FREEZES if rule in self.week.rules]
        said += [AFTER_REST] if self.rested else []
        said += [] if self.is_gentle else [self.way_back.why]  # a gentle day is at level 1 whatever the gap
        said += [SHORT_WORDS] if self.short else []
        return " ".join(filter(None, said))

    def minutes(self, wanted: int) -> int:
        if self.short:
            return RESCUE_MINUTES
        return min(wanted, GENTLE_MINUTES) if self.is_gentle else wanted

    def portioned(self, plan: SessionPlan) -> SessionPlan:
        """The fitted session with half its sets, where table D says so (D1)."""
        return plan.with_half_sets(why=HALF_WORDS) if self.week.halves else plan

    def restrictions(self, own: Restrictions) -> Restrictions:
        of_today = (*_of_pain(self.before), *([GENTLE_DAY] if self.is_gentle else []))
        return replace(own, cautions=(*own.cautions, *of_today)) if of_today else own

    def adapted(self, library: Mapping[str, Exercise], *, today: date) -> Adapted:
        """Places on the ladders, and which exercises stay away."""
        places, too_much = {}, {}
        for state in self.states:
            exercise = library.get(state.exercise)
            if exercise is None:
                continue
            place = self._place(state)
            if rung_at(ladder_of(exercise), place, level=1) != OFF:
                places[state.exercise] = place
                continue
            back = state.placed_at.date() + timedelta(days=REMOVED_DAYS)
            if today < back:
                too_much[state.exercise] = (
                    f"too much even at its easiest, so it rests until {back.day} {back:%B}"
                )
            else:
                places[state.exercise] = Place(level=1, held=True, why=BACK)
        fewer = max(self.before.fewer_sets if self.before else 0, self.rested)
        why = AFTER_REST if self.rested else self.before.words if self.before else ""
        grown = frozenset(
            state.exercise for state in self.states if state.last_stepped_at and state.level >= EARNS_FROM
        )
        return Adapted(places, too_much, grown, fewer_sets=fewer, why=why)

    def _place(self, state: ExerciseState) -> Place:
        """Where it stands; a step more that was not done yet waits while nothing grows."""
        place = place_of(state)
        if self.rested:  # a set less of everything, and of this not twice
            place = replace(place, fewer_sets=0)
        if self.held_by and state.last == Last.PROGRESSED:
            return replace(place, offset=place.offset - state.steps)
        return place


def _of_pain(before: Ruling | None) -> Iterator[Caution]:
    """What the pain that was said before a session leaves out."""
    pain = before.inputs.get("pain", 0) if before else 0
    slugs = [slugs for least, slugs in PAIN_LEAVES_OUT.items() if pain >= least]
    if slugs:
        yield Caution(
            id="pain",
            group="",
            label="",
            reason=f"pain is {pain} of 10 today",
            change="",
            source="clinical 1.4",
            leaves_out=frozenset().union(*slugs),
        )


def adjusted(
    user_id: int,
    *,
    states: Sequence[ExerciseState],
    kind: str,
    today: date,
    asked: int,
    pauses: Pauses = NO_PAUSES,
    before: Ruling | None = None,
    done: Sequence[Done] | None = None,
    week: InForce = NOTHING,
    short: bool = False,
) -> Adjusted:
    """What changes for this person; `asked` is the level of the plan. One query, whatever the history.

    None where the sessions that counted are known already: `done`, newest first.
    """
    done = _done(user_id, today) if done is None else done
    return Adjusted(
        states=states,
        way_back=way_back(done, kind=kind, today=today, asked=asked),
        before=gentle_return(pauses, done_dates={one.on for one in done}, today=today, before=before),
        week=week,
        short=short,
        rested=_rested(states, done),
    )


STATE_FIELDS = [
    field.name for field in ExerciseState._meta.concrete_fields if field.name not in ("id", "user")
]


def state_rows() -> Subquery:
    """To annotate a query of rows with a user: what `states_of` reads."""
    return rows_of(ExerciseState.objects.filter(user=OuterRef("user")), *STATE_FIELDS, by="user")


def states_of(rows: Iterable[Sequence] | None) -> list[ExerciseState]:
    """Where somebody's exercises stand, from `state_rows`."""
    states = [ExerciseState(**dict(zip(STATE_FIELDS, row, strict=True))) for row in sorted(rows or ())]
    for state in states:
        state.placed_at = instant(state.placed_at)
        state.last_stepped_at = state.last_stepped_at and instant(state.last_stepped_at)
    return states


def _rested(states: Sequence[ExerciseState], done: Sequence[Done]) -> bool:
    """Whether C2 took a set away after the last session. `done` is newest first."""
    last = done[0].on if done else date.min
    return any(state.fewer_sets and state.placed_at.date() >= last for state in states)


def _done(user_id: int, today: date) -> list[Done]:
    counted = PracticeSession.objects.counted().filter(user=user_id, local_date__lte=today)
    rows = counted.order_by("-local_date", "-started_at").values_list("local_date", "kind", "level")
    return [Done(on, its_kind, level) for on, its_kind, level in rows[:SESSIONS_READ]]
