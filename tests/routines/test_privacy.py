"""Export and erasure reach every row of a person, and nobody else's."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder

from accounts import outbox
from accounts.models import Consent, OutgoingMail, User
from accounts.models.mail import MailState
from routines import privacy
from routines.models import (
    ActivityScore,
    Attempt,
    ContentReview,
    MorningCheckIn,
    PracticeSession,
    SessionCheckIn,
    SetResult,
    WeeklyGoal,
)
from routines.privacy import EXPORTED, HEALTH_DATA, NOT_EXPORTED
from tests import factories


@pytest.fixture
def full_alice(ready_alice, now):
    """Alice with a row in every table that can be hers."""
    return fill(ready_alice, now)


@pytest.fixture
def full_bob(bob, now):
    for make in (
        factories.ConsentFactory,
        factories.ScreeningFactory,
        factories.ProfileFactory,
        factories.PlanFactory,
        factories.SymptomCheckInFactory,
    ):
        make(user=bob)
    return fill(bob, now)


def fill(user, now):
    session = factories.PracticeSessionFactory(user=user, finished=True)
    factories.SetResultFactory(session=session)
    factories.ExerciseChoiceFactory(user=user)
    factories.GivenAnswersFactory(user=user)
    factories.PauseFactory(user=user)
    factories.WeeklyGoalFactory(plan=user.plan)
    factories.SessionCheckInFactory(session=session, note=f"canary of {user.email}")
    activity = factories.ActivityFactory(user=user)
    week = factories.WeeklyCheckInFactory(user=user)
    factories.ActivityScoreFactory(check_in=week, activity=activity)
    factories.BedEdgeCheckFactory(user=user)
    factories.KneeLiftHoldFactory(user=user)
    factories.ChairStandFactory(user=user)
    factories.MicroBreakFactory(user=user)
    factories.MorningCheckInFactory(session=session)
    factories.DecisionFactory(user=user, session=session)
    factories.ExerciseStateFactory(user=user)
    factories.SummaryLinkFactory(user=user)
    factories.ReportNoteFactory(session=session)
    factories.MorningQuestionFactory(user=user)
    mail = {"from_email": "us@example.org", "subject": "Today", "text": "canary text", "now": now}
    outbox.enqueue(
        [
            outbox.new_mail(
                key=f"session:{user.key}:2026-11-23",
                kind="session",
                to=user.email,
                user=user,
                expires_at=now + timedelta(hours=3),
                **mail,
            ),
            outbox.new_mail(
                key=f"code:{user.key}",
                kind="account",
                to=user.email.upper(),
                expires_at=now + timedelta(hours=1),
                **mail,
            ),
        ]
    )
    return user


def reach(model):
    """Foreign keys from `model` to the person, or to something of theirs."""
    owned = {User, *(table.model for table in EXPORTED)}
    return [f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model in owned]


def test_every_model_with_a_key_to_a_person_is_exported_or_has_a_reason():
    known = {table.model for table in EXPORTED} | set(NOT_EXPORTED)
    forgotten = {model for model in apps.get_models() if reach(model)} - known
    assert forgotten == set(), "add the model to routines/privacy.py"


def test_every_health_row_hangs_on_what_a_withdrawal_deletes():
    routines_models = {model for model in apps.get_app_config("routines").get_models() if reach(model)}
    with_their_parent = {Attempt, SetResult, SessionCheckIn, MorningCheckIn, ActivityScore, WeeklyGoal}
    assert routines_models - set(HEALTH_DATA) == with_their_parent | {ContentReview}


def test_the_export_holds_a_row_of_every_table_and_is_json(full_alice, now):
    copy = json.loads(json.dumps(privacy.export(full_alice, now=now), cls=DjangoJSONEncoder))
    assert copy.pop("exported_at") == "2026-11-23T09:00:00Z"
    assert copy.pop("admin_actions") == []
    assert copy.pop("content_reviews") == []
    assert copy.pop("report_openings") == []  # tests/routines/test_admin_reports.py has one with lines
    assert {name for name, rows in copy.items() if len(rows) != 1} == set()
    assert copy["account"][0]["email"] == "alice@example.org"
    assert copy["session_check_ins"][0]["note"] == "canary of alice@example.org"
    assert copy["sets"][0]["session_id"] == copy["sessions"][0]["id"]
    assert copy["sets"][0]["attempt_id"] == copy["attempts"][0]["id"]
    assert copy["safety_answers"][0]["answers"]["E1"]["yes"] is False


def test_the_export_keeps_secrets_inside(full_alice, now):
    text = json.dumps(privacy.export(full_alice, now=now), cls=DjangoJSONEncoder)
    assert full_alice.password not in text
    assert "canary text" not in text


def test_the_export_knows_nothing_of_others(full_alice, full_bob, now):
    text = json.dumps(privacy.export(full_alice, now=now), cls=DjangoJSONEncoder)
    assert "bob@example.org" not in text
    assert str(full_bob.key) not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_export_is_one_query_a_table(full_alice, now, rows, django_assert_num_queries):
    for _ in range(1, rows):
        factories.SetResultFactory(session=full_alice.practice_sessions.get())
    with django_assert_num_queries(len(EXPORTED) + 1):  # who opened reports is in the admin's log
        privacy.export(full_alice, now=now)


def test_the_counts_say_what_a_withdrawal_deletes(full_alice):
    assert privacy.health_data_counts(full_alice) == {
        "screening": 1,
        "symptomcheckin": 1,
        "weeklycheckin": 1,
        "activity": 1,
        "bededgecheck": 1,
        "kneelifthold": 1,
        "chairstand": 1,
        "practicesession": 1,
        "profile": 1,
        "plan": 1,
        "pause": 1,
        "exercisechoice": 1,
        "decision": 1,
        "givenanswers": 1,
        "exercisestate": 1,
        "reportnote": 1,
        "microbreak": 1,
        "morningquestion": 1,
        "summarylink": 1,
        "setresult": 1,
    }


def test_withdrawal_deletes_the_health_data_and_keeps_account_and_consent_dates(full_alice, full_bob, now):
    later = now + timedelta(days=1)
    privacy.withdraw_consent(user=full_alice, now=later)
    assert set(privacy.health_data_counts(full_alice).values()) == {0}
    assert not Attempt.objects.filter(user=full_alice).exists()
    assert not WeeklyGoal.objects.filter(plan__user=full_alice).exists()
    assert not SetResult.objects.filter(session__user=full_alice).exists()
    assert not SessionCheckIn.objects.filter(session__user=full_alice).exists()
    consent = Consent.objects.get(user=full_alice)
    assert (consent.given_at, consent.withdrawn_at) == (now, later)
    assert User.objects.filter(pk=full_alice.pk).exists()
    assert OutgoingMail.objects.get(user=full_alice, kind="session").state == MailState.CANCELLED
    assert set(privacy.health_data_counts(full_bob).values()) == {1}
    assert OutgoingMail.objects.get(user=full_bob, kind="session").state == MailState.PENDING


def test_deletion_leaves_nothing_of_the_person_and_everything_of_others(full_alice, full_bob, now):
    sign_in(full_alice)
    sign_in(full_alice)
    hers, his = full_alice.pk, sign_in(full_bob)
    privacy.delete_account(user=full_alice)
    for table in EXPORTED:
        assert not table.model._default_manager.filter(**{table.path: hers}).exists(), table.name
    assert [session.pk for session in Session.objects.all()] == [his]
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {"bob@example.org", "BOB@EXAMPLE.ORG"}
    assert set(privacy.health_data_counts(full_bob).values()) == {1}
    assert PracticeSession.objects.get().user == full_bob
    assert EmailAddress.objects.get().user == full_bob


def sign_in(user):
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.save()
    return store.session_key
