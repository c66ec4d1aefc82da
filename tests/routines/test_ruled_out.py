"""Answers that change while a session is open: nothing that they forbid is served any more."""

import pytest

from routines.cautions import BY_ID as CAUTIONS
from routines.models import Plan, Profile
from routines.ruled_out import still_suits
from routines.sessions import start_session, stop_what_is_ruled_out

KIT = ["roller", "bench", "chair", "band", "bar", "mat", "cushion"]


@pytest.fixture
def opened(ready_alice, content, now):
    """Alice's open session at level 3, with everything at hand and 30 minutes."""
    Profile.objects.update(equipment=KIT, roller_ok=True)
    Plan.objects.update(level=3, minutes=30)
    return start_session(user=ready_alice, now=now)


def slugs(session):
    return {step["id"] for step in session.plan["steps"]}


def ended(session, now, **answers):
    """Whether the session ends with these answers."""
    Profile.objects.update(**answers)
    session.user.profile.refresh_from_db()
    return stop_what_is_ruled_out(user=session.user, now=now)


@pytest.mark.parametrize("caution", CAUTIONS)
def test_a_session_just_planned_suits_whatever_was_answered(ready_alice, content, now, caution):
    Profile.objects.update(equipment=KIT, roller_ok=True, cautions=[caution], clinician_agreed_on=now.date())
    Plan.objects.update(level=3, minutes=30)
    session = start_session(user=ready_alice, now=now)
    ready_alice.profile.refresh_from_db()
    assert still_suits(session.plan, ready_alice.profile, level=session.level)


def test_a_stretch_that_is_for_level_1_now_ends_it(opened, now):
    """M14 rules out no stretch at level 1, but this plan has them at level 3."""
    opened.plan["steps"] = [
        {**step, "variants": []} for step in opened.plan["steps"] if step["id"] == "low-lunge-stretch"
    ]
    opened.save()
    assert opened.plan["steps"][0]["level"] == 3
    assert ended(opened, now, cautions=["M14"])


def test_holds_above_the_cap_end_it(opened, now):
    """M11: muscles work hard for ten seconds at most, also where a hold may be made longer."""
    assert any(step["seconds"] and step["seconds"] > 10 for step in opened.plan["steps"])
    opened.plan["steps"] = [{**s, "variants": []} for s in opened.plan["steps"] if s["id"] == "bridge-pose"]
    opened.save()
    assert ended(opened, now, cautions=["M11"])


def test_another_way_of_doing_it_ends_it(opened, now):
    """M12: bridges stay, and stay low; the plan does not say so."""
    opened.plan["steps"] = [{**s, "variants": []} for s in opened.plan["steps"] if s["id"] == "bridge-pose"]
    opened.save()
    assert ended(opened, now, cautions=["M12"])


def test_a_yes_to_the_roller_questions_ends_it(opened, now):
    assert "psoas-release-foam-roller" in slugs(opened)
    assert ended(opened, now, roller_ok=False)


def test_level_1_after_a_clinicians_word_ends_it(opened, now):
    """P4 filters nothing."""
    assert ended(opened, now, cautions=["P4"], clinician_agreed_on=now.date())


def test_what_changes_nothing_ends_nothing(opened, now):
    assert not ended(opened, now, cautions=["M6"])
    assert not ended(opened, now, cautions=["P9"])
