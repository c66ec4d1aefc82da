"""The demo person: the same plausible history everywhere, renewed when old, never in production."""

from datetime import timedelta
from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import OutgoingMail, User
from routines import demo, progress
from routines.clearance import clearance
from routines.counting import work_sets
from routines.measures_report import load as load_measures
from routines.models import Attempt, PracticeSession, Routine, SessionCheckIn, SetResult, SymptomCheckIn
from routines.self_test_history import load as load_tests
from routines.week import MIN_GAP
from tests.factories import NOW, UserFactory
from tests.html import assert_sound_page

pytestmark = pytest.mark.usefixtures("content")


def facts(user):
    """What the history says, without the ids of rows."""
    sessions = user.practice_sessions.order_by("local_date")
    return (
        [(s.local_date, s.kind, s.active_ms) for s in sessions],
        list(
            SessionCheckIn.objects.order_by("session__local_date").values_list("pain_now", "effort", "note")
        ),
        list(user.symptom_check_ins.values_list("on_date", *SymptomCheckIn.SIGNS)),
    )


def test_the_demo_person_may_start_at_once():
    user = demo.seed(now=NOW)
    assert (user.email, user.is_demo, user.time_zone) == ("demo@psoasfit.example", True, "UTC")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert clearance(user, now=NOW).ready
    assert clearance(user, now=NOW + timedelta(days=20)).ready


def test_the_demo_person_gets_no_mail():
    user = demo.seed(now=NOW)
    assert not user.plan.reminders_on
    assert user.plan.next_reminder_at is None
    assert not OutgoingMail.objects.exists()


def test_eight_weeks_of_stretch_and_strength_in_turn():
    user = demo.seed(now=NOW)
    sessions = list(user.practice_sessions.order_by("local_date"))
    assert len(sessions) == 21
    assert [session.kind for session in sessions[:4]] == ["stretch", "strength", "stretch", "strength"]
    assert all(a.kind != b.kind for a, b in pairwise(sessions))
    days = [session.local_date for session in sessions]
    assert all(b - a >= MIN_GAP for a, b in pairwise(days))
    assert {day.weekday() for day in days} == {0, 2, 4}
    assert NOW.date() - days[0] == timedelta(weeks=8)
    assert days[-1] < NOW.date()


def test_every_set_belongs_to_its_plan():
    demo.seed(now=NOW)
    for session in PracticeSession.objects.prefetch_related("results"):
        results = list(session.results.all())
        places = {(result.step, result.set_number, result.side) for result in results}
        assert len(places) == len(results) <= work_sets(session.plan)
        assert all(result.step < len(session.plan["steps"]) for result in results)
        assert session.active_ms == sum(result.ms for result in results)
        assert session.started_at < session.ended_at < NOW
        assert session.plan["session"] == str(session.pk)
        attempt = session.attempts.get()
        assert (attempt.status, attempt.ended_at, attempt.active_ms) == (
            session.status, session.ended_at, session.active_ms,
        )  # fmt: skip
        assert sorted(result.position for result in results) == list(range(len(results)))
        if session.status == "finished":
            assert len(results) == work_sets(session.plan)


def test_pain_and_signs_trend_slowly_down():
    user = demo.seed(now=NOW)
    report = progress.load(user, now=NOW)
    assert report.finding.state == "down"
    assert len(report.signs) == 5
    assert report.signs[0].last < report.signs[0].first
    assert SessionCheckIn.objects.filter(highest_pain__gte=6).count() == 0
    assert 0 < SessionCheckIn.objects.count() < PracticeSession.objects.count()


def test_the_rules_decided_after_each_session():
    user = demo.seed(now=NOW)
    decided = {f"{rule} {outcome}" for rule, outcome in user.decisions.values_list("rule", "outcome")}
    assert {"C3 regress", "C5 hold", "C9 progress", "C11 hold"} <= decided
    assert not user.decisions.filter(made_at__gt=NOW).exists()
    assert not any(decision.asks_for_help for decision in user.decisions.all())
    steps = [step for session in user.practice_sessions.all() for step in session.plan["steps"]]
    whys = {step["why"].split(":")[0] for step in steps if step["why"]}
    assert whys == {"Held", "A little more", "One step back"}
    assert user.exercise_states.count() >= 8
    assert not hasattr(user.practice_sessions.first(), "morning")  # the visitor may answer that one


def test_weekly_numbers_and_self_tests_have_something_to_say():
    user = demo.seed(now=NOW)
    report, tests = load_measures(user), load_tests(user, now=NOW)
    assert report.check_ins == 8
    assert "better" in {finding.state for finding in report.findings}
    assert all(history.findings and history.obstacle is None for history in tests.histories)
    assert user.weekly_check_ins.filter(rating__isnull=False).count() == 3
    assert not user.weekly_check_ins.filter(answered_on__gte=NOW.date()).exists()


def test_the_same_on_every_machine():
    first = facts(demo.seed(now=NOW))
    User.objects.all().delete()
    assert facts(demo.seed(now=NOW)) == first


@pytest.mark.parametrize("hours", [0, 9, 23, 24 * 3, 24 * 6 + 23])
def test_any_day_of_the_week_will_do(hours):
    now = NOW.replace(hour=0, minute=5) + timedelta(hours=hours)
    user = demo.seed(now=now)
    assert clearance(user, now=now).ready
    assert not PracticeSession.objects.filter(ended_at__gt=now).exists()
    assert not SymptomCheckIn.objects.filter(on_date__gte=now.date()).exists()
    assert 21 <= user.practice_sessions.count() <= 24


def test_a_fresh_history_is_left_alone():
    user = demo.seed(now=NOW)
    session = user.practice_sessions.first()
    assert demo.seed(now=NOW + timedelta(days=3)).pk == user.pk
    assert PracticeSession.objects.filter(pk=session.pk).exists()


def test_an_old_history_is_made_anew():
    user = demo.seed(now=NOW)
    later = NOW + timedelta(days=3, minutes=1)
    renewed = demo.seed(now=later)
    assert renewed.date_joined == later
    assert User.objects.get(is_demo=True) == renewed
    assert Attempt.objects.count() == renewed.practice_sessions.count()
    assert not SetResult.objects.filter(session__user_id=user.pk).exclude(session__user=renewed).exists()
    assert renewed.practice_sessions.first().local_date > NOW.date()


def test_after_a_new_text_the_history_is_made_anew():
    user = demo.seed(now=NOW)
    user.consents.update(version="2026-11")
    again = demo.seed(now=NOW)
    assert again.pk != user.pk
    assert clearance(again, now=NOW).ready


def test_the_command_may_be_repeated(capsys):
    call_command("seed_demo")
    call_command("seed_demo", verbosity=0)
    assert User.objects.filter(is_demo=True).count() == 1
    assert capsys.readouterr().out == "demo@psoasfit.example: 21 sessions, made 2026-11-23 09:00 UTC.\n"


@pytest.mark.parametrize(("name", "value"), [("PRODUCTION", True), ("DEMO_ACCOUNT", False)])
def test_the_command_refuses_where_there_is_no_demo(settings, name, value):
    setattr(settings, name, value)
    with pytest.raises(CommandError, match="no demo account"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_the_command_leaves_someones_own_account_alone():
    UserFactory(email=demo.EMAIL)
    with pytest.raises(CommandError, match="not the demo"):
        call_command("seed_demo")


def test_the_command_needs_content():
    Routine.objects.update(retired=True)
    with pytest.raises(CommandError, match="import_content"):
        call_command("seed_demo")


def test_the_demo_persons_pages_open(client_for):
    client = client_for(demo.seed(now=NOW))
    for path in ("/today/", "/progress/", "/progress/tests/", "/routines/"):
        assert_sound_page(client.get(path))
