"""A customer's next order from the orders before: what stands, and what it tells.

Orders need the headers customer, at (dates), amount; country or other words may stand beside.
"""

import numpy as np
import pandas as pd

DECAY_DAYS = 60.0  # an order of two months ago counts a third of today's
RECENT = 3


def standing(orders: pd.DataFrame, cancels: pd.DataFrame) -> pd.DataFrame:
    """The orders without those that a later cancellation of the same size took back.

    `cancels` has customer, at and a negative amount; an order of the same customer and amount
    before it is gone, each cancellation taking one.
    """
    left: dict[tuple[object, float], list[pd.Timestamp]] = {}
    for row in cancels.itertuples(index=False):
        left.setdefault((row.customer, round(-float(row.amount), 2)), []).append(row.at)
    keep = []
    for row in orders.itertuples(index=False):
        waiting = left.get((row.customer, round(float(row.amount), 2)), [])
        taken = next((at for at in waiting if at >= row.at), None)
        if taken is not None:
            waiting.remove(taken)
        keep.append(taken is None)
    return orders[np.array(keep, bool)]


def features(past: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """By customer: how many, how much, how lately; from the orders strictly before `as_of`."""
    known = past[past["at"] < as_of].sort_values("at", kind="stable")
    by = known.groupby("customer")
    amount = by["amount"]
    days = (as_of - known["at"]) / pd.Timedelta(days=1)
    weight = np.exp(-days / DECAY_DAYS)
    lately = (weight * known["amount"]).groupby(known["customer"]).sum()
    recent = known.groupby("customer").tail(RECENT).groupby("customer")["amount"]
    told = {
        "orders": amount.size(),
        "mean amount": amount.mean(),
        "median amount": amount.median(),
        "typical amount": np.expm1(np.log1p(known["amount"]).groupby(known["customer"]).mean()),
        "last amount": amount.last(),
        "largest amount": amount.max(),
        "smallest amount": amount.min(),
        "recent amount": recent.mean(),
        "lately amount": lately / weight.groupby(known["customer"]).sum(),
        "days quiet": (as_of - by["at"].max()) / pd.Timedelta(days=1),
        "days known": (as_of - by["at"].min()) / pd.Timedelta(days=1),
    }
    more = [c for c in known.columns if c not in ("customer", "at", "amount")]
    return pd.DataFrame({**told, **{name: by[name].last() for name in more}})


def next_amount(future: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[float]":
    """By customer: the amount of the first order from `as_of` on."""
    later = future[future["at"] >= as_of].sort_values("at", kind="stable")
    return later.groupby("customer")["amount"].first()
