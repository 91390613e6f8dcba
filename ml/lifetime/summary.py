"""Each customer's history in a few numbers: repeats, last repeat, age, mean spend."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.frame import Floats

DAYS_A_WEEK = 7.0


@dataclass(frozen=True)
class Summary:
    """One entry a customer, in the order of `customers`.

    `repeats`: days with a purchase after the first one. `recency`: weeks from the first to the
    last such day, 0 without. `age`: weeks from the first purchase to the end of observation.
    `spend`: mean amount of the repeat days, NaN without one; `basket`: of all purchase days. Both
    are NaN where amounts were not asked for.
    """

    customers: tuple[str, ...]
    repeats: Floats
    recency: Floats
    age: Floats
    spend: Floats
    basket: Floats

    def __len__(self) -> int:
        return len(self.customers)


def purchase_days(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day: customer, day, and the day's amount where there are amounts."""
    days = rows.assign(day=rows["at"].dt.normalize())
    if "amount" not in days.columns:
        days["amount"] = np.nan
    grouped = days.groupby(["customer", "day"], sort=True)["amount"]
    return grouped.sum(min_count=1).reset_index()


def summarise(days: pd.DataFrame, end: pd.Timestamp) -> Summary:
    """The summary of `purchase_days` as known at the end of the day `end`."""
    known = days[days["day"] <= end]
    by = known.groupby("customer", sort=True)
    first, last = by["day"].min(), by["day"].max()
    again = known[known["day"] > known["customer"].map(first)]
    spend = again.groupby("customer")["amount"].mean().reindex(first.index)
    return Summary(
        tuple(first.index),
        np.asarray(by.size(), np.float64) - 1,
        _weeks(last - first),
        _weeks(end - first),
        spend.to_numpy(np.float64),
        by["amount"].mean().to_numpy(np.float64),
    )


def later_days(
    days: pd.DataFrame, summary: Summary, after: pd.Timestamp, until: pd.Timestamp
) -> Floats:
    """Purchase days of the summary's customers in (after, until]."""
    inside = days[(days["day"] > after) & (days["day"] <= until)]
    counts = inside.groupby("customer").size()
    return np.asarray(counts.reindex(list(summary.customers), fill_value=0), np.float64)


def _weeks(span: "pd.Series[pd.Timedelta]") -> Floats:
    return np.asarray(span / pd.Timedelta(days=DAYS_A_WEEK), np.float64)
