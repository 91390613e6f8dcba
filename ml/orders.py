"""A customer's next order from the orders before: what stands, and what it tells.

Orders need the headers customer, at (dates), amount; of other columns the mean (numbers) or the
last value (words) is told.
"""

from typing import Any

import numpy as np
import pandas as pd

DECAY_DAYS = 60.0  # an order of two months ago counts a third of today's
RECENT = 3
DAY_SECONDS = 86_400


def standing(orders: pd.DataFrame, cancels: pd.DataFrame) -> pd.DataFrame:
    """The orders without those that a later cancellation of the same size took back.

    `cancels` has customer, at and a negative amount; an order of the same customer and amount
    before it is gone, each cancellation taking one.
    """
    left: dict[tuple[object, float], list[pd.Timestamp]] = {}
    for customer, at, amount in _rows(cancels):
        left.setdefault((customer, round(-amount, 2)), []).append(at)
    keep = []
    for customer, at, amount in _rows(orders):
        waiting = left.get((customer, round(amount, 2)), [])
        taken = next((cancel for cancel in waiting if cancel >= at), None)
        if taken is not None:
            waiting.remove(taken)
        keep.append(taken is None)
    return orders[np.array(keep, bool)]


def _rows(orders: pd.DataFrame) -> list[tuple[object, pd.Timestamp, float]]:
    lists = (orders[name].tolist() for name in ("customer", "at", "amount"))
    return list(zip(*lists, strict=True))


def features(past: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """By customer: how many, how much, how lately; from the orders strictly before `as_of`."""
    known = past[past["at"] < as_of].sort_values("at", kind="stable")
    by = known.groupby("customer")
    amount = by["amount"]
    quiet = _days(as_of, known["at"])
    weight = pd.Series(np.exp(-quiet.to_numpy() / DECAY_DAYS), known.index)
    lately = (weight * known["amount"]).groupby(known["customer"]).sum()
    recent = known.groupby("customer").tail(RECENT).groupby("customer")["amount"]
    told = {
        "orders": amount.size(),
        "mean amount": amount.mean(),
        "median amount": amount.median(),
        "typical amount": np.expm1(np.log1p(known["amount"]).groupby(known["customer"]).mean()),
        "unevenness": np.log1p(known["amount"]).groupby(known["customer"]).std(),
        "last amount": amount.last(),
        "largest amount": amount.max(),
        "smallest amount": amount.min(),
        "recent amount": recent.mean(),
        "lately amount": lately / weight.groupby(known["customer"]).sum(),
        "days quiet": _days(as_of, by["at"].max()),
        "days known": _days(as_of, by["at"].min()),
    }
    more = [c for c in known.columns if c not in ("customer", "at", "amount")]
    numeric = [name for name in more if pd.api.types.is_numeric_dtype(known[name])]
    means = {f"mean {name}": by[name].mean() for name in numeric}
    words = {name: by[name].last() for name in more if name not in numeric}
    return pd.DataFrame({**told, **means, **words})


def _days(as_of: pd.Timestamp, moments: "pd.Series[Any]") -> "pd.Series[float]":
    days: pd.Series[float] = (as_of - moments).dt.total_seconds() / DAY_SECONDS
    return days


def next_amount(future: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[float]":
    """By customer: the amount of the first order from `as_of` on."""
    later = future[future["at"] >= as_of].sort_values("at", kind="stable")
    return later.groupby("customer")["amount"].first()
