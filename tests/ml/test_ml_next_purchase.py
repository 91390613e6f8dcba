"""The next purchase date."""

import numpy as np
import pandas as pd
import pytest

from ml import next_purchase
from ml.errors import BadFrame

START = pd.Timestamp("2024-01-01")


def buyers(spread, customers=120, days=500, seed=2):
    """Customers of a steady gap of 10 to 60 days; `spread` 0 is clockwork, 1 memoryless."""
    rng = np.random.default_rng(seed)
    rows = []
    for c in range(customers):
        gap, day = rng.uniform(10, 60), rng.uniform(0, 60)
        while day < days:
            rows.append((f"c{c}", START + pd.Timedelta(days=int(day))))
            day += gap * ((1 - spread) + spread * rng.exponential())
    return pd.DataFrame(rows, columns=["customer", "at"])


def test_clockwork_customers_keep_their_own_gap():
    frame = buyers(0.0)
    said = next_purchase.from_frame(frame, START + pd.Timedelta(days=400))
    actual = frame[frame["at"] > START + pd.Timedelta(days=400)].groupby("customer")["at"].min()
    table = said.table.set_index("customer")
    missed = (table["next_on"] - actual.reindex(table.index)).dt.days.abs()
    assert missed.mean() < 3


def test_for_irregular_customers_it_is_nearer_than_their_own_median_gap():
    frame, end = buyers(1.0, customers=400), START + pd.Timedelta(days=400)
    said = next_purchase.from_frame(frame, end, horizon_days=60)
    assert (said.method, said.reason) == ("median_line", "better_than_own_gap")
    assert said.mae < said.own_mae
    later = frame[(frame["at"] > end) & (frame["at"] <= end + pd.Timedelta(days=60))]
    actual = later.groupby("customer")["at"].min()
    table = said.table.set_index("customer").loc[actual.index]
    inside = (table["low_on"] <= actual) & (actual <= table["high_on"])
    assert 0.7 <= inside.mean() <= 0.95


def test_every_date_lies_ahead():
    end = START + pd.Timedelta(days=300)
    table = next_purchase.from_frame(buyers(1.0), end).table
    assert (table["next_on"] > end).all()
    assert (table["low_on"] <= table["next_on"]).all()


def test_the_future_changes_nothing():
    frame, end = buyers(1.0), START + pd.Timedelta(days=300)
    cut = frame[frame["at"] <= end]
    whole, known = (next_purchase.from_frame(f, end) for f in (frame, cut))
    pd.testing.assert_frame_equal(whole.table, known.table)


def test_a_handful_of_customers_get_their_own_gap_and_single_buyers_nothing():
    frame = pd.DataFrame(
        {"customer": list("aab"), "at": ["2025-01-01", "2025-01-11", "2025-01-05"]}
    )
    said = next_purchase.from_frame(frame, "2025-01-15")
    assert (said.method, said.reason) == ("own_gap", "few_returning_customers")
    assert said.table["customer"].tolist() == ["a"]
    assert said.table["next_on"].tolist() == [pd.Timestamp("2025-01-21")]


def test_a_horizon_of_no_days_is_refused():
    with pytest.raises(BadFrame):
        next_purchase.from_frame(buyers(0.0), "2024-06-01", 0)
