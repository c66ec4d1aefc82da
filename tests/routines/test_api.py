"""The JSON API as the player and other clients meet it."""

from datetime import timedelta

import pytest

from routines.models import Plan, PracticeSession, Profile, Screening
from routines.packs import open_pack
from tests.factories import (
    NOW,
    AttemptFactory,
    ExerciseChoiceFactory,
    PracticeSessionFactory,
    SetResultFactory,
)

SESSIONS = "/api/v1/sessions/"


@pytest.fixture
def opened(ready_alice):
    return PracticeSessionFactory(user=ready_alice)


@pytest.fixture
def as_alice(ready_alice, client_for):
    return client_for(ready_alice)


def session_url(session):
    return f"{SESSIONS}{session.pk}/"


# --- Who may -------------------------------------------------------------------------------------------


def test_signed_out_is_401_everywhere(client, opened):
    answers = [
        client.get("/api/v1/csrf/"),
        client.get(SESSIONS),
        client.post(SESSIONS),
        client.get(session_url(opened)),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert all(answer.json()["detail"] for answer in answers)


def test_someone_elses_session_does_not_exist(bob, opened, client_for):
    client = client_for(bob)
    assert client.get(session_url(opened)).status_code == 404
    assert client.get(SESSIONS).json()["results"] == []


def test_wrong_methods_are_405(as_alice, opened):
    answers = [
        as_alice.post("/api/v1/csrf/"),
        as_alice.delete(SESSIONS),
        as_alice.post(session_url(opened)),
        as_alice.put(session_url(opened), data={}, content_type="application/json"),
    ]
    assert [answer.status_code for answer in answers] == [405] * 4


# --- Starting and reading ------------------------------------------------------------------------------


def test_start_makes_one_session(as_alice, content):
    first, second = as_alice.post(SESSIONS), as_alice.post(SESSIONS)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["plan"]["steps"]
    assert PracticeSession.objects.count() == 1


NEXT = f"{SESSIONS}next/"


def test_next_is_what_a_start_would_make_sealed_and_stores_nothing(as_alice, ready_alice, content):
    Plan.objects.update(extra_slug="side-lying-hip-flexor-stretch")
    answer = as_alice.get(NEXT)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    plan = answer.json()
    assert not PracticeSession.objects.exists()
    assert Plan.objects.get().extra_slug == "side-lying-hip-flexor-stretch"
    assert plan["userKey"] == str(ready_alice.key)
    assert plan["urls"]["page"] == f"/sessions/{plan['session']}/"
    pack = open_pack(plan["pack"], user=ready_alice, now=NOW)
    assert str(pack.session) == plan["session"]
    assert pack.plan["hash"] == plan["hash"]
    assert as_alice.post(SESSIONS).json()["plan"]["hash"] == plan["hash"]


def test_next_is_todays_open_session_as_it_is(as_alice, content):
    started = as_alice.post(SESSIONS).json()
    plan = as_alice.get(NEXT).json()
    assert (plan["session"], plan["pack"]) == (started["id"], None)


def test_next_leaves_the_open_session_of_another_day_alone(as_alice, ready_alice, content):
    yesterday = NOW - timedelta(days=1)
    old = PracticeSessionFactory(user=ready_alice, local_date=yesterday.date(), started_at=yesterday)
    assert as_alice.get(NEXT).json()["session"] != str(old.pk)
    old.refresh_from_db()
    assert old.status == "open"


def test_next_is_refused_with_the_reason(as_alice, content):
    Screening.objects.update(stopped=True)
    answer = as_alice.get(NEXT)
    assert answer.status_code == 409
    assert {key: answer.json()[key] for key in ("reason", "step")} == {"reason": "stopped", "step": "stopped"}


def test_next_is_for_signed_in_people_and_only_read(client, as_alice):
    assert as_alice.post(NEXT).status_code == 405
    as_alice.logout()
    assert client.get(NEXT).status_code == 401


@pytest.mark.parametrize("rows", [1, 3])
def test_next_costs_the_same_however_long_the_history(
    as_alice, ready_alice, content, rows, django_assert_num_queries
):
    for days in range(rows):
        session = PracticeSessionFactory(
            user=ready_alice, finished=True, local_date=NOW.date() - timedelta(days=days)
        )
        SetResultFactory(session=session, outcome="hurt", signals=["sharp"])
        ExerciseChoiceFactory(user=ready_alice, exercise=f"exercise-{days}")
    with django_assert_num_queries(11):
        as_alice.get(NEXT)


def test_start_is_refused_with_the_reason(as_alice, content):
    Screening.objects.update(stopped=True)
    answer = as_alice.post(SESSIONS)
    assert answer.status_code == 409
    assert (answer.json()["reason"], answer.json()["step"]) == ("stopped", "stopped")
    assert not PracticeSession.objects.exists()


def test_the_list_is_newest_first_and_paged(as_alice, ready_alice):
    for day in range(3):
        PracticeSessionFactory(user=ready_alice, finished=True, started_at=NOW - timedelta(days=day))
    page = as_alice.get(SESSIONS, {"limit": 2}).json()
    assert [row["started_at"] for row in page["results"]] == sorted(
        (row["started_at"] for row in page["results"]), reverse=True
    )
    assert len(page["results"]) == 2
    assert len(as_alice.get(page["next"]).json()["results"]) == 1
    assert "plan" not in page["results"][0]


def test_a_page_holds_at_most_a_hundred(as_alice, ready_alice):
    for day in range(101):
        PracticeSessionFactory(user=ready_alice, finished=True, started_at=NOW - timedelta(days=day))
    assert len(as_alice.get(SESSIONS, {"limit": 5000}).json()["results"]) == 100


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_three_queries(as_alice, ready_alice, rows, django_assert_num_queries):
    for day in range(rows):
        PracticeSessionFactory(user=ready_alice, finished=True, started_at=NOW - timedelta(days=day))
    with django_assert_num_queries(3):
        as_alice.get(SESSIONS)


def test_after_a_stop_signal_neither_a_new_session_nor_the_open_one_is_given(as_alice, opened, content):
    Profile.objects.update(safety_due_since=NOW)
    answer = as_alice.post(SESSIONS)
    assert answer.status_code == 409
    assert (answer.json()["reason"], answer.json()["step"]) == ("rescreen", "safety")
    assert as_alice.get(f"/sessions/{opened.pk}/").url == "/welcome/safety/"


def test_one_session_shows_plan_and_sets(as_alice, opened):
    row = SetResultFactory(session=opened, outcome="hurt", score=4, signals=["sharp"], exercise="cat-cow")
    data = as_alice.get(session_url(opened)).json()
    assert data["plan"] == opened.plan
    assert data["results"] == [
        {
            "attempt": str(row.attempt.client_id),
            "position": row.position,
            "step": 0,
            "set": 1,
            "side": "left",
            "exercise": "cat-cow",
            "outcome": "hurt",
            "ms": row.ms,
            "at": "2026-11-23T10:00:00+01:00",
            "score": 4,
            "signals": ["sharp"],
            "felt": "",
            "reason": "",
        }
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_one_session_takes_four_queries(as_alice, opened, rows, django_assert_num_queries):
    for _ in range(rows):
        SetResultFactory(session=opened, attempt=AttemptFactory(session=opened))
    with django_assert_num_queries(4):  # web session, person, session, sets
        as_alice.get(session_url(opened))
