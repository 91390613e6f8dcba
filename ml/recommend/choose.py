"""Which recipe to use: the one that beat recent popularity on the newest part of the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from ml.frame import Floats
from ml.recommend import neighbours
from ml.recommend.attributes import alike
from ml.recommend.history import History, Ints, of_rows
from ml.recommend.neighbours import Kind, Weights
from ml.recommend.recipe import CANDIDATES, POPULAR, Recipe, best, scores

NEWEST = 0.2  # share of the time span on which recipes are compared
FEWEST = 30  # customers with purchases before and after, below which nothing is compared
MOST = 2_000  # of them, evenly taken
DEPTH = 10
SURE = NormalDist().inv_cdf(1 - 0.05 / len(CANDIDATES))  # one test a candidate, 5 % in all


@dataclass(frozen=True)
class Ranking:
    """Hit rate and NDCG at 10 of each customer, full ranking."""

    hits: Floats
    gains: Floats


@dataclass(frozen=True)
class Choice:
    """The recipe in use and why; `table` holds (HR@10, NDCG@10) of every recipe compared.

    `reason`: `better_than_popular`, `not_better_than_popular` or `few_customers_to_check`.
    """

    recipe: Recipe
    reason: str
    n_customers: int
    table: dict[str, tuple[float, float]]


def all_weights(history: History, attributes: pd.DataFrame) -> dict[Kind, Weights]:
    """The three product-by-product weights of a history."""
    similar = alike(list(history.products), attributes)
    return {
        "again": neighbours.AGAIN,
        "together": neighbours.together(history),
        "alike": neighbours.alike(similar),
    }


def choose(rows: pd.DataFrame, attributes: pd.DataFrame) -> Choice:
    """Compare every recipe with recent popularity on the newest fifth of the time span.

    A recipe replaces popularity when its NDCG@10 is higher by more than the standard error of
    the paired difference allows for nine looks, and its hit rate is no lower.
    """
    first, last = rows["at"].min(), rows["at"].max()
    cut = (first + (last - first) * (1 - NEWEST)).normalize()
    before, after = rows[rows["at"] < cut], rows[rows["at"] >= cut]
    if before.empty:
        return Choice(POPULAR, "few_customers_to_check", 0, {})
    history = of_rows(before)
    users, relevant = later(history, after, MOST)
    if len(users) < FEWEST:
        return Choice(POPULAR, "few_customers_to_check", len(users), {})
    bought = history.bought[users].toarray()
    weights = all_weights(history, attributes)
    pulls = {kind: neighbours.pull(history, weight, bought) for kind, weight in weights.items()}
    ranked = {
        recipe: rank(scores(history, pulls, recipe, bought), relevant)
        for recipe in (POPULAR, *CANDIDATES)
    }
    return _choice(ranked)


def later(history: History, after: pd.DataFrame, most: int | None = None) -> tuple[Ints, Floats]:
    """(rows of the customers who came back, what of the known products they bought then).

    Of more than `most` customers every n-th is taken.
    """
    who = history.customers.get_indexer(pd.Index(after["customer"]))
    what = history.products.get_indexer(pd.Index(after["product"]))
    known = (who >= 0) & (what >= 0)
    users = np.unique(who[known]).astype(np.int64)
    users = users[:: max(1, -(-len(users) // most))] if most else users
    place = np.full(len(history.customers), -1)
    place[users] = np.arange(len(users))
    kept = known & (place[who] >= 0)
    relevant = np.zeros((len(users), len(history.products)))
    relevant[place[who[kept]], what[kept]] = 1
    return users, relevant


def rank(table: Floats, relevant: Floats) -> Ranking:
    """HR@10 and NDCG@10 (binary gains, ideal over min(10, relevant products)) of each row."""
    top = best(table, DEPTH)
    found = np.take_along_axis(relevant, top, axis=1)
    discount = 1 / np.log2(np.arange(2, found.shape[1] + 2))
    wanted = np.minimum(relevant.sum(axis=1), found.shape[1]).astype(int)
    ideal = np.cumsum(discount)[np.maximum(wanted, 1) - 1]
    return Ranking(found.max(axis=1), found @ discount / ideal)


def _choice(ranked: Mapping[Recipe, Ranking]) -> Choice:
    plain = ranked[POPULAR]
    table = {
        recipe.name: (float(r.hits.mean()), float(r.gains.mean())) for recipe, r in ranked.items()
    }
    better = [recipe for recipe in CANDIDATES if _beats(ranked[recipe], plain)]
    n = len(plain.gains)
    if not better:
        return Choice(POPULAR, "not_better_than_popular", n, table)
    chosen = max(better, key=lambda recipe: table[recipe.name][1])
    return Choice(chosen, "better_than_popular", n, table)


def _beats(ranking: Ranking, plain: Ranking) -> bool:
    gain = ranking.gains - plain.gains
    error = float(gain.std(ddof=1)) / np.sqrt(len(gain))
    return bool(gain.mean() > SURE * error and ranking.hits.mean() >= plain.hits.mean())
