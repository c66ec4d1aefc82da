"""What earlier sessions and today's answers change in the next session."""

from datetime import date, timedelta
from functools import cache
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.adaptation import Outcome, Ruling
from routines.content import read_content
from routines.fitting import fit_session
from routines.ladder import Place, ladder_of
from routines.models import Exercise, Plan, Programme, Role
from routines.models.plan import Equipment
from routines.person import Adapted, Person
from routines.preparing import prepare_session
from routines.restrictions import SEATED, restrictions
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, TemplateStep
from routines.sessions import start_session
from routines.variants import session_variants
from routines.week import week_start
from routines.week_rules import WHY
from tests.factories import (
    NOW,
    DecisionFactory,
    ExerciseStateFactory,
    PracticeSessionFactory,
    WeeklyCheckInFactory,
)

TODAY = date(2026, 11, 23)
LUNGE = "low-lunge-stretch"
GENTLE = Ruling("A3", Outcome.GENTLE, "Pain is 6 of 10: a short, gentle session.", {"pain": 6})
HELD = Ruling("A4", Outcome.HELD, "Pain is 4 of 10: the plan stays as it is.", {"pain": 4})
WEARY = Ruling("A6", Outcome.HELD, "Not your best day: one set less of everything.", fewer_sets=1)


@pytest.fixture
def alice(ready_alice, content):
    return ready_alice


def prepared(user, *, level=2, kind="stretch", today=TODAY, minutes=15, programme=None, **given):
    plan = Plan.objects.select_related("user__profile", "programme").get(user=user)
    plan.level, plan.minutes = level, minutes
    if programme:
        plan.start_programme(Programme.objects.get(slug=programme), on=today)
    return prepare_session(plan=plan, profile=plan.user.profile, kind=kind, today=today, **given)


def step_of(found, slug=LUNGE):
    return next((step for step in found.plan.steps if step.exercise.slug == slug), None)


def dose(found, slug=LUNGE):
    step = step_of(found, slug)
    return step and (step.prescribed_sets, step.dose.get("hold_seconds") or step.dose["reps"], step.why)


def state(user, **fields):
    values = {"level": 2, "offset": 0, "held": True, "why": "Held.", "last": "held"}
    return ExerciseStateFactory(user=user, **(values | fields))


def practised(user, *, days, level=2, kind="stretch"):
    at = NOW - timedelta(days=days)
    PracticeSessionFactory(
        user=user,
        finished=True,
        kind=kind,
        level=level,
        started_at=at,
        ended_at=at,
        local_date=at.date(),
    )


# --- Places on the ladder ------------------------------------------------------------------------------


def test_without_anything_recorded_it_is_the_dose_of_the_level(alice):
    assert dose(prepared(alice)) == (3, 30, "")


def test_a_step_back_is_done_and_explained(alice):
    state(alice, offset=-1, why="One step back: last one peaked at 6 of 10.")
    assert dose(prepared(alice)) == (3, 20, "One step back: last one peaked at 6 of 10.")


def test_a_step_more_is_done_and_explained(alice):
    state(alice, offset=1, held=False, last="progressed", why="A little more.")
    assert dose(prepared(alice)) == (3, 45, "A little more.")


def test_what_is_held_stays_when_the_plan_moves_on(alice):
    state(alice, level=1, why="Held: last one peaked at 5 of 10.")
    assert dose(prepared(alice, level=1)) == (2, 20, "")
    assert dose(prepared(alice, level=2)) == (2, 20, "Held: last one peaked at 5 of 10.")


def test_nothing_is_more_than_one_step_above_the_plan(alice):
    state(alice, offset=9, held=False, last="progressed")
    assert dose(prepared(alice))[:2] == (3, 45)


def test_the_first_time_after_a_bad_morning_there_is_a_set_less(alice):
    state(alice, offset=-2, fewer_sets=1, last="regressed", why="Two days of rest.")
    assert dose(prepared(alice)) == (1, 20, "Two days of rest.")


def test_the_first_session_after_a_rest_has_a_set_less_of_everything(alice):
    practised(alice, days=3)
    before = {
        step.exercise.slug: step.prescribed_sets for step in prepared(alice, kind="strength").plan.steps
    }
    state(alice, fewer_sets=1, placed_at=NOW - timedelta(days=2), last="regressed")
    found = prepared(alice, kind="strength")
    assert found.because == "The first session after the rest: one set less of everything."
    known = [step for step in found.plan.steps if step.exercise.slug in before]
    assert all(step.prescribed_sets == max(1, before[step.exercise.slug] - 1) for step in known)
    assert {step.why for step in known if before[step.exercise.slug] > 1} == {found.because}
    assert step_of(prepared(alice)).prescribed_sets == 2  # one less than three, not two
    practised(alice, days=0, kind="strength")
    assert prepared(alice, kind="strength").because == ""


def test_a_dose_of_ones_own_is_not_filled_up_to_the_length(alice):
    state(alice, level=1, offset=0)
    found = prepared(alice, level=2, minutes=30)
    assert step_of(found).dose["sets"] <= 2
    assert found.plan.hip_stretch_seconds <= HIP_STRETCH_SECONDS_MAX


def test_the_plan_tells_the_player_where_it_stands_and_why(alice):
    state(alice, offset=-1, why="One step back.")
    start = Plan.objects.filter(user=alice).update(level=2)
    assert start == 1
    steps = {step["id"]: step for step in start_session(user=alice, now=NOW).plan["steps"]}
    assert (steps[LUNGE]["level"], steps[LUNGE]["rung"], steps[LUNGE]["why"]) == (2, 1, "One step back.")
    assert {step["why"] for slug, step in steps.items() if slug != LUNGE} == {""}


def test_nothing_harder_is_offered_where_it_is_held(alice):
    def harder():
        step = next(s for s in start_session(user=alice, now=NOW).plan["steps"] if s["id"] == LUNGE)
        return [v for v in step["variants"] if v["relation"] == "harder" and v["step"]["id"] == LUNGE]

    Plan.objects.filter(user=alice).update(level=2)
    state(alice, offset=-1)
    assert harder() == []


def test_a_caution_still_caps_a_step_more(alice):
    alice.profile.cautions = ["M11"]
    alice.profile.save()
    state(alice, exercise="bridge-pose", offset=1, held=False, last="progressed")
    assert dose(prepared(alice, level=3), "bridge-pose")[1] == 10


def test_programmes_take_it_up_as_well(alice):
    state(alice, exercise="half-kneeling-hip-flexor-stretch", level=1, offset=1, held=False, why="More.")
    found = prepared(alice, level=3, programme="psoas-foundation")
    assert dose(found, "half-kneeling-hip-flexor-stretch") == (3, 20, "More.")


# --- Off the ladder ------------------------------------------------------------------------------------


def test_what_is_too_much_at_its_easiest_makes_way_for_the_easier_one(alice):
    state(alice, level=1, offset=-1, last="regressed", placed_at=NOW)
    found = prepared(alice, level=1)
    assert step_of(found) is None
    swap = next(swap for swap in found.plan.swaps if swap.name == "Low lunge stretch")
    assert swap.sentence == (
        "Standing hip-flexor stretch in place of Low lunge stretch: "
        "too much even at its easiest, so it rests until 7 December."
    )


def test_after_two_weeks_it_is_back_at_its_easiest(alice):
    state(alice, level=1, offset=-1, last="regressed", placed_at=NOW - timedelta(days=14))
    assert dose(prepared(alice, level=1)) == (2, 20, "")
    assert dose(prepared(alice, level=2)) == (2, 20, "Back at its easiest, after two weeks without.")


# --- Gaps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "level"), [(6, 3), (7, 2), (13, 2), (14, 1), (27, 1)])
def test_a_gap_takes_back_levels(alice, days, level):
    practised(alice, days=days)
    found = prepared(alice, level=3)
    assert found.level == level
    assert bool(found.because) is (days >= 7)
    assert found.plan.held_by == ("G" if days >= 7 else "")


def test_a_gap_is_explained_in_the_session(alice):
    practised(alice, days=14)
    found = prepared(alice)
    assert found.because in found.plan.care
    assert found.because.startswith("It has been 14 days")


def test_a_step_more_that_was_never_done_waits_after_a_gap(alice):
    practised(alice, days=8)
    state(alice, offset=1, steps=1, held=False, last="progressed")
    assert dose(prepared(alice))[:2] == (3, 30)


# --- What was said before the session ------------------------------------------------------------------


def test_a_gentle_day_is_short_easy_and_without_the_demanding_ones(alice):
    found = prepared(alice, level=3, kind="strength", minutes=30, before=GENTLE)
    assert found.plan.minutes <= 11
    assert {step.level for step in found.plan.steps} == {1}
    demanding = {"hip_flexor_load_high", "dynamic_fast", "hang", "iap_high"}
    assert not [step for step in found.plan.steps if demanding & set(step.exercise.tags)]
    assert found.plan.care[0] == GENTLE.words
    assert any("half the range" in care for care in found.plan.care)
    assert found.plan.held_by == "A3"


def test_a_held_day_repeats_what_was_last_done(alice):
    state(alice, offset=1, steps=1, held=False, last="progressed", why="A little more.")
    assert dose(prepared(alice))[:2] == (3, 45)
    assert dose(prepared(alice, before=HELD)) == (3, 30, "")


def test_a_bad_night_takes_one_set_of_everything(alice):
    usual = {step.exercise.slug: step.prescribed_sets for step in prepared(alice).plan.steps}
    found = prepared(alice, before=WEARY)
    for step in found.plan.steps:
        if step.exercise.slug in usual:
            assert step.prescribed_sets == max(1, usual[step.exercise.slug] - 1)
    assert dose(found) == (2, 30, WEARY.words)


# --- What was decided about the week (table D) ---------------------------------------------------------


def of_the_week(user, rule, *, days=0, **fields):
    """A decision made so many days ago."""
    at = NOW - timedelta(days=days)
    return DecisionFactory(
        user=user, exercise="", rule=rule, week=week_start(at.date()), made_at=at, **fields
    )


@pytest.mark.parametrize("programme", [None, "psoas-foundation"])
@pytest.mark.parametrize("kind", ["stretch", "strength"])
@pytest.mark.parametrize("minutes", [10, 30])
def test_a_lighter_week_has_half_of_every_exercises_sets(alice, programme, kind, minutes):
    asked = {"level": 3, "kind": kind, "minutes": minutes, "programme": programme}
    usual = prepared(alice, **asked)
    of_the_week(alice, "D1", outcome="deload")
    found = prepared(alice, **asked)
    sets = [(step.exercise.slug, ceil(step.dose["sets"] / 2)) for step in usual.plan.steps]
    assert [(step.exercise.slug, step.dose["sets"]) for step in found.plan.steps] == sets
    assert found.plan.seconds < usual.plan.seconds
    assert found.plan.held_by == "D1"
    assert found.because == found.plan.care[0]
    assert found.because.startswith("Half the sets this week, because your check-in says")


def test_a_lighter_week_offers_nothing_harder_and_no_longer_holds(alice):
    of_the_week(alice, "D1", outcome="deload")
    Plan.objects.filter(user=alice).update(level=2)
    for step in start_session(user=alice, now=NOW).plan["steps"]:
        if step["why"]:
            assert not [v for v in step["variants"] if v["relation"] == "harder"]
            assert step["secondsMax"] in (None, step["seconds"])
            assert all(v["step"]["sets"] <= step["sets"] for v in step["variants"])


def test_a_lighter_week_ends_after_seven_days(alice):
    of_the_week(alice, "D1", days=6, outcome="deload")
    assert prepared(alice).plan.held_by == "D1"
    assert prepared(alice, today=TODAY + timedelta(days=1)).plan.held_by == ""


def test_a_rise_in_pain_keeps_everything_at_level_1_until_it_is_back(alice):
    row = of_the_week(alice, "D2", days=30, outcome="refer")
    found = prepared(alice, level=3, programme="psoas-foundation")
    assert found.level == 1
    assert {step.level for step in found.plan.steps} == {1}
    assert (found.plan.held_by, found.because) == (
        "D2",
        "Level 1 for now, because pain before sessions has gone up.",
    )
    row.inputs = {"back_on": "2026-11-20"}
    row.save()
    assert prepared(alice, level=3).level == 3


@pytest.mark.parametrize(("level", "grew", "expected"), [(2, True, 3), (2, False, 2), (1, True, 2)], ids=str)
def test_level_3_waits_until_it_grew_at_level_2(alice, level, grew, expected):
    """5.4, weeks 5 and 6."""
    slug = "half-kneeling-hip-flexor-stretch"
    state(alice, exercise=slug, level=level, offset=0, held=False, last_stepped_at=NOW if grew else None)
    plan = Plan.objects.select_related("user__profile").get(user=alice)
    plan.level, plan.minutes = 3, 15
    plan.start_programme(Programme.objects.get(slug="psoas-foundation"), on=TODAY - timedelta(weeks=4))
    found = prepare_session(plan=plan, profile=plan.user.profile, kind="stretch", today=TODAY)
    assert step_of(found, slug).level == expected


@pytest.mark.parametrize(
    ("pain", "left_out"),
    [(3, set()), (4, {"mountain-climber"}), (6, {"mountain-climber", "seated-banded-march"})],
)
def test_pain_before_a_session_leaves_out_what_says_so_itself(alice, pain, left_out):
    """Clinical 1.4: "leave it out if" at 4, and at 6, wins over the tags."""
    at_stake = {"mountain-climber", "seated-banded-march"}
    before = Ruling("A4", Outcome.HELD, "The plan stays as it is.", {"pain": pain})
    found = prepared(alice, level=2, kind="strength", minutes=30, before=before)
    plan, library = found.plan, found.library
    swapped_in = {v.step.exercise.slug for own in session_variants(plan, library=library) for v in own}
    there = {step.exercise.slug for step in plan.steps} | swapped_in
    assert at_stake - there == left_out
    reasons = {swap.name: swap.reason for swap in plan.swaps}
    assert reasons.get("Mountain climbers") == (f"pain is {pain} of 10 today" if left_out else None)


@pytest.mark.parametrize("rule", ["D1", "D2"])
def test_a_step_more_that_was_not_done_yet_waits_for_a_better_week(alice, rule):
    state(alice, level=1, offset=1, steps=1, held=False, last="progressed", why="A little more.")
    of_the_week(alice, rule)
    step = step_of(prepared(alice, level=1))
    assert step.rung == 0


@pytest.mark.parametrize(("minutes", "shorter"), [(30, 20), (20, 15), (15, 10), (10, 10)])
def test_two_thin_weeks_make_it_a_size_shorter_and_no_easier(alice, minutes, shorter):
    of_the_week(alice, "D6", outcome="shorten")
    found = prepared(alice, level=3, minutes=minutes)
    wanted = prepared_without_weeks(alice, level=3, minutes=shorter)
    assert [s.dose for s in found.plan.steps] == [s.dose for s in wanted.plan.steps]
    assert (found.level, found.plan.held_by) == (3, "")
    assert found.because == ("" if minutes == 10 else "A size shorter this week, after two thin weeks.")


def prepared_without_weeks(user, **asked):
    user.decisions.filter(week__isnull=False).delete()
    return prepared(user, **asked)


def test_two_reasons_for_a_shorter_session_shorten_it_once(alice):
    of_the_week(alice, "D6", outcome="shorten")
    WeeklyCheckInFactory(user=alice, monday=TODAY - timedelta(weeks=1), confidence=5)
    found = prepared(alice, minutes=30)
    assert (found.shortened_from, found.because) == (30, "")
    assert found.plan.minutes > 15


def test_a_shorter_week_that_was_declined_is_not_done(alice):
    of_the_week(alice, "D6", outcome="shorten", declined_at=NOW)
    assert prepared(alice, minutes=30).because == ""


def test_a_gentle_day_in_a_lighter_week_is_both(alice):
    of_the_week(alice, "D1", outcome="deload")
    found = prepared(alice, level=3, minutes=30, before=GENTLE)
    assert found.plan.held_by == "A3"
    assert max(step.dose["sets"] for step in found.plan.steps) <= 2
    assert found.because == f"{GENTLE.words} {WHY['D1']}"


@pytest.mark.parametrize("rows", [1, 3])
def test_preparing_takes_four_queries(alice, rows, django_assert_num_queries):
    for place, slug in enumerate([LUNGE, "bridge-pose", "dead-bug"][:rows]):
        state(alice, exercise=slug)
        practised(alice, days=place + 1)
    plan = Plan.objects.select_related("user__profile", "programme").get(user=alice)
    with django_assert_num_queries(4):
        prepare_session(plan=plan, profile=plan.user.profile, kind="stretch", today=TODAY)


# --- What always holds ---------------------------------------------------------------------------------


@cache
def read_once():
    return read_content()


SLUGS = sorted(item.slug for item in read_once().exercises)
places = st.builds(
    Place,
    level=st.integers(1, 3),
    offset=st.integers(-4, 4),
    held=st.booleans(),
    fewer_sets=st.integers(0, 1),
    why=st.just("Because."),
)


@given(
    st.dictionaries(st.sampled_from(SLUGS), places, max_size=8),
    st.dictionaries(st.sampled_from(SLUGS), st.just("too much"), max_size=3),
    st.sampled_from(["stretch", "strength"]),
    st.integers(1, 3),
    st.sampled_from([10, 15, 20, 30]),
    st.sets(st.sampled_from(["M2", "M9", "M11", "M16", "M18"]), max_size=2),
)
def test_no_place_leads_to_more_than_one_step_above_the_plan(where, too_much, kind, level, minutes, flags):
    library = {item.slug: Exercise(slug=item.slug, **item.row) for item in read_once().exercises}
    routine = next(item for item in read_once().routines if item.row["kind"] == kind)
    limits = restrictions(flags)
    plan = fit_session(
        template=[TemplateStep(library[step["exercise"]], step["role"]) for step in routine.steps],
        library=library,
        kind=kind,
        minutes=minutes,
        person=Person(
            level=level,
            equipment=frozenset(Equipment.values),
            restrictions=limits,
            adapted=Adapted(places=where, too_much=too_much),
        ),
    )
    assert sum(step.hip_stretch_seconds for step in plan.steps) <= HIP_STRETCH_SECONDS_MAX
    for step in plan.steps:
        slug, ladder = step.exercise.slug, ladder_of(step.exercise)
        assert step.rung <= ladder.top_at(step.level)
        amount = ladder.rungs[step.rung].get("hold_seconds") or ladder.rungs[step.rung]["reps"]
        if slug != "constructive-rest":  # a quiet rest may last
            assert (step.dose.get("hold_seconds") or step.dose["reps"]) <= amount
        if step.why:
            assert step.dose["sets"] <= ladder.rungs[step.rung]["sets"]
        if SEATED not in step.limits:
            assert limits.judge(slug, step.exercise.tags, step.exercise.level_required).allowed or plan.advice
        if not plan.advice and step.role == Role.MAIN:
            assert slug not in too_much
