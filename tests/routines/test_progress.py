"""Progress: what is called a change, weeks without holes, and the record of a session."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines import progress
from routines.models import PracticeSession, SessionCheckIn, SessionStatus, SetResult, SymptomCheckIn
from routines.progress import PastSession, SignScores
from tests.factories import NOW, PracticeSessionFactory, SessionCheckInFactory, SymptomCheckInFactory

MONDAY = date(2026, 9, 28)
TODAY = date(2026, 11, 23)


def past(on: date, pain: int | None = None, **fields) -> PastSession:
    defaults = {
        "id": uuid.uuid4(),
        "title": "Stretch",
        "kind": "stretch",
        "stopped": False,
        "counted": True,
        "active_ms": 600_000,
        "highest_pain": pain,
        "effort": pain,
    }
    return PastSession(on=on, pain_now=pain, **{**defaults, **fields})


def points(*scores: int):
    return [(MONDAY + timedelta(days=2 * n), score) for n, score in enumerate(scores)]


# --- Findings -------------------------------------------------------------------------------------------


def test_a_clear_fall_is_named_with_both_numbers():
    finding = progress.pain_finding(points(6, 7, 6, 4, 3, 3, 2))
    assert finding.state == "down"
    assert finding.text == "Pain after sessions is down from 6 to 3"


def test_a_clear_rise_says_to_ease_off():
    finding = progress.pain_finding(points(2, 2, 3, 4, 4, 5))
    assert finding.state == "up"
    assert finding.text == "Pain after sessions is up from 2 to 4: worth easing off"


def test_one_point_is_within_the_error_of_the_scale():
    finding = progress.pain_finding(points(4, 4, 4, 3, 3, 3))
    assert finding.state == "same"
    assert finding.text == "Pain after sessions is about the same"
    assert "4 of 10" in finding.detail
    assert "3" in finding.detail


def test_one_bad_day_at_either_end_does_not_make_a_change():
    assert progress.pain_finding(points(9, 3, 3, 3, 3, 0)).state == "same"


@pytest.mark.parametrize("count", [1, 5])
def test_fewer_than_six_check_ins_are_too_early_to_compare(count):
    finding = progress.pain_finding(points(*[9, 8, 7, 1, 0][:count]))
    assert finding.state == "early"
    assert "Too early" in finding.detail
    assert ("1 check-in so far" if count == 1 else "5 check-ins so far") in finding.detail


def test_without_a_check_in_there_is_no_finding():
    assert progress.pain_finding([]).state == "none"


@given(st.lists(st.integers(0, 10), min_size=6, max_size=60))
def test_a_change_is_only_called_one_from_two_points(scores):
    finding = progress.pain_finding(points(*scores))
    first, last = sorted(scores[:3])[1], sorted(scores[-3:])[1]
    expected = "same" if abs(last - first) < 2 else "down" if last < first else "up"
    assert finding.state == expected


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (6, 4, "down 2"),
        (4, 6, "up 2"),
        (5, 4, "about the same"),
        (4, 5, "about the same"),
        (3, 3, "about the same"),
    ],
)
def test_change_words(first, last, words):
    assert progress.change_words(first, last) == words


# --- Weeks and series -----------------------------------------------------------------------------------


def test_weeks_run_from_the_first_session_to_this_one_without_holes():
    weeks = progress.practice_weeks([past(date(2026, 11, 20)), past(date(2026, 11, 4))], today=TODAY)
    assert [(week.monday.day, week.sessions) for week in weeks] == [(2, 1), (9, 0), (16, 1), (23, 0)]


def test_a_session_that_does_not_count_still_adds_its_minutes():
    sessions = [past(TODAY, counted=False, active_ms=240_000), past(TODAY, active_ms=600_000)]
    assert progress.practice_weeks(sessions, today=TODAY) == (progress.PracticeWeek(TODAY, 1, 14),)


def test_without_sessions_there_are_no_weeks():
    assert progress.practice_weeks([], today=TODAY) == ()


def test_a_session_dated_after_today_is_shown_too():
    """Travelling west, this morning's session may carry tomorrow's date."""
    weeks = progress.practice_weeks([past(TODAY + timedelta(days=7))], today=TODAY)
    assert weeks[-1].monday == TODAY + timedelta(days=7)


def test_scores_are_sorted_by_day_and_sessions_without_one_left_out():
    sessions = [past(MONDAY + timedelta(days=4), 2), past(MONDAY + timedelta(days=2)), past(MONDAY, 5)]
    assert progress.pain_points(sessions) == [(MONDAY, 5), (MONDAY + timedelta(days=4), 2)]


def test_the_chart_sentence_names_ends_range_and_practice():
    sessions = [past(MONDAY + timedelta(days=4), 2), past(MONDAY + timedelta(days=2), 7), past(MONDAY, 5)]
    report = progress.describe(sessions, [], today=MONDAY + timedelta(days=5))
    assert report.series.label == (
        "Pain after sessions went from 5 on 28 September to 2 on 2 October, between 2 and 7 of 10; "
        "3 sessions in 1 week."
    )


def test_the_chart_sentence_of_one_score_and_of_none():
    one = progress.describe([past(MONDAY, 4)], [], today=MONDAY)
    none = progress.describe([past(MONDAY)], [], today=MONDAY)
    assert one.series.label == "Pain after the session on 28 September was 4 of 10; 1 session in 1 week."
    assert none.series.label == "No pain scores yet; 1 session in 1 week."


def test_a_long_history_is_drawn_with_one_point_a_week_but_found_on_all():
    sessions = [past(TODAY - timedelta(days=2 * n), n % 4) for n in range(200)]
    report = progress.describe(sessions, [], today=TODAY)
    assert report.shows_medians
    assert len(report.series.points) <= len(report.weeks)
    assert report.finding == progress.pain_finding(progress.pain_points(sessions))


def test_the_chart_looks_back_two_years_at_most():
    sessions = [past(TODAY - timedelta(days=7 * n), 3) for n in range(150)]
    report = progress.describe(sessions, [], today=TODAY)
    assert len(report.series.weeks) == len(report.series.points) == 104
    assert report.session_count == 150
    assert "104 sessions in 104 weeks" in report.series.label


def test_half_a_year_is_drawn_point_by_point():
    sessions = [past(TODAY - timedelta(days=2 * n), 3) for n in range(80)]
    report = progress.describe(sessions, [], today=TODAY)
    assert not report.shows_medians
    assert len(report.series.points) == 80


def test_weekly_medians():
    days = [MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=4), MONDAY + timedelta(days=9)]
    medians = progress.weekly_medians(list(zip(days, [2, 9, 4, 6], strict=True)))
    assert medians == ((MONDAY, 4), (MONDAY + timedelta(days=9), 6))


# --- Signs ----------------------------------------------------------------------------------------------


def test_signs_compare_the_first_and_the_latest_check_in():
    signs = [SignScores(MONDAY, (6, 7, 4, 4, 5)), SignScores(TODAY, (3, 6, 6, 4, 5))]
    trends = progress.sign_trends(signs)
    assert [trend.name for trend in trends] == list(progress.SIGN_NAMES)
    assert [(trend.first, trend.last) for trend in trends] == [(6, 3), (7, 6), (4, 6), (4, 4), (5, 5)]
    assert [trend.change for trend in trends][:3] == ["down 3", "about the same", "up 2"]
    assert trends[0].label == "Chronic lower back pain: 6 on 28 September, 3 on 23 November, 2 check-ins"


def test_a_single_check_in_claims_no_change():
    (trend, *_) = progress.sign_trends([SignScores(MONDAY, (6, 7, 4, 4, 5))])
    assert trend.change == ""
    assert trend.label == "Chronic lower back pain: 6 on 28 September"


def test_signs_come_in_the_order_of_the_article():
    assert [name.split()[0] for name in progress.SIGN_NAMES] == [
        "Chronic",
        "Hip",
        "Poor",
        "Difficulty",
        "Pain",
    ]


# --- The record of a session ----------------------------------------------------------------------------


def result(**fields) -> SetResult:
    return SetResult(
        **{"step": 0, "set_number": 1, "side": "left", "outcome": "done", "ms": 20_400, **fields}
    )


def plan(**step):
    lunge = {"id": "low-lunge-stretch", "name": "Low lunge", "dose": "2 × 20 s each side"}
    return {"steps": [{**lunge, "sets": 2, "sides": "each", **step}]}


def test_sets_are_counted_on_both_sides():
    (step,) = progress.set_by_set(
        plan(), [result(), result(side="right"), result(set_number=2, outcome="skipped")]
    )
    assert (step.done, step.prescribed) == (2, 4)
    assert [(s.name, s.outcome, s.seconds) for s in step.sets] == [
        ("Left 1", "done", 20),
        ("Right 1", "done", 20),
        ("Left 2", "skipped", 20),
    ]


def test_a_set_done_again_counts_once():
    (step,) = progress.set_by_set(plan(), [result(outcome="redone"), result(), result(outcome="credited")])
    assert step.done == 1
    assert len(step.sets) == 3


def test_a_swap_is_counted_in_bouts_of_what_was_planned_and_named():
    variants = [{"relation": "easier", "step": {"id": "cat-cow", "name": "Cat-cow"}}]
    (step,) = progress.set_by_set(
        plan(variants=variants), [result(), result(side="", set_number=2, exercise="cat-cow")]
    )
    assert (step.done, step.prescribed) == (3, 4)
    assert [(s.name, s.instead) for s in step.sets] == [("Left 1", ""), ("Set 2", "Cat-cow")]


def test_half_of_a_set_is_not_counted_as_one():
    (step,) = progress.set_by_set(plan(sides="both"), [result(exercise="cat-cow")])
    assert (step.done, step.prescribed) == (0, 2)
    assert step.sets[0].instead == "cat-cow"  # an older plan does not know its name


def test_what_was_said_about_a_set_is_told_in_words():
    lists = {
        "felt": [{"id": "front", "label": "In the front of the hip"}],
        "skipReasons": [{"id": "pain", "label": "It hurt"}],
    }
    hurt = result(outcome="hurt", score=0, signals=["sharp", "unknown"], felt="front")
    (step,) = progress.set_by_set(
        {**plan(), **lists}, [hurt, result(outcome="skipped", reason="pain"), result()]
    )
    assert [s.said for s in step.sets] == [
        "pain 0 of 10, sharp or stabbing, felt: in the front of the hip",
        "it hurt",
        "",
    ]


def test_a_step_never_reached_is_shown_empty():
    (step,) = progress.set_by_set(plan(sides="both"), [])
    assert (step.sets, step.done, step.prescribed) == ((), 0, 2)


def test_sets_without_a_side_are_numbered():
    (step,) = progress.set_by_set(plan(sides="both"), [result(side="", set_number=2)])
    assert step.sets[0].name == "Set 2"


@pytest.mark.parametrize(
    ("ms", "words"), [(0, "0 min"), (59 * 60_000, "59 min"), (3_600_000, "1 h"), (5_520_000, "1 h 32 min")]
)
def test_duration(ms, words):
    assert progress.duration(ms) == words


# --- A person's rows ------------------------------------------------------------------------------------


def practise(user, count: int, *, pain: int = 3) -> None:
    """A session every other day back from now, each with a check-in, and as many weekly check-ins."""
    days = [NOW - timedelta(days=2 * n) for n in range(count)]
    sessions = [
        PracticeSessionFactory.build(
            user=user, finished=True, started_at=day, ended_at=day, local_date=day.date()
        )
        for day in days
    ]
    PracticeSession.objects.bulk_create(sessions)
    SessionCheckIn.objects.bulk_create(
        SessionCheckInFactory.build(session=session, pain_now=pain) for session in sessions
    )
    SymptomCheckIn.objects.bulk_create(
        SymptomCheckInFactory.build(user=user, on_date=NOW.date() - timedelta(weeks=n)) for n in range(count)
    )


@pytest.mark.parametrize("count", [10, 500])
def test_queries_do_not_grow_with_the_history(alice, now, django_assert_num_queries, count):
    practise(alice, count)
    with django_assert_num_queries(3):
        report = progress.load(alice, now=now)
    assert len(report.sessions) == count


def test_load_leaves_out_open_sessions_and_other_people(alice, bob, now):
    practise(alice, 2)
    practise(bob, 3)
    PracticeSessionFactory(user=alice)
    report = progress.load(alice, now=now)
    assert len(report.sessions) == 2
    assert report.session_count == 2
    assert report.sign_check_ins == 2


def test_load_takes_today_from_the_persons_zone(alice):
    practise(alice, 1)
    alice.time_zone = "Pacific/Kiritimati"  # already Monday 30 November there
    late = datetime(2026, 11, 29, 12, 0, tzinfo=ZoneInfo("UTC"))
    assert progress.load(alice, now=late).weeks[-1].monday == date(2026, 11, 30)


def test_stopped_sessions_are_listed_and_marked(alice, now):
    PracticeSessionFactory(user=alice, finished=True, status=SessionStatus.STOPPED, counted=False)
    (session,) = progress.load(alice, now=now).sessions
    assert session.stopped
    assert session.pain_now is None


def test_today_card_is_over_twelve_weeks(alice, now):
    practise(alice, 60)
    card = progress.today_card(alice.practice_sessions.with_check_in(), today=now.date())
    assert card.weeks == 12
    assert card.finding.state == "same"
    assert min(day for day, _ in card.series.points) >= date(2026, 9, 7)


def test_today_card_waits_for_the_first_session(alice, now):
    PracticeSessionFactory(user=alice)
    assert progress.today_card(alice.practice_sessions.with_check_in(), today=now.date()) is None
