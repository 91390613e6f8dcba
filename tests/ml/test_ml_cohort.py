"""Cohorts and repeat rates against a plain count."""

from collections import defaultdict

import pandas as pd
import pytest

from ml import cohort
from ml.lifetime import purchase_days

ROWS = [
    ("a", "2025-01-05"),
    ("a", "2025-01-20"),
    ("a", "2025-03-02"),
    ("b", "2025-01-31"),
    ("b", "2025-02-01"),
    ("c", "2025-02-10"),
    ("d", "2025-03-30"),
]


def frame(rows=ROWS):
    return pd.DataFrame(rows, columns=["customer", "at"])


def test_the_january_cohort_keeps_half_in_february_and_in_march():
    found = cohort.from_frame(frame(), "2025-03-31")
    assert found.size == {"2025-01": 2, "2025-02": 1, "2025-03": 1}
    assert found.retention.loc["2025-01"].tolist() == [1.0, 0.5, 0.5]
    assert found.retention.loc["2025-03"].isna().tolist() == [False, True, True]
    assert found.partial_month == ""


def test_a_running_month_is_named():
    assert cohort.from_frame(frame(), "2025-03-30").partial_month == "2025-03"


def test_retention_equals_a_plain_count():
    rows = [(f"c{i % 40}", f"2025-{1 + i * 7 % 6:02d}-{1 + i * 11 % 28:02d}") for i in range(300)]
    found = cohort.from_frame(frame(rows), "2025-06-30")
    months = defaultdict(set)
    for customer, day in rows:
        months[customer].add(int(day[5:7]))
    for name, size in found.size.items():
        start = int(name[5:])
        members = [m for m in months.values() if min(m) == start]
        assert len(members) == size
        for after in range(6 - start + 1):
            count = sum(start + after in m for m in members)
            assert found.active.loc[name, after] == count


def test_only_customers_who_had_the_time_count_for_the_repeat_rate():
    days = purchase_days(frame().assign(at=lambda f: pd.to_datetime(f["at"])))
    told = cohort.repeat_rate(days, pd.Timestamp("2025-03-31"), within_days=30)
    assert (told.customers, told.repeated) == (3, 2)
    assert told.rate == pytest.approx(2 / 3)
