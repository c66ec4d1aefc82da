"""A simulated year: people live, practise and answer, and after each step what must hold is checked.

Only the clock and the people are made up: screening, planning, starting, saving, deciding and moving are the
functions that pages and API call. People are independent, so each lives the whole time alone and is deleted
at the end. The same seed gives the same year.
"""

import random
from collections.abc import Iterable
from datetime import time, timedelta

from django.db.models import Count

from accounts.models import User
from routines.before import Said, check
from routines.coming import next_up
from routines.extra import Way
from routines.models import Plan, PracticeSession, SessionStatus
from routines.practice import practice_of
from routines.preparing import Prepared
from routines.refusals import NotToday, Refused
from routines.sessions import next_session, start_session
from routines.simulation import acts, answering, invariants
from routines.simulation.life import Ledger, Life, World
from routines.simulation.people import someone
from routines.simulation.playing import play

MORNING = time(7, 45)
SUNDAY = 6
OFF_PLAN = 0.04  # a day, for a session nobody planned
LOOKS_AHEAD = 0.4  # of sessions: opens the page of the week before the start
ASKS_FIRST = 0.3  # of sessions; always on a bad day
SLEEPS_BADLY, IS_ILL, HAS_FEVER, IS_WORRIED = 0.08, 0.03, 0.01, 0.004
GAPS = ((28, "gaps of 28 days or more"), (14, "gaps of 14 to 27 days"), (0, "gaps of 7 to 13 days"))
SETTLED = timedelta(minutes=10)
SHORT = 0.08  # of sessions


def simulate(numbers: Iterable[int], *, weeks: int, seed: int) -> Ledger:
    """Live the weeks of each of these people, one after the other; returns what happened.

    Needs imported content and a database without anybody in it. Raises Broken.
    """
    if User.objects.exists():
        raise ValueError("There are people in this database. A simulated year needs one of its own.")
    world, ledger = World.of(seed=seed, days=7 * weeks), Ledger()
    for number in numbers:
        who = someone(number, seed=seed, days=world.days)
        user = User.objects.create(email=f"person{number}@psoasfit.example", time_zone=who.zone)
        life = Life(who, user, world, ledger, random.Random(f"{seed}/{number}/life"))  # noqa: S311
        try:
            live(life)
            _count(life)
        finally:  # who comes next lives alone too
            life.user.delete()
    return ledger


def _count(life: Life) -> None:
    """What one life adds to the ledger."""
    life.note("people")
    for first, end in life.someone.gaps:
        life.note(next(name for least, name in GAPS if end - first >= least))
    rows = life.user.decisions.values_list("rule", "outcome").annotate(Count("id"))
    for rule, outcome, count in rows.order_by():
        life.ledger.decided[f"{rule} {outcome}"] += count
    declined = life.user.decisions.filter(declined_at__isnull=False).count()
    life.note("decisions declined at the end", declined)


def live(life: Life) -> None:
    """From onboarding to the last day."""
    life.wake(MORNING)
    answering.is_cleared(life)
    if life.someone.programme and Plan.objects.filter(user=life.user).exists():
        acts.start_a_programme(life)
    for day in range(life.world.days):
        life.day = day
        if not life.someone.is_away(day):
            _day(life)


def _day(life: Life) -> None:
    """The morning's questions and the time for a session, in the order of the clock."""
    moments = {MORNING: _morning, life.someone.at: _time_for_a_session}
    for at in sorted(moments):
        if life.wake(at):
            moments[at](life)


def _morning(life: Life) -> None:
    if life.answers() and acts.answer_the_morning(life):
        life.note("mornings answered")
        invariants.decided(life)
    if not Plan.objects.filter(user=life.user).exists():
        answering.is_cleared(life)
        return
    _whatever_comes_up(life)
    if life.day % 7 == SUNDAY:
        _sunday(life)


def _time_for_a_session(life: Life) -> None:
    """On a day that is due, mostly; else hardly ever."""
    plan = Plan.objects.filter(user=life.user).first()
    if plan is None:
        return
    due = _is_due(life, plan)
    if life.chance(life.someone.keen if due else OFF_PLAN):
        practise(life, due=due)


def _whatever_comes_up(life: Life) -> None:
    for act, share in acts.CHANCES.items():
        if life.chance(share):
            life.wait(minutes=1)
            life.user = User.objects.get(pk=life.user.pk)
            if act(life):
                life.note(act.__name__.replace("_", " "))
                if act in acts.MOVING:
                    invariants.places(life)
                if act in acts.PAUSING:
                    invariants.pauses(life, practice_of(life.user, now=life.now))


def _sunday(life: Life) -> None:
    if life.answers():
        acts.check_in_for_the_week(life)
        life.note("weekly check-ins")
    invariants.week(life)
    invariants.places(life)


def _is_due(life: Life, plan: Plan) -> bool:
    """Only own days and days moved to may be due."""
    if life.today.weekday() not in plan.days and life.today != plan.moved_to:
        return False
    return practice_of(life.user, now=life.now).week.next_date == life.today


def practise(life: Life, *, due: bool) -> None:
    """Start what is next, do it, say how it was."""
    if not answering.is_cleared(life):
        return life.note("days without clearance")
    pain = life.pain
    usual = life.someone.usual_pain
    said = _said(life, pain) if pain >= usual + 2 or life.chance(ASKS_FIRST) else None
    session = _start(life, said, way=_way(life, due=due))
    if session is None:
        return life.note("days of rest")
    life.note("sessions started")
    life.wait(seconds=30)
    if play(life, session, pain=pain):
        _afterwards(life, session)
    else:
        life.note("sessions left open")


def _said(life: Life, pain: int) -> Said:
    return Said(
        pain=pain,
        worrying=life.chance(IS_WORRIED),
        fever=life.chance(HAS_FEVER),
        ill=life.chance(IS_ILL),
        slept_badly=life.chance(SLEEPS_BADLY),
    )


def _start(life: Life, said: Said | None, *, way: Way) -> PracticeSession | None:
    """Start as the pages do, and look at what comes of it. None when there is no session now."""
    plan = Plan.objects.select_related("user__profile", "programme").get(user=life.user)
    open_ones = life.user.practice_sessions.filter(status=SessionStatus.OPEN)
    under_way = open_ones.filter(local_date=life.today).exists()
    page = _page(life)
    try:
        looks = life.chance(LOOKS_AHEAD)
        ahead = next_session(user=life.user, now=life.now)[0] if looks else None
        checked = check(user=life.user, said=said, now=life.now) if said else None
        session = start_session(user=life.user, now=life.now, checked=checked, way=way)
    except Refused as refusal:
        life.note(f"starts refused: {type(refusal).__name__}")
        closed = page and way == Way.PLANNED and isinstance(refusal, NotToday)
        life.holds("a start is open on the day that the page says", not closed, refusal)
        return None
    life.note(f"starts: {way}")
    life.holds("a rest is kept", checked is None or checked.starts or under_way)
    as_planned = checked is None and way == Way.PLANNED and not under_way
    if as_planned and page:
        invariants.as_shown(life, page, session)
    if ahead and (under_way or as_planned):
        same = ahead.plan["hash"] == session.plan["hash"]
        life.holds("the same inputs give the same plan", same, (ahead.title, session.title))
    invariants.started(life, session, plan=plan, way=way, again=under_way)
    return session


def _page(life: Life) -> Prepared | None:
    """What the week's page shows before a start, if the next session is today's."""
    practice = practice_of(life.user, now=life.now)
    return next_up(practice, now=life.now) if practice.week.next_date == practice.today else None


def _way(life: Life, *, due: bool) -> Way:
    """As planned, mostly; the short version now and then; one more where nothing is due."""
    if life.chance(SHORT):
        return Way.SHORT
    return Way.PLANNED if due else Way.EXTRA


def _afterwards(life: Life, session: PracticeSession) -> None:
    session.refresh_from_db()
    life.holds("a session that ended is closed", session.status != SessionStatus.OPEN)
    life.wait(seconds=SETTLED.total_seconds())
    life.note("sessions counted", session.counted)
    life.note("minutes practised", round(session.active_ms / 60_000))
    invariants.decided(life)
    invariants.places(life, of={step["id"] for step in session.plan["steps"]})
