"""Starting a session: idempotent, and never without clearance."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from routines import sessions
from routines.models import Plan, PracticeSession, Profile, Programme, Screening
from routines.refusals import NotCleared, NotToday
from routines.served_plan import served_plan
from routines.sessions import start_session, stop_what_is_ruled_out
from tests.attempts import save
from tests.factories import AttemptFactory, PracticeSessionFactory, SetResultFactory

# --- Starting ------------------------------------------------------------------------------------------


def test_start_fits_a_stretch_session_first(ready_alice, content, now):
    session = start_session(user=ready_alice, now=now)
    assert (session.kind, session.status, session.level) == ("stretch", "open", 1)
    assert session.local_date == date(2026, 11, 23)
    assert session.plan["session"] == str(session.pk)
    assert session.plan["title"] == session.title == session.routine.name
    assert session.plan["steps"][0]["role"] == "warm-up"


def test_start_takes_the_session_of_the_programmes_week(ready_alice, content, now):
    plan = Plan.objects.get(user=ready_alice)
    plan.level = 3
    plan.start_programme(Programme.objects.get(slug="psoas-foundation"), on=date(2026, 11, 9))
    plan.save()
    session = start_session(user=ready_alice, now=now)
    assert (session.title, session.routine, session.level) == ("Psoas foundation: stretch", None, 2)
    assert session.plan["steps"][-1]["id"] == "breathing-90-90"
    assert {step["dose"] for step in session.plan["steps"]} >= {"3 × 30 s each side"}


def test_kinds_take_turns_in_a_programme_too(ready_alice, content, now):
    done = PracticeSessionFactory(user=ready_alice, finished=True, local_date=date(2026, 11, 20))
    Plan.objects.filter(user=ready_alice).update(
        programme=Programme.objects.get(slug="desk-reset"), programme_started_on=date(2026, 11, 19)
    )
    assert done.kind == "stretch"
    assert start_session(user=ready_alice, now=now).title == "Desk reset: strength"


def test_start_takes_the_local_date_of_the_person(bob, ready_alice, content):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # past midnight in Berlin
    assert start_session(user=ready_alice, now=late).local_date == date(2026, 11, 24)


def test_start_resumes_todays_open_session(ready_alice, content, now):
    first = start_session(user=ready_alice, now=now)
    assert start_session(user=ready_alice, now=now + timedelta(hours=2)) == first


def test_start_closes_the_open_session_of_another_day(ready_alice, content, now):
    old = PracticeSessionFactory(
        user=ready_alice, local_date=date(2026, 11, 22), started_at=now - timedelta(days=1)
    )
    new = start_session(user=ready_alice, now=now)
    old.refresh_from_db()
    assert new != old
    assert (old.status, old.counted, old.ended_at) == ("stopped", False, old.started_at)
    assert new.kind == "stretch"


def test_a_closed_session_with_half_of_its_sets_counts_and_turns_the_next_kind(ready_alice, content, now):
    """Closed by a start on the day after, which is then one for rest."""
    yesterday = now - timedelta(days=1)
    old = PracticeSessionFactory(user=ready_alice, local_date=yesterday.date(), started_at=yesterday)
    for side in ("left", "right"):
        SetResultFactory(session=old, side=side, finished_at=yesterday + timedelta(minutes=5))
    with pytest.raises(NotToday):
        start_session(user=ready_alice, now=now)
    old.refresh_from_db()
    assert old.counted
    assert old.ended_at == yesterday + timedelta(minutes=5)
    assert start_session(user=ready_alice, now=now + timedelta(days=1)).kind == "strength"


def test_kinds_alternate_and_each_kind_changes_its_first_side(ready_alice, content, now):
    seen = []
    for day in (0, 2, 4, 7):
        moment = now + timedelta(days=day)
        session = start_session(user=ready_alice, now=moment)
        seen.append((session.kind, session.plan["sideFirst"]))
        save(session, status="finished", now=moment)
    assert seen == [
        ("stretch", "left"),
        ("strength", "left"),
        ("stretch", "right"),
        ("strength", "right"),
    ]


def test_a_session_that_did_not_count_changes_neither_kind_nor_side(ready_alice, content, now):
    session = start_session(user=ready_alice, now=now)
    save(session, status="stopped")
    again = start_session(user=ready_alice, now=now)
    assert again != session
    assert (again.kind, again.plan["sideFirst"]) == ("stretch", "left")


def test_the_fit_follows_profile_and_plan(ready_alice, content, now):
    profile = ready_alice.profile
    profile.equipment, profile.roller_ok = ["roller", "bench", "chair"], True
    profile.save()
    Plan.objects.filter(user=ready_alice).update(level=2, minutes=20)
    session = start_session(user=ready_alice, now=now)
    assert "psoas-release-foam-roller" in [step["id"] for step in session.plan["steps"]]
    assert session.level == 2
    assert 19 <= session.minutes <= 21


def test_a_red_flag_blocks_the_start(ready_alice, content, now):
    Screening.objects.filter(user=ready_alice).update(stopped=True)
    with pytest.raises(NotCleared) as refusal:
        start_session(user=ready_alice, now=now)
    assert refusal.value.clearance.reason == "stopped"
    assert not PracticeSession.objects.exists()


def test_a_red_flag_blocks_resuming(ready_alice, content, now):
    start_session(user=ready_alice, now=now)
    Screening.objects.filter(user=ready_alice).update(stopped=True)
    with pytest.raises(NotCleared):
        start_session(user=ready_alice, now=now)


def test_someone_without_answers_is_not_cleared(bob, content, now):
    with pytest.raises(NotCleared) as refusal:
        start_session(user=bob, now=now)
    assert refusal.value.clearance.step == "consent"


def test_the_slower_of_two_starts_gets_the_session_of_the_faster(ready_alice, content, now, monkeypatch):
    """Both saw no open session; the database lets only one of them make it."""
    faster = PracticeSessionFactory(user=ready_alice)
    monkeypatch.setattr(sessions, "_open_session", lambda user, **kwargs: None)
    assert start_session(user=ready_alice, now=now) == faster
    assert PracticeSession.objects.count() == 1


def test_the_database_allows_one_open_session_a_person(ready_alice):
    PracticeSessionFactory(user=ready_alice)
    with pytest.raises(IntegrityError):
        PracticeSessionFactory(user=ready_alice)


# --- Cautions and an exercise on top -------------------------------------------------------------------


def test_a_session_leaves_out_what_a_caution_rules_out(ready_alice, content, now):
    Profile.objects.update(cautions=["M16"])
    session = start_session(user=ready_alice, now=now)
    planned = {step["id"] for step in session.plan["steps"]}
    assert not planned & {"low-lunge-stretch", "half-kneeling-hip-flexor-stretch", "cat-cow", "childs-pose"}
    assert {"name": "Low lunge stretch", "instead": "Standing hip-flexor stretch",
            "reason": "kneeling is hard for you"} in session.plan["swaps"]  # fmt: skip


def test_after_a_clinicians_word_a_session_is_at_level_one(ready_alice, content, now):
    Profile.objects.update(cautions=["P4"], clinician_agreed_on=now.date())
    Plan.objects.update(level=3)
    assert start_session(user=ready_alice, now=now).level == 1


def test_an_open_session_ends_when_new_answers_rule_out_a_part_of_it(ready_alice, content, now):
    session = start_session(user=ready_alice, now=now)
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is False
    ready_alice.profile.cautions = ["M16"]
    ready_alice.profile.save()
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is True
    session.refresh_from_db()
    assert (session.status, session.counted) == ("stopped", False)
    assert start_session(user=ready_alice, now=now).pk != session.pk


def test_an_open_session_ends_when_only_what_may_be_swapped_in_is_ruled_out(ready_alice, content, now):
    session = start_session(user=ready_alice, now=now)
    planned, offered = (
        {step["id"] for step in session.plan["steps"]},
        {other["step"]["id"] for step in session.plan["steps"] for other in step["variants"]},
    )
    assert "leg-swing" in offered - planned
    session.plan["steps"] = [s for s in session.plan["steps"] if s["id"] == "marching-in-place"]
    session.save()
    ready_alice.profile.cautions = ["M9"]  # no fast moves
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is True


def test_an_open_session_of_an_older_plan_is_judged_by_its_steps(ready_alice, content, now):
    PracticeSessionFactory(user=ready_alice)  # version 1: a lunge, without variants
    ready_alice.profile.cautions = ["M9"]
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is False
    ready_alice.profile.cautions = ["M16"]
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is True


def test_a_session_on_a_chair_stays_open_while_it_is_allowed(ready_alice, content, now):
    Profile.objects.update(cautions=["M4", "M18"])
    session = start_session(user=ready_alice, now=now)
    assert session.title == "A gentle session on a chair"
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is False
    ready_alice.profile.cautions = ["M4", "M5", "M18"]
    assert stop_what_is_ruled_out(user=ready_alice, now=now) is True


def test_an_exercise_added_by_hand_is_in_the_next_session_once(ready_alice, content, now):
    Plan.objects.update(extra_slug="side-lying-hip-flexor-stretch")
    session = start_session(user=ready_alice, now=now)
    assert "side-lying-hip-flexor-stretch" in {step["id"] for step in session.plan["steps"]}
    assert Plan.objects.get().extra_slug == ""


# --- Usual pain in the plan --------------------------------------------------------------------------------


def test_the_plan_keeps_the_usual_pain_and_its_limits(ready_alice, content, now):
    Profile.objects.update(usual_pain=5)
    plan = start_session(user=ready_alice, now=now).plan
    assert (plan["base"], plan["limits"]["stop_from"], plan["limits"]["stop_rise"]) == (5, 7, 2)
    served = served_plan(plan, session=ready_alice.practice_sessions.get().pk)
    assert served["limits"] == plan["limits"]


def test_the_usual_pain_is_the_middle_of_the_latest_scores(ready_alice, content, now):
    Profile.objects.update(usual_pain=5)
    for days in (2, 4, 6):
        at = now - timedelta(days=days)
        session = PracticeSessionFactory(user=ready_alice, finished=True, started_at=at, local_date=at.date())
        AttemptFactory(session=session, pain_before=2)
    plan = start_session(user=ready_alice, now=now).plan
    assert (plan["base"], plan["limits"]["stop_from"]) == (2, 6)
