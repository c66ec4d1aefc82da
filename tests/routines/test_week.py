"""The queue: alternation, gaps, moves, and weeks that begin in the middle."""

from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.week import (
    dates_to_move_to,
    next_kind,
    next_session_date,
    plan_week,
    week_number,
    week_start,
)

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=n) for n in range(1, 7))
NEXT_MONDAY = MONDAY + timedelta(days=7)
MON_WED_FRI = [0, 2, 4]


def next_date(today, done=(), **kwargs):
    plan = {"days": MON_WED_FRI, "per_week": 3, "moved_from": None, "moved_to": None} | kwargs
    return next_session_date(today=today, done_dates=done, **plan)


def week_of(today, done=(), **kwargs):
    plan = {"days": MON_WED_FRI, "per_week": 3, "started_on": MONDAY - timedelta(days=28), "recent": []}
    return plan_week(today=today, done_dates=done, **(plan | kwargs))


def states(week):
    return [day.state for day in week.days]


# --- The next date -------------------------------------------------------------------------------------


def test_next_date_is_today_on_an_own_day():
    assert next_date(MONDAY) == MONDAY


def test_next_date_is_the_next_own_day_on_a_day_off():
    assert next_date(TUESDAY) == WEDNESDAY


def test_a_missed_day_vanishes():
    assert next_date(THURSDAY) == FRIDAY


@pytest.mark.parametrize(
    ("today", "done", "expected"),
    [
        (MONDAY, [MONDAY], WEDNESDAY),  # done today
        (WEDNESDAY, [TUESDAY], FRIDAY),  # done yesterday: an own day today, but no gap
        (TUESDAY, [SUNDAY - timedelta(days=7)], WEDNESDAY),
        (MONDAY, [SUNDAY - timedelta(days=7)], WEDNESDAY),  # the gap reaches over the week's edge
        (FRIDAY, [WEDNESDAY], FRIDAY),
    ],
)
def test_one_day_lies_between_two_sessions(today, done, expected):
    assert next_date(today, done) == expected


def test_when_the_week_is_full_the_next_date_is_next_weeks_first_own_day():
    assert next_date(FRIDAY, [MONDAY, WEDNESDAY, FRIDAY]) == NEXT_MONDAY


def test_two_a_week_on_three_days_stops_at_two():
    assert next_date(THURSDAY, [MONDAY, WEDNESDAY], per_week=2) == NEXT_MONDAY


def test_without_own_days_a_usual_week_is_suggested():
    assert next_date(TUESDAY, days=[]) == WEDNESDAY
    assert next_date(TUESDAY, days=[], per_week=2) == THURSDAY


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 31), date(2027, 1, 1)),  # Thursday to Friday over the year's end
        (date(2028, 2, 29), date(2028, 3, 1)),  # leap day, a Tuesday
        (date(2026, 10, 25), date(2026, 10, 26)),  # the night Europe's clocks go back
        (date(2027, 3, 28), date(2027, 3, 29)),  # and forward
    ],
)
def test_calendar_edges(today, expected):
    assert next_date(today) == expected


# --- Moves ---------------------------------------------------------------------------------------------


def test_a_moved_session_waits_for_its_new_day():
    moved = {"moved_from": MONDAY, "moved_to": THURSDAY}
    assert next_date(MONDAY, **moved) == THURSDAY
    assert next_date(WEDNESDAY, **moved) == THURSDAY
    assert next_date(THURSDAY, **moved) == THURSDAY


def test_a_session_may_be_moved_forward_in_time():
    assert next_date(TUESDAY, moved_from=FRIDAY, moved_to=TUESDAY) == TUESDAY


def test_a_move_is_forgotten_once_its_day_has_passed():
    assert next_date(FRIDAY, moved_from=MONDAY, moved_to=THURSDAY) == FRIDAY


@pytest.mark.parametrize(("done", "expected"), [(MONDAY, FRIDAY), (TUESDAY, FRIDAY), (THURSDAY, NEXT_MONDAY)])
def test_a_move_is_forgotten_once_a_session_was_done(done, expected):
    assert next_date(THURSDAY, [done], moved_from=MONDAY, moved_to=THURSDAY) == expected


def test_a_move_never_puts_two_sessions_within_a_day():
    assert next_date(TUESDAY, [MONDAY], moved_from=WEDNESDAY, moved_to=TUESDAY) == WEDNESDAY


def test_a_move_into_a_full_week_is_ignored():
    done = [MONDAY, WEDNESDAY]
    assert next_date(THURSDAY, done, per_week=2, moved_from=NEXT_MONDAY, moved_to=SATURDAY) == NEXT_MONDAY


def test_dates_offered_for_a_move_keep_the_gap_and_leave_out_the_planned_day():
    offered = dates_to_move_to(today=TUESDAY, per_week=3, done_dates=[MONDAY], planned=WEDNESDAY)
    assert offered == [THURSDAY, FRIDAY, SATURDAY, SUNDAY, NEXT_MONDAY]


def test_no_date_of_a_full_week_is_offered_for_a_move():
    done = [MONDAY, WEDNESDAY]
    offered = dates_to_move_to(today=FRIDAY, per_week=2, done_dates=done, planned=NEXT_MONDAY)
    assert offered == [NEXT_MONDAY + timedelta(days=n) for n in (1, 2, 3)]


# --- The week as shown ---------------------------------------------------------------------------------


def test_week_shows_done_today_and_planned_days():
    week = week_of(WEDNESDAY, [MONDAY])
    assert states(week) == ["done", "free", "planned", "free", "planned", "free", "free"]
    assert [day.is_today for day in week.days].index(True) == 2
    assert (week.done, week.planned, week.target, week.to_go) == (1, 2, 3, 2)
    assert not week.is_full


def test_missed_days_are_free_again():
    assert states(week_of(THURSDAY)) == ["free", "free", "free", "free", "planned", "free", "free"]


def test_a_moved_session_pushes_the_rest_of_the_week():
    week = week_of(MONDAY, moved_from=MONDAY, moved_to=TUESDAY)
    assert states(week) == ["free", "moved", "free", "free", "planned", "free", "free"]
    assert week.is_moved


def test_a_full_week_plans_nothing_more():
    week = week_of(SATURDAY, [MONDAY, WEDNESDAY, FRIDAY])
    assert states(week) == ["done", "free", "done", "free", "done", "free", "free"]
    assert week.is_full
    assert week.next_date == NEXT_MONDAY


def test_sessions_of_other_weeks_do_not_count():
    assert week_of(MONDAY, [MONDAY - timedelta(days=7), MONDAY - timedelta(days=5)]).done == 0


@pytest.mark.parametrize(
    ("started_on", "target"),
    [(MONDAY, 3), (TUESDAY, 2), (THURSDAY, 1), (SATURDAY, 0)],
)
def test_first_week_asks_only_for_what_was_possible(started_on, target):
    assert week_of(started_on, started_on=started_on).target == target


def test_second_week_asks_for_the_full_number():
    assert week_of(NEXT_MONDAY, started_on=SATURDAY).target == 3


def test_first_week_counts_a_session_on_a_day_off():
    week = week_of(SATURDAY, [SATURDAY], started_on=SATURDAY)
    assert (week.done, week.target, week.is_full) == (1, 1, True)
    assert week.next_date == NEXT_MONDAY


def test_weeks_are_numbered_from_the_first_one():
    assert week_number(started_on=WEDNESDAY, today=SUNDAY) == 1
    assert week_number(started_on=WEDNESDAY, today=NEXT_MONDAY) == 2
    assert week_number(started_on=date(2026, 12, 28), today=date(2027, 1, 4)) == 2
    assert week_number(started_on=NEXT_MONDAY, today=SUNDAY) == 1


def test_kinds_alternate_by_what_was_last_done():
    assert next_kind([], on=MONDAY) == "stretch"
    assert next_kind([(MONDAY, "stretch")], on=WEDNESDAY) == "strength"
    assert next_kind([(MONDAY, "strength")], on=WEDNESDAY) == "stretch"


def kinds_of(dates, *, balance):
    """What is done on these days, one after the other."""
    recent = []
    for day in dates:
        recent.insert(0, (day, str(next_kind(recent, on=day, balance=balance))))
    return [kind for _, kind in reversed(recent)]


@pytest.mark.parametrize(
    ("balance", "days", "expected"),
    [
        ("", (0, 2, 4), "SKS KSK SKS KSK"),
        ("stretch", (0, 2, 4), "SSK SSK SSK SSK"),
        (
            "strength",
            (0, 2, 4),
            "SKS KSK KSK KSK",
        ),  # 48 hours lie over the weekend only
        ("strength", (0, 3, 5), "SKS KKS KKS KKS"),
        ("", (0, 3), "SK SK SK SK"),
        ("stretch", (0, 3), "SS SK SS SK"),
        ("strength", (0, 3), "SK KS KK KS"),
    ],
)
def test_a_balance_gives_a_kind_once_more_each_week(balance, days, expected):
    dates = [MONDAY + timedelta(days=7 * week + day) for week in range(4) for day in days]
    kinds = "".join("S" if kind == "stretch" else "K" for kind in kinds_of(dates, balance=balance))
    assert kinds == expected.replace(" ", "")


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=30),
    st.sampled_from(["stretch", "strength"]),
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
)
def test_strength_never_follows_strength_within_48_hours_and_neither_kind_is_lost(gaps, balance, start):
    dates = list(accumulate((timedelta(days=gap) for gap in gaps), initial=start))
    kinds = list(zip(dates, kinds_of(dates, balance=balance), strict=True))
    for (earlier, first), (later, second) in pairwise(kinds):
        if first == second:
            assert second == balance
            assert second == "stretch" or (later - earlier).days >= 3
    for monday in {week_start(day) for day, _ in kinds}:
        pairs = [new for old, new in pairwise(kinds) if old[1] == new[1] and week_start(new[0]) == monday]
        assert len(pairs) <= 1


# --- Properties ----------------------------------------------------------------------------------------

plans = st.tuples(st.lists(st.integers(0, 6), unique=True, max_size=7), st.sampled_from([2, 3]))
days_from = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(plans, days_from, st.lists(st.booleans(), min_size=56, max_size=56))
def test_over_eight_weeks_sessions_alternate_keep_a_day_between_and_stay_within_the_week(plan, start, keen):
    """Someone who does or skips each session as it comes up."""
    days, per_week = plan
    done, kinds = [], []
    for offset, does_it in enumerate(keen):
        today = start + timedelta(days=offset)
        week = week_of(
            today,
            done,
            days=days,
            per_week=per_week,
            started_on=start,
            recent=[(day, kind) for day, kind in zip(reversed(done), reversed(kinds), strict=True)][:5],
        )
        assert week.next_date >= today
        assert week.done + week.planned <= per_week
        planned = [day.date for day in week.days if day.state in ("done", "planned", "moved")]
        assert all((b - a).days >= 2 for a, b in pairwise(planned))
        assert all(day.date >= today for day in week.days if day.state == "planned")
        if does_it and week.next_date == today:
            done.append(today)
            kinds.append(week.next_kind)
    assert all((b - a).days >= 2 for a, b in pairwise(done))
    assert all(a != b for a, b in pairwise(kinds))
    weeks = [week_start(day) for day in done]
    assert all(weeks.count(monday) <= per_week for monday in weeks)


@given(plans, days_from, st.lists(st.integers(-9, 0), max_size=5), st.integers(-9, 9), st.integers(-9, 9))
def test_a_move_changes_nothing_but_one_date_that_keeps_the_rules(plan, today, back, origin, target):
    days, per_week = plan
    done = [today + timedelta(days=n) for n in back]
    kwargs = {"days": days, "per_week": per_week}
    moved_to = today + timedelta(days=target)
    without = next_date(today, done, **kwargs)
    moved = next_date(today, done, **kwargs, moved_from=today + timedelta(days=origin), moved_to=moved_to)
    assert moved in (without, moved_to)
    assert moved >= today
    assert all(abs((moved - day).days) >= 2 for day in done)


@given(plans, days_from, st.lists(st.integers(-9, 0), max_size=5))
def test_every_date_offered_for_a_move_is_kept(plan, today, back):
    days, per_week = plan
    done = [today + timedelta(days=n) for n in back]
    planned = next_date(today, done, days=days, per_week=per_week)
    for day in dates_to_move_to(today=today, per_week=per_week, done_dates=done, planned=planned):
        kwargs = {"days": days, "per_week": per_week, "moved_from": planned, "moved_to": day}
        assert next_date(today, done, **kwargs) == day
