"""The JSON API as the player and other clients meet it."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from routines.models import PracticeSession, Screening, SetResult
from tests.factories import NOW, PracticeSessionFactory, SetResultFactory

ONE_ID = "5a0f8ce7-6a5b-4d6a-8a39-0a4f1d6d0001"
SESSIONS = "/api/v1/sessions/"
SET = {
    "rev": 1,
    "step": 0,
    "set": 1,
    "side": "left",
    "outcome": "done",
    "ms": 20_000,
    "finished_at": "2026-11-23T10:00:00+01:00",
}
END = {"rev": 1, "status": "finished", "active_ms": 80_000, "finished_at": "2026-11-23T10:00:00+01:00"}


def put(client, url, body):
    return client.put(url, data=body, content_type="application/json")


@pytest.fixture
def opened(ready_alice):
    return PracticeSessionFactory(user=ready_alice)


@pytest.fixture
def as_alice(ready_alice, client_for):
    return client_for(ready_alice)


def session_url(session):
    return f"{SESSIONS}{session.pk}/"


def set_url(session, client_id=ONE_ID):
    return f"{SESSIONS}{session.pk}/sets/{client_id}/"


# --- Who may -------------------------------------------------------------------------------------------


def test_signed_out_is_401_everywhere(client, opened):
    answers = [
        client.get("/api/v1/csrf/"),
        client.get(SESSIONS),
        client.post(SESSIONS),
        client.get(session_url(opened)),
        put(client, session_url(opened), END),
        put(client, set_url(opened), SET),
    ]
    assert [answer.status_code for answer in answers] == [401] * 6
    assert all(answer.json()["detail"] for answer in answers)


def test_someone_elses_session_does_not_exist(bob, opened, client_for):
    client = client_for(bob)
    answers = [
        client.get(session_url(opened)),
        put(client, session_url(opened), END),
        put(client, set_url(opened), SET),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert client.get(SESSIONS).json()["results"] == []
    assert not SetResult.objects.exists()
    opened.refresh_from_db()
    assert opened.status == "open"


def test_wrong_methods_are_405(as_alice, opened):
    answers = [
        as_alice.post("/api/v1/csrf/"),
        as_alice.delete(SESSIONS),
        as_alice.post(session_url(opened)),
        as_alice.get(set_url(opened)),
    ]
    assert [answer.status_code for answer in answers] == [405] * 4


def test_a_save_needs_the_token_that_csrf_gives(ready_alice, opened):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ready_alice)
    assert put(client, set_url(opened), SET).status_code == 403
    answer = client.get("/api/v1/csrf/")
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["user"] == str(ready_alice.key)
    token = answer.json()["token"]
    saved = client.put(
        set_url(opened), data=SET, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert saved.status_code == 201


# --- Starting and reading ------------------------------------------------------------------------------


def test_start_makes_one_session(as_alice, content):
    first, second = as_alice.post(SESSIONS), as_alice.post(SESSIONS)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["plan"]["steps"]
    assert PracticeSession.objects.count() == 1


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


def test_one_session_shows_plan_and_sets(as_alice, opened):
    row = SetResultFactory(session=opened, client_id=ONE_ID)
    data = as_alice.get(session_url(opened)).json()
    assert data["plan"] == opened.plan
    assert data["results"] == [
        {
            "id": ONE_ID,
            "rev": 1,
            "step": 0,
            "set": 1,
            "side": "left",
            "outcome": "done",
            "ms": row.ms,
            "finished_at": "2026-11-23T10:00:00+01:00",
        }
    ]


# --- Saving --------------------------------------------------------------------------------------------


def test_a_set_is_saved_once_and_echoed(as_alice, opened):
    first, second = put(as_alice, set_url(opened), SET), put(as_alice, set_url(opened), SET)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == {**SET, "id": ONE_ID}
    assert SetResult.objects.count() == 1


def test_a_stale_rev_is_answered_with_what_is_stored(as_alice, opened):
    put(as_alice, set_url(opened), SET | {"rev": 4, "outcome": "redone"})
    answer = put(as_alice, set_url(opened), SET)
    assert answer.status_code == 200
    assert (answer.json()["rev"], answer.json()["outcome"]) == (4, "redone")


def test_null_is_no_side_and_unknown_fields_are_ignored(as_alice, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    session.plan["steps"][0]["sides"] = "both"
    session.save()
    answer = put(as_alice, set_url(session), SET | {"side": None, "colour": "green"})
    assert answer.status_code == 201
    assert answer.json()["side"] == ""
    assert "colour" not in answer.json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rev", 0),
        ("rev", None),
        ("rev", 10**12),
        ("step", 1),
        ("step", -1),
        ("set", 0),
        ("set", 3),
        ("side", "up"),
        ("side", ""),
        ("outcome", "great"),
        ("outcome", "done\x00"),
        ("outcome", ["done"]),
        ("ms", -1),
        ("ms", 10**9),
        ("ms", "long"),
        ("ms", True),
        ("finished_at", "2026-11-23T10:00:00"),
        ("finished_at", "2026-11-23"),
        ("finished_at", "0001-01-01T00:00:00+14:00"),
        ("finished_at", "soon\x00"),
        ("finished_at", 5),
    ],
)
def test_a_bad_set_is_refused_and_stores_nothing(as_alice, opened, field, value):
    answer = put(as_alice, set_url(opened), SET | {field: value})
    assert answer.status_code == 400
    assert field in answer.json()
    assert not SetResult.objects.exists()


@pytest.mark.parametrize("field", SET)
def test_every_field_but_the_side_must_be_given(as_alice, opened, field):
    answer = put(as_alice, set_url(opened), {key: value for key, value in SET.items() if key != field})
    assert answer.status_code == 400
    assert field in answer.json()


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"x"', "{", '{"rev": NaN}', "[" * 50_000, '{"rev": 1e999}']
)
def test_a_body_that_is_no_object_is_400(as_alice, opened, body):
    for url in (set_url(opened), session_url(opened)):
        assert as_alice.put(url, data=body, content_type="application/json").status_code == 400
    assert not SetResult.objects.exists()


def test_a_huge_body_is_413(as_alice, opened):
    body = json.dumps(SET | {"note": "x" * 300_000})
    assert as_alice.put(set_url(opened), data=body, content_type="application/json").status_code == 413


def test_a_form_is_not_accepted(as_alice, opened):
    answer = as_alice.put(set_url(opened), data="rev=1", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415


def test_the_end_is_saved_once_and_echoed(as_alice, opened):
    first = put(as_alice, session_url(opened), END)
    second = put(as_alice, session_url(opened), END | {"status": "stopped"})
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert first.json()["id"] == str(opened.pk)
    assert (first.json()["rev"], first.json()["status"], first.json()["counted"]) == (1, "finished", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "open"),
        ("status", None),
        ("rev", 0),
        ("active_ms", -5),
        ("finished_at", "2026-11-23T10:00"),
    ],
)
def test_a_bad_end_is_refused_and_changes_nothing(as_alice, opened, field, value):
    answer = put(as_alice, session_url(opened), END | {field: value})
    assert answer.status_code == 400
    assert field in answer.json()
    opened.refresh_from_db()
    assert (opened.status, opened.rev) == ("open", 0)


def test_what_was_done_is_kept_even_when_a_red_flag_came_up_since(as_alice, opened):
    Screening.objects.update(stopped=True)
    assert put(as_alice, set_url(opened), SET).status_code == 201
    assert put(as_alice, session_url(opened), END).status_code == 200


def test_a_set_takes_at_most_ten_queries(as_alice, opened, django_assert_max_num_queries):
    for number in range(20):
        SetResultFactory(session=opened, client_id=uuid.UUID(int=number))
    with django_assert_max_num_queries(10):
        put(as_alice, set_url(opened), SET)
    end = {**END, "status": "stopped"}
    put(as_alice, session_url(opened), end)
    with django_assert_max_num_queries(10):
        put(as_alice, set_url(opened, uuid.uuid4()), SET)
