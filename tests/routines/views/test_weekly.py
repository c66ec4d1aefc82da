"""The week's decisions on /today/: what they say, what may be declined, and the smaller week after."""

import json
from datetime import date, timedelta

import pytest

from routines.maintenance import two_of
from routines.models import Plan, Profile, Programme
from tests.factories import (
    NOW,
    ActivityFactory,
    ActivityScoreFactory,
    DecisionFactory,
    PauseFactory,
    PracticeSessionFactory,
    ScreeningFactory,
    WeeklyCheckInFactory,
)
from tests.html import assert_sound_page

MONDAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)
PEG = ("average_pain", "enjoyment", "general_activity")
NUMBERS = {
    "D1": ("deload", {"against": "last", "peg": [3, 5]}, "Room that pain takes: 3 → 5 of 10"),
    "D2": ("refer", {"medians": [2, 4]}, "Pain before sessions, the middle of the week: 2 → 4 of 10."),
    "D3": ("refer", {"setbacks": 3}, "Steps back or rests within 14 days: 3."),
    "D4": ("refer", {"against": "start", "psfs": [4, 5], "rating": 0}, "to +5."),
    "D5": ("continue", {"against": "start", "psfs": [4, 7]}, "Your own activities: 4 → 7 of 10"),
    "D6": ("shorten", {"attended": [0.33, 0]}, "in the last two whole weeks: 33%, then 0%."),
}


@pytest.fixture
def signed_in(client_for, ready_alice, content):
    return client_for(ready_alice)


def decided(user, rule, **fields):
    outcome, inputs, _ = NUMBERS[rule]
    given = {"outcome": outcome, "inputs": inputs, "words": f"Because of {rule}."} | fields
    return DecisionFactory(user=user, exercise="", rule=rule, week=MONDAY, **given)


def page(client):
    return assert_sound_page(client.get("/today/"))


@pytest.mark.parametrize("rule", NUMBERS)
def test_today_says_what_was_decided_with_its_numbers(signed_in, ready_alice, rule):
    assert "notice--amber" not in page(signed_in)
    decided(ready_alice, rule)
    shown = page(signed_in)
    assert f"Because of {rule}." in shown
    assert NUMBERS[rule][2] in shown
    assert ("Where to get help" in shown) is (NUMBERS[rule][0] == "refer")


def test_help_comes_before_the_session_and_the_rest_after_it(signed_in, ready_alice):
    for rule in NUMBERS:
        decided(ready_alice, rule)
    shown = page(signed_in)
    places = [
        shown.index(f'id="{key}"') for key in ("week-D2", "week-D4", "today-next", "week-D1", "week-D6")
    ]
    assert places == sorted(places)
    assert shown.count("Where to get help") == 1


def test_it_is_about_ones_own_weeks(signed_in, bob):
    decided(bob, "D1")
    assert "Because of D1." not in page(signed_in)


def test_after_seven_days_it_has_gone(signed_in, ready_alice):
    decided(ready_alice, "D4", made_at=NOW - timedelta(days=6))
    assert "another programme" in page(signed_in)
    ready_alice.decisions.update(made_at=NOW - timedelta(days=7))
    assert "Because of D4." not in page(signed_in)


@pytest.mark.parametrize("rules", [["D6"], ["D1", "D2", "D3"]])
def test_it_costs_one_query(signed_in, ready_alice, rules, django_assert_num_queries):
    for rule in rules:
        decided(ready_alice, rule)
    with django_assert_num_queries(7):
        signed_in.get("/today/")


# --- From the check-in to the week -----------------------------------------------------------------------


def test_a_worse_week_leads_to_the_safety_questions_and_then_to_half_the_sets(signed_in, ready_alice, now):
    Plan.objects.update(started_on=MONDAY - WEEK)
    WeeklyCheckInFactory(
        user=ready_alice, monday=MONDAY - WEEK, average_pain=2, enjoyment=2, general_activity=2
    )
    signed_in.post("/check-ins/impact/", {"average_pain": "4", "enjoyment": "4", "general_activity": "4"})
    response = signed_in.post("/check-ins/confidence/", {"confidence": "8"}, follow=True)
    assert "half the sets for a week, and the safety questions once more" in assert_sound_page(response)
    assert signed_in.get("/today/").url == "/welcome/safety/"
    ScreeningFactory(user=ready_alice, started_at=now + timedelta(minutes=1))
    shown = page(signed_in)
    assert "Every exercise has half its sets until Sunday 29 November" in shown
    assert "Half the sets this week, because your check-in says that things got worse." in shown
    signed_in.post("/today/start/")
    plan = ready_alice.practice_sessions.get().plan
    assert plan["heldBy"] == "D1"
    assert {step["sets"] for step in plan["steps"]} == {1, 2}  # of two and of three


def test_an_answer_that_is_changed_takes_it_back(signed_in, ready_alice):
    WeeklyCheckInFactory(
        user=ready_alice, monday=MONDAY - WEEK, average_pain=2, enjoyment=2, general_activity=2
    )
    for pain, rules in [("4", ["D1"]), ("4", ["D1"]), ("3", [])]:
        signed_in.post("/check-ins/impact/", dict.fromkeys(PEG, pain))
        assert list(ready_alice.decisions.values_list("rule", flat=True)) == rules


def test_the_plan_ahead_of_a_device_knows_it_too(signed_in, ready_alice):
    decided(ready_alice, "D2")
    plan = json.loads(signed_in.get("/api/v1/sessions/next/").content)
    assert "Level 1 for now" in json.dumps(plan)


# --- Constant pain: function is the headline (4.4) -------------------------------------------------------


def scored(user, *scores):
    """One activity, scored once a week up to this week."""
    activity = ActivityFactory(user=user)
    for back, score in enumerate(reversed(scores)):
        row = WeeklyCheckInFactory(user=user, monday=MONDAY - back * WEEK)
        ActivityScoreFactory(check_in=row, activity=activity, score=score)


@pytest.mark.parametrize(("pain", "function"), [(3, False), (4, True), (6, True)])
def test_function_is_the_headline_where_pain_is_constant(signed_in, ready_alice, pain, function):
    Profile.objects.update(usual_pain=pain)
    PracticeSessionFactory(user=ready_alice, finished=True)
    scored(ready_alice, 4, 7)
    headline = "Your activities together: much easier, 4 → 7 of 10"
    assert (f">{headline}</h2>" in page(signed_in)) is function
    progress = assert_sound_page(signed_in.get("/progress/"))
    assert (f"<h1>{headline}</h1>" in progress) is function


@pytest.mark.parametrize(
    ("scores", "said"),
    [((), "Name your activities"), ((4,), "Your own activities: 4 of 10"), ((4, 5), "about the same, 4 → 5")],
)
def test_before_there_is_a_change_it_says_where_it_stands(signed_in, ready_alice, scores, said):
    Profile.objects.update(usual_pain=5)
    scored(ready_alice, *scores)
    assert said in page(signed_in)
    PracticeSessionFactory(user=ready_alice, finished=True)
    assert "What you can do says more" in assert_sound_page(signed_in.get("/progress/"))


def test_it_follows_the_usual_pain_of_the_latest_session(signed_in, ready_alice):
    made = PracticeSessionFactory(user=ready_alice, finished=True)
    made.plan["base"] = 5
    made.save()
    assert "Name your activities" in page(signed_in)
    Profile.objects.update(usual_pain=6)
    made.plan["base"] = 2
    made.save()
    assert "Name your activities" not in page(signed_in)


@pytest.mark.parametrize("count", [1, 3])
def test_the_headline_costs_one_query(signed_in, ready_alice, count, django_assert_num_queries):
    Profile.objects.update(usual_pain=5)
    scored(ready_alice, *range(count))
    with django_assert_num_queries(7):  # and one for the programme that is proposed
        signed_in.get("/today/")


# --- A shorter week --------------------------------------------------------------------------------------


def test_a_shorter_week_may_be_declined_and_taken_up_again(signed_in, ready_alice):
    row = decided(ready_alice, "D6")
    assert "10 min" in page(signed_in)
    signed_in.post(f"/decisions/{row.pk}/decline/")
    shown = page(signed_in)
    assert "You keep the usual length." in shown
    assert "A size shorter this week" not in shown
    signed_in.post(f"/decisions/{row.pk}/decline/", {"undo": "1"})
    assert "A size shorter this week" in page(signed_in)


@pytest.mark.parametrize("rule", ["D1", "D2", "D3", "D4"])
def test_what_protects_stays(signed_in, ready_alice, rule):
    row = decided(ready_alice, rule)
    response = signed_in.post(f"/decisions/{row.pk}/decline/", follow=True)
    assert "That one is there to protect you, so it stays." in response.content.decode()
    row.refresh_from_db()
    assert row.declined_at is None


def test_nobody_declines_somebody_elses(signed_in, bob):
    row = decided(bob, "D6")
    assert signed_in.post(f"/decisions/{row.pk}/decline/").status_code == 404


# --- After a programme -----------------------------------------------------------------------------------


@pytest.fixture
def done_with_it(ready_alice, content):
    """Six weeks of Psoas foundation are over, and it is helping."""
    Plan.objects.update(
        programme=Programme.objects.get(slug="psoas-foundation"),
        programme_started_on=MONDAY - 6 * WEEK,
        started_on=MONDAY - 6 * WEEK,
    )
    return decided(ready_alice, "D5")


def test_maintenance_is_one_tap_and_can_be_taken_back(signed_in, done_with_it, ready_alice):
    assert "To keep it up we suggest one stretch and one strength session a week." in page(signed_in)
    signed_in.post("/today/maintenance/")
    plan = Plan.objects.get()
    assert (plan.per_week, plan.days) == (2, [0, 4])
    row = ready_alice.decisions.get(rule="maintenance")
    assert row.inputs == {"per_week": 3, "days": [0, 2, 4], "programme": "psoas-foundation"}
    shown = page(signed_in)
    assert "Back to 3 a week" in shown
    assert "Two sessions a week from now on" not in shown
    signed_in.post("/today/maintenance/", {"undo": "1"})
    plan.refresh_from_db()
    assert (plan.per_week, plan.days) == (3, [0, 2, 4])
    assert "Two sessions a week from now on" in page(signed_in)


def test_the_two_sessions_are_one_of_each(signed_in, done_with_it, ready_alice):
    signed_in.post("/today/maintenance/")
    PracticeSessionFactory(user=ready_alice, finished=True, local_date=MONDAY - timedelta(days=3))
    assert "Psoas foundation: strength" in page(signed_in)


def test_maintenance_waits_for_the_end(signed_in, done_with_it):
    Plan.objects.update(programme_started_on=MONDAY - 5 * WEEK)
    assert "from now on" not in page(signed_in)
    response = signed_in.post("/today/maintenance/", follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert Plan.objects.get().per_week == 3


def test_a_pause_puts_off_the_end(signed_in, done_with_it, ready_alice):
    PauseFactory(user=ready_alice, started_on=MONDAY - timedelta(days=10), until=MONDAY - timedelta(days=5))
    assert "from now on" not in page(signed_in)
    assert "Nothing was changed." in signed_in.post("/today/maintenance/", follow=True).content.decode()


@pytest.mark.parametrize("data", [{}, {"undo": "1"}])
def test_without_a_reason_nothing_is_changed(signed_in, data):
    response = signed_in.post("/today/maintenance/", data, follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert (Plan.objects.get().per_week, Plan.objects.get().days) == (3, [0, 2, 4])


def test_maintenance_is_for_those_who_may_practise(signed_in, done_with_it, ready_alice, now):
    Profile.objects.update(safety_due_since=now)
    assert signed_in.post("/today/maintenance/").url == "/welcome/safety/"
    assert signed_in.get("/today/maintenance/").status_code == 405


@pytest.mark.parametrize(
    ("days", "two"),
    [([0, 2, 4], [0, 4]), ([1, 3, 5], [1, 5]), ([0, 1, 6], [1, 6]), ([2], [0, 3]), ([], [0, 3])],
)
def test_two_days_lie_as_far_apart_as_they_can(days, two):
    assert two_of(days) == two
