"""What synthetic people may do on any day besides a session. To add something: a function, and its chance."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from routines import reminders
from routines.adapting import decline, make_easier
from routines.by_hand import Told, correct_session, log_past_session, past_pack, take_back_correction
from routines.card import timeline, total_ms
from routines.cautions import BY_ID
from routines.check_ins import load_week, name_activities, save_numbers, save_scores
from routines.choices import remember_swap
from routines.forms.checkin import MorningForm, SessionCheckInForm
from routines.forms.move import MoveForm
from routines.models import Plan, PracticeSession, RoutineKind, SessionStatus, SymptomCheckIn
from routines.models.checkin import Soreness
from routines.models.pause import Reason
from routines.models.plan import Equipment
from routines.mornings import may_be_answered
from routines.pauses import (
    Overlaps,
    call_off,
    change_ahead,
    come_back,
    pause_from,
    pause_until,
    pauses_of,
    stay_away,
)
from routines.practice import practice_of
from routines.sessions import put_on_top
from routines.simulation import answering
from routines.simulation.life import Life
from routines.simulation.people import WEEKS, ZONES
from routines.skipping import NothingToSkip, skip_today, take_back_skip

CORRECTED_WITHIN_DAYS = 10

Act = Callable[[Life], bool]  # whether there was something to do


# --- Answers --------------------------------------------------------------------------------------------


def answer_the_morning(life: Life) -> bool:
    """On one of the two days on which it can be answered; the second time it changes the answer."""
    session = _ended(life, defer="plan")
    if session is None or not may_be_answered(session, today=life.today):
        return False
    said = getattr(session, "check_in", None)
    worse = 2 if said and said.highest_pain >= 6 else 0
    pain = max(0, min(10, life.pain + life.dice.choice((-1, 0, 0, 0, 0, 1, worse))))
    data = {"pain": pain, "soreness": life.dice.choice((*Soreness.values, "none", "none"))}
    if life.chance(0.01):
        data["woke_at_night"] = "on"
    answering.save(life, MorningForm(data, session=session))
    return True


def change_what_was_said(life: Life) -> bool:
    """The check-in of the last session, told late or told differently."""
    session = _ended(life)
    if session is None:
        return False
    pain = life.pain
    data = {
        "highest_pain": min(10, pain + 1),
        "pain_now": pain,
        "effort": 6,
        "feelings": ["pull"],
        "note": "",
    }
    answering.save(life, SessionCheckInForm(data, session=session))
    return True


def check_in_for_the_week(life: Life) -> bool:
    """The five signs and the weekly numbers."""
    pain = life.pain
    signs = dict.fromkeys(SymptomCheckIn.SIGNS, pain)
    SymptomCheckIn.objects.update_or_create(
        user=life.user, on_date=life.today, defaults={**signs, "updated_at": life.now}
    )
    week = load_week(life.user, now=life.now)
    if not week.activities:
        name_activities(life.user, texts=["Walking", "Sitting"], now=life.now)
        week = load_week(life.user, now=life.now)
    save_scores(week, scores={activity.pk: 10 - pain for activity in week.activities}, now=life.now)
    numbers = {"average_pain": pain, "enjoyment": pain, "general_activity": max(0, pain - 1)}
    numbers["confidence"] = life.dice.choice((5, 7, 8, 9))
    if week.asks_rating:
        numbers["rating"] = life.dice.randint(-4, 4)
    save_numbers(week, now=life.now, **numbers)
    return True


# --- The week -------------------------------------------------------------------------------------------


def move_the_next(life: Life) -> bool:
    """To one of the days offered, or back."""
    practice = practice_of(life.user, now=life.now)
    if not practice.offered:
        return False
    data = {"to": life.dice.choice(practice.offered).isoformat()}
    if practice.week.is_moved:
        data = {"undo": "on"}
    form = MoveForm(data, plan=practice.plan, planned=practice.week.next_date, offered=practice.offered)
    if not form.is_valid():
        raise AssertionError(form.errors.as_json())
    reminders.reschedule(plan=form.save(), now=life.now)
    return True


def change_the_week(life: Life) -> bool:
    days = life.dice.choice(WEEKS)
    change = {"days": days, "per_week": len(days), "minutes": life.dice.choice((10, 15, 20, 30))}
    level = 1 if answering.profile_of(life).needs_clinician else life.dice.randint(1, 3)
    answering.change_week(life, **change, level=level)
    return True


def travel(life: Life) -> bool:
    """To another time zone, or home."""
    home = life.someone.zone
    there = home if life.user.time_zone != home else life.dice.choice(ZONES)
    answering.change_week(life, time_zone=there)
    return there != life.user.time_zone or there != home


def start_a_programme(life: Life) -> bool:
    plan = Plan.objects.get(user=life.user)
    plan.start_programme(life.dice.choice(life.world.programmes), on=life.today)
    plan.save(update_fields=["programme", "programme_started_on"])
    return True


def leave_the_programme(life: Life) -> bool:
    plan = Plan.objects.get(user=life.user)
    plan.leave_programme()
    plan.save(update_fields=["programme", "programme_started_on"])
    return True


def pause(life: Life) -> bool:
    """For a few days or some weeks, or until another day than said before; until a planned one at most."""
    until = life.today + timedelta(days=life.dice.choice((1, 3, 7, 14, 30)))
    said = {"user": life.user, "reason": life.dice.choice(Reason.values), "now": life.now}
    try:
        pause_until(until=until, **said)
    except Overlaps:
        ahead = pauses_of(life.user, today=life.today).ahead
        pause_until(until=ahead.start, **said)
    return True


def plan_a_pause(life: Life) -> bool:
    """From a later day on, where no other one is in the way."""
    start = life.today + timedelta(days=life.dice.choice((1, 2, 5, 10, 20, 40)))
    until = start + timedelta(days=life.dice.choice((1, 3, 7, 10, 14)))
    try:
        pause_from(
            user=life.user, start=start, until=until, reason=life.dice.choice(Reason.values), now=life.now
        )
    except Overlaps:
        return False
    return True


def change_the_planned_pause(life: Life) -> bool:
    """Some days sooner or later, today at the soonest, and of another length."""
    ahead = pauses_of(life.user, today=life.today).ahead
    if ahead is None:
        return False
    start = max(life.today, ahead.start + timedelta(days=life.dice.choice((-7, -2, 0, 3))))
    until = start + timedelta(days=life.dice.choice((1, 5, 10, 28)))
    said = {"start": start, "until": until, "reason": life.dice.choice(Reason.values)}
    try:
        return change_ahead(user=life.user, pk=ahead.pk, **said, now=life.now) is not None
    except Overlaps:
        return False


def cancel_the_planned_pause(life: Life) -> bool:
    ahead = pauses_of(life.user, today=life.today).ahead
    return ahead is not None and call_off(user=life.user, pk=ahead.pk, now=life.now) is not None


def say_i_am_back(life: Life) -> bool:
    return come_back(user=life.user, now=life.now) is not None


def stay_away_after_all(life: Life) -> bool:
    return stay_away(user=life.user, now=life.now) is not None


def skip_the_session(life: Life) -> bool:
    """Let it go, and now and then take that back."""
    try:
        skip_today(user=life.user, now=life.now)
    except NothingToSkip:
        return False
    if life.chance(0.3):
        take_back_skip(user=life.user, now=life.now)
    return True


# --- Body and kit ---------------------------------------------------------------------------------------


def something_changed(life: Life) -> bool:
    """Cautions come and go."""
    now = set(answering.profile_of(life).cautions)
    another = {life.dice.choice(sorted(BY_ID))}
    answering.limits(life, cautions=tuple(sorted(now ^ another)))
    return True


def answer_the_safety_questions(life: Life) -> bool:
    answering.safety(life)
    return True


def change_the_usual_pain(life: Life) -> bool:
    answering.usual_pain(life)
    return True


def change_the_kit(life: Life) -> bool:
    kit = life.dice.sample(list(Equipment.values), life.dice.randrange(len(Equipment.values)))
    answering.equipment(life, kit=tuple(kit))
    return True


# --- Exercises ------------------------------------------------------------------------------------------


def exclude_an_exercise(life: Life) -> bool:
    """Leave one out for good, or do another instead."""
    slugs = sorted(life.world.library)
    gone, instead = life.dice.choice(slugs), life.dice.choice([*slugs, "", "", "", ""])
    return remember_swap(user=life.user, exercise=gone, instead=instead, now=life.now) is not None


def take_a_choice_back(life: Life) -> bool:
    made = life.user.exercise_choices.first()
    return bool(made and made.delete())


def add_one_on_top(life: Life) -> bool:
    put_on_top(plan=Plan.objects.get(user=life.user), slug=life.dice.choice(sorted(life.world.library)))
    return True


def decline_a_step(life: Life) -> bool:
    """The latest step more, or one's own wish; a second time takes it up again."""
    rows = life.user.decisions.filter(made_at__gte=life.now - timedelta(days=14)).select_related("session")
    own = next((row for row in rows if row.is_ones_own), None)
    if own is None:
        return False
    decline(own, undo=own.declined_at is not None, now=life.now)
    return True


def ask_for_easier(life: Life) -> bool:
    session = _ended(life)
    if session is None:
        return False
    slug = life.dice.choice(session.plan["steps"])["id"]
    return make_easier(session=session, slug=slug, now=life.now) is not None


# --- By hand --------------------------------------------------------------------------------------------


def tell_of_a_session(life: Life) -> bool:
    """One of the last days, done without PsoasFit."""
    plan = Plan.objects.select_related("user__profile", "programme").get(user=life.user)
    kind, back = life.dice.choice(RoutineKind.values), life.dice.randint(1, 10)
    ended = life.now - timedelta(days=back)
    on = ended.astimezone(life.user.zone).date()
    if life.user.practice_sessions.filter(local_date=on).exists():
        return False
    pack = past_pack(plan, kind=kind, minutes=plan.minutes, on=on, now=life.now)
    told = _told(life, pack.plan, ended, share=1)
    log_past_session(user=life.user, pack=pack, client_id=_id(life), told=told, now=life.now)
    return True


def correct_the_last(life: Life) -> bool:
    session = _ended(life)
    if session is None or (life.today - session.recorded_on).days > CORRECTED_WITHIN_DAYS:
        return False
    told = _told(life, session.plan, session.ended_at, share=life.dice.choice((0.3, 0.8, 1)))
    correct_session(session=session, client_id=_id(life), told=told, now=life.now)
    return True


def take_the_correction_back(life: Life) -> bool:
    session = _ended(life)
    if session is None or not session.corrected_at:
        return False
    if (life.today - session.recorded_on).days > CORRECTED_WITHIN_DAYS:
        return False
    take_back_correction(session=session, now=life.now)
    return True


def _told(life: Life, plan: dict, ended, *, share: float) -> Told:
    bouts = timeline(plan)
    keys = frozenset(bout.key for bout in bouts[: max(1, round(len(bouts) * share))])
    said = {"highest_pain": life.pain, "pain_now": life.pain, "effort": 5, "feelings": [], "note": ""}
    length = timedelta(milliseconds=total_ms(bouts))
    return Told(
        sets=keys, finished_at=min(ended + length, life.now), check_in=said if life.answers() else None
    )


def _id(life: Life) -> uuid.UUID:
    return uuid.UUID(int=life.dice.getrandbits(128), version=4)


def _ended(life: Life, *, defer: str | None = None) -> PracticeSession | None:
    """The latest session that has ended, with everything said about it."""
    rows = life.user.practice_sessions.with_check_in().exclude(status=SessionStatus.OPEN)
    rows = rows.defer(defer) if defer else rows
    session = rows.order_by("-started_at").first()
    if session:
        session.user = life.user
    return session


# How often on a day; questions about a session or the week are asked in year.py.
CHANCES: dict[Act, float] = {
    move_the_next: 1 / 20,
    change_the_week: 1 / 90,
    travel: 1 / 30,
    pause: 1 / 60,
    plan_a_pause: 1 / 90,
    change_the_planned_pause: 1 / 8,
    cancel_the_planned_pause: 1 / 15,
    say_i_am_back: 1 / 8,
    stay_away_after_all: 1 / 8,
    skip_the_session: 1 / 25,
    start_a_programme: 1 / 60,
    leave_the_programme: 1 / 150,
    something_changed: 1 / 90,
    answer_the_safety_questions: 1 / 60,
    change_the_usual_pain: 1 / 90,
    change_the_kit: 1 / 90,
    exclude_an_exercise: 1 / 40,
    take_a_choice_back: 1 / 40,
    add_one_on_top: 1 / 30,
    decline_a_step: 1 / 15,
    ask_for_easier: 1 / 30,
    change_what_was_said: 1 / 30,
    tell_of_a_session: 1 / 60,
    correct_the_last: 1 / 40,
    take_the_correction_back: 1 / 40,
}
# Those after which there may be other pauses.
PAUSING = {
    pause,
    say_i_am_back,
    stay_away_after_all,
    plan_a_pause,
    change_the_planned_pause,
    cancel_the_planned_pause,
}
# Those that may put an exercise elsewhere.
MOVING = {
    decline_a_step,
    ask_for_easier,
    change_what_was_said,
    tell_of_a_session,
    correct_the_last,
    take_the_correction_back,
}
