"""What may be said by hand: the sets, the day in the person's own zone, and how it felt or nothing of it."""

import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from routines.forms.by_hand import (
    ALL_THREE,
    NO_SUCH_DAY,
    NOT_A_DAY,
    NOTHING_DONE,
    ONE_MORE,
    STILL_TO_COME,
    TOO_LONG_AGO,
    ByHandForm,
    WhichSessionForm,
)
from tests.factories import NOW, PracticeSessionFactory

PLAN = PracticeSessionFactory.build(user=None).plan
WHEN = {"on": "2026-11-23", "at": "10:00"}
DONE = {"sets_0_left": "2", "sets_0_right": "2"}


def form(data=None, *, zone="Europe/Berlin", now=NOW, **fields):
    posted = None if data is None else {"client_id": str(uuid.uuid4()), **WHEN, **DONE, **data}
    return ByHandForm(posted, plan=PLAN, user=User(time_zone=zone), now=now, **fields)


def errors(data, **fields):
    bound = form(data, **fields)
    assert not bound.is_valid()
    return {name: list(found) for name, found in bound.errors.items()}


def told(data, **fields):
    bound = form(data, **fields)
    assert bound.is_valid(), bound.errors
    return bound.told()


# --- Sets -----------------------------------------------------------------------------------------------


def test_all_sets_are_chosen_and_it_was_just_now():
    start = form()
    assert (start["sets_0_left"].value(), start["sets_0_right"].value()) == (2, 2)
    assert start["on"].value() == date(2026, 11, 23)
    assert str(start["at"]).count('value="10:00"') == 1
    assert uuid.UUID(str(start["client_id"].value()))


def test_every_exercise_is_a_group_with_its_sides():
    (group,) = form().set_groups()
    assert (group["name"], group["amount"]) == ("Low lunge stretch", "20 s")
    assert [(side, field.label) for side, field in group["fields"]] == [
        ("left", "Low lunge stretch, left side"),
        ("right", "Low lunge stretch, right side"),
    ]


def test_what_was_done_by_side():
    assert told({"sets_0_left": "1", "sets_0_right": "0"}).sets == {(0, 1, "left")}


def test_known_sets_come_first():
    known = {(0, 2, "left")}
    assert form(done=known)["sets_0_left"].value() == 1
    assert told({"sets_0_left": "1", "sets_0_right": "0"}, done=known).sets == known
    assert told({"sets_0_left": "2", "sets_0_right": "0"}, done=known).sets == {(0, 1, "left"), *known}


def test_what_a_phone_recorded_is_not_left_out():
    choices = form(recorded={(0, 1, "left")}).fields["sets_0_left"].choices
    assert [count for count, _ in choices] == [1, 2]
    assert "sets_0_left" in errors({"sets_0_left": "0"}, recorded={(0, 1, "left")})


@pytest.mark.parametrize("count", ["3", "-1", "two", ""])
def test_only_as_many_sets_as_there_are(count):
    assert "sets_0_left" in errors({"sets_0_left": count})


def test_nothing_done_is_no_log_but_may_be_a_correction():
    nothing = {"sets_0_left": "0", "sets_0_right": "0"}
    assert errors(nothing) == {"__all__": [NOTHING_DONE]}
    assert told(nothing, needs_sets=False).sets == frozenset()


# --- When -----------------------------------------------------------------------------------------------


def test_the_time_is_the_persons_own():
    assert told({}).finished_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ({"at": "10:01"}, {"at": [STILL_TO_COME]}),
        ({"on": "2026-11-24"}, {"on": [STILL_TO_COME]}),
        ({"on": "2026-11-08"}, {"on": [TOO_LONG_AGO]}),
        ({"on": "the 20th"}, {"on": [NOT_A_DAY]}),
        ({"on": ""}, {"on": ["Choose the day."]}),
        ({"at": ""}, {"at": ["Enter a time, such as 18:30."]}),
        ({"at": "25:00"}, {"at": ["Enter a time such as 18:30."]}),
    ],
    ids=str,
)
def test_a_day_and_time_that_will_not_do(when, problem):
    assert errors(when) == problem


def test_fourteen_days_back_are_allowed():
    assert told({"on": "2026-11-09", "at": "00:00"}).finished_at == datetime(2026, 11, 8, 23, 0, tzinfo=UTC)


def test_today_is_the_persons_own():
    """At 23:30 UTC it is Tuesday in Berlin and still Monday in New York."""
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert told({"on": "2026-11-24", "at": "00:15"}, now=late).finished_at == late - timedelta(minutes=15)
    assert "on" in errors({"on": "2026-11-24", "at": "00:15"}, now=late, zone="America/New_York")


def test_a_time_that_happens_twice_is_the_first():
    autumn = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    said = told({"on": "2026-10-25", "at": "02:30"}, now=autumn)
    assert said.finished_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_is_skipped_moves_forward():
    spring = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
    said = told({"on": "2026-03-29", "at": "02:30"}, now=spring)
    assert said.finished_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "03:30"


def test_a_skipped_time_that_is_not_over_yet_is_to_come():
    """2:30 that night moves to 3:30, and it is 3:10."""
    night = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    assert errors({"on": "2026-03-29", "at": "02:30"}, now=night) == {"at": [STILL_TO_COME]}


def test_a_day_that_never_was():
    after = datetime(2012, 1, 2, 0, 0, tzinfo=UTC)
    assert errors({"on": "2011-12-30", "at": "09:00"}, now=after, zone="Pacific/Apia") == {
        "on": [NO_SUCH_DAY]
    }


def test_a_stored_moment_left_alone_stays_to_the_second():
    """The second 2:30 of that night would come back as the first."""
    second = datetime(2026, 10, 25, 1, 30, 17, tzinfo=UTC)
    autumn = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    same = {"on": "2026-10-25", "at": "02:30"}
    assert told(same, now=autumn, finished_at=second).finished_at == second
    earlier = told({**same, "at": "02:29"}, now=autumn, finished_at=second)
    assert earlier.finished_at == datetime(2026, 10, 25, 0, 29, tzinfo=UTC)


# --- One more on the same day ---------------------------------------------------------------------------


def test_a_second_one_on_a_day_has_to_be_meant():
    taken = {date(2026, 11, 23)}
    assert "another" in form(taken=taken).fields
    assert errors({}, taken=taken) == {"another": [ONE_MORE]}
    assert told({"another": "on"}, taken=taken)
    assert form({}, taken=taken)["another"].label == "You already have one on Monday 23 November: add another"


def test_a_free_day_asks_nothing():
    assert "another" not in form(taken={date(2026, 11, 20)}).fields
    assert told({"on": "2026-11-21"}, taken={date(2026, 11, 20)})


def test_the_question_is_about_the_day_chosen():
    bound = form({"on": "2026-11-20"}, taken={date(2026, 11, 20)})
    assert "Friday 20 November" in bound["another"].label


# --- How it felt ----------------------------------------------------------------------------------------


def test_how_it_felt_may_be_left_out():
    assert told({}).check_in is None


def test_how_it_felt_is_kept_as_after_a_session():
    felt = {"highest_pain": "3", "pain_now": "0", "effort": "5", "feelings": ["pull"], "note": "Good."}
    assert told(felt).check_in == {
        "highest_pain": 3, "pain_now": 0, "effort": 5, "feelings": ["pull"], "note": "Good.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"feelings": ["sharp"]}, ["highest_pain", "pain_now", "effort"]),
        ({"note": "Stiff."}, ["highest_pain", "pain_now", "effort"]),
        ({"highest_pain": "0"}, ["pain_now", "effort"]),
    ],
    ids=str,
)
def test_nothing_said_is_dropped_for_want_of_a_number(said, missing):
    assert errors(said) == {name: [ALL_THREE] for name in missing}


def test_a_score_out_of_range_is_one_error():
    found = errors({"highest_pain": "11", "pain_now": "1", "effort": "1"})
    assert found.keys() == {"highest_pain"}
    assert found["highest_pain"] != [ALL_THREE]


# --- Changes --------------------------------------------------------------------------------------------


def test_what_is_stored_and_sent_again_says_nothing_new():
    stored = {
        "done": {(0, 1, "left")},
        "finished_at": NOW - timedelta(seconds=13),
        "check_in": {"highest_pain": 3, "pain_now": 2, "effort": 5, "feelings": ["pull"], "note": "Good."},
    }
    same = {"sets_0_left": "1", "sets_0_right": "0", "at": "09:59", "highest_pain": "3", "pain_now": "2",
            "effort": "5", "feelings": ["pull"], "note": "Good."}  # fmt: skip
    assert not form(same, **stored).says_something_new
    assert form({**same, "sets_0_right": "1"}, **stored).says_something_new
    assert form({**same, "note": "Better."}, **stored).says_something_new


# --- Which session --------------------------------------------------------------------------------------


def test_which_session():
    which = WhichSessionForm({"kind": "stretch", "minutes": "10", "on": "2026-11-20"}, today=NOW.date())
    assert which.is_valid()
    assert which.cleaned_data == {"kind": "stretch", "minutes": 10, "on": date(2026, 11, 20)}


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "yoga"}, {"kind": ""}, {"minutes": "12"}, {"on": "2026-11-08"}, {"on": "2026-11-24"}],
    ids=str,
)
def test_a_session_that_can_not_have_been(wrong):
    data = {"kind": "stretch", "minutes": "10", "on": "2026-11-20", **wrong}
    assert WhichSessionForm(data, today=NOW.date()).errors.keys() == wrong.keys()
