"""When the next morning is asked about: 12 to 24 hours later, never in the night, also when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from accounts.timezones import accepted_time_zones
from routines.morning_times import asking

HOUR = timedelta(hours=1)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "session_on", "ended", "send", "over"),
    [
        # an evening session: at eight, gone at eight in the evening
        ("Europe/Berlin", "2026-11-23", "2026-11-23 17:45", "2026-11-24 07:00", "2026-11-24 19:00"),
        # late: twelve hours come first
        ("Europe/Berlin", "2026-11-23", "2026-11-23 21:30", "2026-11-24 09:30", "2026-11-24 19:00"),
        # before breakfast: 24 hours are over at 07:20
        ("Europe/Berlin", "2026-11-23", "2026-11-23 06:20", "2026-11-24 06:20", "2026-11-24 19:00"),
        # earlier still: nobody is woken
        ("Europe/Berlin", "2026-11-23", "2026-11-23 04:30", "2026-11-24 06:00", "2026-11-24 19:00"),
        # the night the clocks go back: 25 hours of Sunday, and eight is an hour later
        ("Europe/Berlin", "2026-10-24", "2026-10-24 16:45", "2026-10-25 07:00", "2026-10-25 19:00"),
        # the night they go forward
        ("America/New_York", "2027-03-13", "2027-03-13 23:45", "2027-03-14 12:00", "2027-03-15 00:00"),
        # late on the short night: twelve real hours, 11:45 on the wall
        ("America/New_York", "2027-03-13", "2027-03-14 03:45", "2027-03-14 15:45", "2027-03-15 00:00"),
        ("Asia/Kathmandu", "2026-11-23", "2026-11-23 13:00", "2026-11-24 02:15", "2026-11-24 14:15"),
        ("Australia/Lord_Howe", "2026-10-03", "2026-10-03 08:00", "2026-10-03 21:00", "2026-10-04 09:00"),
    ],
)
def test_when_it_is_asked(zone, session_on, ended, send, over):
    found = asking(session_on=date.fromisoformat(session_on), ended_at=utc(ended), zone=ZoneInfo(zone))
    assert (found.send_at, found.expires_at) == (utc(send), utc(over))


def test_a_morning_that_does_not_exist_is_not_asked_about():
    zone = ZoneInfo("Pacific/Apia")
    assert asking(session_on=date(2011, 12, 29), ended_at=utc("2011-12-30 05:00"), zone=zone) is None


def test_after_a_long_flight_east_the_day_may_be_over():
    ended = utc("2026-11-23 20:00")  # on the 23rd in Honolulu; that is 09:00 on the 24th in Auckland
    assert asking(session_on=date(2026, 11, 23), ended_at=ended, zone=ZoneInfo("Pacific/Auckland")) is None


zones = st.sampled_from(sorted(accepted_time_zones())).map(ZoneInfo)


@budget(max_examples=200)
@given(zones, st.dates(date(2012, 1, 1), date(2029, 12, 31)), st.times())
def test_never_at_night_and_within_a_day_but_for_the_small_hours(zone, on, at):
    ended = datetime.combine(on, at.replace(microsecond=0), tzinfo=zone).astimezone(UTC)
    if ended.astimezone(zone).date() != on:  # a time that was skipped
        return
    found = asking(session_on=on, ended_at=ended, zone=zone)
    assert found is not None
    wall = found.send_at.astimezone(zone)
    assert wall.date() == on + timedelta(days=1)
    assert time(7) <= wall.time() <= time(15)
    assert found.send_at - ended >= 12 * HOUR
    if at >= time(8, 30):  # clocks move by an hour at most, seven stays within 24 of half past eight
        assert found.send_at - ended <= 24 * HOUR
    assert found.send_at < found.expires_at
    assert found.expires_at.astimezone(zone).time() == time(20)
