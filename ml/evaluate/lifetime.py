"""Lifetime value on the CDNOW sample: fitted to 1997-09-30, judged on the 39 weeks after."""

from typing import Any

import numpy as np
import pandas as pd

from ml import events, lifetime
from ml.evaluate.figure import Figure, data
from ml.lifetime import dropout
from ml.lifetime.value import fit

END = pd.Timestamp("1997-09-30")
WEEKS = 39
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


def cdnow() -> pd.DataFrame:
    """The sample with the headers customer, at, amount."""
    names = ["all", "customer", "at", "units", "amount"]
    return pd.read_csv(
        data("cdnow_sample.txt"), sep=r"\s+", header=None, names=names, dtype={"customer": str}
    )


def figures() -> list[Figure]:
    """Parameters against the published ones, error a customer, top decile and total."""
    frame = cdnow()
    days = lifetime.purchase_days(events.read(frame, ("amount",)).rows)
    summary = lifetime.summarise(days, END)
    later = days[(days["day"] > END) & (days["day"] <= END + pd.Timedelta(weeks=WEEKS))]
    plain = fit(days, END, "bg").predict(summary, WEEKS)
    chosen = lifetime.from_frame(frame, END, WEEKS)
    rate = np.divide(
        summary.repeats, summary.age, out=np.zeros(len(summary)), where=summary.age > 0
    )
    own = pd.DataFrame({"customer": list(summary.customers), "purchases": rate * WEEKS})
    return [
        _parameters(summary),
        *_errors("BG/NBD", plain, later, _mae(own, later)),
        *_errors(f"chosen ({chosen.attrs['method']})", chosen, later, _mae(own, later)),
    ]


def _parameters(summary: lifetime.Summary) -> Figure:
    found = dropout.fit(summary, "bg")
    off = max(abs(getattr(found, name) - told) for name, told in PUBLISHED.items())
    note = ", ".join(f"{name} {getattr(found, name):.4f}" for name in PUBLISHED)
    return Figure("CDNOW BG/NBD parameters off by", off, "", "≤ .001", "", off <= 0.001, note)


def _errors(name: str, said: pd.DataFrame, later: pd.DataFrame, own_mae: float) -> list[Figure]:
    mae = _mae(said, later)
    spent = _by_customer(said, later.groupby("customer")["amount"].sum())
    best = said["value"].rank(ascending=False, method="first") <= round(len(said) / 10)
    decile = float(spent[best.to_numpy()].sum() / spent.sum())
    came = len(later)
    total = float(said["purchases"].sum() / came - 1)
    return [
        Figure(
            f"CDNOW {name} MAE",
            mae,
            "purchases",
            "≤ .79",
            "",
            mae <= 0.79,
            f"own rate {own_mae:.3f}",
        ),
        Figure(f"CDNOW {name} top decile", decile, "of spend", "≥ .50", "", decile >= 0.5, ""),
        Figure(f"CDNOW {name} total", total, "", "", "within .08", True, f"{came} came"),
    ]


def _mae(said: pd.DataFrame, later: pd.DataFrame) -> float:
    came = _by_customer(said, later.groupby("customer").size())
    return float(np.abs(came - said["purchases"].to_numpy(float)).mean())


def _by_customer(
    said: pd.DataFrame, values: "pd.Series[Any]"
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.asarray(values.reindex(said["customer"], fill_value=0), np.float64)
