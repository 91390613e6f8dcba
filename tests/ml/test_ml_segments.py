"""Segments and clusters of customers."""

import numpy as np
import pandas as pd
import pytest

from ml import segments
from ml.segments import clusters, rfm

END = pd.Timestamp("2025-06-30")


def shop(customers=300, seed=1):
    rng = np.random.default_rng(seed)
    rows = []
    for c in range(customers):
        day = END - pd.Timedelta(days=int(rng.integers(1, 400)))
        while day <= END:
            rows.append((f"c{c}", day, float(rng.gamma(2, 30))))
            day += pd.Timedelta(days=int(rng.gamma(2, 40)) + 1)
    return pd.DataFrame(rows, columns=["customer", "at", "amount"])


def groups(seed=0):
    """Two kinds of customers with nothing in between."""
    rng = np.random.default_rng(seed)
    many = {"recency": 5, "frequency": 40, "spend": 4_000}
    few = {"recency": 200, "frequency": 2, "spend": 60}
    parts = [
        pd.DataFrame({name: value * rng.lognormal(0, 0.2, 60) for name, value in kind.items()})
        for kind in (many, few)
    ]
    return pd.concat(parts, ignore_index=True)


def cloud(seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {name: np.exp(rng.normal(4, 0.8, 200)) for name in ("recency", "frequency", "spend")}
    )


def test_every_customer_is_in_exactly_one_segment():
    found = segments.from_frame(shop(), END)
    counts = sum(rule.holds(found.table).astype(int) for rule in found.rules)
    assert (counts == 1).all()
    assert (found.table["segment"] != "").all()


def test_every_segment_is_a_rule_of_at_most_three_conditions():
    found = segments.from_frame(shop(), END)
    assert all(1 <= len(rule.conditions) <= 3 for rule in found.rules)
    loyal = next(rule for rule in found.rules if rule.name == "loyal")
    cut = found.cut_offs
    assert str(loyal) == (
        f"recency <= {cut.active_days} and frequency >= {cut.often} and spend < {cut.high_spend:g}"
    )


def test_active_means_bought_within_the_gap_that_three_of_four_purchases_keep():
    frame = shop()
    found = segments.from_frame(frame, END)
    gaps = frame.sort_values("at").groupby("customer")["at"].diff().dt.days.dropna()
    assert (gaps <= found.cut_offs.active_days).mean() == pytest.approx(0.75, abs=0.02)
    assert found.cut_offs.from_rhythm


def test_without_returning_customers_the_plain_cut_offs_are_used_and_said():
    frame = shop().drop_duplicates("customer")
    cut = segments.from_frame(frame, END).cut_offs
    assert (cut.active_days, cut.gone_days, cut.from_rhythm) == (90, 180, False)


def test_groups_with_nothing_in_between_are_told_as_short_rules():
    found = clusters.find(groups(), seed=0)
    assert found.reason == ""
    assert found.stability[2] > 0.95
    assert len(found.rules) == 2
    assert all(len(rule.conditions) <= 3 for rule in found.rules)


def test_a_cloud_without_groups_gets_no_clusters():
    found = clusters.find(cloud(seed=0), seed=0)
    assert found.reason in {"not_stable", "no_structure"}
    assert found.rules == ()


def test_few_customers_get_no_clusters():
    assert segments.find_clusters(shop(20), END).reason == "few_customers"


def test_purchases_after_the_day_change_nothing():
    frame, day = shop(), END - pd.Timedelta(days=60)
    cut = frame[frame["at"] <= day]
    pd.testing.assert_frame_equal(
        segments.from_frame(frame, day).table, segments.from_frame(cut, day).table
    )
    assert (
        rfm.rules(segments.from_frame(cut, day).cut_offs) == segments.from_frame(frame, day).rules
    )
