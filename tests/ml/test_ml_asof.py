"""Frames as of a date know nothing of what came after."""

import numpy as np
import pandas as pd
import pytest

import ml
from ml import asof, orders
from ml.asof import Window
from ml.errors import BadFrame

DAY = pd.Timestamp("2025-03-01")


def history(n=600, seed=1):
    random = np.random.default_rng(seed)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(random.uniform(0, 150, n), unit="D")
    customer = random.integers(0, 40, n)
    amount = np.exp(3 + customer / 20 + random.normal(0, 0.4, n))
    return pd.DataFrame({"customer": customer, "at": days, "amount": amount, "land": "DE"})


def test_the_future_does_not_change_an_orders_features():
    assert asof.changed_by_future(history(), DAY, orders.features) == []


def test_a_feature_that_peeks_is_found():
    def peeking(events, as_of):
        by = events.groupby("customer")["amount"]
        return pd.DataFrame({"mean": by.mean(), "first": by.first()})

    assert "mean" in asof.changed_by_future(history(), DAY, peeking)


def test_a_cut_is_strict_and_needs_dates():
    events = pd.DataFrame({"at": [DAY - pd.Timedelta(seconds=1), DAY]})
    assert len(asof.before(events, DAY)) == 1
    assert len(asof.after(events, Window(DAY))) == 1
    assert len(asof.after(events, Window(DAY, DAY))) == 0
    with pytest.raises(BadFrame, match="at"):
        asof.before(events.astype(str), DAY)


def test_snapshots_join_each_past_with_its_own_future():
    windows = [Window(DAY), Window(DAY + pd.Timedelta(days=30))]
    frame = asof.snapshots(history(), windows, orders.features, orders.next_amount)
    assert set(frame["as_of"]) == {w.as_of for w in windows}
    assert frame["outcome"].notna().all()
    assert frame.groupby("record").size().max() == 2


def test_grouped_folds_keep_a_record_on_one_side():
    records = np.repeat(np.arange(30), 4)
    held = []
    for cut in asof.grouped(records, seed=1):
        assert not set(records[cut.train]) & set(records[cut.test])
        held += cut.test.tolist()
    assert sorted(held) == list(range(120))


def test_a_cancelled_order_is_gone_and_another_of_its_size_is_not():
    rows = history(5).assign(customer=1, amount=[10.0, 10.0, 7.0, 3.0, 5.0]).sort_values("at")
    cancel = pd.DataFrame({"customer": [1], "at": [rows["at"].max()], "amount": [-10.0]})
    left = orders.standing(rows, cancel)
    assert sorted(left["amount"]) == [3.0, 5.0, 7.0, 10.0]


def test_the_next_amount_is_told_better_by_own_history_than_by_the_median():
    frame = asof.snapshots(history(), [Window(DAY)], orders.features, orders.next_amount)
    more = asof.snapshots(history(900, 2), [Window(DAY)], orders.features, orders.next_amount)
    told = ml.purchase_amount.fit(
        pd.concat([frame, more]).drop(columns=["record", "as_of"]), "outcome", algorithm="boosting"
    )
    assert told.metrics["mae"] < told.baseline["mae"]
