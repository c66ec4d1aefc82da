"""After a session: ask the rules about each exercise, keep their decisions, move the exercises.

Asked after the check-in and again when the next morning is known, in any order and as often as you like: a
session has one set of decisions, made from where its plan stood, so a repetition never doubles a step. The
place of an exercise is what its latest standing decision says; one that is declined does not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, When, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import RowNumber

from accounts.models import User
from routines.adaptation import (
    REFER_WINDOW_DAYS,
    SETBACKS,
    STEP_EVERY,
    VERSION,
    Bout,
    History,
    Outcome,
    Ruling,
    after_exercise,
    refer_for_setbacks,
    who_may_grow,
)
from routines.bouts import Felt, Practised, has_warning, practised
from routines.deciding import Changes
from routines.kept_library import imported_at, library_of
from routines.ladder import OFF, Ladder, Place, ladder_of, moved, rung_at
from routines.models import (
    Decision,
    Exercise,
    ExerciseState,
    PracticeSession,
    Role,
    SetResult,
    Source,
)
from routines.models import Outcome as DoneAs
from routines.models.checkin import Soreness
from routines.models.decision import OWN_WISH, Last
from routines.pains import Scores, base_of, pains_before
from routines.pausing import BACK_RULE
from routines.rescue import RESCUE_RULE
from routines.week_rules import HELD_WORDS, in_force
from routines.weekly import evaluate_week_held, setbacks_among

WINDOW = timedelta(days=REFER_WINDOW_DAYS)
LATER_AGAIN = 5  # sessions after it that are asked about again, since they looked back on it
LOOKS_BACK = 4 * WINDOW
LADDER_FIELDS = ("slug", "kind", "tags", "dose")
BEFOREHAND = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "G")  # decided before the session, see before.py
NOT_AFTER = (*BEFOREHAND, OWN_WISH)
STATE_FIELDS = (
    "level", "offset", "held", "fewer_sets", "steps", "last", "why", "placed_at", "last_stepped_at",
)  # fmt: skip
WARNING_WORDS = "That can be a sign that needs checking: the safety questions come first."


@dataclass(frozen=True, slots=True)
class Found:
    """One ruling about a session. `place` is where it puts the exercise, None when it moves nothing."""

    exercise: str
    ruling: Ruling
    place: Place | None = None
    steps: int = 0
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """What is read once, however many sessions are asked about: pain before sessions, decisions of the last
    two months with those about these sessions, their sets, and the exercises in them by slug.
    """

    user: User
    scores: Scores
    decisions: list[Decision]
    sets: Mapping[UUID, Sequence[SetResult]]
    library: Mapping[str, Exercise]

    def setbacks(self, now: datetime) -> int:
        """Steps back and rests of the last 14 days (D3)."""
        rows = [row for row in self.decisions if _about_at(row) >= now - WINDOW]
        return len(setbacks_among(rows, zone=self.user.zone))


@dataclass(frozen=True, slots=True)
class Past:
    """What the rules look back on. `decisions` are those of earlier sessions, two months back; `stepped_at`
    is when the session was after which an exercise last grew.
    """

    scores: Scores
    decisions: Sequence[Decision]
    stepped_at: Mapping[str, datetime]
    usual: int
    zone: ZoneInfo

    def week_holds(self, now: datetime) -> str:
        """The rule about the week by which nothing grows, or ""."""
        return in_force(self.decisions, on=now.astimezone(self.zone).date(), zone=self.zone).held_by


# --- Evaluating -----------------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def evaluate(session: PracticeSession, *, now: datetime) -> None:
    """Decide anew about this session, the few after it, and the week. Does nothing before it has ended."""
    evaluate_held(User.objects.hold(session.user_id), session, now=now)


def evaluate_held(user: User, session: PracticeSession, *, now: datetime) -> None:
    """The same for somebody whose row the caller holds."""
    sessions = list(_this_and_later(user, session))
    if not sessions:
        evaluate_week_held(user, now=now)
        return
    known, changes, touched = _read(user, sessions), Changes(), set()
    for row in sessions:
        found = _rulings(row, _past(known, row), known)
        touched |= _keep(known, row, found, changes, now=now)
    changes.write()
    restate(user, touched)
    evaluate_week_held(user, now=now, scores=known.scores, setbacks=known.setbacks(now))


def _this_and_later(user: User, session: PracticeSession) -> QuerySet[PracticeSession]:
    """The session and those after it that were decided about, with everything said about them."""
    decided = Exists(Decision.objects.filter(session=OuterRef("pk")))
    again = Q(pk=session.pk) | Q(decided, started_at__gt=session.started_at)
    rows = user.practice_sessions.filter(again, ended_at__isnull=False).order_by("started_at")
    said = rows.select_related("check_in", "morning").annotate(
        usual=F("user__profile__usual_pain"), library_imported=imported_at()
    )
    return said[: LATER_AGAIN + 1]


def _read(user: User, sessions: Sequence[PracticeSession]) -> Known:
    """What the rules need to know about these sessions, oldest first. Four queries, one more for an exercise
    that is not in the library any more.
    """
    lately = Q(made_at__gte=sessions[0].started_at - LOOKS_BACK) | Q(session__in=sessions)
    rows = Decision.objects.filter(lately, user=user).select_related("session")
    rows = rows.defer("session__plan", "session__before_correction")  # large; of the plan, one word is read
    slugs = {step["id"] for session in sessions for step in session.plan["steps"]}
    library = library_of(sessions[0].library_imported).exercises
    retired = Exercise.objects.filter(slug__in=slugs - library.keys()).only(*LADDER_FIELDS)
    sets: dict[UUID, list[SetResult]] = defaultdict(list)
    for row in SetResult.objects.filter(session__in=sessions).annotate(source=F("attempt__source")):
        sets[row.session_id].append(row)
    return Known(
        user=user,
        scores=pains_before(user),
        decisions=list(rows.annotate(held_by=KeyTextTransform("heldBy", "session__plan"))),
        sets=sets,
        library={slug: library[slug] for slug in slugs & library.keys()} | {row.slug: row for row in retired},
    )


def _past(known: Known, session: PracticeSession) -> Past:
    since = session.started_at - LOOKS_BACK
    rows = [
        row
        for row in known.decisions
        if row.session_id != session.pk and row.made_at >= since and row.rule != OWN_WISH
    ]
    until = session.started_at + STEP_EVERY  # a session that is asked about late looks no further ahead
    grown = [
        row
        for row in rows
        if row.outcome == Outcome.PROGRESS and row.place and row.session.started_at < until
    ]
    return Past(
        scores=known.scores,
        decisions=[row for row in rows if row.session is None or row.session.started_at < session.started_at],
        # Also what was declined: nobody is asked about the same step twice in a week.
        stepped_at={row.exercise: row.session.started_at for row in sorted(grown, key=_of_session)},
        usual=session.usual or 0,
        zone=known.user.zone,
    )


def _of_session(row: Decision) -> datetime:
    return row.session.started_at


def _about_at(row: Decision) -> datetime:
    """When the session was that it is about, else when it was made."""
    return row.session.started_at if row.session else row.made_at


def _rulings(session: PracticeSession, past: Past, known: Known) -> list[Found]:
    """Everything the rules say about one session."""
    felt = _felt(session, past)
    sets = _sets(session, known)
    if has_warning(sets, felt):
        ruling = Ruling("C1", Outcome.REFER_URGENT, WARNING_WORDS)
        signals = sorted({signal for row in sets for signal in row.signals})
        return [Found("", ruling, inputs={"feelings": list(felt.feelings), "signals": signals})]
    kinds = {slug: exercise.kind for slug, exercise in known.library.items()}
    steps = practised(session.plan, sets, felt, kinds=kinds, level=session.level)
    found = [
        _about(step, ladder_of(known.library[step.slug]), session, past)
        for step in steps
        if step.slug in known.library and (step.is_main or step.painful)
    ]
    found = [one for one in found if felt.highest is not None or one.ruling.steps < 0]
    found = list(_limited(found, session, past))
    return [*found, *_about_the_person(found, session, past)]


def _sets(session: PracticeSession, known: Known) -> list[SetResult]:
    """The sets that count, and whatever hurt: a correction takes back nothing that protects."""
    rows = known.sets.get(session.pk, [])
    if not session.corrected_at:
        return list(rows)
    return [row for row in rows if row.source == Source.CORRECTION or row.outcome == DoneAs.HURT]


def _felt(session: PracticeSession, past: Past) -> Felt:
    base = base_of(past.scores, usual=past.usual, before=session.started_at)
    said = {pk: pain for pk, _, pain in past.scores}
    check_in, morning = getattr(session, "check_in", None), getattr(session, "morning", None)
    felt = Felt(base=base, before=said.get(session.pk, base))
    if check_in:
        felt = replace(
            felt,
            highest=check_in.highest_pain,
            after=check_in.pain_now,
            effort=check_in.effort,
            feelings=tuple(check_in.feelings),
        )
    if morning:
        felt = replace(
            felt,
            morning=morning.pain,
            muscle_soreness=morning.soreness == Soreness.MUSCLE,
            woke_at_night=morning.woke_at_night,
        )
    return felt


def _about(step: Practised, ladder: Ladder, session: PracticeSession, past: Past) -> Found:
    """Table C for one exercise, and where that leaves it."""
    rung = ladder.rung_of_level(step.level) if step.rung is None else step.rung
    ruling = after_exercise(step.bout, _history(step.slug, session, past))
    place = moved(ladder, rung=rung, level=step.level, ruling=ruling, may_leave=step.painful)
    if place is None and ruling.outcome == Outcome.PROGRESS:
        words = "Held: this is as far as your level goes for now."
        ruling = replace(ruling, outcome=Outcome.HOLD, words=words, steps=0)
    steps = 0 if place is None else ladder.rung_of_level(place.level) + place.offset - rung
    inputs = {**ruling.inputs, "rung": rung, "bout": asdict(step.bout)}
    return Found(step.slug, ruling, place, steps, inputs)


def _history(slug: str, session: PracticeSession, past: Past) -> History:
    mine = (row for row in past.decisions if row.exercise == slug and _counts_as_last(row))
    last = next(iter(sorted(mine, key=lambda row: row.session.started_at, reverse=True)), None)
    lately = [row for row in past.decisions if _lately(row, session)]
    before = max((row.session.started_at for row in past.decisions if row.session), default=None)
    return History(
        last=Bout(**last.inputs["bout"]) if last and last.version == VERSION else None,
        rested_lately=any(row.rule == "C2" for row in lately),
        cut_short_before=any(
            row.rule == "C6" for row in past.decisions if row.session and row.session.started_at == before
        ),
    )


def _counts_as_last(row: Decision) -> bool:
    """A calm short session is passed over, since it says too little; one that hurt is remembered."""
    if "bout" not in row.inputs:
        return False
    return not (row.held_by == RESCUE_RULE and row.version == VERSION and Bout(**row.inputs["bout"]).was_good)


def _lately(row: Decision, session: PracticeSession) -> bool:
    """Within the 14 days before the session, and about a session."""
    return row.session is not None and row.session.started_at >= session.started_at - WINDOW


def _limited(found: Sequence[Found], session: PracticeSession, past: Past) -> Iterator[Found]:
    """The same, with what may not grow now held: a day that was held, two at once, one step a week.

    A week is counted from session to session, so that an answer given or changed late makes no difference.
    """
    held = HELD_BY.get(session.plan.get("heldBy", "")) or HELD_BY.get(past.week_holds(session.started_at))
    growing = [] if held else [one.exercise for one in found if one.ruling.outcome == Outcome.PROGRESS]
    free = who_may_grow(growing, stepped_at=past.stepped_at, now=session.started_at)
    for one in found:
        if one.ruling.outcome != Outcome.PROGRESS or one.exercise in free:
            yield one
        else:
            words = held or "Held: one step at a time, and this one is next."
            ruling = replace(one.ruling, outcome=Outcome.HOLD, words=words, steps=0)
            yield replace(one, ruling=ruling, place=None, steps=0)


HELD_BY = {
    "A3": "Held: that day was a gentle one.",
    "A4": "Held: pain was 4 or 5 before that session.",
    "A6": "Held: that was not your best day.",
    "G": "Held: this is the way back after a break.",
    **HELD_WORDS,
    RESCUE_RULE: "Held: that was a short one. It grows after longer ones.",
    BACK_RULE: "Held: that was the first session after a pause.",
}


def _about_the_person(found: Sequence[Found], session: PracticeSession, past: Past) -> Iterator[Found]:
    """Referrals that are about all of it: C2 the second time, D3 once in its 14 days."""
    again = next((o for o in found if o.ruling.rule == "C2" and o.ruling.outcome == Outcome.REFER), None)
    if again:
        yield Found("", replace(again.ruling, steps=0), inputs=again.ruling.inputs)
    since, until = session.started_at - WINDOW, session.started_at
    lately = [row for row in past.decisions if since <= _about_at(row) <= until]
    events = setbacks_among(lately, zone=past.zone)
    referred = any(row.rule == "D3" and _lately(row, session) for row in past.decisions)
    if not referred and any(one.ruling.outcome in SETBACKS for one in found):
        referral = refer_for_setbacks(len(events | {session.pk}))
        if referral:
            yield Found("", referral, inputs=referral.inputs)


# --- Keeping --------------------------------------------------------------------------------------------


def _keep(
    known: Known, session: PracticeSession, found: Sequence[Found], changes: Changes, *, now: datetime
) -> set[str]:
    """Put these in the place of what was decided about the session after it; says which exercises moved.

    The same rule about the same exercise stays the same decision: when it was made, and whether declined.
    """
    rows = [row for row in known.decisions if row.session_id == session.pk and row.rule not in NOT_AFTER]
    before = {(row.exercise, row.rule): row for row in rows}
    kept = []
    for one in found:
        row = before.pop((one.exercise, one.ruling.rule), None) or Decision(
            user=known.user, session=session, exercise=one.exercise, rule=one.ruling.rule, made_at=now
        )
        row.held_by = session.plan.get("heldBy")
        kept.append(changes.put(row, **_values(one)))
    changes.drop(before.values())
    known.decisions = [row for row in known.decisions if row not in rows] + kept
    return {one.exercise for one in found if one.exercise} | {slug for slug, _ in before if slug}


def _values(found: Found) -> dict[str, Any]:
    return {
        "version": found.ruling.version,
        "outcome": found.ruling.outcome,
        "words": found.ruling.words,
        "inputs": dict(found.inputs),
        "place": place_to_json(found.place, steps=found.steps),
    }


def place_to_json(place: Place | None, *, steps: int) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "level": place.level,
        "offset": place.offset,
        "held": place.held,
        "fewer_sets": place.fewer_sets,
        "steps": steps,
    }


def place_of(state: ExerciseState) -> Place:
    """Where a stored state puts the exercise."""
    return Place(
        level=state.level,
        offset=state.offset,
        held=state.held,
        fewer_sets=state.fewer_sets,
        why=state.why,
    )


def restate(user: User, slugs: Set[str]) -> None:
    """Work out from the standing decisions where these exercises stand now. At most three queries."""
    by_exercise: dict[str, list[Decision]] = {slug: [] for slug in slugs}
    for row in _that_place(user, slugs) if slugs else ():
        by_exercise[row.exercise].append(row)
    states = [_state(user, decisions) for decisions in by_exercise.values() if _placed(decisions)]
    unplaced = {slug: rows for slug, rows in by_exercise.items() if not _placed(rows)}
    nowhere = [slug for slug, rows in unplaced.items() if not rows or rows[0].has_state]
    if nowhere:
        ExerciseState.objects.filter(user=user, exercise__in=nowhere).delete()
    if states:
        ExerciseState.objects.bulk_create(
            states, update_conflicts=True, unique_fields=["user", "exercise"], update_fields=STATE_FIELDS
        )


def _that_place(user: User, slugs: Set[str]) -> Iterable[Decision]:
    """Standing decisions about these exercises, oldest first: of each the last of every outcome, with and
    without a place. However long the history, few rows; `newest_made_at` is the latest of the same.
    """
    stated = ExerciseState.objects.filter(user=user, exercise=OuterRef("exercise"))
    rows = Decision.objects.filter(user=user, exercise__in=slugs).standing().in_order().defer("inputs")
    alike = [F("exercise"), F("outcome"), Case(When(place__isnull=True, then=0), default=1)]
    last_first = [F("about").desc(), F("made_at").desc(), F("id").desc()]
    return rows.annotate(
        has_state=Exists(stated),
        nth=Window(RowNumber(), partition_by=alike, order_by=last_first),
        newest_made_at=Window(Max("made_at"), partition_by=alike),
    ).filter(nth=1)


def _placed(decisions: Iterable[Decision]) -> list[Decision]:
    return [row for row in decisions if row.place is not None]


def _state(user: User, decisions: Sequence[Decision]) -> ExerciseState:
    """Where decisions about one exercise, as `_that_place` gives them, leave it; one at least places it."""
    placed = _placed(decisions)
    latest = placed[-1]
    if latest.outcome == Outcome.PROGRESS:
        last = Last.PROGRESSED
    else:
        last = Last.HELD if latest.outcome == Outcome.HOLD else Last.REGRESSED
    return ExerciseState(
        user=user,
        exercise=latest.exercise,
        **latest.place,
        last=last,
        why=decisions[-1].words,
        placed_at=latest.made_at,
        last_stepped_at=next((row.newest_made_at for row in placed if row.outcome == Outcome.PROGRESS), None),
    )


# --- The person's own word ------------------------------------------------------------------------------


class NotYours(Exception):
    """This decision is not one that a person may take back: a stop rule, or one about the whole day."""


@transaction.atomic
def decline(decision: Decision, *, undo: bool = False, now: datetime) -> Decision:
    """Take back a step more, one's own wish for an easier one, or a shorter week; `undo` takes it up again.

    Raises NotYours for anything else: nobody loosens a rule that protects.
    """
    if not decision.is_ones_own:
        raise NotYours
    User.objects.hold(decision.user_id)
    decision.declined_at = None if undo else now
    decision.save(update_fields=["declined_at"])
    restate(decision.user, {decision.exercise} if decision.exercise else set())
    return decision


@transaction.atomic
def make_easier(*, session: PracticeSession, slug: str, now: datetime) -> Decision | None:
    """One step down for an exercise of a session, because the person asks for it.

    Below its lowest rung another exercise takes its place. None if that is so already, or there is no such
    exercise in the session.
    """
    user = User.objects.hold(session.user_id)
    step = next((step for step in session.plan["steps"] if step["id"] == slug), None)
    exercise = Exercise.objects.filter(slug=slug).only(*LADDER_FIELDS).first()
    if step is None or exercise is None:
        return None
    ladder, level = ladder_of(exercise), step.get("level", session.level)
    state = ExerciseState.objects.filter(user=user, exercise=slug).first()
    rung = rung_at(ladder, state and place_of(state), level=level, grows=step["role"] == Role.MAIN)
    if rung == OFF:
        return None
    ruling = Ruling(OWN_WISH, Outcome.REGRESS, "One step easier, as you asked.", steps=-1)
    decision = Decision.objects.create(
        user=user,
        session=session,
        exercise=slug,
        rule=ruling.rule,
        version=ruling.version,
        outcome=ruling.outcome,
        words=ruling.words,
        inputs={"rung": rung},
        place=place_to_json(
            moved(ladder, rung=rung, level=level, ruling=ruling, may_leave=True), steps=ruling.steps
        ),
        made_at=now,
    )
    restate(user, {slug})
    return decision
