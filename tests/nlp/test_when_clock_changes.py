"""Wall times that a change of the clocks skips or repeats."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlp import when


def utc(phrase, now, zone):
    place = ZoneInfo(zone)
    found = when.parse(phrase, datetime.fromisoformat(now).replace(tzinfo=place), place)
    assert found is not None
    return found.at.astimezone(ZoneInfo("UTC")).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("phrase", "now", "zone", "wanted"),
    [
        ("2026-03-08 2:30 am", "2026-03-01 09:00", "America/New_York", "03-08 07:00"),
        ("2026-03-29 02:30", "2026-03-01 09:00", "Europe/Berlin", "03-29 01:00"),
        ("2026-10-04 02:15", "2026-10-01 09:00", "Australia/Lord_Howe", "10-03 15:30"),
    ],
)
def test_a_skipped_wall_time_is_the_first_moment_after_the_gap(phrase, now, zone, wanted):
    assert utc(phrase, now, zone) == wanted


def test_a_repeated_wall_time_is_its_first_occurrence():
    assert utc("2026-11-01 01:30", "2026-10-01 09:00", "America/New_York") == "11-01 05:30"


def test_hours_are_counted_through_the_change_and_days_by_the_wall():
    eve = "2026-03-07 12:00"
    assert utc("in 24 hours", eve, "America/New_York") == "03-08 17:00"
    assert utc("tomorrow at noon", eve, "America/New_York") == "03-08 16:00"


def test_a_whole_day_begins_where_midnight_is_skipped():
    found = when.parse("2026-04-24", datetime(2026, 4, 1, tzinfo=ZoneInfo("UTC")), "Africa/Cairo")
    assert found is not None
    assert found.at.isoformat() == "2026-04-24T01:00:00+03:00"
