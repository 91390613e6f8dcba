"""Ranges of days, as questions and filters use them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlp import when

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 11, 10, tzinfo=ZONE)


def days(text, toward="past"):
    found = when.parse_range(text, NOW, ZONE, toward)
    return found and (found.first and str(found.first), found.last and str(found.last))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("next week", ("2026-03-16", "2026-03-22")),
        ("本季度", ("2026-01-01", "2026-03-31")),
        ("last year", ("2025-01-01", "2025-12-31")),
        ("去年下半年", ("2025-07-01", "2025-12-31")),
        ("Q4 last year", ("2025-10-01", "2025-12-31")),
        ("last 30 days", ("2026-02-09", None)),
        ("最近30天", ("2026-02-09", None)),
        ("next 30 days", ("2026-03-11", "2026-04-10")),
        ("未来三天", ("2026-03-11", "2026-03-14")),
        ("year to date", ("2026-01-01", "2026-03-11")),
        ("本月至今", ("2026-03-01", "2026-03-11")),
        ("since monday", ("2026-03-09", None)),
        ("after march", ("2026-04-01", None)),
        ("before march", (None, "2026-02-28")),
        ("3月1日之前", (None, "2026-02-28")),
        ("march 1-15", ("2026-03-01", "2026-03-15")),
        ("3月1日到15日", ("2026-03-01", "2026-03-15")),
        ("2026-03-01~2026-03-15", ("2026-03-01", "2026-03-15")),
        ("friday to monday", ("2026-03-06", "2026-03-09")),
        ("this weekend", ("2026-03-14", "2026-03-15")),
        ("yesterday", ("2026-03-10", "2026-03-10")),
        ("上周五", ("2026-03-06", "2026-03-06")),
    ],
)
def test_a_range_is_read_by_the_calendar(text, wanted):
    assert days(text) == wanted


def test_a_month_without_a_year_is_the_latest_or_the_nearest_to_come():
    assert days("april") == ("2025-04-01", "2025-04-30")
    assert days("april", "future") == ("2026-04-01", "2026-04-30")
    assert days("march") == days("march", "future") == ("2026-03-01", "2026-03-31")


@pytest.mark.parametrize("text", ["soon", "最近", "12k", "last 24 hours", "february 30", "eod"])
def test_what_names_no_days_is_no_range(text):
    assert days(text) is None
