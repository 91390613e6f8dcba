"""Segments partition the customers; clusters are told for planted groups and not for clouds."""

import numpy as np
import pandas as pd

from ml import segments
from ml.evaluate.figure import Figure
from ml.evaluate.next_purchase import online_retail
from ml.segments import clusters
from ml.segments.rule import MOST_CONDITIONS

DRAWS = 10
NAMES = ("recency", "frequency", "spend")


def figures() -> list[Figure]:
    """Customers not in exactly one segment; how often clusters are told with and without groups."""
    found = segments.from_frame(online_retail(), "2011-09-01")
    held = np.sum([rule.holds(found.table) for rule in found.rules], axis=0)
    wrong = int((held != 1).sum())
    short = max(len(rule.conditions) for rule in found.rules) <= MOST_CONDITIONS
    told = sum(bool(clusters.find(_groups(seed), seed).rules) for seed in range(DRAWS)) / DRAWS
    dreamt = sum(bool(clusters.find(_cloud(seed), seed).rules) for seed in range(DRAWS)) / DRAWS
    note = f"{DRAWS} draws of 300"
    return [
        Figure(
            "customers not in exactly one segment",
            wrong,
            f"of {len(found.table)}",
            "0",
            "",
            wrong == 0 and short,
        ),
        Figure(
            "clusters told, planted groups",
            told,
            "of draws",
            "≥ .95",
            "",
            told >= 0.95,
            note,
        ),
        Figure("clusters told, no groups", dreamt, "of draws", "≤ .1", "", dreamt <= 0.1, note),
    ]


def _groups(seed: int) -> pd.DataFrame:
    """Two kinds of customers far apart."""
    rng = np.random.default_rng(seed)
    parts = [
        pd.DataFrame({n: v * rng.lognormal(0, 0.3, 150) for n, v in zip(NAMES, kind, strict=True)})
        for kind in ((6.0, 30.0, 3_000.0), (200.0, 2.0, 80.0))
    ]
    return pd.concat(parts, ignore_index=True)


def _cloud(seed: int) -> pd.DataFrame:
    """Recency, frequency and spend that go together, without groups."""
    rng = np.random.default_rng(seed)
    spread = [[0.8, -0.3, -0.3], [-0.3, 0.6, 0.4], [-0.3, 0.4, 0.9]]
    drawn = rng.multivariate_normal([4.0, 1.5, 5.0], spread, 300)
    return pd.DataFrame(np.exp(drawn), columns=list(NAMES))
