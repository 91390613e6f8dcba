"""Segments by recency, frequency and spend, with cut-offs taken from the business's own rhythm."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.frame import Floats
from ml.segments.rule import Condition, Rule

FEWEST_GAPS = 20
USUAL_GAP = 0.75  # of the gaps between purchases are shorter: who bought so lately is active
LONG_GAP = 0.95  # of them are shorter: who is silent longer seldom returns
NO_RHYTHM = (90, 180)  # days, where too few customers came back to know the rhythm
TOP = 0.75  # quantile of returning customers' frequency, and of all customers' spend
FEWEST_OFTEN = 3


@dataclass(frozen=True)
class CutOffs:
    """Active up to `active_days` without a purchase, gone after `gone_days`.

    `often`: purchase days from which a customer is frequent. `high_spend`: total from which one
    is valuable, in the unit of the amounts. `from_rhythm`: whether the days were learned from
    the gaps between purchases, or are the plain 90 and 180.
    """

    active_days: int
    gone_days: int
    often: int
    high_spend: float
    from_rhythm: bool


def measure(days: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Columns recency (days), frequency (purchase days), spend; a row a customer (the index)."""
    known = days[days["day"] <= end]
    by = known.groupby("customer")
    return pd.DataFrame(
        {
            "recency": (end - by["day"].max()).dt.days,
            "frequency": by.size(),
            "spend": by["amount"].sum(),
        }
    )


def cut_offs(days: pd.DataFrame, end: pd.Timestamp) -> CutOffs:
    """Where the lines are drawn: from the gaps between purchases, and from the top quarters."""
    known = days[days["day"] <= end].sort_values(["customer", "day"])
    gaps = known.groupby("customer")["day"].diff().dt.days.dropna()
    table = measure(days, end)
    again = table.loc[table["frequency"] > 1, "frequency"]
    learned = len(gaps) >= FEWEST_GAPS
    active, gone = NO_RHYTHM
    if learned:
        active = max(1, int(np.ceil(gaps.quantile(USUAL_GAP))))
        gone = max(active + 1, int(np.ceil(gaps.quantile(LONG_GAP))))
    often = max(FEWEST_OFTEN, int(np.ceil(again.quantile(TOP)))) if len(again) else FEWEST_OFTEN
    return CutOffs(active, gone, often, _plain(float(table["spend"].quantile(TOP))), learned)


def rules(cut: CutOffs) -> tuple[Rule, ...]:
    """Eight segments, each customer in exactly one; the names are keys for the texts."""
    active = Condition("recency", "<=", cut.active_days)
    quiet = (Condition("recency", ">", cut.active_days), Condition("recency", "<=", cut.gone_days))
    gone = Condition("recency", ">", cut.gone_days)
    once, again = Condition("frequency", "<", 2), Condition("frequency", ">=", 2)
    often = Condition("frequency", ">=", cut.often)
    valuable = Condition("spend", ">=", cut.high_spend)
    modest = Condition("spend", "<", cut.high_spend)
    return (
        Rule("champions", (active, often, valuable)),
        Rule("loyal", (active, often, modest)),
        Rule("growing", (active, again, Condition("frequency", "<", cut.often))),
        Rule("new", (active, once)),
        Rule("slipping", (*quiet, again)),
        Rule("tried_once", (*quiet, once)),
        Rule("lost_valuable", (gone, valuable)),
        Rule("lost", (gone, modest)),
    )


def assign(table: pd.DataFrame, segments: tuple[Rule, ...]) -> "pd.Series[str]":
    """The name of each row's segment."""
    names = np.full(len(table), "", dtype=object)
    for rule in segments:
        names[rule.holds(table)] = rule.name
    return pd.Series(names, index=table.index, dtype=object)


def _plain(value: float) -> float:
    """Two leading digits, rounded down, so that the cut-off can be said aloud."""
    if not np.isfinite(value) or value <= 0:
        return 0.0
    unit = 10 ** (np.floor(np.log10(value)) - 1)
    return float(np.floor(value / unit + 1e-9) * unit)


def logs(table: pd.DataFrame) -> Floats:
    """The three measures on a log scale, each with mean 0 and deviation 1."""
    values = np.log1p(np.asarray(table[["recency", "frequency", "spend"]], np.float64))
    deviation = values.std(axis=0)
    out: Floats = (values - values.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    return out
