"""Clusters, told only when they are there again in resampled data and a short rule finds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.frame import Floats
from ml.segments.rfm import logs
from ml.segments.rule import MOST_CONDITIONS, Condition, Field, Rule

STABLE = 0.8  # adjusted Rand index, on average over bootstraps, below which nothing is told
BOOTSTRAPS = 20
INITS = 2  # starts of k-means, which begins with spread-out centres
SIZES = (2, 3, 4, 5)
FEWEST = 60
MOST = 2_000  # customers that clusters are looked for among, evenly taken
FIELDS: tuple[Field, ...] = ("recency", "frequency", "spend")
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Clusters:
    """`rules` is empty where nothing is told; `reason` then says why.

    `stability`: the mean adjusted Rand index of `BOOTSTRAPS` resamplings for each number of
    clusters. Reasons: `few_customers`, `not_stable`, `no_structure` (data without groups but
    with the same spread splits as well), `no_short_rule`; empty when told.
    """

    rules: tuple[Rule, ...]
    stability: dict[int, float]
    reason: str = ""


def find(table: pd.DataFrame, seed: int) -> Clusters:
    """Clusters of customers by recency, frequency and spend (k-means on logs).

    Source of the stability test: Hennig 2007, Cluster-wise assessment of cluster stability.
    """
    from sklearn.metrics import silhouette_score  # noqa: PLC0415 - heavy

    if len(table) < FEWEST:
        return Clusters((), {}, "few_customers")
    used = table.iloc[:: max(1, -(-len(table) // MOST))]
    points = logs(used)
    stability = {k: _stability(points, k, seed) for k in SIZES}
    stable = [k for k in SIZES if stability[k] >= STABLE]
    if not stable:
        return Clusters((), stability, "not_stable")
    labels = {k: _split(points, k, seed) for k in stable}
    silhouette = {k: float(silhouette_score(points, labels[k])) for k in stable}
    reason = "no_structure"
    for k in sorted(stable, key=lambda k: -silhouette[k]):
        if any(dreamt >= silhouette[k] for dreamt in _without_structure(points, k, seed)):
            continue
        reason, rules = "no_short_rule", _rules(used, labels[k])
        if rules:
            return Clusters(rules, stability)
    return Clusters((), stability, reason)


def _split(points: Floats, k: int, seed: int) -> Labels:
    from sklearn.cluster import KMeans  # noqa: PLC0415 - heavy

    return np.asarray(KMeans(k, n_init=INITS, random_state=seed).fit_predict(points), np.int64)


def _stability(points: Floats, k: int, seed: int) -> float:
    """Mean agreement of the clusters of resampled customers with those of all."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - heavy
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415 - heavy

    rng = np.random.default_rng(seed)
    whole = _split(points, k, seed)
    agreed = []
    for _ in range(BOOTSTRAPS):
        drawn = points[rng.integers(0, len(points), len(points))]
        model = KMeans(k, n_init=INITS, random_state=seed).fit(drawn)
        agreed.append(adjusted_rand_score(whole, model.predict(points)))
    return float(np.mean(agreed))


def _without_structure(points: Floats, k: int, seed: int) -> Iterator[float]:
    """Silhouettes of ten clouds without groups: each measure shuffled along one normal cloud."""
    from sklearn.metrics import silhouette_score  # noqa: PLC0415 - heavy

    rng = np.random.default_rng(seed)
    spread = np.cov(points.T)
    for _ in range(10):
        cloud = _same_margins(
            rng.multivariate_normal(np.zeros(len(FIELDS)), spread, len(points)), points
        )
        yield float(silhouette_score(cloud, _split(cloud, k, seed)))


def _same_margins(cloud: Floats, points: Floats) -> Floats:
    """The cloud with each measure's values replaced by the real ones of the same rank."""
    ranks = cloud.argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(np.sort(points, axis=0), ranks, axis=0)


def _rules(table: pd.DataFrame, labels: Labels) -> tuple[Rule, ...]:
    """A tree of at most three questions as rules; nothing when it does not find the clusters."""
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415 - heavy
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - heavy

    values = np.asarray(table[list(FIELDS)], np.float64)
    leaves = int(labels.max()) + 1
    tree = DecisionTreeClassifier(
        max_depth=MOST_CONDITIONS, max_leaf_nodes=leaves, random_state=0
    ).fit(values, labels)
    if adjusted_rand_score(labels, tree.predict(values)) < STABLE:
        return ()
    paths = list(_paths(tree.tree_, 0, ()))
    return tuple(Rule(f"cluster_{i + 1}", path) for i, path in enumerate(paths))


def _paths(tree: Any, node: int, so_far: tuple[Condition, ...]) -> Iterator[tuple[Condition, ...]]:
    if tree.children_left[node] < 0:
        yield so_far
        return
    field, cut = FIELDS[tree.feature[node]], float(np.round(tree.threshold[node], 2))
    yield from _paths(tree, tree.children_left[node], (*so_far, Condition(field, "<=", cut)))
    yield from _paths(tree, tree.children_right[node], (*so_far, Condition(field, ">", cut)))
