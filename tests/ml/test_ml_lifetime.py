"""Lifetime value: the two dropout models, the spend model, and the thin function over them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from ml import lifetime
from ml.errors import BadFrame
from ml.lifetime import dropout, spend
from ml.lifetime.dropout import Dropout

START = pd.Timestamp("2024-01-01")


def history(model, n, seed, days_long=280, ahead=140):
    """Purchase days simulated by the model's own story, and those of the days after."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(model.r, 1 / model.alpha, n) / 7
    leave = rng.beta(model.a, model.b, n)
    rows = []
    for i in range(n):
        day, gone = 0.0, model.kind == "mbg" and rng.random() < leave[i]
        rows.append((f"c{i:05d}", 0))
        while not gone:
            day += rng.exponential(1 / rate[i])
            if day >= days_long + ahead:
                break
            rows.append((f"c{i:05d}", int(day) + 1))
            gone = rng.random() < leave[i]
    table = pd.DataFrame(rows, columns=["customer", "day"]).drop_duplicates()
    table["day"] = START + pd.to_timedelta(table["day"], unit="D")
    return table.assign(amount=20.0), START + pd.Timedelta(days=days_long)


@lru_cache
def simulated(kind):
    model = Dropout(kind, 0.8, 6.0, 0.9, 2.5)
    days, end = history(model, 4_000, seed=1)
    return model, days, end, lifetime.summarise(days, end)


@pytest.mark.parametrize("kind", dropout.KINDS)
def test_the_fit_finds_the_customers_it_was_simulated_from(kind):
    model, _, _, summary = simulated(kind)
    found = dropout.fit(summary, kind)
    truth, told = (dropout.log_likelihood(m, summary).mean() for m in (model, found))
    assert told >= truth
    assert told - truth < 0.003


@pytest.mark.parametrize("kind", dropout.KINDS)
def test_expected_purchases_add_up_to_what_the_simulated_customers_buy(kind):
    model, days, end, summary = simulated(kind)
    came = (days["day"] > end).sum()
    assert model.expected(summary, 20).sum() == pytest.approx(came, rel=0.06)


def test_a_silent_frequent_buyer_is_less_alive_than_a_recent_one():
    days = pd.DataFrame(
        {
            "customer": ["silent"] * 6 + ["recent"] * 6,
            "day": [
                START + pd.Timedelta(days=d)
                for d in [0, 7, 14, 21, 28, 35, 0, 60, 120, 180, 240, 275]
            ],
            "amount": 1.0,
        }
    )
    summary = lifetime.summarise(days, START + pd.Timedelta(days=280))
    alive = dict(
        zip(summary.customers, Dropout("bg", 0.8, 6, 0.9, 2.5).alive(summary), strict=True)
    )
    assert alive["silent"] < 0.05
    assert alive["recent"] > 0.8


def test_the_mean_of_few_purchases_is_drawn_towards_that_of_all():
    rng = np.random.default_rng(3)
    means = 16 * 3 / rng.gamma(3, 1, 500)
    rows = [
        (f"c{i}", START + pd.Timedelta(days=k), rng.gamma(6, means[i] / 6))
        for i in range(500)
        for k in range(rng.integers(2, 8))
    ]
    days = pd.DataFrame(rows, columns=["customer", "day", "amount"])
    summary = lifetime.summarise(days, START + pd.Timedelta(days=30))
    said = spend.fit(summary).expected(summary)
    dear = summary.spend > 2 * np.nanmean(summary.spend)
    assert (said[dear] < summary.spend[dear]).all()


def test_under_twenty_repeat_customers_only_a_simple_rate_is_given_and_said_so():
    frame = pd.DataFrame(
        {
            "customer": list("aabbc"),
            "at": ["2025-01-01", "2025-02-01"] * 2 + ["2025-01-15"],
            "amount": [5, 7, 1, 1, 3],
        }
    )
    answer = lifetime.from_frame(frame, "2025-03-01", 4)
    assert (answer.attrs["method"], answer.attrs["reason"]) == ("own_rate", "few_repeat_customers")
    assert answer["alive"].isna().all()
    assert (answer[["purchases", "value"]] > 0).all(axis=None)


def test_purchases_after_the_day_change_nothing():
    days, end = simulated("bg")[1:3]
    frame = days.rename(columns={"day": "at"}).head(1_200)
    cut = frame[frame["at"] <= end]
    pd.testing.assert_frame_equal(
        lifetime.from_frame(frame, end, 8), lifetime.from_frame(cut, end, 8)
    )


def test_no_weeks_are_refused():
    with pytest.raises(BadFrame) as refused:
        lifetime.from_frame(pd.DataFrame(), "2025-01-01", 0)
    assert refused.value.column == "weeks"
