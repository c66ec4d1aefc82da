"""The proposed programme on the pages: shown with its reason, taken, left for now; and the balance."""

from datetime import date, timedelta

import pytest

from routines.models import Plan, Profile, Programme, Screening
from tests.factories import (
    BedEdgeCheckFactory,
    DecisionFactory,
    KneeLiftHoldFactory,
    PracticeSessionFactory,
)
from tests.html import assert_sound_page

MONDAY = date(2026, 11, 23)
CALM = {"usual_pain": 2, "pain_places": ["front-left"]}
RUNNER = {**CALM, "runs": True}


@pytest.fixture
def signed_in(client_for, ready_alice, content):
    Profile.objects.update(**CALM)
    return client_for(ready_alice)


def page(client, path="/today/"):
    return assert_sound_page(client.get(path))


# --- Shown -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/today/", "/routines/"])
@pytest.mark.parametrize(
    ("profile", "name", "reason"),
    [
        ({}, "Psoas foundation", "Most people begin here."),
        ({"usual_pain": 5}, "Gentle low-back-friendly", "Your usual pain is 5 of 10"),
        ({"cautions": ["P9"]}, "Gentle low-back-friendly", "Your pain has lasted long"),
        ({"runs": True}, "Runner’s hips", "You run twice a week or more"),
        ({"sitting_hours": 8}, "Desk reset", "You sit 8 hours a day, and you want 15 minutes."),
        ({"sitting_hours": 8, "cautions": ["M22"]}, "Desk reset", "getting to the floor is hard"),
    ],
)
def test_a_programme_is_proposed_with_its_reason(signed_in, path, profile, name, reason):
    Profile.objects.update(**profile)
    shown = page(signed_in, path)
    card = shown[shown.index('id="proposal"') :]
    assert f">{name}</a></h2>" in card
    assert reason in card
    assert ("Not now" in card) is (path == "/today/")


def test_self_tests_of_the_last_eight_weeks_count(signed_in, ready_alice):
    BedEdgeCheckFactory(user=ready_alice, right="below")
    hold = KneeLiftHoldFactory(user=ready_alice, left=15)
    assert ">Strong psoas</a></h2>" in page(signed_in)
    hold.on_date = MONDAY - timedelta(days=57)
    hold.save()
    assert ">Psoas foundation</a></h2>" in page(signed_in)


def test_the_usual_pain_of_the_latest_session_counts(signed_in, ready_alice):
    session = PracticeSessionFactory(user=ready_alice, finished=True)
    session.plan["base"] = 5
    session.save()
    assert ">Gentle low-back-friendly</a></h2>" in page(signed_in)


def test_open_questions_are_offered_until_they_are_answered(signed_in):
    assert "Do you run, or sit a lot?" in page(signed_in)
    Profile.objects.update(runs=False, sitting_hours=0)
    assert "Do you run, or sit a lot?" not in page(signed_in)


def test_without_clearance_the_safety_questions_come_first(signed_in):
    Screening.objects.all().delete()
    assert "The safety questions come first." in page(signed_in, "/routines/")


def test_with_strong_pain_a_clinician_comes_first(signed_in):
    Profile.objects.update(usual_pain=8)
    assert "Please see a clinician first." in page(signed_in, "/routines/")
    assert signed_in.post("/today/proposal/gentle-low-back/").url == "/welcome/clinician/"


def test_visitors_and_newcomers_see_none(client, client_for, bob, content):
    assert 'id="proposal"' not in page(client, "/routines/")
    assert 'id="proposal"' not in page(client_for(bob), "/routines/")


def test_somebody_with_a_programme_is_left_alone_on_the_week(signed_in):
    Plan.objects.update(programme=Programme.objects.get(slug="desk-reset"), programme_started_on=MONDAY)
    assert 'id="proposal"' not in page(signed_in)
    assert "It would take the place of Desk reset" in page(signed_in, "/routines/")
    Plan.objects.update(programme=Programme.objects.get(slug="psoas-foundation"))
    assert 'id="proposal"' not in page(signed_in, "/routines/")


def test_one_thing_at_a_time(signed_in, ready_alice):
    DecisionFactory(user=ready_alice, exercise="", rule="D6", outcome="shorten", week=MONDAY)
    assert 'id="proposal"' not in page(signed_in)


@pytest.mark.parametrize("tests", [0, 3])
def test_it_costs_one_query_on_the_week(signed_in, ready_alice, tests, django_assert_num_queries):
    for days in range(tests):
        BedEdgeCheckFactory(user=ready_alice, on_date=MONDAY - timedelta(days=days))
        KneeLiftHoldFactory(user=ready_alice, on_date=MONDAY - timedelta(days=days))
    with django_assert_num_queries(7):
        signed_in.get("/today/")
    with django_assert_num_queries(8):  # web session, person, three of content, plan, clearance, programme
        signed_in.get("/routines/")


# --- Taken, or not now -----------------------------------------------------------------------------------


def test_one_tap_starts_it_and_keeps_why(signed_in, ready_alice, now):
    Profile.objects.update(**RUNNER)
    assert signed_in.post("/today/proposal/runners-hips/").url == "/today/"
    plan = Plan.objects.get()
    assert (plan.programme.slug, plan.programme_started_on) == ("runners-hips", MONDAY)
    row = ready_alice.decisions.get()
    assert (row.rule, row.outcome, row.made_at, row.week) == ("5.1.3", "go", now, None)
    assert (row.inputs["runs"], row.inputs["pain"], row.inputs["programme"]) == (True, 2, "runners-hips")
    assert "your week 1 of 8 begins today" in page(signed_in)


def test_only_what_is_proposed_can_be_taken(signed_in, ready_alice):
    for slug in ("strong-psoas", "no-such"):
        response = signed_in.post(f"/today/proposal/{slug}/", follow=True)
        assert "That is not proposed any more. Nothing was changed." in response.content.decode()
    assert Plan.objects.get().programme is None
    assert not ready_alice.decisions.exists()


def test_not_now_is_remembered_until_something_else_is_proposed(signed_in):
    signed_in.post("/today/proposal/psoas-foundation/", {"later": "1"})
    assert "Not now, then." in page(signed_in)
    assert 'id="proposal"' not in page(signed_in)
    assert ">Psoas foundation</a></h2>" in page(signed_in, "/routines/")
    Profile.objects.update(runs=True)
    assert ">Runner’s hips</a></h2>" in page(signed_in)


def test_it_is_a_post_of_those_who_may_practise(signed_in, now):
    assert signed_in.get("/today/proposal/psoas-foundation/").status_code == 405
    Profile.objects.update(safety_due_since=now)
    assert signed_in.post("/today/proposal/psoas-foundation/").url == "/welcome/safety/"
    signed_in.logout()
    assert signed_in.post("/today/proposal/psoas-foundation/").url.startswith("/accounts/login/")


# --- Two questions ---------------------------------------------------------------------------------------


def test_the_two_questions_are_kept_and_lead_to_the_proposal(signed_in):
    page(signed_in, "/settings/days/")
    answer = signed_in.post("/settings/days/", {"runs": "no", "sitting_hours": "9"})
    assert answer.url == "/routines/#proposal"
    profile = Profile.objects.get()
    assert (profile.runs, profile.sitting_hours) == (False, 9)
    shown = page(signed_in, "/settings/days/")
    assert 'value="9"' in shown
    signed_in.post("/settings/days/", {"runs": "", "sitting_hours": ""})
    profile.refresh_from_db()
    assert (profile.runs, profile.sitting_hours) == (None, None)


@pytest.mark.parametrize("wrong", [{"sitting_hours": "25"}, {"sitting_hours": "-1"}, {"runs": "perhaps"}])
def test_wrong_answers_are_said_and_nothing_is_kept(signed_in, wrong):
    shown = assert_sound_page(
        signed_in.post("/settings/days/", {"runs": "yes", "sitting_hours": "8", **wrong})
    )
    assert "error-summary" in shown
    assert Profile.objects.get().sitting_hours is None


def test_the_questions_are_for_those_past_onboarding(client_for, bob):
    assert client_for(bob).get("/settings/days/").url == "/welcome/"


# --- Balance ---------------------------------------------------------------------------------------------


@pytest.fixture
def tight(signed_in, ready_alice):
    """Thighs above the bed line on both sides, and long holds: more stretch."""
    BedEdgeCheckFactory(user=ready_alice, left="above", right="above")
    KneeLiftHoldFactory(user=ready_alice, left=35, right=40)
    return signed_in


def test_more_stretch_is_one_tap_and_can_be_taken_back(tight, ready_alice):
    assert "Stretch once more each week" in page(tight, "/progress/tests/")
    tight.post("/progress/tests/balance/", {"kind": "stretch"})
    assert Plan.objects.get().balance == "stretch"
    row = ready_alice.decisions.get()
    assert (row.rule, row.declined_at, row.inputs["kind"]) == ("5.1.balance", None, "stretch")
    assert "Equal parts again" in page(tight, "/progress/tests/")
    tight.post("/progress/tests/balance/", {"kind": ""})
    assert Plan.objects.get().balance == ""
    row.refresh_from_db()
    assert row.declined_at


def test_it_changes_which_kind_comes_next_everywhere(tight, ready_alice):
    PracticeSessionFactory(
        user=ready_alice, finished=True, kind="stretch", local_date=MONDAY - timedelta(days=3)
    )
    assert "Strength, because Friday was a stretch day." in page(tight)
    tight.post("/progress/tests/balance/", {"kind": "stretch"})
    assert "Stretch once more this week, because you chose more of it." in page(tight)
    tight.post("/today/start/")
    assert ready_alice.practice_sessions.get(status="open").kind == "stretch"


@pytest.mark.parametrize("kind", ["strength", "nonsense"])
def test_only_what_the_tests_suggest_can_be_chosen(tight, kind):
    response = tight.post("/progress/tests/balance/", {"kind": kind}, follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert Plan.objects.get().balance == ""
