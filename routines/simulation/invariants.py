"""What must hold for everyone at every moment, read from what is stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from routines import hanging
from routines.adaptation import STEP_EVERY, STRENGTH_HOURS, VERSION, Outcome
from routines.adapting import HELD_BY, place_of
from routines.adjusting import GENTLE_DAY, GENTLE_MINUTES, GENTLE_RULE
from routines.before import REST_HOURS
from routines.check_ins import minutes_in_week
from routines.choices import left_out
from routines.clearance import latest_screening
from routines.during import REMOVED_DAYS
from routines.extra import Way
from routines.fitting import OVER
from routines.goals import goal_rows, goals_of
from routines.ladder import OFF, rung_at
from routines.models import Decision, ExerciseState, Plan, PracticeSession, RoutineKind, SetResult
from routines.models.decision import Last
from routines.pauses import pauses_of
from routines.pausing import pauses_on, week_is_paused
from routines.person import GENTLE, Adapted, Person
from routines.practice import Practice, practice_of
from routines.preparing import Prepared
from routines.programmes import standing
from routines.rescue import RESCUE_MINUTES
from routines.restrictions import SEATED
from routines.screening import RESCREEN_AFTER_DAYS
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, dose_seconds, steps_and_variants
from routines.simulation.life import Life
from routines.week import week_end, week_start

WEEK_STRETCH_SECONDS_MAX = 600  # clinical 4.2 rule 1
DROP_LEVEL_DAYS, BEGIN_AGAIN_DAYS = 14, 28  # table G
GROWING_MOST = 2  # clinical 4.2 rule 7
FOUR = 4  # sessions a week, with which two days in a row are fine (4.2 rule 3)
LOOK_BACK = timedelta(days=60)
WORDS_LEAST = 12  # a sentence

# --- A session that was just started --------------------------------------------------------------------


def started(life: Life, session: PracticeSession, *, plan: Plan, way: Way, again: bool) -> None:
    """`plan` is as it was before the start, which uses up the exercise on top; `again`: it was open."""
    count = life.user.practice_sessions.filter(status="open").count()
    life.holds("never two open sessions", count == 1, count)
    _allowed_now(life)
    if again:
        return
    _filtered(life, session, plan=plan)
    _length(life, session, plan=plan, way=way)
    stretch = _stretch_seconds(session.plan)
    life.holds("at most 240 s of front-of-hip stretch a side", stretch <= HIP_STRETCH_SECONDS_MAX, stretch)
    _apart(life, session)
    _after_a_gap(life, session)


def _allowed_now(life: Life) -> None:
    screened_at = latest_screening(life.user).started_at
    told = life.user.decisions.filter(outcome=Outcome.REFER_URGENT).first()
    life.holds("no session after an urgent referral", told is None or told.made_at < screened_at, told)
    is_recent = life.now - screened_at <= timedelta(days=RESCREEN_AFTER_DAYS)
    life.holds("safety questions of the last four weeks", is_recent, screened_at)
    rests = life.user.decisions.filter(rule="C2", session__isnull=False)
    rest = rests.filter(made_at__gt=life.now - timedelta(hours=REST_HOURS)).first()
    life.holds("no session within two days of rest", rest is None, rest)


def _filtered(life: Life, session: PracticeSession, *, plan: Plan) -> None:
    person = _person(life, plan, session)
    on_top = "" if session.plan["heldBy"] == GENTLE_RULE else plan.extra_slug
    life.holds("a session has something to do", bool(session.plan["steps"]), session.plan["swaps"])
    for step in steps_and_variants(session.plan):
        why_not = _why_not(life, person, step, on_top=on_top)
        life.holds("no plan holds what is filtered out", why_not is None, f"{step['id']}: {why_not}")
        highest = min(plan.level, plan.user.profile.level_max)
        life.holds(
            "nothing above one's level", step["level"] <= highest, (step["id"], step["level"], highest)
        )


def _person(life: Life, plan: Plan, session: PracticeSession) -> Person:
    """Whom a plan has to suit."""
    profile = plan.user.profile
    restrictions, kit = profile.restrictions, frozenset(profile.equipment)
    if session.plan["heldBy"] == GENTLE_RULE:
        restrictions = replace(restrictions, cautions=(*restrictions.cautions, GENTLE_DAY))
    if session.plan["advice"]:
        restrictions, kit = replace(restrictions, chair=True), kit | {"chair"}
    return Person(
        level=min(plan.level, profile.level_max),
        equipment=kit,
        roller_ok=profile.roller_ok,
        hanging_ok=profile.hanging_open_on is not None and _may_hang(life),
        restrictions=restrictions,
        excluded=left_out(SetResult.objects.stops_of(life.user), today=session.local_date),
        chosen=dict(life.user.exercise_choices.values_list("exercise", "instead")),
        adapted=Adapted(too_much=_too_much(life, session)),
    )


def _may_hang(life: Life) -> bool:
    """Whether what comes before hanging was in two sessions each (5.1). A later correction is no matter."""
    answered = life.user.practice_sessions.filter(check_in__isnull=False)
    plans = [
        {step["id"] for step in steps_and_variants(plan)} for plan in answered.values_list("plan", flat=True)
    ]
    return all(sum(slug in plan for plan in plans) >= hanging.SESSIONS for slug in hanging.FIRST)


def _too_much(life: Life, session: PracticeSession) -> dict[str, str]:
    """What hurt at its lowest rung less than two weeks ago."""
    since = session.local_date - timedelta(days=REMOVED_DAYS)
    held = session.plan["heldBy"]
    return {
        state.exercise: "it was too much at its easiest"
        for state in ExerciseState.objects.filter(user=life.user)
        if state.exercise in life.world.ladders
        and rung_at(life.world.ladders[state.exercise], place_of(state), level=1) == OFF
        and state.placed_at.date() > since
        and not (held and state.last == Last.PROGRESSED)
    }


def _why_not(life: Life, person: Person, step: Mapping[str, Any], *, on_top: str) -> str | None:
    """Why a step of a plan should not be in it. A warm-up stays even if the person left out all of them."""
    exercise = life.world.library[step["id"]]
    if SEATED in step["limits"]:
        verdict = person.restrictions.judge_seated(exercise.slug)
        return None if verdict.allowed else verdict.reason
    if exercise.level_required > step["level"]:
        return f"it begins at level {exercise.level_required}"
    wanted = exercise.slug == on_top or exercise.kind in GENTLE
    return (person.without_choices() if wanted else person).obstacle(exercise)


def _length(life: Life, session: PracticeSession, *, plan: Plan, way: Way) -> None:
    minutes = minutes_in_week(plan, day=session.local_date)
    if session.plan["heldBy"] == GENTLE_RULE:
        minutes = min(minutes, GENTLE_MINUTES)
    if way == Way.SHORT:
        minutes = RESCUE_MINUTES * 6 / 5  # 20 % more at most
    on_top = life.world.library.get(plan.extra_slug)
    spare = (
        max((dose_seconds(dose, on_top.sides) for dose in on_top.dose.values()), default=0) if on_top else 0
    )
    grown = [_seconds(step) for step in session.plan["steps"] if on_top and step["id"] == on_top.slug]
    spare = max(spare, *grown, 0)  # what was added on top may have grown beyond its dose since
    seconds = sum(_seconds(step) for step in session.plan["steps"])
    life.holds("a session keeps its length", seconds <= (minutes * 60 + spare) * OVER, (seconds, minutes))


def _seconds(step: Mapping[str, Any]) -> int:
    dose = {"sets": step["sets"], "rest_seconds": step["restSeconds"]}
    dose |= {"hold_seconds": step["seconds"]} if step["kind"] == "hold" else {}
    dose |= {"reps": step["reps"] or 0, "seconds_per_rep": step["secondsPerRep"]}
    return dose_seconds(dose, "alternating" if step["alternating"] else step["sides"])


def _stretch_seconds(plan: Mapping[str, Any]) -> int:
    """Held stretch at the front of the hip, per side."""
    return sum(step["sets"] * step["seconds"] for step in plan["steps"] if step["asksFelt"])


def _apart(life: Life, session: PracticeSession) -> None:
    if session.kind != RoutineKind.STRENGTH:
        return
    earlier = life.user.practice_sessions.counted().filter(kind=session.kind, ended_at__isnull=False)
    last = earlier.exclude(pk=session.pk).order_by("-ended_at").values_list("ended_at", flat=True).first()
    hours = (session.started_at - last).total_seconds() / 3600 if last else STRENGTH_HOURS
    life.holds("two strength sessions are 48 h apart", hours >= STRENGTH_HOURS, round(hours, 1))


def _after_a_gap(life: Life, session: PracticeSession) -> None:
    done = life.user.practice_sessions.counted().filter(local_date__lte=session.local_date)
    rows = list(done.order_by("-local_date", "-started_at").values_list("local_date", "kind", "level")[:30])
    if not rows:
        return
    days = (session.local_date - rows[0][0]).days
    level = next((level for _, kind, level in rows if kind == session.kind), rows[0][2])
    if days >= DROP_LEVEL_DAYS:
        most = 1 if days >= BEGIN_AGAIN_DAYS else max(1, level - 1)
        found = [session.level, *(step["level"] for step in session.plan["steps"])]
        life.holds("after a gap the level is lower", max(found) <= most, (days, most, found))


# --- What was shown before ------------------------------------------------------------------------------


def as_shown(life: Life, page: Prepared, session: PracticeSession) -> None:
    """What the week's page showed for today is what the start gave."""
    was, gave = shown(page), said_of_plan(session.plan)
    differs = {name: (was[name], gave[name]) for name in was if was[name] != gave[name]}
    life.holds("what the week's page showed is what the start gave", not differs, differs)


def shown(page: Prepared) -> dict[str, Any]:
    """What a page can say of a session that is next."""
    return said_of_plan(page.plan.to_json(session=UUID(int=0), title=page.title))


def said_of_plan(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a plan as it is stored: all but the sides, and what may be done instead."""
    of_steps = ("id", "role", "sets", "seconds", "reps", "restSeconds", "level", "dose", "why", "limits")
    return {
        **{name: plan[name] for name in ("title", "kind", "minutes", "swaps", "care", "advice", "heldBy")},
        "steps": [{name: step[name] for name in of_steps} for step in plan["steps"]],
    }


# --- What was decided -----------------------------------------------------------------------------------


def decided(life: Life) -> None:
    """Everything decided lately is complete, and nothing grew that should not have."""
    rows = life.user.decisions.filter(made_at__gt=life.now - LOOK_BACK)
    held, began = _held_by(life), _began(life)
    grown: dict[str, list] = defaultdict(list)
    growing: dict[Any, set[str]] = defaultdict(set)
    for row in rows:
        life.holds("a decision has its rule, version, inputs and words", _is_complete(row), vars(row))
        if row.outcome == Outcome.PROGRESS:
            grown[row.exercise].append(began[row.session_id])
            growing[row.session_id].add(row.exercise)
            held_by = held.get(row.session_id, "")
            life.holds("nothing grows after a held day", held_by not in HELD_BY, (row, held_by))
    _not_thin_by_a_pause(life, rows)
    for slug, moments in grown.items():
        for earlier, later in pairwise(sorted(moments)):
            life.holds("one step a week", later - earlier >= STEP_EVERY, (slug, earlier, later))
    for exercises in growing.values():
        life.holds("two exercises grow at once", len(exercises) <= GROWING_MOST, exercises)


def _not_thin_by_a_pause(life: Life, rows: Iterable[Decision]) -> None:
    """Two thin weeks (D6) were two in which something could be done."""
    thin = [row for row in rows if row.rule == "D6"]
    paused = pauses_of(life.user, today=life.today).dates if thin else frozenset()
    for row in thin:
        away = [back for back in (1, 2) if week_is_paused(row.week - timedelta(weeks=back), paused)]
        life.holds("a pause makes no thin week", not away, (row.week, away))


def _held_by(life: Life) -> dict[UUID, str]:
    """The rule by which nothing may grow after a session, by session; the latest ones."""
    lately = life.user.practice_sessions.filter(started_at__gt=life.now - 2 * LOOK_BACK)
    return dict(lately.values_list("pk", KT("plan__heldBy")))


def _began(life: Life) -> dict[UUID, datetime]:
    lately = life.user.practice_sessions.filter(started_at__gt=life.now - 2 * LOOK_BACK)
    return dict(lately.values_list("pk", "started_at"))


def _is_complete(row: Decision) -> bool:
    known = row.version == VERSION and row.outcome in list(Outcome)
    return bool(row.rule and known and row.inputs) and len(row.words) >= WORDS_LEAST


def places(life: Life, *, of: Collection[str] | None = None) -> None:
    """Each exercise is where the standing decisions about it leave it, worked out anew. `of` are slugs."""
    rows = life.user.decisions.filter(declined_at=None).exclude(exercise="").select_related("session")
    states = ExerciseState.objects.filter(user=life.user)
    if of is not None:
        rows, states = rows.filter(exercise__in=of), states.filter(exercise__in=of)
    latest: dict[str, Decision] = {}
    for row in sorted(rows.defer("session__plan", "inputs"), key=_order):
        if row.place is not None:
            latest[row.exercise] = row
    stored = {state.exercise: state for state in states}
    life.holds("a place has a decision", stored.keys() == latest.keys(), stored.keys() ^ latest.keys())
    for slug, row in latest.items():
        found = {name: getattr(stored[slug], name) for name in row.place}
        life.holds("places follow from decisions", found == row.place, (slug, found, row.place))


def _order(row: Decision) -> tuple:
    about = row.session.started_at if row.session and row.rule != "own" else row.made_at
    return (about, row.made_at, row.pk)


# --- The week -------------------------------------------------------------------------------------------


def week(life: Life) -> None:
    """One session is next, never in the past, and the week is neither too full nor has too much stretch."""
    practice = practice_of(life.user, now=life.now)
    ahead = [day.date for day in practice.week.days if day.state in ("planned", "moved")]
    life.holds("never overdue", min([practice.week.next_date, *ahead]) >= practice.today, ahead)
    done = practice.week.done
    most = max(practice.plan.per_week, done)
    life.holds("no more a week than asked for", done + len(ahead) <= most, (done, ahead))
    life.holds("nothing is planned in a pause", not practice.pauses.dates.intersection(ahead), ahead)
    pauses(life, practice)
    near = _too_near(ahead, practice.done_dates, in_a_row=2 if practice.plan.per_week == FOUR else 1)
    life.holds("rest between planned sessions", not near, near)
    _stretch_of_the_week(life, per_week=practice.plan.per_week)
    _goals(life)


def _goals(life: Life) -> None:
    """This week's goal is the plan's, and what held in earlier weeks stays as it was a week ago."""
    plan = Plan.objects.annotate(goal_rows=goal_rows()).get(user=life.user)
    goals, monday = goals_of(plan), week_start(life.today)
    mine = (plan.per_week, tuple(plan.days))
    goal = goals.of(max(monday, goals.rows[-1].monday))
    life.holds("the goal of this week is the plan's", (goal.per_week, goal.days) == mine, (goal, mine))
    past = {first: goals.of(first) for first in life.goals if first < monday}
    changed = {first: (life.goals[first], now) for first, now in past.items() if life.goals[first] != now}
    life.holds("the goals of past weeks stay", not changed, changed)
    life.goals = past | {monday: goal}


def pauses(life: Life, practice: Practice) -> None:
    """Open ones share no day, and one that has not begun changes nothing that is counted."""
    found, today, plan = practice.pauses, practice.today, practice.plan
    pair = (found.now, found.ahead)
    apart = None in pair or found.now.until <= found.ahead.start
    life.holds("a planned pause begins after the one in force", apart, pair)
    if found.ahead is None:
        return
    begun = pauses_on(today, [span for span in found.spans if span is not found.ahead])
    moved = [one.moved_on(plan.started_on, today) for one in (begun, found)]
    where = [standing(plan, today=today, pauses=one) for one in (begun, found)]
    same = moved[0] == moved[1] and where[0] == where[1]
    life.holds("a pause ahead moves nothing on", same, (moved, where))
    life.holds("a pause ahead is no pause yet", begun.now == found.now, pair)
    asked = life.user.pauses.filter(pk=found.ahead.pk, ended_on=None, started_on__gt=today).exists()
    life.holds("a pause ahead is open and begins later", asked, found.ahead)


def _too_near(ahead: Collection[date], done: Collection[date], *, in_a_row: int) -> list[date]:
    """Planned dates that would make more sessions in a row than these; what is done is done."""
    taken = {*ahead, *done}
    runs = [[day + timedelta(days=n) for n in range(-in_a_row, 1)] for day in ahead]
    return [run[-1] for run in runs if taken.issuperset(run)]


def _stretch_of_the_week(life: Life, *, per_week: int) -> None:
    """The weekly ceiling of front-of-hip stretch; more sessions than planned are one's own decision."""
    monday = week_start(life.today)
    done = life.user.practice_sessions.counted().filter(local_date__range=(monday, week_end(monday)))
    seconds = [_stretch_seconds(plan) for plan in done.values_list("plan", flat=True)]
    if len(seconds) <= per_week:
        most = WEEK_STRETCH_SECONDS_MAX
        life.holds("at most 10 min of front-of-hip stretch a side and week", sum(seconds) <= most, seconds)
