"""Speed and memory: fits, explanations, a million records; on whatever machine this runs."""

import time
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml import churn
from ml.evaluate.figure import Figure, data
from ml.fitted import Fitted

LARGE = 1_000_000


def figures() -> list[Figure]:
    """Seconds of fitting and scoring, milliseconds and exactness of explaining, megabytes."""
    rows = pd.read_csv(data("telco_churn.csv"))
    model = churn.fit(rows.head(2_000), "Churn")
    boosted = churn.fit(rows, "Churn", algorithm="boosting")
    records = rows.drop(columns=["Churn", "customerID"])
    return [
        *_explained(records, [model, boosted]),
        *(_fitted(rows, n, bar) for n, bar in ((600, 4.0), (10_000, 40.0))),
        *_scored(records, boosted),
    ]


@dataclass(frozen=True)
class Clock:
    """Wall and processor seconds since it was made."""

    wall: float
    own: float

    @classmethod
    def start(cls) -> "Clock":
        """A clock that runs from now."""
        return cls(time.perf_counter(), time.process_time())

    def read(self) -> tuple[float, float]:
        """(wall, processor) seconds so far."""
        return time.perf_counter() - self.wall, time.process_time() - self.own


def _explained(records: pd.DataFrame, models: list[Fitted]) -> list[Figure]:
    slowest, off, what_if = 0.0, 0.0, 0.0
    for model in models:
        singles = [records.iloc[[at]] for at in range(100)]
        model.explain(singles[0])
        clock = Clock.start()
        for single in singles:
            model.explain(single)
        slowest = max(slowest, clock.read()[0] / len(singles) * 1000)
        off = max(
            off, float((model.explain(records).sum(axis=1) - model.score(records)).abs().max())
        )
        some = records.head(500)
        told = model.what_if(some, {"Contract": "Two year"})["change"]
        again = model.predict(some.assign(Contract="Two year")) - model.predict(some)
        what_if = max(what_if, float((told - again["prediction"]).abs().max()))
    names = " and ".join(model.algorithm for model in models)
    return [
        Figure("explanation of one record", slowest, "ms", "≤ 5", "", slowest <= 5, names),
        Figure("contributions' sum off by", off, "", "≤ 1e-9", "", off <= 1e-9, names),
        Figure("what-if off model(new) − model(old)", what_if, "", "0", "", what_if == 0, names),
    ]


def _fitted(rows: pd.DataFrame, n: int, bar: float) -> Figure:
    drawn = rows.sample(n, replace=n > len(rows), random_state=1)
    drawn["customerID"] = [f"c{at}" for at in range(n)]
    clock = Clock.start()
    model = churn.fit(drawn, "Churn")
    wall, own = clock.read()
    note = f"{own:.1f} s of processor, chose {model.algorithm}"
    return Figure(
        f"fit with selection, {n:,} rows", wall, "s", f"≤ {bar:.0f}", "", wall <= bar, note
    )


def _scored(records: pd.DataFrame, model: Fitted) -> list[Figure]:
    random = np.random.default_rng(0)
    found, seconds = [], []
    for n, bar, goal in ((100_000, 4.0, ""), (LARGE, 40.0, "≤ 15")):
        many = records.iloc[random.integers(0, len(records), n)].reset_index(drop=True)
        clock = Clock.start()
        model.predict(many)
        wall, own = clock.read()
        seconds.append(own)
        note = f"{own:.1f} s of processor, {len(records.columns)} mixed columns, {model.algorithm}"
        name = f"scoring {n:,} records"
        found.append(Figure(name, wall, "s", f"≤ {bar:.0f}", goal, wall <= bar, note))
    ratio = seconds[1] / seconds[0]
    found.append(
        Figure("scoring: ten times the rows take", ratio, "×", "≤ 12", "", ratio <= 12, "linear")
    )
    return [*found, _memory(records, model)]


def _memory(records: pd.DataFrame, model: Fitted) -> Figure:
    many = records.iloc[np.arange(LARGE) % len(records)].reset_index(drop=True)
    own = float(many.memory_usage(deep=True).sum()) / 1e6
    tracemalloc.start()
    model.predict(many)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    note = f"beside the frame's own {own:.0f} MB"
    total = peak + own
    return Figure("scoring 1,000,000 records: memory", total, "MB", "≤ 600", "", total <= 600, note)
