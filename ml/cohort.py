"""Cohorts: who came back in the months after their first purchase, and how many repeat."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from ml import events
from ml.lifetime.summary import purchase_days


@dataclass(frozen=True)
class Cohorts:
    """Counts and shares by month of the first purchase (rows, YYYY-MM) and months since (columns).

    `active` counts customers with a purchase in that month, `retention` is their share of the
    cohort, `size`; months after the end of observation are missing. `partial_month` is the
    running month, of which more may come; empty when the end is a month's last day.
    """

    size: dict[str, int]
    active: pd.DataFrame
    retention: pd.DataFrame
    partial_month: str


@dataclass(frozen=True)
class RepeatRate:
    """Of `customers` seen for at least `within_days`, how many bought on a second day in time."""

    customers: int
    repeated: int
    within_days: int

    @property
    def rate(self) -> float:
        """Share that repeated; NaN without customers."""
        return self.repeated / self.customers if self.customers else float("nan")


def from_frame(frame: pd.DataFrame, until: str | date | datetime) -> Cohorts:
    """Monthly cohorts of a frame of customer, at, up to and including `until`; see `Cohorts`."""
    days = purchase_days(events.read(frame, (), until).rows)
    return retention(days, events.last_day(until))


def retention(days: pd.DataFrame, end: pd.Timestamp) -> Cohorts:
    """Cohorts of `lifetime.purchase_days`, as known at the end of the day `end`."""
    known = days[days["day"] <= end]
    month = _month(known["day"])
    first = month.groupby(known["customer"]).transform("min")
    came = pd.DataFrame({"customer": known["customer"], "cohort": first, "after": month - first})
    once = came.drop_duplicates(["customer", "after"])
    table = once.pivot_table(index="cohort", columns="after", values="customer", aggfunc="count")
    seen_until = end.year * 12 + end.month - 1
    table = table.reindex(columns=range(seen_until - int(month.min()) + 1)).fillna(0.0)
    size = table[0]
    seen = table.index.to_numpy()[:, None] + table.columns.to_numpy()[None, :] <= seen_until
    active = table.where(seen)
    active.index = pd.Index([_name(int(m)) for m in table.index], name="cohort")
    share = active.div(np.asarray(size, np.float64), axis=0)
    sizes = {str(name): int(n) for name, n in zip(active.index, size, strict=True)}
    partial = "" if end.is_month_end else _name(seen_until)
    return Cohorts(sizes, active, share, partial)


def repeat_rate(days: pd.DataFrame, end: pd.Timestamp, within_days: int = 90) -> RepeatRate:
    """Of the customers whose first purchase is `within_days` old at `end`, those who repeated.

    Customers who came later have not had the time, and count neither way.
    """
    known = days[days["day"] <= end]
    first = known.groupby("customer")["day"].transform("min")
    window = pd.Timedelta(days=within_days)
    ripe = known[first <= end - window]
    start = first[ripe.index]
    again = ripe[(ripe["day"] > start) & (ripe["day"] <= start + window)]
    return RepeatRate(ripe["customer"].nunique(), again["customer"].nunique(), within_days)


def _month(day: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
    return day.dt.year * 12 + day.dt.month - 1


def _name(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
