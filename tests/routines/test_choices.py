"""Swaps for good, and what sharp pain leaves out for two weeks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from routines.choices import left_out, remember_swap
from routines.models import ExerciseChoice, Plan, SetResult
from routines.practice import practice_of
from routines.preparing import prepare_session
from routines.sessions import start_session
from tests.factories import NOW, ExerciseChoiceFactory, PracticeSessionFactory, SetResultFactory

LUNGE, STANDING, SIDE = "low-lunge-stretch", "standing-hip-flexor-stretch", "side-lying-hip-flexor-stretch"
TODAY = date(2026, 11, 23)


def remember(user, exercise, instead, now=NOW):
    return remember_swap(user=user, exercise=exercise, instead=instead, now=now)


def kept(user):
    return dict(user.exercise_choices.values_list("exercise", "instead"))


# --- For good ------------------------------------------------------------------------------------------


def test_the_same_swap_twice_is_one_choice_as_old_as_the_first(alice):
    first = remember(alice, LUNGE, STANDING)
    assert remember(alice, LUNGE, STANDING, now=NOW + timedelta(days=1)) == first
    assert ExerciseChoice.objects.get().made_at == NOW


def test_the_latest_swap_of_an_exercise_counts(alice, bob):
    ExerciseChoiceFactory(user=bob)
    remember(alice, LUNGE, STANDING)
    later = remember(alice, LUNGE, SIDE, now=NOW + timedelta(days=1))
    assert (kept(alice), kept(bob)) == ({LUNGE: SIDE}, {LUNGE: STANDING})
    assert later.made_at == NOW + timedelta(days=1)


def test_what_is_chosen_is_wanted_again(alice):
    remember(alice, LUNGE, STANDING)
    remember(alice, STANDING, LUNGE)
    assert kept(alice) == {STANDING: LUNGE}


def test_a_swap_of_what_stands_in_goes_on_from_the_first(alice):
    remember(alice, LUNGE, STANDING)
    remember(alice, STANDING, SIDE)
    assert kept(alice) == {LUNGE: SIDE, STANDING: SIDE}
    remember(alice, SIDE, "")
    assert kept(alice) == {LUNGE: "", STANDING: "", SIDE: ""}


def test_another_version_of_the_same_exercise_is_no_choice(alice):
    assert remember(alice, LUNGE, LUNGE) is None
    assert kept(alice) == {}


@pytest.mark.parametrize("instead", [LUNGE, STANDING])
def test_the_database_keeps_one_choice_an_exercise_and_never_itself(alice, instead):
    ExerciseChoiceFactory(user=alice)
    with pytest.raises(IntegrityError):
        ExerciseChoiceFactory(user=alice, exercise=instead if instead == STANDING else LUNGE, instead=instead)


def test_the_next_session_does_what_was_chosen(ready_alice, content, now):
    remember(ready_alice, LUNGE, SIDE)
    plan = start_session(user=ready_alice, now=now).plan
    assert SIDE in [step["id"] for step in plan["steps"]]
    named = [swap for swap in plan["swaps"] if swap["name"] == "Low lunge stretch"]
    assert [(swap["instead"], swap["reason"]) for swap in named] == [
        ("Side-lying hip-flexor and thigh stretch", "your choice")
    ]
    offered = {variant["step"]["id"] for step in plan["steps"] for variant in step["variants"]}
    assert LUNGE not in offered


# --- Sharp twice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "last", "reason"),
    [
        (1, TODAY, None),
        (2, TODAY - timedelta(days=14), None),
        (2, TODAY - timedelta(days=13), "left out until 24 November, because it was sharp twice"),
        (3, date(2026, 11, 30), "left out until 14 December, because it was sharp 3 times"),
    ],
)
def test_the_second_time_leaves_it_out_for_fourteen_days(count, last, reason):
    assert left_out({LUNGE: (count, last)}, today=TODAY).get(LUNGE) == reason


@pytest.fixture
def sharp_twice(ready_alice, content):
    session = PracticeSessionFactory(user=ready_alice, finished=True, local_date=TODAY, kind="strength")
    for side in ("left", "right"):
        SetResultFactory(session=session, side=side, outcome="hurt", signals=["sharp"], finished_at=NOW)
    SetResultFactory(session=session, set_number=2, outcome="hurt", score=4, finished_at=NOW)
    return ready_alice


def test_stops_are_counted_by_exercise_in_the_persons_own_days(sharp_twice, bob, django_assert_num_queries):
    SetResultFactory(session=PracticeSessionFactory(user=bob), outcome="hurt", signals=["electric"])
    with django_assert_num_queries(1):
        assert SetResult.objects.stops_of(sharp_twice) == {LUNGE: (2, TODAY)}


def test_a_session_leaves_out_what_was_sharp_twice_and_says_until_when(sharp_twice, now):
    plan = start_session(user=sharp_twice, now=now + timedelta(days=2)).plan
    assert LUNGE not in {step["id"] for step in plan["steps"]}
    assert LUNGE not in {variant["step"]["id"] for step in plan["steps"] for variant in step["variants"]}
    reasons = [swap["reason"] for swap in plan["swaps"] if swap["name"] == "Low lunge stretch"]
    assert reasons == ["left out until 7 December, because it was sharp twice"]


def test_after_two_weeks_it_comes_back_with_its_count(sharp_twice, now):
    plan = start_session(user=sharp_twice, now=now + timedelta(days=14)).plan
    lunge = next(step for step in plan["steps"] if step["id"] == LUNGE)
    assert lunge["stopsBefore"] == 2


def test_today_says_it_too(sharp_twice, client_for):
    page = client_for(sharp_twice).get("/today/").content.decode()
    assert "left out until 7 December, because it was sharp twice" in page


def test_stops_are_read_only_while_they_matter(sharp_twice, client_for, now, django_assert_num_queries):
    assert practice_of(sharp_twice, now=now).stops == {LUNGE: (2, TODAY)}
    assert practice_of(sharp_twice, now=now + timedelta(days=16)).stops == {}
    remember(sharp_twice, "boat-pose", "")
    client = client_for(sharp_twice)
    with django_assert_num_queries(7):
        client.get("/today/")
    SetResult.objects.all().delete()
    Plan.objects.update(proposal_later="gentle-low-back")  # with stops none is proposed anyway
    with django_assert_num_queries(6):
        client.get("/today/")


def test_what_was_sharp_twice_cannot_be_put_on_top(sharp_twice, client_for):
    response = client_for(sharp_twice).post(f"/exercises/{LUNGE}/add/", follow=True)
    assert "Not added: left out until 7 December" in response.content.decode()
    assert Plan.objects.get(user=sharp_twice).extra_slug == ""


def test_preparing_takes_four_queries(sharp_twice, django_assert_num_queries):
    remember(sharp_twice, "boat-pose", "")
    plan = Plan.objects.select_related("user__profile", "programme").get(user=sharp_twice)
    stops = SetResult.objects.stops_of(sharp_twice)
    with django_assert_num_queries(4):
        prepare_session(plan=plan, profile=plan.user.profile, kind="stretch", today=TODAY, stops=stops)
