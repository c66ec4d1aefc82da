"""The card's clock, its boxes and its words; the clock is that of the player."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from routines.card import (
    amount_words,
    clock_words,
    make_card,
    planned_sets,
    swapped_in,
    timeline,
    total_ms,
)
from routines.models import Exercise, Plan, PracticeSession
from routines.restrictions import SEATED
from routines.sessions import start_session
from tests.factories import PracticeSessionFactory

ROOT = Path(__file__).resolve().parents[2]
PLAYER = """
import { compile } from "./static/js/session/plan.js";
let text = "";
for await (const piece of process.stdin) text += piece;
console.log(JSON.stringify(JSON.parse(text).map((plan) => compile(plan))));
"""


def step(**changes):
    return {
        "id": "low-lunge-stretch",
        "name": "Low lunge stretch",
        "role": "main",
        "kind": "hold",
        "sides": "each",
        "alternating": False,
        "seconds": 20,
        "reps": None,
        "secondsPerRep": 0,
        "sets": 2,
        "restSeconds": 10,
        **changes,
    }


def plan(*steps, **changes):
    return {
        "timings": {"prepareMs": 10_000, "switchMs": 8_000, "transitionMs": 12_000},
        "steps": steps,
        **changes,
    }


MARCH = step(id="marching-in-place", name="Marching", role="warm-up", sides="both", seconds=45, sets=1)
REPS = step(kind="reps", sides="both", seconds=None, reps=8, secondsPerRep=6, sets=2, restSeconds=20)


# --- The time line --------------------------------------------------------------------------------------


def test_every_bout_has_one_lead_in():
    bouts = timeline(plan(MARCH, step()))
    assert [(b.step, b.set_number, b.side, b.begins_ms, b.lead_ms, b.work_ms) for b in bouts] == [
        (0, 1, "", 0, 10_000, 45_000),
        (1, 1, "left", 55_000, 12_000, 20_000),
        (1, 1, "right", 87_000, 8_000, 20_000),
        (1, 2, "left", 115_000, 10_000, 20_000),
        (1, 2, "right", 145_000, 8_000, 20_000),
    ]
    assert total_ms(bouts) == bouts[-1].ends_ms == 173_000


def test_the_first_side_is_the_plans():
    assert [bout.side for bout in timeline(plan(step(sets=1), sideFirst="right"))] == ["right", "left"]


def test_repetitions_take_their_pace_and_both_sides_of_alternating_ones():
    assert timeline(plan(REPS))[0].work_ms == 48_000
    assert timeline(plan({**REPS, "alternating": True}))[0].work_ms == 96_000


def test_a_rest_is_never_shorter_than_changing_sides():
    assert [bout.lead_ms for bout in timeline(plan({**REPS, "restSeconds": 0}))] == [10_000, 8_000]


def test_an_old_plan_without_timings_has_todays():
    old = PracticeSessionFactory.build(user=None).plan
    assert "timings" not in old
    assert total_ms(timeline(old)) == 10_000 + 8_000 + 10_000 + 8_000 + 4 * 20_000


@pytest.mark.django_db
def test_the_clock_is_the_players(ready_alice, content, now):
    """The same plans compiled by the player's own module, for every programme's first session and lengths."""
    plans = []
    for minutes in (10, 15, 30):
        for level in (1, 3):
            PracticeSession.objects.all().delete()
            Plan.objects.update(minutes=minutes, level=level)
            plans.append(start_session(user=ready_alice, now=now).plan)
    plans.append(
        plan(
            MARCH,
            step(sideFirst="right"),
            REPS,
            {**REPS, "alternating": True, "restSeconds": None},
            sideFirst="left",
        )
    )
    node = compute_driver_executable()[0]
    run = subprocess.run(
        [node, "--input-type=module", "-e", PLAYER],
        cwd=ROOT,
        input=json.dumps(plans),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    for stored, segments in zip(plans, json.loads(run.stdout), strict=True):
        ours = []
        for bout in timeline(stored):
            ours += [(bout.step, bout.set_number, bout.side or None, bout.lead_ms)]
            ours += [(bout.step, bout.set_number, bout.side or None, bout.work_ms)]
        assert ours == [(s["step"], s["set"], s["side"], s["paceMs"]) for s in segments]


# --- What was done --------------------------------------------------------------------------------------


def test_sets_done_as_planned_keep_their_rows_in_the_order_of_the_plan():
    done = {(1, 1, "right"): "b", (0, 1, ""): "a", (9, 1, ""): "elsewhere"}
    assert list(planned_sets(plan(MARCH, step()), done).items()) == [
        ((0, 1, ""), "a"),
        ((1, 1, "right"), "b"),
    ]


def test_a_swap_for_both_sides_fills_both():
    assert planned_sets(plan(step()), {(0, 2, ""): "bridge"}) == {
        (0, 2, "left"): "bridge",
        (0, 2, "right"): "bridge",
    }


def test_a_swap_with_sides_fills_a_set_once_both_are_done():
    assert planned_sets(plan(MARCH), {(0, 1, "left"): "l"}) == {}
    assert planned_sets(plan(MARCH), {(0, 1, "left"): "l", (0, 1, "right"): "r"}) == {(0, 1, ""): "l"}


# --- The card -------------------------------------------------------------------------------------------


def test_a_card_says_when_each_exercise_begins_and_how_long_all_takes():
    card = make_card(plan(MARCH, step(), step(role="cool-down", sets=1)), library={})
    assert [part.name for part in card.parts] == ["Warm-up", "Main", "Cool-down"]
    assert [(s.number, s.begins) for s in card.steps] == [(1, "0:00"), (2, "0:55"), (3, "2:53")]
    assert card.total == "3:53"


def test_boxes_come_in_the_order_of_doing_and_are_ticked_where_done():
    (one,) = make_card(plan(step(), sideFirst="right"), library={}, done={(0, 1, "left")}).steps
    assert [[(box.name, box.amount, box.ticked) for box in of_set.boxes] for of_set in one.sets] == [
        [("Right", "20 s", False), ("Left", "20 s", True)],
        [("Right", "20 s", False), ("Left", "20 s", False)],
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "10 s rest between sets, 8 s to change sides"),
        ({"sets": 1}, "8 s to change sides"),
        ({"sides": "both"}, "10 s rest between sets"),
        ({"sides": "both", "restSeconds": None}, "15 s rest between sets"),
        ({"sides": "both", "sets": 1}, ""),
    ],
    ids=str,
)
def test_rests_in_words(changes, words):
    assert make_card(plan(step(**changes)), library={}).steps[0].rest == words


def test_the_library_describes_what_is_done_as_it_says_there():
    lunge = Exercise(slug="low-lunge-stretch", start="Kneel.")
    on_floor, on_chair = make_card(plan(step(), step(limits=[SEATED])), library={lunge.slug: lunge}).steps
    assert on_floor.described == lunge
    assert on_chair.described is None
    assert on_chair.exercise == lunge


def test_an_exercise_the_library_does_not_know_still_has_a_place():
    (only,) = make_card(plan(step(id="gone")), library={}).steps
    assert (only.name, only.exercise, only.cue, only.limits) == ("Low lunge stretch", None, "", ())


def test_what_was_done_instead_stands_with_its_step():
    first, second = make_card(plan(MARCH, step()), library={}, instead={1: ("Standing stretch",)}).steps
    assert (first.instead, second.instead) == ((), ("Standing stretch",))


def test_what_was_done_instead_has_the_plans_own_name():
    variants = [{"relation": "easier", "step": step(id="standing", name="Standing stretch")}]
    swapped = plan(MARCH, step(variants=variants), step())
    done = [(0, ""), (1, "standing"), (1, "standing"), (1, ""), (2, "no-longer-offered")]
    assert swapped_in(swapped, done) == {1: ("Standing stretch",), 2: ("no-longer-offered",)}


@pytest.mark.parametrize(("ms", "words"), [(0, "0:00"), (130_000, "2:10"), (3_665_000, "61:05")])
def test_clock_words(ms, words):
    assert clock_words(ms) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "20 s"),
        ({"seconds": None}, "30 s"),
        ({"kind": "reps", "reps": 8}, "8 times"),
        ({"kind": "reps", "reps": 8, "alternating": True}, "8 each side"),
    ],
    ids=str,
)
def test_amount_words(changes, words):
    assert amount_words(step(**changes)) == words
