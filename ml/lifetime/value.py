"""Lifetime value: which dropout model the past prefers, how it did, and what it says now."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ml.frame import Floats
from ml.lifetime import dropout, spend
from ml.lifetime.dropout import Dropout, Kind
from ml.lifetime.spend import Spend
from ml.lifetime.summary import Summary, later_days, summarise

FEWEST_REPEAT = 20  # customers who came back, below which no dropout model is fitted
CHECKS = (1 / 2, 7 / 12, 2 / 3)  # of the observed span: where the past is cut and checked
FACTOR_LIMITS = (0.8, 1.25)
Method = Literal["bg", "mbg", "own_rate"]


@dataclass(frozen=True)
class Lifetime:
    """A fitted model of purchases to come.

    `factor` multiplies the expected purchases: the share by which the same model fell short or
    over on its own past, as far as it stands out of chance (1 where it does not).
    `past_mae` holds each model's mean absolute error on those checks, in purchase days.
    `dropout` is None with fewer than 20 repeat customers; then each customer's own rate is
    shrunk towards that of all, nothing is said about who is active, and `reason` is
    `few_repeat_customers`.
    """

    dropout: Dropout | None
    spend: Spend
    factor: float
    past_mae: dict[str, float]
    n_customers: int
    n_repeat: int
    reason: str = ""

    @property
    def method(self) -> Method:
        """Which model answers."""
        return self.dropout.kind if self.dropout else "own_rate"

    def predict(self, summary: Summary, weeks: float) -> pd.DataFrame:
        """Columns customer, purchases, value, alive: expected in the next `weeks` weeks.

        `value` is in the unit of the amounts; `alive` is a chance, or NaN (see the class).
        """
        if self.dropout is None:
            purchases, alive = own_rate(summary, weeks), np.full(len(summary), np.nan)
        else:
            purchases = self.factor * self.dropout.expected(summary, weeks)
            alive = self.dropout.alive(summary)
        value = purchases * self.spend.expected(summary)
        columns = {"purchases": purchases, "value": value, "alive": alive}
        return pd.DataFrame({"customer": list(summary.customers), **columns})


def fit(days: pd.DataFrame, end: pd.Timestamp, kind: Kind | None = None) -> Lifetime:
    """Fit to `summary.purchase_days` up to the end of the day `end`.

    Without `kind` the model is chosen that was better on this history's own past (cut at a
    half, seven twelfths and two thirds of its span), and its total is corrected by how far it
    was off there; with it, that model is used as the textbook has it.
    """
    summary = summarise(days, end)
    repeat = int((summary.repeats > 0).sum())
    money = spend.fit(summary)
    if repeat < FEWEST_REPEAT:
        return Lifetime(None, money, 1.0, {}, len(summary), repeat, "few_repeat_customers")
    if kind:
        return Lifetime(dropout.fit(summary, kind), money, 1.0, {}, len(summary), repeat)
    checks = {kind: _check(days, end, kind) for kind in dropout.KINDS}
    best = min(dropout.KINDS, key=lambda kind: checks[kind].mae)
    past: dict[str, float] = {kind: check.mae for kind, check in checks.items()}
    model = dropout.fit(summary, best)
    return Lifetime(model, money, checks[best].factor, past, len(summary), repeat)


def own_rate(summary: Summary, weeks: float) -> Floats:
    """The customer's own rate, shrunk towards that of all by the weight of a mean history."""
    total = summary.age.sum()
    rate = summary.repeats.sum() / total if total else 0.0
    weight = summary.age.mean()
    out: Floats = weeks * (summary.repeats + rate * weight) / np.maximum(summary.age + weight, 1e-9)
    return out


@dataclass(frozen=True)
class _Check:
    mae: float
    factor: float


def _check(days: pd.DataFrame, end: pd.Timestamp, kind: Kind) -> _Check:
    """What the model, fitted to earlier parts of the history, said about the rest of it."""
    first = days["day"].min()
    expected, happened, misses = 0.0, 0.0, []
    by_customer: pd.Series[float] = pd.Series(dtype=float)
    for share in CHECKS:
        cut = (first + (end - first) * share).normalize()
        known = summarise(days, cut)
        said = dropout.fit(known, kind).expected(known, (end - cut).days / 7)
        came = later_days(days, known, cut, end)
        expected, happened = expected + said.sum(), happened + came.sum()
        misses.append(float(np.abs(came - said).mean()))
        by_customer = by_customer.add(pd.Series(came - said, known.customers), fill_value=0)
    # The checks overlap in time, so chance is measured over customers, not over checks.
    noise = float(np.sqrt((by_customer**2).sum()))
    return _Check(float(np.mean(misses)), _factor(happened, expected, noise))


def _factor(happened: float, expected: float, noise: float) -> float:
    """The ratio, drawn towards 1 by its own variance (positive-part shrinkage)."""
    if expected <= 0 or happened == expected:
        return 1.0
    off = happened / expected - 1
    believed = max(0.0, 1 - (noise / expected / off) ** 2)
    return float(np.clip(1 + off * believed, *FACTOR_LIMITS))
