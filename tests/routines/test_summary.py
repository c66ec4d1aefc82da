"""What of a person's rows is on the summary, and that a long history makes no longer page."""

from datetime import date, timedelta

import pytest

from routines.cautions import CAUTIONS
from routines.models import (
    Decision,
    PracticeSession,
    SessionCheckIn,
    SetResult,
    SymptomCheckIn,
    WeeklyCheckIn,
)
from routines.screening import BY_ID, record
from routines.summary import load
from routines.summary_sheet import KEYS, USUAL
from tests.factories import (
    NOW,
    ActivityFactory,
    ActivityScoreFactory,
    AttemptFactory,
    BedEdgeCheckFactory,
    ChairStandFactory,
    DecisionFactory,
    ExerciseChoiceFactory,
    PracticeSessionFactory,
    ScreeningFactory,
    SessionCheckInFactory,
    SetResultFactory,
    SymptomCheckInFactory,
    WeeklyCheckInFactory,
)
from tests.summaries import fullest

TODAY = NOW.date()
pytestmark = pytest.mark.usefixtures("content")


def summary_of(user, parts=KEYS, **fields):
    return load(user, now=NOW, parts=parts, **fields)


def section(user, key):
    (found,) = summary_of(user, parts=[key]).sections
    return found


def words(found) -> str:
    return " | ".join([*found.lines, *(" ; ".join(row) for row in found.rows), found.after])


def practise(user, scores, *, kind="stretch", **check_in):
    """A finished session every other day up to now, the oldest first."""
    for n, score in enumerate(reversed(scores)):
        day = NOW - timedelta(days=2 * n)
        session = PracticeSessionFactory(
            user=user, finished=True, kind=kind, started_at=day, ended_at=day, local_date=day.date()
        )
        SessionCheckInFactory(session=session, pain_now=score, created_at=day, **check_in)
    return session


# --- The head -------------------------------------------------------------------------------------------


def test_the_period_the_programme_and_the_plan(ready_alice):
    practise(ready_alice, [3] * 8)
    assert summary_of(ready_alice).facts == (
        "Period: 9 Nov 2026 to 23 Nov 2026 (3 weeks)",
        "Programme: none, a stretch and a strength session take turns",
        "Plan: 3 sessions a week of 15 minutes, level 1 of 3 at most",
    )


def test_the_name_and_the_day(ready_alice):
    assert summary_of(ready_alice).name == ""
    assert summary_of(ready_alice, name="Alice").name == "Alice"
    assert summary_of(ready_alice).on == date(2026, 11, 23)


def test_someone_who_has_only_signed_up(alice):
    summary = summary_of(alice)
    assert not summary.begun
    assert summary.facts == ()
    assert [found.key for found in summary.sections] == list(KEYS)


@pytest.mark.parametrize("parts", [(), ("pain",), ("notes", "pain"), USUAL])
def test_only_what_was_chosen_is_there(ready_alice, parts):
    practise(ready_alice, [3], note="canary")
    found = summary_of(ready_alice, parts=parts)
    assert {part.key for part in found.sections} == set(parts)
    assert ("canary" in repr(found)) is ("notes" in parts)


# --- Scores ---------------------------------------------------------------------------------------------


def test_sessions_done_of_planned(ready_alice):
    ready_alice.plan.started_on = TODAY - timedelta(weeks=2)
    ready_alice.plan.save()
    practise(ready_alice, [3] * 7)
    assert section(ready_alice, "practice").lines == (
        "7 sessions done, 9 min of moves and holds.",
        "In 2 full weeks: 6 done of 6 planned.",
        "Latest 2 full weeks: 6 done of 6 planned, 0 of 24 prescribed sets in them.",
    )


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([], "Usual pain, as told: 3 of 10, at: lower back."),
        ([4, 6], "Median after sessions: 5 (n = 2 check-ins, too few to compare)."),
        ([6, 7, 6, 4, 3, 2, 3], "Median after sessions: 6 at first, 3 lately (n = 7 check-ins, 3 each)."),
        ([6, 7, 6, 4, 3, 2, 3], "Highest of all: 7."),
    ],
)
def test_pain_by_its_first_and_last_median(ready_alice, scores, told):
    if scores:
        practise(ready_alice, scores)
    assert told in section(ready_alice, "pain").lines


def test_activities_then_and_now_and_the_room_pain_takes(ready_alice):
    walking = ActivityFactory(user=ready_alice, text="Walking")
    ActivityFactory(user=ready_alice, text="Not scored yet", place=2)
    gone = ActivityFactory(user=ready_alice, text="Not mine any more", place=3, retired_at=NOW)
    for weeks, score, pain in ((6, 3, 7), (1, 6, 4)):
        monday = TODAY - timedelta(weeks=weeks)
        week = WeeklyCheckInFactory(user=ready_alice, monday=monday, average_pain=pain)
        ActivityScoreFactory(check_in=week, activity=walking, score=score)
        ActivityScoreFactory(check_in=week, activity=gone, score=9)
    found = section(ready_alice, "function")
    assert found.rows == (("Walking", "3 (12 Oct 2026)", "6 (16 Nov 2026)", "2"),)
    assert found.after == "PEG (pain, enjoyment, activity; mean, 0 best): 4.7 at first, 3.7 lately (n = 2)."


def test_the_five_signs(ready_alice):
    SymptomCheckInFactory(user=ready_alice, on_date=TODAY - timedelta(weeks=4), back_pain=8)
    found = section(ready_alice, "signs")
    assert found.title == "Five signs (0 not at all, 10 worst; 2 check-ins)"
    assert found.rows[0] == ("Chronic lower back pain", "8", "4")
    assert len(found.rows) == 5


def test_self_tests_by_side(ready_alice):
    BedEdgeCheckFactory(user=ready_alice, on_date=TODAY - timedelta(weeks=4), left="above")
    BedEdgeCheckFactory(user=ready_alice)
    ChairStandFactory(user=ready_alice)
    assert section(ready_alice, "tests").rows == (
        (
            "Bed-edge hip check, left",
            "Above the bed line (26 Oct 2026)",
            "Level with the bed line (23 Nov 2026)",
        ),
        ("Bed-edge hip check, right", "Above the bed line (26 Oct 2026)", "Above the bed line (23 Nov 2026)"),
        ("30-second chair stand, stands", "14 (23 Nov 2026)", ""),
    )


# --- What happened --------------------------------------------------------------------------------------


def test_safety_answers_all_clear(ready_alice):
    assert section(ready_alice, "safety").lines == ("Safety questions: no yes on 23 Nov 2026.",)


def test_red_flags_limits_and_referrals_as_told(ready_alice):
    answers = record(dict.fromkeys(BY_ID, False) | {"U3": True})
    ScreeningFactory(user=ready_alice, answers=answers, stopped=True, started_at=NOW + timedelta(hours=1))
    ready_alice.profile.cautions = ["M1", "P2"]
    ready_alice.profile.clinician_agreed_on = date(2026, 11, 20)
    ready_alice.profile.save()
    DecisionFactory(user=ready_alice, exercise="", rule="D3", outcome="refer", words="Three setbacks.")
    lines = section(ready_alice, "safety").lines
    assert not any("no yes" in line for line in lines)
    assert lines[0].startswith("Is the pain constant and getting worse")
    assert lines[0].endswith("(23 Nov 2026)")
    assert "To keep in mind, as told on 23 Nov 2026:" in lines
    assert "– I am pregnant, up to 16 weeks" in lines
    assert "Referral: Three setbacks. (23 Nov 2026)" in lines
    assert "A clinician agreed to gentle exercise (told 20 Nov 2026)." in lines


def test_what_is_done_now_comes_from_the_latest_session_of_each_kind(ready_alice):
    practise(ready_alice, [3, 3])
    practise(ready_alice, [3], kind="strength")
    rows = section(ready_alice, "now").rows
    assert sorted(rows) == [
        ("Strength, 23 Nov 2026", "Low lunge stretch 2 × 20 s each side"),
        ("Stretch, 23 Nov 2026", "Low lunge stretch 2 × 20 s each side"),
    ]


def test_what_hurt_when_and_how_high(ready_alice):
    session = practise(ready_alice, [3])
    hurt = {"session": session, "outcome": "hurt"}
    SetResultFactory(**hurt, score=4, signals=["sharp"])
    SetResultFactory(**hurt, score=7, set_number=2)
    SetResultFactory(**hurt, score=8, exercise="cat-cow", signals=["sharp", "gone-by-now"])
    SetResultFactory(**hurt, score=9, exercise="bridge-pose", finished_at=NOW - timedelta(weeks=13))
    rows = section(ready_alice, "hurt").rows
    assert [row[:4] for row in rows] == [
        ("Cat–cow", "8 of 10", "1", "23 Nov 2026"),
        ("Low lunge stretch", "7 of 10", "2", "23 Nov 2026"),
    ]
    assert rows[1][4] == "sharp or stabbing"


def test_what_was_stepped_back_taken_out_and_why(ready_alice):
    back = {"user": ready_alice, "outcome": "regress", "rule": "C3"}
    DecisionFactory(**back, words="Old reason.", made_at=NOW - timedelta(days=3))
    DecisionFactory(**back, words="A step back: it peaked at 7.", session=practise(ready_alice, [3]))
    DecisionFactory(**back, exercise="cat-cow", words="Declined.", declined_at=NOW)
    DecisionFactory(user=ready_alice, exercise="bridge-pose", outcome="hold", words="Held.")
    DecisionFactory(user=ready_alice, exercise="", rule="A2", outcome="rest", words="Rest today.")
    ExerciseChoiceFactory(user=ready_alice, exercise="boat-pose", instead="bridge-pose")
    ExerciseChoiceFactory(user=ready_alice, exercise="cat-cow", instead="")
    found = section(ready_alice, "changed")
    assert set(found.rows) == {
        ("Low lunge stretch", "A step back: it peaked at 7. (C3, 23 Nov 2026)"),
        ("Boat pose (Navasana)", "Own choice: Bridge pose instead"),
        ("Cat–cow", "Own choice: left out"),
    }
    assert found.after == "On 1 day the answers before a session led to rest."


def test_notes_are_the_latest_and_short(ready_alice):
    practise(ready_alice, [3] * 5, note="One\ntwo " * 60)
    lines = section(ready_alice, "notes").lines
    assert len(lines) == 3
    assert lines[0].startswith("23 Nov 2026: One two")
    assert all(len(line) < 200 and "\n" not in line for line in lines)


def test_nothing_of_anyone_else(ready_alice, bob):
    session = practise(bob, [9] * 7, note="canary")
    SetResultFactory(session=session, outcome="hurt", score=9)
    DecisionFactory(user=bob, outcome="regress", words="canary")
    ExerciseChoiceFactory(user=bob)
    ActivityScoreFactory(check_in__user=bob, activity__user=bob, activity__text="canary")
    found = " ".join(words(part) for part in summary_of(ready_alice).sections)
    assert "canary" not in found
    assert "9" not in section(ready_alice, "pain").lines[0]
    assert section(ready_alice, "hurt").rows == section(ready_alice, "changed").rows == ()


# --- A long history -------------------------------------------------------------------------------------


def live_long(user, *, weeks):
    """So many weeks of three sessions with everything that can be said, up to now."""
    plan = PracticeSessionFactory.build().plan
    plan["steps"] = [{**plan["steps"][0], "id": f"exercise-{n}", "index": n} for n in range(10)]
    days = [NOW - timedelta(weeks=n, days=offset) for n in range(weeks) for offset in (0, 2, 4)]
    done = {"user": user, "status": "finished", "counted": True, "active_ms": 900_000, "minutes": 15}
    sessions = PracticeSession.objects.bulk_create(
        PracticeSession(
            **done, kind=("stretch", "strength")[n % 2], title="Stretch", plan=plan,
            local_date=day.date(), started_at=day, ended_at=day,
        )
        for n, day in enumerate(days)
    )  # fmt: skip
    scores = {"highest_pain": 5, "pain_now": 4, "effort": 5, "updated_at": NOW}
    SessionCheckIn.objects.bulk_create(
        SessionCheckIn(session=session, **scores, created_at=session.started_at, note="long note " * 90)
        for session in sessions
    )
    attempt = AttemptFactory(session=sessions[0])
    SetResult.objects.bulk_create(
        SetResult(
            attempt=attempt, session=session, position=n, step=n % 10, set_number=1, outcome="hurt", ms=1,
            finished_at=session.started_at, score=n % 11, signals=["sharp"],
        )
        for n, session in enumerate(sessions)
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(
            user=user, session=session, exercise=f"exercise-{n % 10}", rule="C3", version="1",
            outcome="regress", words="It hurt more than it should have. " * 6, made_at=session.started_at,
        )
        for n, session in enumerate(sessions)
    )  # fmt: skip
    mondays = [TODAY - timedelta(weeks=n) for n in range(weeks)]
    signs = dict.fromkeys(SymptomCheckIn.SIGNS, 5)
    SymptomCheckIn.objects.bulk_create(
        SymptomCheckIn(user=user, on_date=monday - timedelta(days=1), updated_at=NOW, **signs)
        for monday in mondays
    )
    WeeklyCheckIn.objects.bulk_create(
        WeeklyCheckIn(
            user=user, monday=monday, answered_on=monday, average_pain=4, enjoyment=4, general_activity=4,
            updated_at=NOW,
        )
        for monday in mondays
    )  # fmt: skip
    for place in (1, 2, 3):
        activity = ActivityFactory(user=user, text="Standing at the sink " * 3, place=place)
        ActivityScoreFactory(check_in=user.weekly_check_ins.first(), activity=activity)


@pytest.fixture
def troubled_alice(ready_alice):
    """Every question answered with yes, every limit ticked."""
    ScreeningFactory(
        user=ready_alice,
        answers=record(dict.fromkeys(BY_ID, True)),
        stopped=True,
        started_at=NOW + timedelta(hours=1),
    )
    ready_alice.profile.cautions = [caution.id for caution in CAUTIONS]
    ready_alice.profile.pain_places = [
        "lower-back",
        "front-left",
        "front-right",
        "side",
        "buttock",
        "thigh",
        "knee",
    ]
    ready_alice.profile.save()
    ready_alice.plan.started_on = TODAY - timedelta(weeks=150)
    ready_alice.plan.save()
    for n, rule in enumerate(("D3", "A2", "C2", "base-7", "D7")):
        DecisionFactory(user=ready_alice, exercise="", rule=rule, outcome="refer", words=f"Reason {n}. " * 20)
    return ready_alice


def test_a_long_history_makes_no_fuller_page(troubled_alice):
    live_long(troubled_alice, weeks=150)
    most = {part.key: part for part in fullest().sections}
    for part in summary_of(troubled_alice).sections:
        assert part.height <= most[part.key].height, part.key
        assert len(part.rows) <= len(most[part.key].rows), part.key
    assert "And 12 more safety answers, kept in the app." in section(troubled_alice, "safety").lines


@pytest.mark.parametrize("weeks", [1, 20])
def test_queries_do_not_grow(troubled_alice, django_assert_num_queries, weeks):
    live_long(troubled_alice, weeks=weeks)
    with django_assert_num_queries(29):
        summary_of(troubled_alice)
