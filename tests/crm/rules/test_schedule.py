from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.schedule import (
    account,
    local_moment,
    next_occurrence,
    occurrences,
    only_newest,
    parse_rule,
    zone_named,
)
from crm.rules.wall import NaiveMoment, UnknownZone

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")


def at(text):
    return datetime.fromisoformat(text)


def dates(words, created, count, zone=BERLIN, holidays=frozenset()):
    found = occurrences(parse_rule(words), zone, at(created), holidays=holidays)
    return [str(one.local_date) for one in islice(found, count)]


@pytest.mark.parametrize(
    ("zone", "day", "wall", "due"),
    [
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-03-08", "02:00", "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-03-08", "01:59", "2026-03-08T06:59:00Z"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"),
        ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00Z"),
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00:00Z"),
    ],
)
def test_a_skipped_wall_time_is_the_gaps_end_and_a_repeated_one_its_first(zone, day, wall, due):
    moment = local_moment(date.fromisoformat(day), time.fromisoformat(wall), ZoneInfo(zone))
    assert moment == at(due)


@given(
    st.dates(date(1975, 1, 1), date(2037, 1, 1)),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tehran"]),
)
def test_a_local_moment_is_the_first_at_which_the_wall_shows_that_time_or_later(day, wall, name):
    zone = ZoneInfo(name)
    moment = local_moment(day, wall, zone)
    earlier = moment - timedelta(seconds=1)
    assert moment.astimezone(zone).replace(tzinfo=None) >= datetime.combine(day, wall)
    assert earlier.astimezone(zone).replace(tzinfo=None) < datetime.combine(day, wall)


def test_every_local_date_fires_once_through_a_year_of_clock_changes():
    found = dates("every day 1:30", "2026-01-01T00:00:00Z", 365, NEW_YORK)
    assert found == sorted(set(found))
    assert found[0] == "2026-01-01"
    assert found[-1] == "2026-12-31"


def test_weekdays_ignore_holidays_and_working_days_do_not():
    good_friday = frozenset({date(2026, 4, 3)})
    made = "2026-04-01T12:00:00Z"
    assert dates("every weekday 9:00", made, 2, holidays=good_friday) == [
        "2026-04-02",
        "2026-04-03",
    ]
    assert dates("every working day 9:00", made, 2, holidays=good_friday) == [
        "2026-04-02",
        "2026-04-06",
    ]


def test_named_weekdays_come_in_calendar_order():
    assert dates("every tuesday and thursday 9:00", "2026-06-03T00:00:00Z", 3) == [
        "2026-06-04",
        "2026-06-09",
        "2026-06-11",
    ]


def test_every_two_weeks_is_anchored_on_the_first_friday_even_if_that_one_is_past():
    friday = "2026-06-05T10:00:00+02:00"
    assert dates("every 2 weeks on friday 9:00", friday, 2) == ["2026-06-19", "2026-07-03"]
    assert dates("every 2 weeks on friday 11:00", friday, 2) == ["2026-06-05", "2026-06-19"]


def test_every_two_weeks_is_anchored_by_the_local_date_not_the_utc_one():
    friday_in_tokyo = "2026-06-04T16:00:00Z"
    tokyo = ZoneInfo("Asia/Tokyo")
    found = dates("every 2 weeks on friday 9:00", friday_in_tokyo, 1, tokyo)
    assert found == ["2026-06-05"]
    thursday_in_new_york = "2026-06-06T02:00:00Z"
    assert dates("every 2 weeks on thursday 9:00", thursday_in_new_york, 1, NEW_YORK) == [
        "2026-06-11"
    ]


def test_the_31st_of_a_shorter_month_is_its_last_day():
    assert dates("every 31st of the month 9:00", "2028-01-01T00:00:00Z", 4) == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
    ]


def test_a_named_date_stays_on_the_weekend_and_a_working_day_stays_in_its_month():
    made = "2026-07-31T20:00:00Z"
    assert dates("first of the month 9:00", made, 1) == ["2026-08-01"]
    assert dates("first working day of the month 9:00", made, 1) == ["2026-08-03"]
    assert dates("last working day of the month 9:00", made, 1) == ["2026-08-31"]
    closed = frozenset({date(2026, 8, 31)})
    assert dates("last working day of the month 9:00", made, 1, holidays=closed) == ["2026-08-28"]


def test_a_month_without_working_days_is_passed_over():
    august = frozenset(date(2026, 8, day) for day in range(1, 32))
    made = "2026-07-31T20:00:00Z"
    assert dates("first working day of the month 9:00", made, 1, holidays=august) == ["2026-09-01"]


def test_occurrences_are_later_than_the_making_and_earlier_than_the_end():
    rule, made, end = parse_rule("every day 9:00"), at("2026-06-01T07:00Z"), at("2026-06-03T07:00Z")
    found = list(occurrences(rule, BERLIN, made, until=end))
    assert [str(one.local_date) for one in found] == ["2026-06-02"]


def test_going_on_after_any_moment_gives_the_rest_of_the_same_list():
    rule, made = parse_rule("every 3 weeks on sunday 2:30"), at("2026-01-07T00:00Z")
    everything = list(islice(occurrences(rule, BERLIN, made), 30))
    for number, one in enumerate(everything[:-1]):
        assert next_occurrence(rule, BERLIN, made, one.due_at) == everything[number + 1]


def test_a_moment_without_zone_is_refused():
    with pytest.raises(NaiveMoment):
        next_occurrence(
            parse_rule("every day 9:00"), BERLIN, at("2026-01-01T00:00"), at("2026-01-01T00:00Z")
        )


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Base", "../etc/passwd", "+02:00"])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(UnknownZone):
        zone_named(name)


def accounted(downtime, limit):
    due = occurrences(
        parse_rule("every day 9:00"),
        ZoneInfo("UTC"),
        at("2026-06-01T00:00Z"),
        until=at("2026-06-04T00:00Z"),
    )
    windows = [(at(start), at(end)) for start, end in downtime]
    return [(one.fate.value, one.sent_at) for one in account(due, windows, limit)]


def test_what_fell_due_while_down_is_sent_late_at_the_end():
    fates = accounted([("2026-06-02T09:00Z", "2026-06-02T10:00Z")], None)
    assert fates[1] == ("late", at("2026-06-02T10:00Z"))
    assert [fate for fate, _ in fates] == ["on_time", "late", "on_time"]


def test_downtime_excludes_its_end():
    assert accounted([("2026-06-02T08:00Z", "2026-06-02T09:00Z")], None)[1][0] == "on_time"


def test_exactly_the_limit_is_late_and_a_second_more_is_missed():
    limit = timedelta(hours=1)
    assert accounted([("2026-06-02T08:00Z", "2026-06-02T10:00:00Z")], limit)[1][0] == "late"
    missed = accounted([("2026-06-02T08:00Z", "2026-06-02T10:00:01Z")], limit)[1]
    assert missed == ("missed", None)


def test_windows_that_touch_or_overlap_are_one():
    windows = [
        ("2026-06-02T10:00Z", "2026-06-02T12:00Z"),
        ("2026-06-02T08:00Z", "2026-06-02T10:00Z"),
        ("2026-06-02T08:30Z", "2026-06-02T09:30Z"),
    ]
    assert accounted(windows, None)[1] == ("late", at("2026-06-02T12:00Z"))


def test_downtime_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        accounted([("2026-06-02T10:00Z", "2026-06-02T09:00Z")], None)


def test_of_digests_late_together_only_the_newest_is_sent():
    made = at("2026-06-01T00:00Z")
    due = occurrences(
        parse_rule("every day 9:00"), ZoneInfo("UTC"), made, until=at("2026-06-06T00:00Z")
    )
    windows = [
        (at("2026-06-02T08:00Z"), at("2026-06-03T10:00Z")),
        (at("2026-06-05T08:00Z"), at("2026-06-05T10:00Z")),
    ]
    fates = [one.fate.value for one in only_newest(account(due, windows, timedelta(hours=48)))]
    assert fates == ["on_time", "missed", "late", "on_time", "late"]
