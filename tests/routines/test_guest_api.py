"""GET /api/v1/sessions/guest/: public, never cached, limited, and nothing is stored."""

import pytest

from routines.models import PracticeSession
from routines.packs import open_pack
from tests.factories import NOW, ScreeningFactory

URL = "/api/v1/sessions/guest/"
GOOD = {"kind": "strength", "minutes": "15"}

pytestmark = pytest.mark.usefixtures("content")


def test_anyone_gets_a_served_plan_with_its_pack(client, alice):
    response = client.get(URL, GOOD)
    plan = response.json()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert (plan["userKey"], plan["kind"]) == ("guest", "strength")
    assert open_pack(plan["pack"], user=alice, now=NOW).plan["hash"] == plan["hash"]
    assert client.get(URL, GOOD).json()["session"] != plan["session"]
    assert not PracticeSession.objects.exists()


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({}, {"kind": ["Choose stretch or strength."], "minutes": ["Choose 10 or 15 minutes."]}),
        ({**GOOD, "minutes": "20"}, {"minutes": ["Choose 10 or 15 minutes."]}),
        ({**GOOD, "minutes": "1e1"}, {"minutes": ["Choose 10 or 15 minutes."]}),
        ({**GOOD, "kind": "release"}, {"kind": ["Choose stretch or strength."]}),
    ],
)
def test_odd_values_are_refused_in_plain_words(client, query, errors):
    response = client.get(URL, query)
    assert (response.status_code, response.json()) == (400, errors)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_but_reading(client, method):
    assert getattr(client, method)(URL).status_code == 405


def test_thirty_a_minute_from_one_address_then_wait(client):
    codes = [client.get(URL, {"kind": "none"}).status_code for _ in range(31)]
    assert codes == [400] * 30 + [429]
    refused = client.get(URL, GOOD)
    assert int(refused["Retry-After"]) <= 60
    assert client.get(URL, GOOD, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_signed_in_person_who_was_stopped_is_refused(client_for, ready_alice):
    client = client_for(ready_alice)
    assert client.get(URL, GOOD).status_code == 200
    ScreeningFactory(user=ready_alice, answers={}, stopped=True)
    response = client.get(URL, GOOD)
    assert response.status_code == 409
    assert response.json()["step"] == "stopped"
