"""Your limits: what the plan keeps in mind, changed at any time."""

import pytest

from accounts.models import Consent
from routines.aftercare import ask_again
from routines.forms.limits import LimitsForm
from routines.models import ExerciseChoice, Profile
from routines.sessions import start_session
from tests.factories import ExerciseChoiceFactory, ProfileFactory, ScreeningFactory
from tests.html import assert_sound_page

URL = "/settings/limits/"
NOTHING = {"nothing": "on"}


@pytest.fixture
def hers(client_for, ready_alice):
    return client_for(ready_alice)


def test_page_shows_what_is_kept_and_what_it_changes(hers):
    Profile.objects.update(cautions=["M16"])
    html = assert_sound_page(hers.get(URL))
    assert "Standing, side-lying or lying versions instead of kneeling ones." in html
    assert html.count(" checked") == 1


def test_saving_changes_the_plan_from_the_next_session_on(hers, content):
    response = hers.post(URL, {"hard": ["M18"]}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert Profile.objects.get().cautions == ["M18"]
    assert "From the next session on" in response.content.decode()
    assert "lying flat is hard for you" in hers.get("/today/").content.decode()


def test_saving_ends_an_open_session_with_what_is_ruled_out(hers, ready_alice, content, now):
    session = start_session(user=ready_alice, now=now)
    hers.post(URL, {"hard": ["M16"]})
    session.refresh_from_db()
    assert session.status == "stopped"


def test_an_amber_answer_leads_to_the_clinicians_page_and_back(hers, now):
    assert hers.post(URL, {"inside": ["P1"]}).url == "/welcome/clinician/"
    assert hers.get("/today/").url == "/welcome/clinician/"
    assert hers.get(URL).status_code == 200
    assert hers.post(URL, NOTHING).url == URL


@pytest.mark.parametrize("answer", [{}, {"hard": ["M16"], "nothing": "on"}, {"hard": ["nonsense"]}])
def test_an_unclear_answer_stores_nothing(hers, answer):
    response = hers.post(URL, answer)
    assert response.status_code == 200
    assert_sound_page(response)
    assert Profile.objects.get().cautions == []


def test_visitors_sign_in_first(client):
    assert client.get(URL).url == f"/accounts/login/?next={URL}"


def test_whoever_is_not_through_onboarding_goes_there(client_for, bob):
    assert client_for(bob).get(URL).url == "/welcome/"
    assert client_for(bob).post(URL, NOTHING).url == "/welcome/"
    assert not Profile.objects.exists()


def test_nothing_is_stored_without_consent(hers, ready_alice, now):
    Consent.withdraw(user=ready_alice, now=now)
    assert hers.post(URL, {"hard": ["M16"]}).url == "/welcome/"
    assert not Profile.objects.filter(cautions=["M16"]).exists()


def test_other_peoples_limits_stay_theirs(hers, bob):
    ProfileFactory(user=bob, cautions=["M9"])
    hers.post(URL, {"hard": ["M16"]})
    assert Profile.objects.get(user=bob).cautions == ["M9"]


def test_wrong_method_is_refused(hers):
    assert hers.put(URL).status_code == 405
    assert hers.delete(URL).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_long_the_history(hers, ready_alice, rows, django_assert_num_queries):
    ScreeningFactory.create_batch(rows, user=ready_alice)
    for slug in ("couch-stretch", "boat-pose", "dead-bug")[:rows]:
        ExerciseChoiceFactory(user=ready_alice, exercise=slug)
    with django_assert_num_queries(5):
        hers.get(URL)


def test_settings_lead_here(hers):
    assert f'href="{URL}"' in hers.get("/settings/").content.decode()


def test_saving_keeps_a_stop_signal_that_arrived_meanwhile(ready_alice, now):
    form = LimitsForm(NOTHING, profile=ready_alice.profile, today=now.date())
    ask_again(user=ready_alice, now=now)
    assert form.is_valid()
    form.save(now=now)
    assert Profile.objects.get().safety_due_since == now


# --- Swapped or left out for good ----------------------------------------------------------------------


def test_choices_are_listed_with_a_way_back(hers, ready_alice, content):
    ExerciseChoiceFactory(user=ready_alice)
    ExerciseChoiceFactory(user=ready_alice, exercise="boat-pose", instead="")
    html = " ".join(assert_sound_page(hers.get(URL)).split())
    assert "Standing hip-flexor stretch instead, since 23 November 2026" in html
    assert "Left out, since 23 November 2026" in html
    assert 'action="/settings/limits/choices/boat-pose/"' in html


def test_without_choices_the_page_says_where_they_come_from(hers):
    assert "Nothing yet." in hers.get(URL).content.decode()


def test_a_choice_about_what_left_the_library_can_still_be_taken_back(hers, ready_alice):
    ExerciseChoiceFactory(user=ready_alice, exercise="gone-by-now", instead="gone-too")
    assert "gone-too instead" in hers.get(URL).content.decode()
    hers.post(f"{URL}choices/gone-by-now/")
    assert not ExerciseChoice.objects.exists()


def test_taking_back_says_so_and_changes_the_plan(hers, ready_alice, content):
    ExerciseChoiceFactory(user=ready_alice)
    assert "in place of Low lunge stretch: your choice." in hers.get("/today/").content.decode()
    response = hers.post(f"{URL}choices/low-lunge-stretch/", follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Taken back. Low lunge stretch comes as planned again." in response.content.decode()
    assert "your choice" not in hers.get("/today/").content.decode()


def test_other_peoples_choices_do_not_exist(hers, bob):
    ExerciseChoiceFactory(user=bob)
    assert hers.post(f"{URL}choices/low-lunge-stretch/").status_code == 404
    assert ExerciseChoice.objects.filter(user=bob).exists()


def test_a_choice_is_taken_back_by_post_only_and_signed_in(hers, ready_alice, client):
    ExerciseChoiceFactory(user=ready_alice)
    assert hers.get(f"{URL}choices/low-lunge-stretch/").status_code == 405
    client.logout()
    assert client.post(f"{URL}choices/low-lunge-stretch/").url.startswith("/accounts/login/")
    assert ExerciseChoice.objects.exists()
