"""PUT /api/v1/attempts/<uuid>/ as the player and other clients meet it."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Consent
from routines.models import Attempt, PracticeSession, Profile, Screening, SessionCheckIn, SetResult
from tests.attempts import pack_of
from tests.factories import NOW, ConsentFactory, PracticeSessionFactory, ScreeningFactory

URL = "/api/v1/attempts/5a0f8ce7-6a5b-4d6a-8a39-0a4f1d6d0001/"
AT = "2026-11-23T10:00:00+01:00"
SET = {
    "position": 0,
    "step": 0,
    "set": 1,
    "side": "left",
    "exercise": "low-lunge-stretch",
    "outcome": "done",
    "ms": 20_000,
    "at": AT,
    "score": None,
    "signals": [],
    "felt": None,
    "reason": None,
}
SWAP = {"step": 0, "from_set": 2, "to": "cat-cow", "for_good": False}
CHECK_IN = {"highest_pain": 3, "pain_now": 2, "effort": 5, "feelings": ["pull"], "note": "Fine.", "at": AT}
LISTS = {
    "felt": [{"id": "front", "label": "Front of the hip", "cue": "…"}],
    "skipReasons": [{"id": "no-time", "label": "No time"}],
    "signals": [
        {"id": "sharp", "label": "Sharp", "then": "swap", "action": ""},
        {"id": "odd", "label": "Odd"},
    ],
}


def document(of, **fields):
    """An open attempt of a session (or its id) with one set done."""
    plain = {"rev": 1, "session": str(getattr(of, "pk", of)), "pack": None, "started_at": AT}
    plain |= {"status": "open", "ended_at": None, "active_ms": 20_000, "pain_before": None}
    return {**plain, "sets": [SET], "swaps": [], "check_in": None, **fields}


def put(client, body, url=URL):
    return client.put(url, data=body, content_type="application/json")


@pytest.fixture
def opened(ready_alice):
    """A session of version 2: one step with sides, to be swapped for one without."""
    session = PracticeSessionFactory(user=ready_alice)
    session.plan |= {"version": 2, **LISTS}
    instead = {**session.plan["steps"][0], "id": "cat-cow", "name": "Cat-cow", "sides": "both", "sets": 1}
    session.plan["steps"][0]["variants"] = [{"relation": "easier", "why": "Gentler.", "step": instead}]
    session.save()
    return session


@pytest.fixture
def as_alice(ready_alice, client_for):
    return client_for(ready_alice)


# --- Who may --------------------------------------------------------------------------------------------


def test_signed_out_is_401(client, opened):
    answer = put(client, document(opened))
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_other_methods_are_405(as_alice):
    assert [
        as_alice.get(URL).status_code,
        as_alice.post(URL).status_code,
        as_alice.delete(URL).status_code,
    ] == [405] * 3


def test_someone_elses_session_does_not_exist(bob, opened, client_for):
    ConsentFactory(user=bob)
    assert put(client_for(bob), document(opened)).status_code == 404
    assert not Attempt.objects.exists()


def test_an_unknown_session_does_not_exist(as_alice):
    assert put(as_alice, document(uuid.uuid4())).status_code == 404


def to_an_older_text(user):
    Consent.objects.filter(user=user).update(version="2026-11")


def taken_back(user):
    Consent.withdraw(user=user, now=NOW)


@pytest.mark.parametrize("agreed", [to_an_older_text, taken_back])
def test_without_standing_consent_it_is_kept_for_later(as_alice, opened, ready_alice, agreed):
    agreed(ready_alice)
    answer = put(as_alice, document(opened))
    assert answer.status_code == 409
    assert answer.json()["reason"] == "consent"
    assert answer.json()["detail"]
    assert not Attempt.objects.exists()
    Consent.give(user=ready_alice, now=NOW)
    assert put(as_alice, document(opened)).status_code == 201


def test_a_save_needs_the_token_that_csrf_gives(ready_alice, opened):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ready_alice)
    assert put(client, document(opened)).status_code == 403
    answer = client.get("/api/v1/csrf/")
    assert answer["Cache-Control"] == "no-store"
    headers = {"X-CSRFToken": answer.json()["token"]}
    saved = client.put(URL, data=document(opened), content_type="application/json", headers=headers)
    assert saved.status_code == 201


def test_what_was_done_is_kept_even_when_a_red_flag_came_up_since(as_alice, opened):
    Screening.objects.update(stopped=True)
    assert put(as_alice, document(opened)).status_code == 201


# --- What is answered -----------------------------------------------------------------------------------


def test_it_is_saved_once_and_echoed(as_alice, opened):
    first, second = put(as_alice, document(opened)), put(as_alice, document(opened))
    assert (first.status_code, second.status_code) == (201, 200)
    assert (
        first.json()
        == second.json()
        == {
            "id": "5a0f8ce7-6a5b-4d6a-8a39-0a4f1d6d0001",
            "rev": 1,
            "session": str(opened.pk),
            "status": "open",
            "counted": False,
            "check_in": False,
            "care": None,
        }
    )
    assert SetResult.objects.count() == 1


def test_a_stale_rev_is_answered_with_what_is_stored(as_alice, opened):
    put(as_alice, document(opened, rev=4, status="finished", ended_at=AT, check_in=CHECK_IN))
    answer = put(as_alice, document(opened))
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("rev", "status", "counted", "check_in")} == {
        "rev": 4,
        "status": "finished",
        "counted": True,
        "check_in": True,
    }


@pytest.mark.parametrize(
    "answers", [{"feelings": ["sharp"]}, {"highest_pain": 6}, {"feelings": ["numb"]}], ids=str
)
def test_a_stop_signal_is_answered_with_the_way_to_what_to_do_now(as_alice, opened, answers):
    body = document(opened, status="stopped", ended_at=AT, check_in=CHECK_IN | answers)
    care = put(as_alice, body).json()["care"]
    assert care == put(as_alice, body).json()["care"] == f"/sessions/{opened.pk}/check-in/?care"
    assert "Take it easy from here" in as_alice.get(care).content.decode()


def test_everything_a_set_can_say_is_kept(as_alice, opened):
    row = {
        "side": None,
        "exercise": "cat-cow",
        "outcome": "hurt",
        "score": 7,
        "signals": ["sharp", "odd", "sharp"],
    }
    row |= {"felt": "front", "reason": "no-time", "colour": "green"}
    assert put(as_alice, document(opened, sets=[SET | row], swaps=[SWAP], pain_before=0)).status_code == 201
    kept = SetResult.objects.get()
    assert (kept.side, kept.exercise, kept.score, kept.signals) == ("", "cat-cow", 7, ["sharp", "odd"])
    assert (kept.felt, kept.reason) == ("front", "no-time")
    assert (kept.attempt.swaps, kept.attempt.pain_before) == ([SWAP], 0)


@pytest.mark.parametrize("exercise", ["low-lunge-stretch", "", None])
def test_the_planned_exercise_needs_no_name(as_alice, opened, exercise):
    row = {name: value for name, value in SET.items() if name != "exercise"}
    put(as_alice, document(opened, sets=[row if exercise is None else row | {"exercise": exercise}]))
    assert SetResult.objects.get().exercise == ""


# --- What is refused ------------------------------------------------------------------------------------


def refused(client, body, field, url=URL):
    answer = put(client, body, url)
    assert answer.status_code == 400, answer.content
    words = answer.json()
    assert field in words
    assert all(isinstance(word, str) for said in words.values() for word in said)
    assert not Attempt.objects.exists()
    return words[field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rev", 0),
        ("rev", None),
        ("rev", 10**12),
        ("rev", True),
        ("session", "x"),
        ("session", None),
        ("pack", 5 * ["x"]),
        ("pack", "a\x00"),
        ("pack", "\ud800"),
        ("pack", "x" * 200_001),
        ("started_at", "2026-11-23T10:00:00"),
        ("started_at", "0001-01-01T00:00:00+14:00"),
        ("started_at", None),
        ("ended_at", "2026-11-23"),
        ("ended_at", 5),
        ("status", "done"),
        ("status", "open\x00"),
        ("status", "\ud800"),
        ("active_ms", -1),
        ("active_ms", 10**9),
        ("pain_before", 11),
        ("pain_before", "much"),
        ("sets", None),
        ("sets", "many"),
        ("sets", [5]),
        ("sets", [SET | {"position": n} for n in range(301)]),
        ("sets", [SET, SET]),
        ("swaps", [SWAP] * 101),
        ("swaps", {}),
        ("check_in", []),
        ("check_in", CHECK_IN),  # the attempt is still open
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_document_is_refused_and_stores_nothing(as_alice, opened, field, value):
    refused(as_alice, document(opened, **{field: value}), field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position", -1),
        ("position", 10_000),
        ("step", 1),
        ("step", -1),
        ("set", 0),
        ("set", 3),
        ("side", "up"),
        ("side", ""),
        ("side", None),
        ("exercise", "boat-pose"),
        ("exercise", "cat-cow\x00"),
        ("exercise", None),
        ("outcome", "great"),
        ("outcome", "done\x00"),
        ("outcome", ["done"]),
        ("ms", -1),
        ("ms", 10**9),
        ("ms", "long"),
        ("at", "2026-11-23T10:00:00"),
        ("at", "soon\x00"),
        ("score", 11),
        ("score", 2.5),
        ("signals", ["unheard-of"]),
        ("signals", ["sharp\x00"]),
        ("signals", ["\ud800"]),
        ("signals", "sharp"),
        ("signals", ["sharp"] * 100),
        ("signals", [{}]),
        ("felt", "elbow"),
        ("felt", "front\x00"),
        ("reason", "front"),
        ("reason", "\ud800"),
    ],
    ids=str,
)
def test_a_bad_set_is_refused_and_stores_nothing(as_alice, opened, field, value):
    words = refused(
        as_alice, document(opened, sets=[SET | {"position": 1, "set": 2}, SET | {field: value}]), "sets"
    )
    assert words[0].startswith(f"1: {field}: ")


def test_a_side_is_that_of_the_exercise_done_and_not_of_the_planned_one(as_alice, opened):
    said = refused(as_alice, document(opened, sets=[SET | {"exercise": "cat-cow"}]), "sets")
    assert said == ["0: side: Name the side exactly when sides take turns."]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", 1),
        ("from_set", 0),
        ("from_set", 3),
        ("to", "boat-pose"),
        ("to", "a\x00"),
        ("for_good", "maybe"),
    ],
)
def test_a_bad_swap_is_refused_and_stores_nothing(as_alice, opened, field, value):
    refused(as_alice, document(opened, swaps=[SWAP | {field: value}]), "swaps")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("highest_pain", 11),
        ("pain_now", None),
        ("effort", "hard"),
        ("feelings", ["happy"]),
        ("feelings", "pull"),
        ("note", "x" * 1001),
        ("note", "a\x00b"),
        ("note", "\udfff"),
        ("note", ["x"]),
        ("at", "2026-11-23T10:00:00"),
        ("at", None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_check_in_is_refused_and_stores_nothing(as_alice, opened, field, value):
    body = document(opened, status="finished", ended_at=AT, check_in=CHECK_IN | {field: value})
    refused(as_alice, body, "check_in")
    assert not SessionCheckIn.objects.exists()


@pytest.mark.parametrize("field", ["rev", "session", "started_at", "status", "active_ms", "sets"])
def test_these_must_be_given(as_alice, opened, field):
    refused(as_alice, {key: value for key, value in document(opened).items() if key != field}, field)


def test_an_older_plan_knows_no_variants_and_no_lists(as_alice, ready_alice):
    session = PracticeSessionFactory(user=ready_alice)
    refused(as_alice, document(session, sets=[SET | {"exercise": "cat-cow", "side": None}]), "sets")
    refused(as_alice, document(session, sets=[SET | {"felt": "front"}]), "sets")
    assert put(as_alice, document(session, sets=[SET | {"signals": ["electric"]}])).status_code == 201


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"x"', "{", '{"rev": NaN}', "[" * 50_000, '{"rev": 1e999}']
)
def test_a_body_that_is_no_object_is_400(as_alice, opened, body):
    assert as_alice.put(URL, data=body, content_type="application/json").status_code == 400
    assert not Attempt.objects.exists()


def test_a_huge_body_is_413(as_alice, opened):
    body = json.dumps(document(opened) | {"more": "x" * 300_000})
    assert as_alice.put(URL, data=body, content_type="application/json").status_code == 413


def test_a_form_is_not_accepted(as_alice):
    answer = as_alice.put(URL, data="rev=1", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415


def test_an_attempt_cannot_change_its_session(as_alice, opened, ready_alice):
    put(as_alice, document(opened, status="stopped", ended_at=AT))
    other = PracticeSessionFactory(user=ready_alice)
    answer = put(as_alice, document(other, rev=2))
    assert (answer.status_code, list(answer.json())) == (400, ["session"])
    assert Attempt.objects.get().session == opened


# --- Packs ----------------------------------------------------------------------------------------------


def test_a_pack_makes_its_session(as_alice, ready_alice):
    pack = pack_of(owner=ready_alice)
    body = document(pack.session, pack=pack.seal(), status="finished", ended_at=AT)
    assert put(as_alice, body).status_code == 201
    assert put(as_alice, body | {"rev": 2}).json()["rev"] == 2
    session = PracticeSession.objects.get()
    assert (session.pk, session.user, session.counted) == (pack.session, ready_alice, True)
    assert put(as_alice, document(pack.session), url=f"/api/v1/attempts/{uuid.uuid4()}/").status_code == 201


def test_a_set_must_fit_the_plan_of_the_pack(as_alice, ready_alice):
    pack = pack_of(owner=ready_alice)
    refused(as_alice, document(pack.session, pack=pack.seal(), sets=[SET | {"step": 1}]), "sets")
    assert not PracticeSession.objects.exists()


def test_a_guests_pack_is_for_the_first_person_only(as_alice, ready_alice, bob):
    ConsentFactory(user=bob)
    pack = pack_of()
    body = document(pack.session, pack=pack.seal())
    assert put(as_alice, body).status_code == 201
    as_alice.force_login(bob)
    other = f"/api/v1/attempts/{uuid.uuid4()}/"
    assert put(as_alice, body, url=other).status_code == 404
    assert PracticeSession.objects.get().user == ready_alice
    assert Attempt.objects.get().user == ready_alice


def test_a_guests_pack_waits_for_consent(client_for, bob):
    pack = pack_of()
    answer = put(client_for(bob), document(pack.session, pack=pack.seal()))
    assert (answer.status_code, answer.json()["reason"]) == (409, "consent")
    assert not PracticeSession.objects.exists()


@pytest.mark.parametrize("fault", ["forged", "someone else's", "too old"])
def test_a_pack_that_is_not_for_them_makes_nothing(as_alice, ready_alice, bob, fault):
    pack = pack_of(
        owner=bob if fault == "someone else's" else ready_alice,
        made_at=NOW - timedelta(days=61 if fault == "too old" else 0),
    )
    sealed = pack.seal()
    body = document(pack.session, pack=f"x{sealed}" if fault == "forged" else sealed)
    answer = put(as_alice, body)
    assert answer.status_code == 404
    assert "session" in answer.json()["detail"].lower()
    assert not PracticeSession.objects.exists()


def test_the_pack_of_another_session_is_refused(as_alice):
    refused(as_alice, document(uuid.uuid4(), pack=pack_of().seal()), "session")
    assert not PracticeSession.objects.exists()


# --- Stop signals ---------------------------------------------------------------------------------------


def test_a_replay_after_new_safety_answers_does_not_lock_again(
    as_alice, opened, ready_alice, monkeypatch, content
):
    hurt = SET | {"outcome": "hurt", "signals": ["numb"], "score": 5}
    body = document(opened, sets=[hurt], status="stopped", ended_at=AT)
    assert put(as_alice, body).status_code == 201
    assert as_alice.post("/api/v1/sessions/").json()["reason"] == "rescreen"

    later = NOW + timedelta(hours=1)
    monkeypatch.setattr("psoasfit.clock.now", lambda: later + timedelta(minutes=1))
    ScreeningFactory(user=ready_alice, started_at=later, completed_at=later)
    assert as_alice.post("/api/v1/sessions/").status_code == 201
    assert put(as_alice, body).status_code == 200
    assert put(as_alice, body | {"rev": 2, "check_in": CHECK_IN}).status_code == 200
    assert Profile.objects.get(user=ready_alice).safety_due_since == NOW
    assert as_alice.post("/api/v1/sessions/").status_code == 201


# --- How much it costs ----------------------------------------------------------------------------------


def many(count, **fields):
    return [SET | {"position": n, **fields} for n in range(count)]


@pytest.mark.parametrize("count", [1, 60])
def test_one_more_set_takes_ten_queries(as_alice, opened, django_assert_num_queries, count):
    put(as_alice, document(opened, sets=many(count)))
    with django_assert_num_queries(10):
        put(as_alice, document(opened, rev=2, sets=many(count + 1)))


@pytest.mark.parametrize("count", [1, 60])
def test_a_repeat_takes_seven_queries(as_alice, opened, django_assert_num_queries, count):
    put(as_alice, document(opened, sets=many(count)))
    with django_assert_num_queries(7):
        put(as_alice, document(opened, sets=many(count)))


@pytest.mark.parametrize("count", [1, 60])
def test_all_sets_at_once_take_as_many_queries_as_one(as_alice, opened, django_assert_num_queries, count):
    with django_assert_num_queries(10):
        put(as_alice, document(opened, sets=many(count)))


@pytest.mark.parametrize("count", [1, 60])
def test_an_end_takes_the_same_queries(as_alice, opened, django_assert_num_queries, count):
    put(as_alice, document(opened, sets=many(count)))
    end = document(opened, rev=2, sets=many(count + 1, outcome="redone"), status="stopped", ended_at=AT)
    with django_assert_num_queries(20):  # the attempts, the sets, the session, the week
        put(as_alice, end)
