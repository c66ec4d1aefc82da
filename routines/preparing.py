"""A session fitted to a person on a day: of their programme, or the article's own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Subquery

from routines.adaptation import Ruling
from routines.adjusting import Adjusted, adjusted, state_rows, states_of
from routines.check_ins import WeekAnswers, minutes_in_week
from routines.choices import Stops, choice_rows, left_out
from routines.extra import Way
from routines.fitting import fit_session
from routines.gaps import Done
from routines.hip_week import SetsDone, hip_stretches, may_fill_up
from routines.kept_library import Library, imported_at, library_of
from routines.measures import shrunk_minutes
from routines.models import Decision, Exercise, Plan, Profile
from routines.pausing import NO_PAUSES, Pauses
from routines.person import Person
from routines.programmes import Standing, programme_session, standing
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, SessionPlan
from routines.variants import session_variants
from routines.week_rules import SHORTER, WHY, InForce, in_force
from routines.weekly import weekly_decisions

CHAIR_TITLE = "A gentle session on a chair"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session ready to be started. `standing` is where in a programme it belongs, if in one.

    `library` is what it was chosen from, by slug. `because` says what is different today, if anything.
    """

    routine_id: int | None
    title: str
    level: int
    plan: SessionPlan
    library: Mapping[str, Exercise]
    standing: Standing | None = None
    shortened_from: int | None = None  # minutes, when the week is made smaller
    because: str = ""

    def to_json(self, *, session: uuid.UUID, stops: Stops, base: int | None = None) -> dict[str, Any]:
        """The plan as it is stored, with all that may be done instead during the session."""
        return self.plan.to_json(
            session=session,
            title=self.title,
            variants=session_variants(self.plan, library=self.library),
            stops={slug: count for slug, (count, _) in stops.items()},
            base=base,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a page has read of a person already: this week's answers, what was done, newest first, and what
    was decided about weeks. `sets` are those since Monday, None where they cannot matter.
    """

    answers: WeekAnswers
    done: Sequence[Done]
    weekly: Sequence[Decision]
    sets: SetsDone | None


@dataclass(frozen=True, slots=True)
class _Size:
    """How long a session is; shorter than the plan's after an unsure week, or after two `thin` ones."""

    minutes: int
    shortened_from: int | None = None
    thin: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A session as it is asked for, before the library is read; `person` is without what depends on that."""

    plan: Plan
    kind: str
    on: date
    minutes: int
    side_first: str
    person: Person
    changes: Adjusted
    sets: SetsDone | None
    chosen: Mapping[str, str]
    library: Library

    def fitting(self, library: Mapping[str, Exercise]) -> dict[str, Any]:
        """What fitting needs beside a template; `library` by slug."""
        chosen = {slug: instead for slug, instead in self.chosen.items() if slug in library}
        adapted = self.changes.adapted(library, today=self.on)
        return {
            "kind": self.kind,
            "minutes": self.minutes,
            "library": library,
            "person": replace(self.person, chosen=chosen, adapted=adapted),
            "extra": None if self.changes.leaves_extra else library.get(self.plan.extra_slug),
            "side_first": self.side_first,
            "hip_room": self.hip_room(library),
        }

    def hip_room(self, library: Mapping[str, Exercise]) -> int:
        """Seconds of front-of-hip stretch a side that the week of the day has left."""
        if self.sets is None:
            return HIP_STRETCH_SECONDS_MAX
        return self.sets.hips(hip_stretches(library.values()), on=self.on).room


# --- Preparing ------------------------------------------------------------------------------------------


def to_prepare() -> dict[str, Subquery]:
    """Annotations for a query of plans that a session is prepared from; they cost no query of their own."""
    return {"library_imported": imported_at(), "choice_rows": choice_rows(), "state_rows": state_rows()}


def prepare_session(
    *,
    plan: Plan,
    profile: Profile,
    kind: str,
    today: date,
    side_first: str = "left",
    stops: Stops | None = None,
    before: Ruling | None = None,
    known: Known | None = None,
    pauses: Pauses = NO_PAUSES,
    way: Way = Way.PLANNED,
) -> Prepared:
    """The session of `kind` for a person on a day, `today`: of their programme, else the article's own. Four
    queries and none with what is `known` already, where the library is read already.

    Of what is `known`, the sets leave so much room for front-of-hip stretch in the week of that day; one on
    top of the week is whole or not at all.

    The programme and the person of `plan` should be loaded with it, and `to_prepare`. `stops` are those of
    SetResult.objects.stops_of: what was sharp twice is left out for a while. `before` is what the questions
    before a session led to. After an unsure week the session is a size shorter, and after two thin ones
    (table D), but never two sizes. `pauses` are the person's.
    """
    short = way == Way.SHORT
    own = plan if hasattr(plan, "library_imported") else Plan.objects.annotate(**to_prepare()).get(pk=plan.pk)
    rows = known.weekly if known else weekly_decisions(plan.user_id)
    week = in_force(rows, on=today, zone=plan.user.zone)
    size = _size(plan, on=today, week=week, known=known, short=short)
    where = standing(plan, today=today, pauses=pauses)
    level_most = min(plan.level, profile.level_max)
    changes = adjusted(
        plan.user_id,
        states=states_of(own.state_rows),
        kind=kind,
        today=today,
        asked=min(where.level(kind), level_most) if where else level_most,
        pauses=pauses,
        before=before,
        done=known and [one for one in known.done if one.on <= today],
        week=week,
        short=short,
    )
    wanted = _Wanted(
        plan=plan,
        kind=kind,
        on=today,
        minutes=changes.minutes(size.minutes),
        side_first=side_first,
        person=_person(profile, changes, level_most=level_most, stops=stops or {}, on=today),
        changes=changes,
        sets=known.sets if known and way != Way.EXTRA and may_fill_up(plan, way) else None,
        chosen=dict(own.choice_rows or ()),
        library=library_of(own.library_imported),
    )
    prepared = _programme_session(where, wanted) if where else _article_session(wanted)
    title = f"Four minutes: {kind}" if short and not prepared.plan.advice else prepared.title
    prepared = replace(prepared, title=title, shortened_from=size.shortened_from)
    return _with_reasons(prepared, changes, thin=size.thin)


def _size(plan: Plan, *, on: date, week: InForce, known: Known | None, short: bool) -> _Size:
    minutes = minutes_in_week(plan, day=on, answers=known and known.answers)
    if short:
        return _Size(minutes)
    if minutes < plan.minutes:
        return _Size(minutes, shortened_from=plan.minutes)
    if week.shortens and shrunk_minutes(minutes) < minutes:
        return _Size(shrunk_minutes(minutes), thin=True)
    return _Size(minutes)


def _person(profile: Profile, changes: Adjusted, *, level_most: int, stops: Stops, on: date) -> Person:
    level_most = min(level_most, changes.level_most)
    return Person(
        level=level_most,
        level_most=level_most,
        level_max=profile.level_max,
        equipment=frozenset(profile.equipment),
        roller_ok=profile.roller_ok,
        hanging_ok=profile.hanging_open_on is not None,
        restrictions=changes.restrictions(profile.restrictions),
        excluded=left_out(stops, today=on),
    )


def _programme_session(where: Standing, wanted: _Wanted) -> Prepared:
    """The session of their programme, fitted."""
    fitting = wanted.fitting(wanted.library.exercises)
    fitted = programme_session(where.programme, week=where.week, **fitting)
    return Prepared(
        routine_id=None,
        title=CHAIR_TITLE if fitted.advice else f"{where.programme.name}: {wanted.kind}",
        level=min(where.level(wanted.kind), wanted.person.level_most),
        plan=fitted,
        library=fitting["library"],
        standing=where,
    )


def _article_session(wanted: _Wanted) -> Prepared:
    """The article's routine of `kind`, fitted."""
    routine = wanted.library.routines[wanted.kind]
    fitting = wanted.fitting(wanted.library.as_in_article)
    fitted = fit_session(template=routine.steps, whole_article=True, **fitting)
    return Prepared(
        routine_id=routine.routine_id,
        title=CHAIR_TITLE if fitted.advice else routine.name,
        level=wanted.person.level_most,
        plan=fitted,
        library=fitting["library"],
    )


def _with_reasons(prepared: Prepared, changes: Adjusted, *, thin: bool) -> Prepared:
    """The same with what is different today and why, if anything is."""
    why = " ".join(filter(None, [changes.why, WHY[SHORTER] if thin else ""]))
    if not why:
        return prepared
    plan = changes.portioned(prepared.plan)
    noted = replace(plan, held_by=changes.held_by, care=(why, *plan.care))
    return replace(prepared, plan=noted, because=why)
