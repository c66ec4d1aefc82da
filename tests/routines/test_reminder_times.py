"""When a reminder is due: wall clocks of odd places, nights with 23 and 25 hours, a missing day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import TZPATH, ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from accounts.timezones import accepted_time_zones
from routines.models import Plan
from routines.reminders import next_reminder
from routines.wall_clock import resolve

HOUR = timedelta(hours=1)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        # 02:30 is skipped: 03:30 summer time instead
        ("America/New_York", "2027-03-14", "02:30", "2027-03-14 07:30"),
        # 01:30 comes twice: the first
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        # the same evening hour across both changes
        ("America/New_York", "2027-03-13", "18:30", "2027-03-13 23:30"),
        ("America/New_York", "2027-03-14", "18:30", "2027-03-14 22:30"),
        ("America/New_York", "2026-10-31", "18:30", "2026-10-31 22:30"),
        ("America/New_York", "2026-11-01", "18:30", "2026-11-01 23:30"),
        # half an hour of summer time
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:45"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03 14:45"),
        # a quarter of an hour off, all year
        ("Asia/Kathmandu", "2026-11-04", "18:30", "2026-11-04 12:45"),
        ("Asia/Kathmandu", "2027-06-04", "18:30", "2027-06-04 12:45"),
        # Samoa jumped over 30 December 2011
        ("Pacific/Apia", "2011-12-29", "18:30", "2011-12-30 04:30"),
        ("Pacific/Apia", "2011-12-30", "18:30", None),
        ("Pacific/Apia", "2011-12-31", "18:30", "2011-12-31 04:30"),
        # gaps at and across midnight, and a two-hour one
        ("Africa/Cairo", "2027-04-30", "00:00", "2027-04-29 22:00"),
        ("America/Nuuk", "2027-03-27", "23:30", "2027-03-28 01:30"),
        ("Pacific/Chatham", "2027-09-26", "02:50", "2027-09-25 14:05"),
        ("Antarctica/Troll", "2026-10-25", "01:30", "2026-10-24 23:30"),
        ("Europe/Dublin", "2026-10-25", "01:30", "2026-10-25 00:30"),
        # the system's stale copy of the rules would say 02:30
        ("America/Vancouver", "2026-11-02", "18:30", "2026-11-03 01:30"),
    ],
)
def test_wall_clock_to_instant(zone, on, at, expected):
    found = resolve(date.fromisoformat(on), time.fromisoformat(at), ZoneInfo(zone))
    assert found == (expected and utc(expected))


def test_time_zone_rules_come_from_the_pinned_package():
    assert TZPATH == ()


zones = st.sampled_from(sorted(accepted_time_zones())).map(ZoneInfo)
dates = st.dates(date(2010, 1, 1), date(2029, 12, 31))
times = st.times().map(lambda at: at.replace(microsecond=0))


@budget(max_examples=300)
@given(zones, dates, times)
def test_an_instant_reads_as_asked_or_a_little_later_in_a_gap(zone, on, at):
    instant = resolve(on, at, zone)
    if instant is None:
        return
    shown = instant.astimezone(zone).replace(tzinfo=None)
    moved = shown - datetime.combine(on, at)
    assert timedelta(0) <= moved <= 3 * HOUR
    if not moved:  # of two it is the first: nothing shortly before it reads the same
        for minutes in (30, 60, 120, 180):
            before = (instant - timedelta(minutes=minutes)).astimezone(zone)
            assert before.replace(tzinfo=None) != shown


@budget(max_examples=150)
@given(zones, dates, times, times)
def test_later_on_the_clock_is_never_earlier_but_in_a_repeated_hour(zone, on, one, two):
    early, late = sorted((one, two))
    first, second = resolve(on, early, zone), resolve(on, late, zone)
    if first and second and first > second:
        assert first - second <= 3 * HOUR
        assert (
            datetime.combine(on, late, tzinfo=zone).utcoffset()
            != datetime.combine(on, early, tzinfo=zone).utcoffset()
        )


plans = st.builds(
    Plan,
    per_week=st.just(2),
    days=st.sampled_from([[0, 2], [0, 3], [1, 5], [2, 6], [3, 6]]),
    at=times,
    lead_minutes=st.sampled_from([0, 15, 30, 60, 120, 180]),
)
starts = st.datetimes(datetime(2010, 1, 5), datetime(2029, 12, 1), timezones=st.just(UTC))


def walk(plan, zone, start, days=15):
    """Every reminder from `start` on, each found strictly after the one before."""
    found, now = [], start
    while reminder := next_reminder(plan=plan, zone=zone, done_dates=(), now=now):
        if reminder.send_at > start + timedelta(days=days):
            return found
        found.append(reminder)
        now = reminder.send_at
    return found


@budget(max_examples=150)
@given(plans, zones, starts)
def test_each_own_day_is_announced_once_and_none_is_missed(plan, zone, start):
    found = walk(plan, zone, start)
    dates = [reminder.on for reminder in found]
    assert len(set(dates)) == len(dates)
    assert dates == sorted(dates)
    first = start.astimezone(zone).date()
    for offset in range(14):
        on = first + timedelta(days=offset)
        session_at = resolve(on, plan.at, zone)
        if on.weekday() in plan.days and session_at:
            send_at = session_at - timedelta(minutes=plan.lead_minutes)
            if start < send_at <= start + timedelta(days=13):
                assert on in dates


@budget(max_examples=80)
@given(plans, zones, starts, st.timedeltas(timedelta(0), timedelta(days=10)))
def test_a_restart_in_the_middle_finds_the_same_reminders(plan, zone, start, pause):
    whole = walk(plan, zone, start)
    rest = walk(plan, zone, start + pause)
    cut = [reminder for reminder in whole if reminder.send_at > start + pause]
    assert rest[: len(cut)] == cut
