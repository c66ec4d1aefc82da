"""What the database itself refuses: scores out of range, halves of a whole, second rows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    NOW,
    ActivityFactory,
    ActivityScoreFactory,
    BedEdgeCheckFactory,
    ChairStandFactory,
    KneeLiftHoldFactory,
    WeeklyCheckInFactory,
)


@pytest.mark.parametrize(
    ("factory", "wrong"),
    [
        (ActivityFactory, {"text": ""}),
        (ActivityFactory, {"place": 0}),
        (ActivityFactory, {"place": 4}),
        (WeeklyCheckInFactory, {"average_pain": 11}),
        (WeeklyCheckInFactory, {"enjoyment": None}),
        (WeeklyCheckInFactory, {"confidence": 11}),
        (WeeklyCheckInFactory, {"rating": 6}),
        (WeeklyCheckInFactory, {"rating": -6}),
        (BedEdgeCheckFactory, {"left": "short"}),
        (BedEdgeCheckFactory, {"right_angle": 91}),
        (BedEdgeCheckFactory, {"left_angle": -91}),
        (KneeLiftHoldFactory, {"left": 61}),
        (ChairStandFactory, {"stands": 61}),
    ],
    ids=str,
)
def test_a_row_out_of_bounds_is_refused(alice, factory, wrong):
    factory(user=alice)
    factory._meta.model.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(user=alice, **wrong)


def test_an_activity_score_stays_on_the_scale(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityScoreFactory(score=11)


@pytest.mark.parametrize(
    "factory",
    [WeeklyCheckInFactory, BedEdgeCheckFactory, KneeLiftHoldFactory, ChairStandFactory, ActivityFactory],
)
def test_a_second_row_for_the_same_is_refused(alice, bob, factory):
    factory(user=alice)
    factory(user=bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(user=alice)


def test_a_week_without_any_number_and_a_retired_activity_are_fine(alice):
    WeeklyCheckInFactory(
        user=alice, average_pain=None, enjoyment=None, general_activity=None, confidence=None
    )
    ActivityFactory(user=alice, retired_at=NOW)
    assert ActivityFactory(user=alice).place == 1
    assert WeeklyCheckInFactory(user=alice, monday=date(2026, 11, 30), rating=-5).rating == -5
