"""Queries of what happens most: the end of a session, the morning after, the week's page, the next session.

Exact numbers, and the same whatever the history and the number of exercises.
"""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.urls import reverse

from routines.adaptation import Bout
from routines.adapting import evaluate
from routines.models import Decision, ExerciseState, MorningCheckIn, Pause, PracticeSession, SetResult
from tests.factories import (
    NOW,
    ActivityFactory,
    ActivityScoreFactory,
    DecisionFactory,
    ExerciseStateFactory,
    MorningCheckInFactory,
    MorningQuestionFactory,
    PracticeSessionFactory,
    SessionCheckInFactory,
    SetResultFactory,
    WeeklyCheckInFactory,
)
from tests.routines.test_api_attempts import AT, CHECK_IN, SET, document, put

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SLUGS = ("low-lunge-stretch", "bridge-pose", "standing-hip-flexor-stretch")
SIZES = pytest.mark.parametrize(("steps", "history"), [(1, 1), (3, 1), (1, 3), (3, 30)])
BOUT = Bout("low-lunge-stretch", peak=2, completion=1, base=3, before=2, after=2, morning=2, effort=5)


def planned(steps):
    """A plan of so many exercises with one set a side each."""
    first = PracticeSessionFactory.build().plan["steps"][0]
    return {
        "version": 2,
        "steps": [{**first, "index": n, "id": slug, "sets": 1} for n, slug in enumerate(SLUGS[:steps])],
    }


def past(user, count, *, steps=1):
    """Sessions every other day with their check-ins and decisions, weekly check-ins, and places."""
    plan = planned(steps)
    for number in range(1, count + 1):
        at = NOW - 2 * number * DAY
        made = PracticeSessionFactory(
            user=user, finished=True, plan=plan, started_at=at, ended_at=at, local_date=at.date()
        )
        SessionCheckInFactory(session=made)
        MorningCheckInFactory(session=made)
        for slug in SLUGS[:steps]:
            bout = {"bout": {**asdict(BOUT), "exercise": slug}}
            DecisionFactory(user=user, session=made, exercise=slug, made_at=at, inputs=bout)
    for slug in SLUGS[:steps]:
        ExerciseStateFactory(user=user, exercise=slug)


def weeks(user, count):
    activity = ActivityFactory(user=user)
    for number in range(count):
        monday = NOW.date() - number * WEEK
        row = WeeklyCheckInFactory(user=user, monday=monday)
        ActivityScoreFactory(check_in=row, activity=activity)
        DecisionFactory(
            user=user, exercise="", rule="D5", outcome="continue", week=monday - WEEK, made_at=NOW - 8 * DAY
        )


def an_end(of, steps, **fields):
    """Everything done, and how it felt."""
    sides = [(place, side) for place in range(steps) for side in ("left", "right")]
    sets = [
        {**SET, "position": position, "step": place, "side": side, "exercise": SLUGS[place]}
        for position, (place, side) in enumerate(sides)
    ]
    said = {"status": "finished", "ended_at": AT, "pain_before": 2, "check_in": CHECK_IN, "sets": sets}
    return document(of, **{**said, **fields})


@pytest.fixture
def alice(ready_alice, content):
    return ready_alice


# --- The end of a session -------------------------------------------------------------------------------


@SIZES
def test_the_end_with_its_check_in(alice, client_for, django_assert_num_queries, steps, history):
    past(alice, history, steps=steps)
    made = PracticeSessionFactory(user=alice, plan=planned(steps))
    client = client_for(alice)
    with django_assert_num_queries(29):  # to keep it, for reminders, and for what follows
        assert put(client, an_end(made, steps)).status_code == 201
    assert made.decisions.filter(rule__startswith="C").count() == steps
    again = an_end(made, steps, rev=2)
    with django_assert_num_queries(18):
        assert put(client, again).status_code == 200


@SIZES
def test_deciding(alice, django_assert_num_queries, steps, history):
    past(alice, history, steps=steps)
    made = PracticeSessionFactory(user=alice, plan=planned(steps), finished=True)
    SessionCheckInFactory(session=made)
    for queries in (10, 8):  # asked again, there is nothing new to write
        with django_assert_num_queries(queries):
            evaluate(made, now=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_deciding_about_the_sessions_after_it_too(alice, django_assert_num_queries, count):
    past(alice, count)
    first = alice.practice_sessions.earliest("started_at")
    evaluate(first, now=NOW)
    with django_assert_num_queries(8):
        evaluate(first, now=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_deciding_with_weekly_check_ins(alice, django_assert_num_queries, count):
    past(alice, 1)
    weeks(alice, count)
    made = PracticeSessionFactory(user=alice, plan=planned(1), finished=True)
    SessionCheckInFactory(session=made)
    with django_assert_num_queries(12):
        evaluate(made, now=NOW)


@SIZES
def test_the_morning_after(alice, client_for, django_assert_num_queries, steps, history):
    past(alice, history, steps=steps)
    MorningQuestionFactory(user=alice)
    at = NOW - DAY
    made = PracticeSessionFactory(
        user=alice, plan=planned(steps), finished=True, started_at=at, ended_at=at, local_date=at.date()
    )
    SessionCheckInFactory(session=made)
    client = client_for(alice)
    with django_assert_num_queries(27):
        client.post(reverse("morning_check_in", args=[made.pk]), {"pain": "5"})
    assert made.decisions.filter(rule__startswith="C").count() == steps


# --- What is written ------------------------------------------------------------------------------------


def test_what_stays_keeps_its_id_and_its_time(alice):
    made = PracticeSessionFactory(user=alice, plan=planned(3), finished=True)
    check_in = SessionCheckInFactory(session=made, highest_pain=2)
    evaluate(made, now=NOW)
    before = dict(made.decisions.values_list("exercise", "pk"))
    assert len(before) == 3
    evaluate(made, now=NOW + DAY)
    check_in.pain_now = 3
    check_in.save()
    evaluate(made, now=NOW + DAY)
    rows = Decision.objects.filter(session=made)
    assert {row.exercise: row.pk for row in rows} == before
    assert {row.made_at for row in rows} == {NOW}
    assert {row.inputs["bout"]["after"] for row in rows} == {3}
    assert not rows.filter(place__isnull=False).exists()


def test_a_place_that_is_taken_back_is_none_and_not_a_json_null(alice):
    made = PracticeSessionFactory(user=alice, plan=planned(1), finished=True)
    SessionCheckInFactory(session=made, highest_pain=2)
    evaluate(made, now=NOW)
    row = made.decisions.get()
    made.decisions.update(place={"level": 1})
    evaluate(made, now=NOW)
    assert Decision.objects.get(pk=row.pk, place__isnull=True).place is None
    assert not ExerciseState.objects.exists()


# --- The week's page and the next session ---------------------------------------------------------------


def worst(user, *, count):
    """Pain is constant, it was sharp, yesterday is answered, weeks were decided about, a rest, pauses."""
    past(user, count)
    weeks(user, count)
    at = NOW - DAY
    last = PracticeSessionFactory(
        user=user, finished=True, started_at=at, ended_at=at, local_date=at.date(), plan=planned(1)
    )
    PracticeSession.objects.filter(pk=last.pk).update(plan={**last.plan, "base": 5})
    MorningCheckInFactory(session=last)
    SetResultFactory(session=last, outcome="hurt", signals=["sharp"], finished_at=at)
    DecisionFactory(user=user, session=last, rule="C2", outcome="rest", made_at=at)
    for number in range(1, count + 1):
        start = NOW.date() - number * WEEK - 40 * DAY
        ends = {"until": start + 3 * DAY, "ended_on": start + 2 * DAY}
        Pause.objects.create(
            user=user, started_on=start, begun_at=NOW - number * WEEK, reason="other", **ends
        )
    return last


@pytest.mark.parametrize("count", [1, 3, 30])
def test_today_at_its_fullest(alice, client_for, django_assert_num_queries, count):
    last = worst(alice, count=count)
    client = client_for(alice)
    with django_assert_num_queries(8):
        page = client.get("/today/").context
    assert (page["rest"].rule, page["morning_of"], page["morning_answered"]) == ("C2", last, True)
    assert [(change.decision.rule, change.name) for change in page["morning_changes"]] == [
        ("C2", "Low lunge stretch")
    ]
    assert page["function"].series or page["function"].text
    assert page["practice"].weekly
    assert page["practice"].stops
    assert page["practice"].pauses.spans


@pytest.mark.parametrize("count", [1, 3])
def test_today_with_a_programme_to_propose(alice, client_for, django_assert_num_queries, count):
    worst(alice, count=count)
    MorningCheckIn.objects.all().delete()
    PracticeSession.objects.filter(local_date=(NOW - DAY).date()).update(local_date=(NOW - 3 * DAY).date())
    SetResult.objects.all().delete()
    Decision.objects.filter(rule="C2").delete()  # nothing is proposed while a rest is on
    Decision.objects.filter(week__isnull=False).update(made_at=NOW - 9 * DAY)
    client = client_for(alice)
    with django_assert_num_queries(8):
        page = client.get("/today/").context
    assert page["offer"]
    assert page["function"]
    assert not page["rest"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_next_session(alice, client_for, django_assert_num_queries, count):
    worst(alice, count=count)
    Decision.objects.filter(rule="C2").delete()
    client = client_for(alice)
    with django_assert_num_queries(12):
        assert client.get("/api/v1/sessions/next/").status_code == 200
