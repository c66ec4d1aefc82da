"""A few synthetic people live some weeks: nothing breaks, and the same seed gives the same lives."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from accounts.models import User
from routines import hanging
from routines.management.commands.simulate_year import gathered, summary
from routines.models import ExerciseState, PracticeSession
from routines.simulation import invariants
from routines.simulation.life import Broken, Ledger, Life, World
from routines.simulation.people import someone
from routines.simulation.year import simulate
from tests.factories import NOW, ExerciseStateFactory, PracticeSessionFactory, SessionCheckInFactory

ROOT = Path(__file__).parent.parent.parent
pytestmark = [pytest.mark.usefixtures("content"), pytest.mark.sqlite]  # lives in SQLite wherever it runs


@pytest.fixture
def ledger():
    """Eight people over six weeks."""
    return simulate(range(8), weeks=6, seed=11)


def test_eight_people_over_six_weeks_break_nothing(ledger):
    assert ledger.happened["people"] == 8
    assert ledger.happened["sessions counted"] > 50
    assert {"C8 hold", "C9 progress", "A7 go"} <= ledger.decided.keys()
    assert ledger.happened["plan a pause"] > 0
    assert ledger.checked["a pause ahead moves nothing on"] > 0
    assert min(ledger.checked.values()) > 0
    assert len(ledger.checked) >= 15
    assert not User.objects.exists()
    assert not PracticeSession.objects.exists()
    lines = list(summary(ledger))
    assert f"  {ledger.happened['sessions counted']:>9,}  sessions counted" in lines


def test_the_same_seed_gives_the_same_lives():
    first, second = simulate([1], weeks=3, seed=11), simulate([1], weeks=3, seed=11)
    assert first == second
    assert first.happened["sessions started"] > 0
    first.add(second)
    assert first.happened["people"] == 2


def test_people_differ_and_follow_the_seed():
    people = [someone(number, seed=7, days=364) for number in range(60)]
    assert people == [someone(number, seed=7, days=364) for number in range(60)]
    assert people != [someone(number, seed=8, days=364) for number in range(60)]
    assert len({one.zone for one in people}) > 8
    assert {one.course for one in people} == {"quiet", "better", "worse", "flares", "persistent", "strong"}
    lengths = [end - first for one in people for first, end in one.gaps]
    assert min(lengths) >= 7
    assert any(14 <= days < 28 for days in lengths)
    assert any(days >= 28 for days in lengths)


# --- What is broken is named ---------------------------------------------------------------------------


@pytest.fixture
def life(ready_alice):
    life = Life(
        someone(3, seed=7, days=70), ready_alice, World.of(seed=7, days=70), Ledger(), dice=None, now=NOW
    )
    return life


def test_a_place_without_a_decision_is_found(life):
    invariants.places(life)
    ExerciseStateFactory(user=life.user)
    with pytest.raises(Broken, match=r"Person 3 \(seed 7\) on day 0, 2026-11-23 .*a place has a decision"):
        invariants.places(life)
    assert ExerciseState.objects.exists()


def test_strength_too_soon_is_found(life):
    PracticeSessionFactory(user=life.user, kind="strength", finished=True)
    soon = PracticeSessionFactory(user=life.user, kind="strength")
    with pytest.raises(Broken, match="two strength sessions are 48 h apart"):
        invariants._apart(life, soon)


def test_hanging_before_its_time_is_found(life):
    first = PracticeSessionFactory.build().plan["steps"][0]
    earlier = {"version": 2, "steps": [{**first, "id": slug} for slug in hanging.FIRST]}
    for done in (0, 1):
        assert not invariants._may_hang(life), done
        SessionCheckInFactory(session=PracticeSessionFactory(user=life.user, finished=True, plan=earlier))
    assert invariants._may_hang(life)


# --- The command ----------------------------------------------------------------------------------------


def test_a_database_with_people_in_it_is_refused(alice):
    with pytest.raises(ValueError, match="one of its own"):
        simulate([1], weeks=1, seed=7)


def test_one_broken_life_stops_no_other():
    def well():
        return Ledger(happened=Counter(people=1))

    def ill():
        raise Broken("Person 3: never overdue.")

    told = []
    ledger, broken = gathered([well, ill, *[well] * 8], tell=told.append)
    assert (ledger.happened["people"], broken) == (9, 1)
    assert told == ["Person 3: never overdue.", "10 of 10 people, 1 broken"]


def test_the_command_leaves_the_real_database_alone(tmp_path):
    env = {**os.environ, "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "simulate_year", "--people", "1", "--weeks", "1", "--jobs", "1"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "1 people, 1 weeks, seed 7: nothing broken" in done.stdout
    assert not list(tmp_path.glob("*.sqlite3"))
