from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.calendar import (
    Period,
    WorkingCalendar,
    add_working_days,
    business_seconds,
    reached_at,
    roll_forward,
)

HOUR = 3600


def at(text):
    return datetime.fromisoformat(text)


def periods(*hours):
    return tuple(Period(int(start * HOUR), int(end * HOUR)) for start, end in hours)


def calendar(zone="UTC", days=range(5), hours=((9, 17),), **more):
    return WorkingCalendar(ZoneInfo(zone), dict.fromkeys(days, periods(*hours)), **more)


def hours_on(calendar, day):
    """The business hours of a local day, asked for with a day around it closed."""
    only = WorkingCalendar(
        calendar.zone,
        {},
        special={date.fromisoformat(day): calendar.periods(date.fromisoformat(day))},
    )
    noon = at(f"{day}T12:00Z")
    return business_seconds(only, noon - timedelta(days=2), noon + timedelta(days=2)) / HOUR


def test_a_period_includes_its_start_and_not_its_end():
    open_hours = calendar()
    monday = at("2026-06-01T17:00Z")
    assert business_seconds(open_hours, monday, monday + timedelta(hours=1)) == 0
    assert business_seconds(open_hours, monday - timedelta(seconds=1), monday) == 1
    assert business_seconds(open_hours, monday, at("2026-06-02T09:00:01Z")) == 1


@pytest.mark.parametrize(
    ("zone", "day", "hours", "counted"),
    [
        ("Europe/Berlin", "2026-03-29", (0, 24), 23),
        ("Europe/Berlin", "2026-10-25", (0, 24), 25),
        ("Europe/Berlin", "2026-03-29", (2, 3), 0),
        ("Europe/Berlin", "2026-10-25", (2, 3), 2),
        ("Europe/Berlin", "2026-10-25", (2.5, 3.5), 1.5),
        ("Australia/Lord_Howe", "2026-10-04", (0, 24), 23.5),
        ("Australia/Lord_Howe", "2026-04-05", (1.5, 2), 1),
        ("America/Sao_Paulo", "2018-11-04", (0, 2), 1),
        ("America/Sao_Paulo", "2018-02-17", (23, 24), 2),
        ("Pacific/Apia", "2011-12-30", (0, 24), 0),
    ],
)
def test_a_skipped_hour_counts_nothing_and_a_repeated_one_twice(zone, day, hours, counted):
    assert hours_on(calendar(zone, range(7), (hours,)), day) == counted


def test_a_holiday_is_closed_and_a_special_day_replaces_the_week():
    new_year, eve = date(2026, 1, 1), date(2025, 12, 31)
    closed = calendar(
        holidays={new_year}, special={eve: periods((9, 12)), new_year: periods((9, 10))}
    )
    found = business_seconds(closed, at("2025-12-31T00:00Z"), at("2026-01-02T00:00Z"))
    assert found == 3 * HOUR


def test_periods_that_overlap_count_once():
    twice = calendar(hours=((13, 17), (9, 14)))
    assert business_seconds(twice, at("2026-06-01T00:00Z"), at("2026-06-02T00:00Z")) == 8 * HOUR


def test_the_counter_is_reached_at_the_end_of_a_period_not_at_the_next_start():
    monday = at("2026-06-01T09:00Z")
    assert reached_at(calendar(), monday, 16 * HOUR, at("2027-01-01T00:00Z")) == at(
        "2026-06-02T17:00Z"
    )
    assert reached_at(calendar(), monday, 16 * HOUR + 1, at("2026-06-03T09:00Z")) is None
    assert reached_at(calendar(), monday, 0, monday) == monday


@pytest.mark.parametrize(("start", "end"), [(9, 9), (17, 9), (23, 25), (-1, 2)])
def test_a_period_lies_in_one_day(start, end):
    with pytest.raises(ValueError, match="inside one day"):
        periods((start, end))


def test_counting_working_days_starts_on_the_next_one():
    friday = date(2026, 6, 5)
    assert add_working_days(friday, 3) == date(2026, 6, 10)
    assert add_working_days(friday + timedelta(days=1), 3) == date(2026, 6, 10)
    assert add_working_days(friday, 1, {date(2026, 6, 8)}) == date(2026, 6, 9)
    assert add_working_days(friday + timedelta(days=1), 0) == date(2026, 6, 8)


def test_a_day_off_rolls_forward_even_out_of_its_month():
    assert roll_forward(date(2026, 5, 30)) == date(2026, 6, 1)
    assert roll_forward(date(2026, 6, 1), {date(2026, 6, 1)}) == date(2026, 6, 2)


MOMENTS = st.integers(0, 3 * 365 * 86400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
CALENDARS = st.builds(
    calendar,
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/New_York"]),
    st.just(range(7)),
    st.sampled_from([((0, 24),), ((1, 3), (9, 17)), ((22.5, 24),), ((0, 2.25),)]),
)


@given(CALENDARS, st.tuples(MOMENTS, st.integers(0, 10**6), st.integers(0, 10**6)))
def test_business_time_is_additive_and_never_more_than_real_time(calendar, moments):
    start, first, second = moments
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    whole = business_seconds(calendar, start, end)
    assert whole == business_seconds(calendar, start, middle) + business_seconds(
        calendar, middle, end
    )
    assert 0 <= whole <= first + second


@given(CALENDARS, MOMENTS, st.integers(1, 400_000))
def test_the_moment_reached_is_the_first_at_which_the_counter_is_there(calendar, start, seconds):
    moment = reached_at(calendar, start, seconds, start + timedelta(days=400))
    assert business_seconds(calendar, start, moment) == seconds
    assert business_seconds(calendar, start, moment - timedelta(seconds=1)) == seconds - 1


@given(CALENDARS, MOMENTS, st.integers(0, 20_000))
def test_business_time_is_the_seconds_whose_wall_clock_is_inside_a_period(calendar, start, minutes):
    minutes = [start + timedelta(minutes=number) for number in range(minutes % 600)]
    inside = 0
    for each in (minute.replace(second=0) for minute in minutes):
        wall = each.astimezone(calendar.zone)
        second = wall.hour * HOUR + wall.minute * 60
        inside += any(one.start <= second < one.end for one in calendar.periods(wall.date()))
    first = start.replace(second=0)
    assert business_seconds(calendar, first, first + timedelta(minutes=len(minutes))) == inside * 60
