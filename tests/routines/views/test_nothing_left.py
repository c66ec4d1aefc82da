"""Where limits and choices leave no session at all: advice in its place, and no way in."""

import pytest

from routines.models import PracticeSession, Profile
from tests.factories import ExerciseChoiceFactory
from tests.html import assert_sound_page, main_of

WORDS = "A physiotherapist can find what suits you."


@pytest.fixture
def her(content, client_for, ready_alice):
    """Of the stretches two hip replacements and lying flat leave the standing one; she leaves that out."""
    Profile.objects.update(cautions=["M4", "M5", "M18"], equipment=["chair"])
    ExerciseChoiceFactory(user=ready_alice, exercise="standing-hip-flexor-stretch", instead="")
    return client_for(ready_alice)


def test_the_week_says_so_and_what_to_do(her):
    html = main_of(assert_sound_page(her.get("/today/")))
    assert WORDS in html
    assert "Start session" not in html
    assert 'href="/referral/what-to-tell/"' in html
    assert 'href="/settings/limits/"' in html


def test_there_is_no_way_to_start(her):
    response = her.post("/today/start/", follow=True)
    assert response.redirect_chain == [("/today/", 302)]
    assert response.content.decode().count(WORDS) == 2, "once as the answer, once in the card"
    assert her.post("/today/start/", {"check": "1", "pain": "2"}).url == "/today/"
    for refused in (
        her.post("/api/v1/sessions/", content_type="application/json"),
        her.get("/api/v1/sessions/next/"),
    ):
        assert (refused.status_code, refused.json()["reason"]) == (409, "nothing-left")
        assert WORDS in refused.json()["detail"]
    assert not PracticeSession.objects.exists()


def test_taking_the_choice_back_opens_it_again(her):
    her.post("/settings/limits/choices/standing-hip-flexor-stretch/")
    assert WORDS not in her.get("/today/").content.decode()
    assert her.post("/today/start/").url.startswith("/sessions/")
