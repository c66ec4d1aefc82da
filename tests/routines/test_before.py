"""Before a session: what is known to table A, and when there is no session."""

from datetime import timedelta

import pytest

from routines.before import Said, check, resting
from routines.clearance import clearance
from routines.extra import Way
from routines.models import Decision, PracticeSession
from routines.refusals import Resting
from routines.sessions import next_session, start_session
from tests.factories import NOW, AttemptFactory, ConsentFactory, DecisionFactory, PracticeSessionFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def alice(ready_alice, content):
    ready_alice.profile.usual_pain = 3
    ready_alice.profile.save()
    return ready_alice


def ask(user, pain=2, *, now=NOW, **said):
    return check(user=user, said=Said(pain=pain, **said), now=now)


def done(user, *, ago, kind="stretch", pain=None):
    at = NOW - ago
    made = PracticeSessionFactory(
        user=user, finished=True, kind=kind, started_at=at, ended_at=at, local_date=at.date()
    )
    if pain is not None:
        AttemptFactory(session=made, pain_before=pain)
    return made


def outcome(checked):
    return (checked.ruling.rule, checked.ruling.outcome)


# --- What is known -------------------------------------------------------------------------------------


def test_it_is_kept_with_the_pain_and_without_a_session(alice):
    checked = ask(alice)
    kept = Decision.objects.get()
    assert (kept.rule, kept.outcome, kept.session, kept.made_at) == ("A7", "go", None, NOW)
    assert kept.inputs == {"pain": 2, "base": 3}
    assert checked.starts


def test_usual_pain_is_that_of_the_last_sessions(alice):
    assert outcome(ask(alice, 4)) == ("A4", "held")
    for days in (2, 4, 6):
        done(alice, ago=days * DAY, pain=1)
    assert outcome(ask(alice, 4)) == ("A3", "gentle")


def test_strength_waits_for_two_days(alice):
    """After a stretch it is strength's turn, and the last strength was yesterday."""
    done(alice, ago=30 * HOUR, kind="strength")
    done(alice, ago=20 * HOUR)
    assert outcome(ask(alice)) == ("A5", "other-kind")


def test_strength_waits_for_three_days_while_muscles_are_sore(alice):
    strength = done(alice, ago=60 * HOUR, kind="strength")
    done(alice, ago=20 * HOUR)
    assert not ask(alice, 4).ruling.other_kind
    DecisionFactory(user=alice, session=strength, rule="C4")
    assert ask(alice, 4).ruling.other_kind
    assert outcome(ask(alice, 3)) == ("A7", "go")  # it has eased


def test_too_painful_two_days_running_refers(alice):
    assert outcome(ask(alice, 8, now=NOW - DAY)) == ("A2", "rest")
    assert outcome(ask(alice, 8)) == ("A2", "refer")


def test_too_painful_twice_on_one_day_is_still_a_rest(alice):
    ask(alice, 8, now=NOW - HOUR)
    assert outcome(ask(alice, 8)) == ("A2", "rest")


def test_something_worrying_closes_sessions_until_the_safety_questions(alice):
    assert clearance(alice, now=NOW).ready
    checked = ask(alice, worrying=True)
    assert not checked.starts
    assert clearance(alice, now=NOW).step == "safety"


def test_a_clinicians_word_lets_strong_pain_in(alice):
    alice.profile.usual_pain = 7
    alice.profile.save()
    assert outcome(ask(alice, 5)) == ("base-7", "refer")
    alice.profile.clinician_agreed_on = NOW.date()
    alice.profile.save()
    assert outcome(ask(alice, 5)) == ("A4", "held")


# --- No session ----------------------------------------------------------------------------------------


def test_a_rest_closes_the_day_and_not_the_next(alice):
    kept = ask(alice, 8).decision
    assert resting(alice, now=NOW + HOUR) == kept
    with pytest.raises(Resting):
        start_session(user=alice, now=NOW + HOUR)
    with pytest.raises(Resting):
        next_session(user=alice, now=NOW + HOUR)
    assert not PracticeSession.objects.exists()
    assert resting(alice, now=NOW + DAY) is None


def test_a_newer_answer_of_the_day_opens_it_again(alice):
    ask(alice, 8, now=NOW - 3 * HOUR)
    checked = ask(alice, 3)
    assert resting(alice, now=NOW) is None
    assert start_session(user=alice, now=NOW, checked=checked).status == "open"


def test_two_days_of_rest_after_a_bad_morning(alice):
    yesterday = done(alice, ago=DAY)
    rest = DecisionFactory(user=alice, session=yesterday, rule="C2", outcome="rest", made_at=NOW)
    assert resting(alice, now=NOW + 47 * HOUR) == rest
    assert outcome(ask(alice, 0, now=NOW + 47 * HOUR)) == ("C2", "rest")
    assert resting(alice, now=NOW + 48 * HOUR) is None


def test_nobody_elses_rest_counts(alice, bob):
    ConsentFactory(user=bob)
    ask(bob, 8)
    assert resting(alice, now=NOW) is None


# --- The session that follows --------------------------------------------------------------------------


def started(user, pain=2, **said):
    checked = ask(user, pain, **said)
    return start_session(user=user, now=NOW, checked=checked), checked


def test_a_gentle_session(alice):
    alice.plan.level, alice.plan.minutes, alice.plan.extra_slug = 3, 30, "dead-bug"
    alice.plan.save()
    session, checked = started(alice, 6)
    assert (session.level, session.plan["heldBy"]) == (1, "A3")
    assert session.minutes <= 11
    assert session.plan["care"][0] == checked.ruling.words
    assert session.decisions.get() == checked.decision
    alice.plan.refresh_from_db()
    assert alice.plan.extra_slug == "dead-bug"  # waits for the next one


def test_strength_too_soon_becomes_a_stretch(alice):
    done(alice, ago=30 * HOUR, kind="strength")
    done(alice, ago=20 * HOUR)
    session = start_session(user=alice, now=NOW, checked=ask(alice), way=Way.EXTRA)
    assert session.kind == "stretch"


@pytest.mark.parametrize(("hours", "kind"), [(47, "stretch"), (48, "strength")])
def test_strength_waits_without_a_question_too(alice, hours, kind):
    done(alice, ago=hours * HOUR, kind="strength")
    done(alice, ago=20 * HOUR)
    assert start_session(user=alice, now=NOW, way=Way.EXTRA).kind == kind


def test_a_bad_night_is_a_set_less(alice):
    session, _ = started(alice, slept_badly=True)
    mains = [step for step in session.plan["steps"] if step["role"] == "main"]
    assert {step["sets"] for step in mains if step["kind"] == "hold"} <= {1, 2}
    assert session.plan["heldBy"] == "A6"


def test_ready_is_the_session_as_planned(alice):
    session, _ = started(alice)
    assert session.plan["heldBy"] == ""
    assert {step["why"] for step in session.plan["steps"]} == {""}


def test_the_way_back_is_noted_with_the_session(alice):
    done(alice, ago=16 * DAY)
    session = start_session(user=alice, now=NOW)
    kept = session.decisions.get()
    assert (kept.rule, kept.outcome) == ("G", "held")
    assert kept.words.startswith("It has been 16 days")


def test_answers_during_an_open_session_go_on_with_it(alice):
    session, _ = started(alice)
    again, _ = started(alice)
    assert again == session
    assert session.decisions.count() == 1


@pytest.mark.parametrize(
    ("pain", "later", "kept"), [(9, timedelta(0), 1), (8, timedelta(0), 2), (9, HOUR, 2)]
)
def test_two_taps_on_the_same_answer_are_one_decision(alice, pain, later, kept):
    ask(alice, 9)
    assert ask(alice, pain, now=NOW + later).decision.inputs["pain"] == pain
    assert Decision.objects.filter(rule="A2").count() == kept


def test_resting_is_one_query(alice, django_assert_num_queries):
    for pain in (2, 8, 3):
        ask(alice, pain)
    with django_assert_num_queries(1):
        resting(alice, now=NOW)
