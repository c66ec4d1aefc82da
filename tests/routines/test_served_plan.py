"""The stored plan with what only the page needs."""

import uuid

import pytest

from routines.figures import BODIES, DEFAULT
from routines.guest import guest_pack
from routines.models import RoutineKind
from routines.packs import open_pack
from routines.restrictions import NONE
from routines.served_plan import seal, served_plan
from routines.sessions import next_session, start_session
from tests.factories import PracticeSessionFactory

SESSION = uuid.UUID("0d3b8f43-6a04-4a4e-9a3f-3f7f0c3b1c11")


def test_addresses_are_those_of_the_session(ready_alice, content, now):
    session = start_session(user=ready_alice, now=now)
    plan = served_plan(session.plan, session=session.pk, user_key=str(ready_alice.key))
    assert plan["urls"] == {
        "csrf": "/api/v1/csrf/",
        "attempts": "/api/v1/attempts/",
        "page": f"/sessions/{session.pk}/",
        "card": f"/sessions/{session.pk}/card/",
        "done": f"/sessions/{session.pk}/check-in/",
        "today": "/today/",
        "signIn": "/accounts/login/",
        "signUp": "/accounts/signup/",
    }
    assert {key: plan[key] for key in session.plan} == session.plan
    assert (plan["userKey"], plan["pack"]) == (str(ready_alice.key), None)


@pytest.mark.parametrize("figure", BODIES)
def test_every_step_and_variant_has_its_drawing_of_the_chosen_figure(ready_alice, content, now, figure):
    stored = start_session(user=ready_alice, now=now).plan
    drawings = served_plan(stored, session=SESSION, figure=figure)["drawings"]
    offered = {variant["step"]["id"] for step in stored["steps"] for variant in step["variants"]}
    assert drawings.keys() == {step["id"] for step in stored["steps"]} | offered
    folder = "" if figure == DEFAULT else f"{figure}/"
    assert drawings["low-lunge-stretch"] == f"/static/figures/{folder}low-lunge-stretch.inline.svg"


def test_a_plan_of_version_one_is_served_with_rules_and_words(db):
    plan = served_plan(PracticeSessionFactory().plan, session=SESSION)
    assert plan["version"] == 1
    assert plan["limits"]["stop_from"] == 6
    assert plan["felt"][0]["id"] == "front"
    assert list(plan["drawings"]) == ["low-lunge-stretch"]
    assert plan["userKey"] == "guest"


def test_a_sealed_session_opens_as_it_was_planned(ready_alice, content, now):
    session, under_way = next_session(user=ready_alice, now=now)
    pack = open_pack(seal(session), user=ready_alice, now=now)
    assert not under_way
    assert (pack.session, pack.owner, pack.made_at) == (session.pk, ready_alice.key, now)
    assert (pack.kind, pack.title, pack.minutes) == (session.kind, session.title, session.minutes)
    assert (pack.level, pack.routine_id, pack.plan) == (session.level, session.routine_id, session.plan)


def test_a_plan_for_somebody_unknown_says_nothing_about_usual_pain(ready_alice, content, now):
    pack = guest_pack(kind=RoutineKind.STRETCH, minutes=10, limits=NONE, now=now)
    assert "base" not in pack.plan
    assert pack.plan["limits"]["stop_from"] == 6
