"""Who may practise, and which page comes next when not."""

from datetime import timedelta

import pytest

from accounts.models import Consent
from routines.cautions import WORDING
from routines.clearance import clearance, open_screening
from routines.models import Profile, Screening
from routines.screening import BY_ID, in_group, record
from tests.factories import (
    ConsentFactory,
    PlanFactory,
    PracticeSessionFactory,
    ProfileFactory,
    ScreeningFactory,
    SymptomCheckInFactory,
)

FIRST_PAGE = record({question.id: False for question in in_group("emergency")})
DAY = timedelta(days=1)


def where(user, now):
    """(reason, step) of the answer."""
    answer = clearance(user, now=now)
    assert answer.ready == (answer.reason == "ready")
    return answer.reason, answer.step


def test_after_onboarding_one_is_ready(ready_alice, now):
    assert where(ready_alice, now) == ("ready", "")


def test_each_step_is_asked_for_in_turn(alice, now):
    assert where(alice, now) == ("consent", "consent")
    ConsentFactory(user=alice)
    assert where(alice, now) == ("safety", "safety")
    screening = ScreeningFactory(user=alice, completed_at=None, answers=FIRST_PAGE)
    assert where(alice, now) == ("safety", "safety-more")
    screening.delete()
    ScreeningFactory(user=alice)
    assert where(alice, now) == ("incomplete", "signs")
    SymptomCheckInFactory(user=alice)
    assert where(alice, now) == ("incomplete", "pain")
    profile = ProfileFactory(user=alice, equipment_answered=False, cautions_wording="")
    assert where(alice, now) == ("incomplete", "limits")
    profile.cautions_wording = WORDING
    profile.save()
    assert where(alice, now) == ("incomplete", "equipment")
    profile.equipment_answered = True
    profile.save()
    assert where(alice, now) == ("incomplete", "week")
    PlanFactory(user=alice)
    assert where(alice, now) == ("ready", "")


@pytest.mark.parametrize("key", list(BY_ID))
def test_a_stopped_screening_closes_the_door_whatever_else_is_in_order(ready_alice, now, key):
    ScreeningFactory(user=ready_alice, stopped=True, answers=record({key: True}), started_at=now)
    assert where(ready_alice, now) == ("stopped", "stopped")


def test_stopped_stays_stopped_without_consent_and_after_months(ready_alice, now):
    ScreeningFactory(user=ready_alice, stopped=True, started_at=now)
    Consent.withdraw(user=ready_alice, now=now)
    assert where(ready_alice, now + 100 * DAY) == ("stopped", "stopped")


def test_a_later_clear_screening_opens_the_door_again(ready_alice, now):
    ScreeningFactory(user=ready_alice, stopped=True, started_at=now + DAY)
    assert where(ready_alice, now + DAY)[0] == "stopped"
    ScreeningFactory(user=ready_alice, started_at=now + 2 * DAY)
    assert where(ready_alice, now + 2 * DAY)[0] == "ready"


def test_a_screening_lasts_four_weeks(ready_alice, now):
    assert where(ready_alice, now + 28 * DAY) == ("ready", "")
    assert where(ready_alice, now + 28 * DAY + timedelta(seconds=1)) == ("rescreen", "safety")


def test_a_new_round_that_is_half_answered_is_not_clear(ready_alice, now):
    ScreeningFactory(user=ready_alice, completed_at=None, answers=FIRST_PAGE, started_at=now + DAY)
    assert where(ready_alice, now + DAY) == ("safety", "safety-more")


def test_a_half_answered_round_of_last_month_starts_over(ready_alice, now):
    ScreeningFactory(user=ready_alice, completed_at=None, answers=FIRST_PAGE, started_at=now + DAY)
    later = now + 40 * DAY
    assert where(ready_alice, later) == ("safety", "safety")
    assert open_screening(ready_alice, now=later) is None


def test_changed_questions_are_asked_again(ready_alice, now):
    answers = record(dict.fromkeys(BY_ID, False))
    answers["E4"]["wording"] = "2020-01"
    Screening.objects.update(answers=answers)
    assert where(ready_alice, now) == ("rescreen", "safety")


def test_consent_to_an_older_text_is_asked_again(ready_alice, now):
    Consent.objects.update(version="2020-01")
    assert where(ready_alice, now) == ("consent", "consent")


@pytest.mark.parametrize(("pain", "reason"), [(6, "ready"), (7, "clinician"), (10, "clinician")])
def test_high_usual_pain_waits_for_a_clinician(ready_alice, now, pain, reason):
    Profile.objects.update(usual_pain=pain)
    assert where(ready_alice, now)[0] == reason


def test_a_clinicians_word_is_enough(ready_alice, now):
    Profile.objects.update(usual_pain=8, clinician_agreed_on=now.date())
    assert where(ready_alice, now) == ("ready", "")


@pytest.mark.parametrize("key", [f"P{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)])
def test_an_amber_answer_waits_for_a_clinician(ready_alice, now, key):
    Profile.objects.update(cautions=[key])
    assert where(ready_alice, now) == ("clinician", "clinician")
    Profile.objects.update(clinician_agreed_on=now.date())
    assert where(ready_alice, now) == ("ready", "")


@pytest.mark.parametrize("key", ["P9", "M4", "M16", "M22"])
def test_long_pain_and_caution_flags_lock_nothing(ready_alice, now, key):
    Profile.objects.update(cautions=[key])
    assert where(ready_alice, now) == ("ready", "")


def test_limits_in_an_older_wording_are_asked_again(ready_alice, now):
    Profile.objects.update(cautions_wording="2020-01")
    assert where(ready_alice, now) == ("incomplete", "limits")


def test_early_pregnancy_is_asked_again_after_four_weeks_and_nothing_else_is(ready_alice, now):
    later = now + 29 * DAY
    ScreeningFactory(user=ready_alice, started_at=later)
    Profile.objects.update(cautions=["M2", "M16"])
    assert where(ready_alice, later) == ("ready", "")
    Profile.objects.update(cautions=["M1"])
    assert where(ready_alice, now + 28 * DAY) == ("ready", "")
    assert where(ready_alice, later) == ("rescreen", "limits")


def test_a_stop_signal_waits_for_a_screening_that_was_begun_after_it(ready_alice, now):
    later = now + DAY
    Profile.objects.update(safety_due_since=later)
    assert where(ready_alice, later) == ("rescreen", "safety")
    screening = ScreeningFactory(
        user=ready_alice, completed_at=None, answers=FIRST_PAGE, started_at=later + DAY
    )
    assert where(ready_alice, later + DAY) == ("safety", "safety-more")
    screening.delete()
    ScreeningFactory(user=ready_alice, started_at=later)
    assert where(ready_alice, later + DAY) == ("rescreen", "safety")
    ScreeningFactory(user=ready_alice, started_at=later + timedelta(seconds=1))
    assert where(ready_alice, later + DAY) == ("ready", "")


def test_a_round_begun_before_a_stop_signal_and_completed_after_it_does_not_clear(ready_alice, now):
    ScreeningFactory(user=ready_alice, started_at=now, completed_at=now + 2 * DAY)
    Profile.objects.update(safety_due_since=now + DAY)
    assert where(ready_alice, now + 2 * DAY) == ("rescreen", "safety")


@pytest.mark.parametrize("since", ["safety_due_since", "changed_at"])
def test_whichever_asks_later_counts(ready_alice, now, since):
    earlier = {"safety_due_since": "changed_at", "changed_at": "safety_due_since"}[since]
    Profile.objects.update(**{since: now + 2 * DAY, earlier: now - DAY})
    ScreeningFactory(user=ready_alice, started_at=now + DAY)
    assert where(ready_alice, now + 3 * DAY) == ("rescreen", "safety")
    ScreeningFactory(user=ready_alice, started_at=now + 3 * DAY)
    assert where(ready_alice, now + 3 * DAY) == ("ready", "")


@pytest.mark.parametrize(("days", "reason"), [(27, "ready"), (28, "rescreen"), (35, "rescreen")])
def test_four_weeks_away_ask_again_however_fresh_the_answers(ready_alice, now, days, reason):
    PracticeSessionFactory(user=ready_alice, finished=True, local_date=now.date())
    PracticeSessionFactory(user=ready_alice, status="stopped", local_date=now.date() + 20 * DAY)
    ScreeningFactory(user=ready_alice, started_at=now + 20 * DAY)
    assert where(ready_alice, now + days * DAY)[0] == reason


def test_answers_given_on_the_way_back_are_enough(ready_alice, now):
    PracticeSessionFactory(user=ready_alice, finished=True, local_date=now.date())
    ScreeningFactory(user=ready_alice, started_at=now + 28 * DAY)
    assert where(ready_alice, now + 40 * DAY) == ("ready", "")


def test_other_people_do_not_matter(ready_alice, bob, now):
    ScreeningFactory(user=bob, stopped=True)
    assert where(ready_alice, now) == ("ready", "")
    assert where(bob, now) == ("stopped", "stopped")


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_one_query(ready_alice, now, django_assert_num_queries, rows):
    for n in range(rows):
        ScreeningFactory(user=ready_alice, started_at=now - n * DAY)
        SymptomCheckInFactory(user=ready_alice, on_date=now.date() - (n + 1) * DAY)
    with django_assert_num_queries(1):
        clearance(ready_alice, now=now)
