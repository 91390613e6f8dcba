"""When a customer buys next, given that they do within the horizon.

A median regression (and the 10 % and 90 % quantiles for the interval) on the logarithms of the
customer's own gaps, age and days of silence, learned from snapshots of the past at which the
horizon has since been seen through. It is compared with the customer's own median gap on the
newest of these, and used only where it is better by more than 1.64 standard errors.
Sources: Koenker and Bassett 1978, Regression Quantiles; Romano, Patterson and Candès 2019,
Conformalized Quantile Regression, for the widening.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from ml import events
from ml.errors import BadFrame
from ml.frame import Floats
from ml.lifetime.summary import purchase_days

HORIZON_DAYS = 90
SNAPSHOT_STEP = 30
MOST_SNAPSHOTS = 12
FEWEST = 60  # returning customers in the snapshots, below which the own median gap is used
MOST = 3_000  # rows of a fit; more changes little and takes long
QUANTILES = (0.1, 0.5, 0.9)
COVERAGE = 0.8
FEATURES = ("gaps", "median_gap", "last_gap", "mean_gap", "silent", "age")


@dataclass(frozen=True)
class NextPurchase:
    """`table`: customer, next_on, low_on, high_on, median_gap (days), silent (days).

    One row for each customer with two purchase days or more; dates lie after the day asked.
    `low_on` and `high_on` hold 80 %, and are missing where the own median gap is used.
    `mae` and `own_mae` (days) are those of the method and of the own median gap on the newest
    part of the past. `reason`: `better_than_own_gap`, `not_better_than_own_gap` or
    `few_returning_customers`.
    """

    table: pd.DataFrame
    method: str
    mae: float
    own_mae: float
    n_checked: int
    reason: str


def from_frame(
    frame: pd.DataFrame, until: str | date | datetime, horizon_days: int = HORIZON_DAYS
) -> NextPurchase:
    """The next purchase of each customer in a frame of customer, at; raises `BadFrame`."""
    if horizon_days < 1:
        raise BadFrame("The horizon must be at least a day.", "horizon_days")
    days = purchase_days(events.read(frame, (), until).rows)
    return predict(days, events.last_day(until), horizon_days)


def predict(days: pd.DataFrame, end: pd.Timestamp, horizon_days: int) -> NextPurchase:
    """As `from_frame`, from `lifetime.purchase_days`; days after `end` are not looked at."""
    known = days[days["day"] <= end]
    asked = snapshot(known, end)
    own = _own(asked, horizon_days)
    newest, *older = _seen(known, end, horizon_days) or [asked.assign(after=np.nan).head(0)]
    learned = pd.concat(older) if older else newest.head(0)
    if len(learned) < FEWEST or len(newest) < FEWEST // 2:
        missed = np.abs(_own(newest, horizon_days) - newest["after"])
        mae = float(missed.mean()) if len(newest) else float("nan")
        table = _table(asked, end, (own, None, None))
        return NextPurchase(table, "own_gap", mae, mae, len(newest), "few_returning_customers")
    return _compared(asked, own, learned, newest, (end, horizon_days))


def snapshot(days: pd.DataFrame, at: pd.Timestamp) -> pd.DataFrame:
    """What was known of each returning customer at the end of a day: `FEATURES`, in days."""
    known = days[days["day"] <= at].sort_values(["customer", "day"])
    gap = known.groupby("customer")["day"].diff().dt.days
    gaps, seen = gap.groupby(known["customer"]), known.groupby("customer")["day"]
    table = pd.DataFrame(
        {
            "gaps": gaps.count(),
            "median_gap": gaps.median(),
            "last_gap": gaps.last(),
            "mean_gap": gaps.mean(),
            "silent": (at - seen.max()).dt.days,
            "age": (at - seen.min()).dt.days,
        }
    )
    return table[table["gaps"] >= 1]


def _seen(days: pd.DataFrame, end: pd.Timestamp, horizon: int) -> list[pd.DataFrame]:
    """Snapshots whose horizon is over, newest first; those who came back within it, `after`."""
    return list(_snapshots(days, end, pd.Timedelta(days=horizon)))


def _snapshots(
    days: pd.DataFrame, end: pd.Timestamp, horizon: pd.Timedelta
) -> Iterator[pd.DataFrame]:
    at, first = end - horizon, days["day"].min()
    for _ in range(MOST_SNAPSHOTS):
        if at - pd.Timedelta(days=SNAPSHOT_STEP) < first:
            return
        inside = days[(days["day"] > at) & (days["day"] <= at + horizon)]
        came = inside.groupby("customer")["day"].min()
        table = snapshot(days, at)
        after = (came.reindex(table.index) - at).dt.days
        yield table.assign(after=after)[after.notna()]
        at -= pd.Timedelta(days=SNAPSHOT_STEP)


def _own(table: pd.DataFrame, horizon: int) -> Floats:
    """Days until the last purchase plus the own median gap; tomorrow if that is over."""
    due = table["median_gap"] - table["silent"]
    return np.asarray(due.clip(1, horizon), np.float64)


def _compared(
    asked: pd.DataFrame,
    own: Floats,
    learned: pd.DataFrame,
    newest: pd.DataFrame,
    when: tuple[pd.Timestamp, int],
) -> NextPurchase:
    end, horizon = when
    low, middle, high = (_line(learned, q) for q in QUANTILES)
    actual = np.asarray(newest["after"], np.float64)
    said = _days(middle, newest, horizon)
    own_miss = np.abs(_own(newest, horizon) - actual)
    gain = own_miss - np.abs(said - actual)
    mae, own_mae = float(np.abs(said - actual).mean()), float(own_miss.mean())
    if gain.mean() <= 1.64 * gain.std(ddof=1) / np.sqrt(len(gain)):
        table = _table(asked, end, (own, None, None))
        reason = "not_better_than_own_gap"
        return NextPurchase(table, "own_gap", own_mae, own_mae, len(newest), reason)
    over = np.maximum(_days(low, newest, horizon) - actual, actual - _days(high, newest, horizon))
    wider = _quantile(over)
    lows = np.maximum(np.floor(_days(low, asked, horizon) - wider), 1)
    highs = np.ceil(np.minimum(_days(high, asked, horizon) + wider, horizon))
    table = _table(asked, end, (_days(middle, asked, horizon), lows, highs))
    return NextPurchase(table, "median_line", mae, own_mae, len(newest), "better_than_own_gap")


def _line(learned: pd.DataFrame, quantile: float) -> Any:
    from sklearn.linear_model import QuantileRegressor  # noqa: PLC0415 - heavy

    used = learned.iloc[:: max(1, -(-len(learned) // MOST))]
    line = QuantileRegressor(quantile=quantile, alpha=0.0, solver="highs")
    return line.fit(_features(used), used["after"])


def _features(table: pd.DataFrame) -> Floats:
    return np.log1p(np.asarray(table[list(FEATURES)], np.float64))


def _days(line: Any, table: pd.DataFrame, horizon: int) -> Floats:
    out: Floats = np.clip(line.predict(_features(table)), 1, horizon)
    return out


def _quantile(over: Floats) -> float:
    """The conformal quantile of how far outcomes lay outside; negative where well inside."""
    rank = min(ceil(COVERAGE * (len(over) + 1)), len(over))
    return float(np.sort(over)[rank - 1])


def _table(
    asked: pd.DataFrame, end: pd.Timestamp, days: tuple[Floats, Floats | None, Floats | None]
) -> pd.DataFrame:
    columns: dict[str, Any] = {"customer": list(asked.index)}
    for name, ahead in zip(("next_on", "low_on", "high_on"), days, strict=True):
        columns[name] = (
            pd.NaT
            if ahead is None
            else end + pd.to_timedelta(np.round(ahead).astype(int), unit="D")
        )
    columns["median_gap"] = np.asarray(asked["median_gap"], np.float64)
    columns["silent"] = np.asarray(asked["silent"], np.int64)
    return pd.DataFrame(columns)
