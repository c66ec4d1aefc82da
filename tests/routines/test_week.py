"""The queue: alternation, gaps, moves, and weeks that begin in the middle."""

from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.pausing import paused_days
from routines.week import (
    closed_dates,
    dates_to_move_to,
    next_kind,
    next_session_date,
    plan_week,
    week_end,
    week_number,
    week_start,
    week_target,
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


# --- Four a week ---------------------------------------------------------------------------------------

FOUR = {"days": [0, 1, 3, 4], "per_week": 4}


@pytest.mark.parametrize(
    ("today", "done", "expected"),
    [
        (MONDAY, [], MONDAY),
        (TUESDAY, [MONDAY], TUESDAY),  # two days in a row are fine
        (WEDNESDAY, [MONDAY, TUESDAY], THURSDAY),
        (SATURDAY, [MONDAY, TUESDAY, THURSDAY, FRIDAY], NEXT_MONDAY),
        (NEXT_MONDAY, [SATURDAY, SUNDAY], NEXT_MONDAY + timedelta(days=1)),  # never a third day in a row
    ],
)
def test_four_a_week_come_in_pairs(today, done, expected):
    assert next_date(today, done, **FOUR) == expected


def test_four_a_week_without_own_days_rest_on_wednesday_and_the_weekend():
    week = week_of(MONDAY, per_week=4, days=[])
    assert states(week) == ["planned", "planned", "free", "planned", "planned", "free", "free"]
    assert week.target == 4


def test_four_a_week_may_be_moved_next_to_one_but_not_next_to_two():
    offered = dates_to_move_to(today=WEDNESDAY, per_week=4, done_dates=[MONDAY, TUESDAY], planned=THURSDAY)
    assert WEDNESDAY not in offered
    assert FRIDAY in offered
    moved = {"moved_from": THURSDAY, "moved_to": WEDNESDAY}
    assert next_date(WEDNESDAY, [MONDAY, TUESDAY], **FOUR, **moved) == THURSDAY


def test_a_day_between_two_that_are_done_is_not_open():
    assert next_date(WEDNESDAY, [TUESDAY, THURSDAY], **FOUR) == FRIDAY


def test_strength_never_follows_strength_on_the_next_day():
    """An extra stretch on a strength day would put the next strength on the day after it."""
    closed = closed_dates(last_kind="stretch", last_strength=MONDAY)
    assert next_date(TUESDAY, [MONDAY], **FOUR, closed=closed) == THURSDAY
    assert TUESDAY not in dates_to_move_to(
        today=TUESDAY, per_week=4, done_dates=[MONDAY], planned=THURSDAY, closed=closed
    )
    moved = {"moved_from": THURSDAY, "moved_to": TUESDAY}
    assert next_date(TUESDAY, [MONDAY], **FOUR, **moved, closed=closed) == THURSDAY
    assert closed_dates(last_kind="strength", last_strength=MONDAY) == frozenset()


# --- Pauses --------------------------------------------------------------------------------------------


def days_from_to(start, end):
    return {start + timedelta(days=n) for n in range((end - start).days)}


def test_nothing_is_planned_in_a_pause():
    paused = days_from_to(TUESDAY, SUNDAY)
    assert next_date(TUESDAY, [MONDAY], closed=paused) == NEXT_MONDAY
    rules = {"per_week": 3, "done_dates": [MONDAY], "planned": NEXT_MONDAY}
    assert dates_to_move_to(today=TUESDAY, **rules, closed=paused) == [SUNDAY]


def test_twelve_weeks_ahead_the_next_date_is_still_found():
    end = MONDAY + timedelta(weeks=12)
    assert next_date(MONDAY, closed=days_from_to(MONDAY, end)) == end


def test_a_move_into_a_pause_waits_for_its_end():
    moved = {"moved_from": MONDAY, "moved_to": THURSDAY}
    assert next_date(TUESDAY, closed=days_from_to(TUESDAY, SATURDAY), **moved) == NEXT_MONDAY


def test_what_was_put_off_into_a_pause_does_not_come_back_before_it():
    """Skipped on Monday until Wednesday, and then a pause is planned from Wednesday."""
    moved = {"moved_from": MONDAY, "moved_to": WEDNESDAY}
    paused = days_from_to(WEDNESDAY, SATURDAY)
    assert next_date(MONDAY, closed=paused, **moved) == NEXT_MONDAY
    assert next_date(MONDAY, **moved) == WEDNESDAY  # and without the pause it is as it was
    assert (
        next_date(MONDAY, closed=paused, moved_from=FRIDAY, moved_to=WEDNESDAY) == MONDAY
    )  # brought forward


def test_the_week_shows_a_pause_that_is_ahead_and_counts_it_in_no_week_before():
    paused = days_from_to(THURSDAY, NEXT_MONDAY + timedelta(days=14))
    week = week_of(TUESDAY, [MONDAY], paused=paused)
    assert states(week) == ["done", "free", "planned", "paused", "paused", "paused", "paused"]
    assert (week.done, week.planned, week.target) == (1, 1, 2)
    assert week.number == week_of(TUESDAY, [MONDAY]).number
    rules = {"per_week": 3, "done_dates": [MONDAY], "planned": WEDNESDAY}
    assert dates_to_move_to(today=TUESDAY, **rules, closed=paused) == []


def test_the_week_shows_the_pause_and_asks_for_what_is_left():
    week = week_of(THURSDAY, [MONDAY], paused=days_from_to(TUESDAY, FRIDAY))
    assert states(week) == ["done", "paused", "paused", "paused", "planned", "free", "free"]
    assert (week.done, week.planned, week.target) == (1, 1, 2)


def test_a_paused_week_asks_for_nothing_and_is_not_counted():
    paused = days_from_to(MONDAY, NEXT_MONDAY)
    week = week_of(WEDNESDAY, paused=paused)
    assert (week.target, week.planned, week.is_full) == (0, 0, False)
    started = MONDAY - timedelta(days=7)
    assert week_number(started_on=started, today=NEXT_MONDAY, paused=paused) == 2
    assert week_number(started_on=started, today=NEXT_MONDAY) == 3


def test_a_session_done_in_a_paused_week_is_done():
    week = week_of(WEDNESDAY, [TUESDAY], paused=days_from_to(MONDAY, NEXT_MONDAY))
    assert states(week)[1] == "done"
    assert (week.done, week.target) == (1, 1)


# --- Properties ----------------------------------------------------------------------------------------

plans = st.tuples(st.lists(st.integers(0, 6), unique=True, max_size=7), st.sampled_from([2, 3]))
all_plans = st.tuples(st.lists(st.integers(0, 6), unique=True, max_size=7), st.sampled_from([2, 3, 4]))
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


turns = st.lists(
    st.sampled_from(["skip", "do", "do", "move", "extra", "pause", "ahead", "back"]),
    min_size=42,
    max_size=42,
)


@given(all_plans, days_from, turns, st.integers(1, 20))
def test_over_six_weeks_of_doing_moving_and_pausing_the_rules_hold(plan, start, turns, length):
    """Each day the person skips, does what is planned, moves it, does one more by hand, pauses, plans a pause
    or is back.

    An extra by hand is theirs to do on any day; what is *planned* keeps the rules all the same.
    """
    days, per_week = plan
    rules = {"days": days, "per_week": per_week, "started_on": start}
    done, kinds, last_strength, paused, moved = [], [], None, set(), {}
    for offset, turn in enumerate(turns):
        today = start + timedelta(days=offset)
        if turn == "pause":
            paused |= days_from_to(today, today + timedelta(days=length))
        if turn == "ahead":
            paused |= days_from_to(today + timedelta(days=length), today + timedelta(days=2 * length))
        if turn == "back":
            paused = {day for day in paused if day < today}
        history = {
            "done": done,
            "recent": list(zip(reversed(done), reversed(kinds), strict=True))[:5],
            "last_strength": last_strength,
            "paused": paused,
        }
        week = week_of(today, **rules, **history, **moved)
        planned = sorted({week.next_date, *(d.date for d in week.days if d.state in ("planned", "moved"))})
        assert not paused.intersection(planned)
        assert all(day >= today for day in planned)
        assert week.planned <= max(0, per_week - week.done)
        taken = {*done, *planned}
        for day in planned:
            if per_week <= 3:
                assert not taken & {day - timedelta(days=1), day + timedelta(days=1)}
            assert not any({day + timedelta(days=n + k) for k in range(3)} <= taken for n in (-2, -1, 0))
        strength = planned[0 if week.next_kind == "strength" else 1 :: 2]
        rested = [*([last_strength] if last_strength else []), *strength]
        assert all((b - a).days >= 2 for a, b in pairwise(rested))
        without = week_target(monday=week_start(today), **rules, done_dates=done)
        assert week.target <= without
        assert paused_days(paused, week_start(today), week_end(today) + timedelta(days=1)) or (
            week.target == without
        )
        if turn == "move" and today not in paused:
            closed = closed_dates(
                last_kind=kinds[-1] if kinds else None, last_strength=last_strength, paused=paused
            )
            offered = dates_to_move_to(
                today=today, per_week=per_week, done_dates=done, planned=week.next_date, closed=closed
            )
            assert not paused.intersection(offered)
            if offered:
                moved = {"moved_from": week.next_date, "moved_to": offered[offset % len(offered)]}
        if turn == "extra" or (turn == "do" and week.next_date == today):
            kind = "stretch" if turn == "extra" else week.next_kind
            done.append(today)
            kinds.append(kind)
            last_strength = today if kind == "strength" else last_strength


@given(all_plans, days_from, st.integers(0, 60), st.integers(1, 84))
def test_after_a_pause_nothing_is_owed(plan, start, begin, length):
    """Whatever was paused: the first week back asks for no more than any week, and so does the one after."""
    days, per_week = plan
    first = start + timedelta(days=begin)
    paused = days_from_to(first, first + timedelta(days=length))
    rules = {"days": days, "per_week": per_week, "started_on": start, "done_dates": [], "paused": paused}
    back = first + timedelta(days=length)
    targets = [week_target(monday=week_start(back) + timedelta(weeks=n), **rules) for n in (0, 1)]
    assert all(0 <= target <= per_week for target in targets)
    assert targets[1] == per_week
