"""Every address of the practice: who may open it at all, and that nobody reaches what is another person's."""

import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from routines import privacy
from routines.models import Source
from routines.urls import urlpatterns
from tests import factories
from tests.routines.test_privacy import fill

PATTERNS = {pattern.name: pattern for pattern in urlpatterns}
PUBLIC = {
    *("exercises", "exercise", "routines", "routine", "learn", "article_feed", "article"),
    *("try", "try_stop", "try_choose", "try_session", "session_shell", "api_guest_session"),
    *("settings_privacy_deleted", "sitemap", "robots"),
    *("shared_summary", "reminder_link"),  # by a token
    "session",  # signed out it is the shell, which knows nobody
}
SAMPLES = {
    IntConverter: 1,
    UUIDConverter: uuid.uuid4(),
    SlugConverter: "some-slug",
    StringConverter: "some-token",
}
# What leads to something of one person, and whose it is in these tests.
OWNED = {
    "planned_pause": lambda of: {"pk": of.pauses.get().pk},
    "cancel_pause": lambda of: {"pk": of.pauses.get().pk},
    "session": lambda of: {"pk": of.practice_sessions.get().pk},
    "session_card": lambda of: {"pk": of.practice_sessions.get().pk},
    "session_check_in": lambda of: {"pk": of.practice_sessions.get().pk},
    "morning_check_in": lambda of: {"pk": of.practice_sessions.get().pk},
    "past_session": lambda of: {"pk": of.practice_sessions.get().pk},
    "correct_session": lambda of: {"pk": of.practice_sessions.get().pk},
    "take_back_correction": lambda of: {"pk": of.practice_sessions.get().pk},
    "remove_session": lambda of: {"pk": of.practice_sessions.get().pk},
    "easier_exercise": lambda of: {
        "pk": of.practice_sessions.get().pk,
        "slug": of.practice_sessions.get().plan["steps"][0]["id"],
    },
    "revoke_summary_link": lambda of: {"pk": of.summary_links.get().pk},
    "decline_decision": lambda of: {"pk": of.decisions.get().pk},
    "take_back_choice": lambda of: {"slug": of.exercise_choices.get().exercise},
    "api_session": lambda of: {"pk": of.practice_sessions.get().pk},
    "api_attempt": lambda of: {"client_id": of.attempts.get().client_id},
}
TELLS_NOTHING = {"planned_pause", "cancel_pause"}  # "That pause has begun already", whoever's it is


def sample(name):
    converters = PATTERNS[name].pattern.converters.items()
    return reverse(name, kwargs={key: SAMPLES[type(one)] for key, one in converters})


@pytest.fixture
def full_alice(ready_alice, content, now):
    fill(ready_alice, now)
    ready_alice.attempts.update(source=Source.BY_HAND)
    ready_alice.practice_sessions.update(self_reported=True)  # or it could not be removed by anybody
    ready_alice.pauses.update(ahead=True, started_on="2027-01-01", until="2027-01-08", ended_on=None)
    return ready_alice


@pytest.fixture
def ready_bob(bob):
    for name in ("Consent", "Screening", "Profile", "Plan", "SymptomCheckIn"):
        getattr(factories, f"{name}Factory")(user=bob)
    return bob


@pytest.mark.parametrize("name", sorted(PATTERNS.keys() - PUBLIC))
def test_without_signing_in_only_what_is_public_opens(client, db, name):
    for method in ("get", "post", "put", "delete"):
        response = getattr(client, method)(sample(name))
        if name.startswith("api_"):
            assert response.status_code == 401, method
        else:
            assert response["Location"].startswith(reverse(settings.LOGIN_URL)), method


def test_what_is_public_asks_nobody_to_sign_in(client, content):
    led = {name: client.get(sample(name)).headers.get("Location", "") for name in PUBLIC}
    assert not {name for name, location in led.items() if reverse(settings.LOGIN_URL) in location}


def test_every_address_with_a_key_in_it_is_tried_with_somebody_elses():
    keyed = {
        name for name, pattern in PATTERNS.items() if {"pk", "client_id"} & pattern.pattern.converters.keys()
    }
    assert keyed <= OWNED.keys()


@pytest.mark.parametrize("name", sorted(OWNED))
def test_nobody_reaches_what_is_somebody_elses(full_alice, ready_bob, client_for, now, name):
    address, before = reverse(name, kwargs=OWNED[name](full_alice)), privacy.export(full_alice, now=now)
    client, session = client_for(ready_bob), full_alice.practice_sessions.get()
    body = {"session": str(session.pk), "rev": 99, "pain": 2, "reason": "holiday", "until": "2027-01-09"}
    allowed = {302, 405} if name in TELLS_NOTHING else {404, 405}
    for method in ("get", "head", "post", "put", "patch", "delete"):
        send = getattr(client, method)
        kind = {} if method in ("get", "head", "post") else {"content_type": "application/json"}
        response = send(address, body if method != "head" else None, **kind)
        assert response.status_code in allowed, method
        assert full_alice.email.encode() not in response.content
    assert privacy.export(full_alice, now=now) == before


@pytest.mark.parametrize("name", sorted(OWNED))
def test_the_owner_does_reach_it(full_alice, client_for, name):
    """Or the test before would prove nothing."""
    client, address = client_for(full_alice), reverse(name, kwargs=OWNED[name](full_alice))
    codes = [client.get(address).status_code, client.post(address).status_code]
    codes.append(client.put(address, {}, content_type="application/json").status_code)
    assert {200, 302, 400} & set(codes)
