"""Customer segments by recency, frequency and spend: stated cut-offs, rules to check by hand."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from ml import events
from ml.lifetime.summary import purchase_days
from ml.segments import clusters, rfm
from ml.segments.clusters import Clusters
from ml.segments.rfm import CutOffs
from ml.segments.rule import Condition, Rule

__all__ = ["Clusters", "Condition", "CutOffs", "Rule", "Segments", "find_clusters", "from_frame"]


@dataclass(frozen=True)
class Segments:
    """`table`: customer, segment, recency (days), frequency (purchase days), spend."""

    table: pd.DataFrame
    cut_offs: CutOffs
    rules: tuple[Rule, ...]


def from_frame(frame: pd.DataFrame, until: str | date | datetime) -> Segments:
    """Segments of the customers in a frame of customer, at, amount, at the end of `until`.

    Raises `BadFrame`.
    """
    days, end = _days(frame, until)
    cut = rfm.cut_offs(days, end)
    rules = rfm.rules(cut)
    measured = rfm.measure(days, end)
    named = measured.assign(segment=rfm.assign(measured, rules)).reset_index()
    return Segments(named[["customer", "segment", "recency", "frequency", "spend"]], cut, rules)


def find_clusters(frame: pd.DataFrame, until: str | date | datetime, seed: int = 0) -> Clusters:
    """Clusters of the same measures, where they are stable; see `Clusters`."""
    return clusters.find(rfm.measure(*_days(frame, until)), seed)


def _days(frame: pd.DataFrame, until: str | date | datetime) -> tuple[pd.DataFrame, pd.Timestamp]:
    rows = events.read(frame, ("amount",), until).rows
    return purchase_days(rows), events.last_day(until)
