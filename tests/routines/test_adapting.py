"""What a session leads to: decisions stored once, exercises moved, and the person's own word."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from routines.adapting import NotYours, decline, evaluate, make_easier
from routines.models import Decision, ExerciseState
from routines.pains import pains_before
from tests.factories import (
    NOW,
    AttemptFactory,
    DecisionFactory,
    ExerciseStateFactory,
    MorningCheckInFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
    SetResultFactory,
)

DAY = timedelta(days=1)
LUNGE, BRIDGE, COUCH = "low-lunge-stretch", "bridge-march", "standing-hip-flexor-stretch"


def step(slug, *, level=1, rung=0, role="main", sets=2, sides="each"):
    return {"id": slug, "role": role, "level": level, "rung": rung, "sets": sets, "sides": sides}


def session(user, *steps, days=0, done=True, **fields):
    """A finished session, `days` from now, with every set done."""
    at = NOW + days * DAY
    plan = {"version": 2, "steps": list(steps) or [step(LUNGE)]}
    made = PracticeSessionFactory(
        user=user,
        status="finished",
        counted=True,
        started_at=at,
        ended_at=at,
        local_date=at.date(),
        plan=plan,
        **fields,
    )
    attempt = AttemptFactory(session=made, pain_before=2)
    sets = [
        (place, number, side)
        for place, one in enumerate(plan["steps"])
        for number in range(1, one["sets"] + 1)
        for side in (("left", "right") if one["sides"] == "each" else ("",))
    ]
    for position, (place, number, side) in enumerate(sets if done else []):
        SetResultFactory(
            attempt=attempt, session=made, position=position, step=place, set_number=number, side=side
        )
    return made


def hurt(made, *, place=0, **fields):
    SetResultFactory(
        attempt=made.attempts.get(), session=made, position=99, step=place, outcome="hurt", **fields
    )


def felt(made, *, pain=2, after=2, effort=5, feelings=()):
    SessionCheckInFactory(
        session=made, highest_pain=pain, pain_now=after, effort=effort, feelings=list(feelings)
    )
    return made


def morning(made, *, pain=2, **fields):
    MorningCheckInFactory(session=made, pain=pain, answered_at=made.ended_at + DAY / 2, **fields)
    return made


def ask(made, *, later=DAY):
    """Evaluate with everything read anew, as a view would."""
    evaluate(type(made).objects.get(pk=made.pk), now=made.ended_at + later)


def said(made):
    return [(d.exercise, d.rule, d.outcome) for d in made.decisions.order_by("exercise", "rule")]


def state(user, slug=LUNGE):
    return ExerciseState.objects.get(user=user, exercise=slug)


def calm(user, *steps, days, **fields):
    """A calm session with its morning, evaluated."""
    made = morning(felt(session(user, *steps, days=days, **fields)))
    ask(made)
    return made


@pytest.fixture
def alice(ready_alice, content):
    ready_alice.profile.usual_pain = 2
    ready_alice.profile.save()
    return ready_alice


# --- Decisions and steps -------------------------------------------------------------------------------


def test_two_calm_sessions_grow_by_one_step(alice):
    calm(alice, days=0)
    second = calm(alice, days=3)
    assert said(second) == [(LUNGE, "C9", "progress")]
    now = state(alice)
    assert (now.level, now.offset, now.held, now.steps, now.last) == (1, 1, False, 1, "progressed")
    assert now.last_stepped_at == second.ended_at + DAY
    assert (
        now.why
        == "A little more: the last two peaked at 2 and 2 of 10, and the mornings after were as usual."
    )


def test_asking_again_never_doubles_a_step(alice):
    calm(alice, days=0)
    second = calm(alice, days=3)
    made = second.decisions.get()
    for _ in range(3):
        ask(second, later=2 * DAY)
    assert state(alice).offset == 1
    assert second.decisions.get().made_at == made.made_at


def test_a_decision_keeps_the_numbers_it_looked_at(alice):
    made = felt(session(alice), pain=5)
    made.attempts.update(pain_before=3)
    ask(made)
    decision = made.decisions.get()
    assert (decision.version, decision.words) == (
        "2026-11",
        "Held: last one peaked at 5 of 10. Two calm sessions and it grows again.",
    )
    assert decision.inputs["bout"]["peak"] == 5
    assert decision.inputs["base"] == 2


def test_the_morning_answer_decides_anew(alice):
    calm(alice, days=0)
    second = felt(session(alice, days=3))
    ask(second)
    assert said(second) == [(LUNGE, "C8", "hold")]
    assert not ExerciseState.objects.exists()
    morning(second)
    ask(second)
    assert said(second) == [(LUNGE, "C9", "progress")]


def test_a_bad_morning_rests_and_takes_two_steps_back(alice):
    made = morning(felt(session(alice, step(LUNGE, level=2, rung=2))), pain=5)
    ask(made)
    assert said(made) == [(LUNGE, "C2", "rest")]
    now = state(alice)
    assert (now.level, now.offset, now.held, now.fewer_sets, now.last) == (2, -2, True, 1, "regressed")


def test_a_second_bad_morning_in_two_weeks_refers(alice):
    ask(morning(felt(session(alice)), pain=5))
    second = morning(felt(session(alice, days=13)), pain=5)
    ask(second)
    assert said(second) == [("", "C2", "refer"), (LUNGE, "C2", "refer")]
    third = morning(felt(session(alice, days=28)), pain=5)
    ask(third)
    assert said(third) == [(LUNGE, "C2", "rest")]


def test_three_setbacks_in_two_weeks_refer_once(alice):
    def setback(days):
        made = session(alice, days=days)
        hurt(made, score=7)
        ask(felt(made, pain=7))
        return made

    setback(0), setback(4)
    third, fourth = setback(8), setback(10)
    assert ("", "D3", "refer") in said(third)
    assert "3 steps back" in third.decisions.get(rule="D3").words
    assert ("", "D3", "refer") not in said(fourth)
    ask(third)
    assert ("", "D3", "refer") in said(third)
    setback(20)
    assert ("", "D3", "refer") in said(setback(23))


def test_what_hurt_steps_back_and_the_others_stay(alice):
    made = session(alice, step(LUNGE, level=2, rung=2), step(COUCH, level=2, rung=1))
    hurt(made, score=6)
    ask(felt(made, pain=6))
    assert said(made) == [(LUNGE, "B2", "regress"), (COUCH, "C8", "hold")]
    assert state(alice).offset == -1
    assert not ExerciseState.objects.filter(exercise=COUCH).exists()


def test_what_hurt_at_the_lowest_rung_leaves_the_ladder(alice):
    made = session(alice)
    hurt(made, score=6)
    ask(felt(made, pain=6))
    assert (state(alice).level, state(alice).offset) == (1, -1)


def test_something_that_hurt_counts_without_a_check_in(alice):
    made = session(alice, step(LUNGE), step(COUCH))
    hurt(made, score=7)
    ask(made)
    assert said(made) == [(LUNGE, "B2", "regress")]


def test_nothing_said_decides_nothing(alice):
    made = session(alice)
    ask(made)
    assert not Decision.objects.exists()


def test_an_open_session_is_not_decided_about(alice):
    made = PracticeSessionFactory(user=alice, started_at=NOW)
    evaluate(made, now=NOW)
    assert not Decision.objects.exists()


def test_a_numb_feeling_is_one_urgent_referral(alice):
    made = felt(session(alice, step(LUNGE), step(COUCH)), feelings=["numb"])
    ask(made)
    assert said(made) == [("", "C1", "refer-urgent")]
    assert made.decisions.get().inputs == {"feelings": ["numb"], "signals": []}


def test_a_warm_up_is_only_decided_about_when_it_hurt(alice):
    made = session(alice, step("leg-swing", role="warm-up", sets=1), step(LUNGE))
    ask(felt(made))
    assert said(made) == [(LUNGE, "C8", "hold")]
    hurt(made, place=0, score=6)
    ask(made)
    assert (said(made)[0]) == ("leg-swing", "B2", "regress")


def test_an_answer_that_is_changed_moves_back(alice):
    made = felt(session(alice, step(LUNGE, level=2, rung=2)), pain=6)
    ask(made)
    assert state(alice).offset == -1
    made.check_in.highest_pain = 2
    made.check_in.save()
    ask(made)
    assert said(made) == [(LUNGE, "C8", "hold")]
    assert not ExerciseState.objects.exists()


def test_a_late_answer_about_an_old_session_is_seen_by_the_newer_one(alice):
    first = felt(session(alice, days=0))
    ask(first)
    second = calm(alice, days=3)
    assert said(second) == [(LUNGE, "C11", "hold")]
    morning(first)
    ask(first)
    assert said(second) == [(LUNGE, "C9", "progress")]
    assert state(alice).offset == 1


def test_the_place_is_that_of_the_later_session_whatever_is_answered_last(alice):
    first = felt(session(alice, step(LUNGE, level=2, rung=2), days=0), pain=5)
    second = felt(session(alice, step(LUNGE, level=2, rung=2), days=3), pain=6)
    ask(second)
    ask(first)
    assert state(alice).offset == -1


# --- Limits on growing ---------------------------------------------------------------------------------

THREE = (step(LUNGE), step(COUCH), step("side-lying-hip-flexor-stretch"))


def test_two_exercises_grow_and_the_third_waits(alice):
    calm(alice, *THREE, days=0)
    second = calm(alice, *THREE, days=3)
    assert [outcome for _, _, outcome in said(second)].count("progress") == 2
    held = second.decisions.get(outcome="hold")
    assert (held.rule, held.words) == ("C9", "Held: one step at a time, and this one is next.")
    assert ExerciseState.objects.count() == 2


def test_one_step_a_week(alice):
    for days in (0, 3):
        calm(alice, days=days)
    soon = calm(alice, step(LUNGE, level=2, rung=1), days=6)
    assert said(soon) == [(LUNGE, "C9", "hold")]
    later = calm(alice, step(LUNGE, level=2, rung=1), days=11)
    assert said(later) == [(LUNGE, "C9", "progress")]


def test_one_step_a_week_whenever_it_is_asked_about(alice):
    calm(alice, days=0)
    second, third = calm(alice, days=3), calm(alice, step(LUNGE, level=2, rung=1), days=11)
    ask(second, later=20 * DAY)  # changed late, with a later step in between
    soon = calm(alice, step(LUNGE, level=2, rung=1), days=14)
    ask(soon, later=20 * DAY)
    rows = [said(made)[0] for made in (second, third, soon)]
    assert rows == [(LUNGE, "C9", "progress"), (LUNGE, "C9", "progress"), (LUNGE, "C9", "hold")]


def test_nothing_goes_above_one_step_over_the_level(alice):
    calm(alice, step(LUNGE, rung=1), days=0)
    second = calm(alice, step(LUNGE, rung=1), days=3)
    assert said(second) == [(LUNGE, "C9", "hold")]
    assert second.decisions.get().words == "Held: this is as far as your level goes for now."
    assert not ExerciseState.objects.exists()


@pytest.mark.parametrize("rule", ["A3", "A4", "A6", "G"])
def test_nothing_grows_on_a_day_that_was_held(alice, rule):
    calm(alice, days=0)
    second = session(alice, days=3)
    second.plan["heldBy"] = rule
    second.save()
    DecisionFactory(user=alice, session=second, exercise="", rule=rule, outcome="held")
    morning(felt(second))
    ask(second)
    assert (LUNGE, "C9", "hold") in said(second)
    assert ("", rule, "held") in said(second)
    assert second.decisions.get(rule="C9").words.startswith("Held: ")


# --- The usual pain ------------------------------------------------------------------------------------


def test_usual_pain_is_that_of_the_last_five_sessions(alice):
    for days, pain in enumerate([0, 9, 4, 4, 4, 4]):
        made = session(alice, days=days)
        made.attempts.update(pain_before=pain)
    last = morning(felt(session(alice, days=8), pain=5), pain=4)
    last.attempts.update(pain_before=4)
    ask(last)
    assert last.decisions.get().inputs["bout"]["base"] == 4


def test_pain_before_is_from_the_player_else_from_the_check(alice):
    one, two = session(alice, days=0), session(alice, days=1)
    one.attempts.update(pain_before=None)
    for made, pain in ((one, 5), (two, 7)):
        DecisionFactory(
            user=alice, session=made, exercise="", rule="A4", outcome="held", inputs={"pain": pain}
        )
    assert [pain for *_, pain in pains_before(alice)] == [5, 2]


# --- One's own word ------------------------------------------------------------------------------------


def test_a_declined_step_is_taken_back_and_can_be_taken_up_again(alice):
    calm(alice, days=0)
    decision = calm(alice, days=3).decisions.get()
    decline(decision, now=NOW)
    assert not ExerciseState.objects.exists()
    decline(decision, undo=True, now=NOW)
    assert state(alice).offset == 1


def test_a_declined_step_stays_declined_and_is_not_asked_about_that_week(alice):
    calm(alice, days=0)
    second = calm(alice, days=3)
    decline(second.decisions.get(), now=NOW)
    ask(second, later=2 * DAY)
    assert second.decisions.get().declined_at == NOW
    assert not ExerciseState.objects.exists()
    assert said(calm(alice, days=6)) == [(LUNGE, "C9", "hold")]


def test_what_protects_can_not_be_declined(alice):
    made = felt(session(alice, step(LUNGE, level=2, rung=2)), pain=6)
    ask(made)
    with pytest.raises(NotYours):
        decline(made.decisions.get(), now=NOW)
    assert state(alice).offset == -1


def test_easier_on_request_and_back(alice):
    made = session(alice, step(LUNGE, level=2, rung=2))
    decision = make_easier(session=made, slug=LUNGE, now=NOW)
    now = state(alice)
    assert (now.offset, now.held, now.why) == (-1, True, "One step easier, as you asked.")
    decline(decision, now=NOW)
    assert not ExerciseState.objects.exists()


def test_easier_again_and_again_ends_with_another_exercise(alice):
    made = session(alice, step(LUNGE, level=2, rung=2))
    for offset in (-1, -2, -3):
        make_easier(session=made, slug=LUNGE, now=NOW)
        assert state(alice).offset == offset
    assert make_easier(session=made, slug=LUNGE, now=NOW) is None
    assert made.decisions.count() == 3


@pytest.mark.parametrize("slug", ["bridge-pose", "no-such-exercise"])
def test_easier_is_only_for_what_was_in_the_session(alice, slug):
    assert make_easier(session=session(alice), slug=slug, now=NOW) is None


def test_ones_own_wish_outlasts_a_late_answer_about_the_session_before(alice):
    calm(alice, step(LUNGE, level=2, rung=1), days=0)
    second = felt(session(alice, step(LUNGE, level=2, rung=1), days=3))
    ExerciseStateFactory(user=alice, level=2, offset=-1)
    make_easier(session=second, slug=LUNGE, now=second.ended_at + DAY / 4)
    ask(morning(second))
    assert (LUNGE, "C9", "progress") in said(second)
    assert state(alice).offset == -2


# --- In the database -----------------------------------------------------------------------------------


def test_one_decision_a_rule_and_exercise_of_a_session(alice):
    made = session(alice)
    DecisionFactory(user=alice, session=made)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(user=alice, session=made)


def test_one_state_an_exercise(alice):
    ExerciseStateFactory(user=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExerciseStateFactory(user=alice)


def test_a_morning_has_a_score_of_zero_to_ten(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        MorningCheckInFactory(session=session(alice), pain=11)


def test_nobody_elses_sessions_count(alice, bob):
    calm(bob, days=0)
    assert said(calm(alice, days=3)) == [(LUNGE, "C11", "hold")]
    assert not ExerciseState.objects.filter(user=alice).exists()


@pytest.mark.parametrize(("rule", "outcome"), [("D1", "deload"), ("D2", "refer")])
def test_nothing_grows_in_a_lighter_week_or_at_level_1(alice, rule, outcome):
    calm(alice, days=0)
    made = morning(felt(session(alice, days=3)))
    at = made.started_at - DAY
    DecisionFactory(user=alice, exercise="", rule=rule, outcome=outcome, week=at.date(), made_at=at)
    ask(made)
    found = made.decisions.get()
    assert (found.rule, found.outcome, found.place) == ("C9", "hold", None)
    assert found.words.startswith("Held: ")


@pytest.mark.parametrize("steps", [1, 3])
def test_queries_do_not_grow_with_the_history(alice, steps, django_assert_num_queries):
    for days in range(0, 3 * steps, 3):
        calm(alice, days=days)
    made = morning(felt(session(alice, days=30)))
    with django_assert_num_queries(12):
        ask(made)


# --- After a short session -----------------------------------------------------------------------------


def short(user, *, days, pain=2):
    """A short session with its morning, evaluated."""
    made = morning(felt(session(user, days=days), pain=pain))
    made.plan["heldBy"] = "short"
    made.save()
    ask(made)
    return made


def test_nothing_grows_after_a_short_session(alice):
    calm(alice, days=0)
    held = short(alice, days=3).decisions.get()
    assert (held.rule, held.outcome) == ("C9", "hold")
    assert held.words == "Held: that was a short one. It grows after longer ones."


def test_a_calm_short_session_stands_between_two_others_without_a_word(alice):
    short(alice, days=0)
    first = calm(alice, days=3)
    assert said(first) == [(LUNGE, "C11", "hold")]
    short(alice, days=6)
    assert said(calm(alice, days=9)) == [(LUNGE, "C9", "progress")]


def test_a_short_session_that_hurt_is_remembered(alice):
    calm(alice, days=0)
    short(alice, days=3, pain=5)
    assert said(calm(alice, days=6)) == [(LUNGE, "C11", "hold")]
