"""Recommendations on the groceries: one global date cut, full ranking, beside popularity."""

import pandas as pd

from ml import events
from ml.evaluate.figure import Figure, data
from ml.frame import Floats
from ml.recommend import together
from ml.recommend.answer import build
from ml.recommend.attributes import of_names
from ml.recommend.choose import later, rank
from ml.recommend.neighbours import pull
from ml.recommend.recipe import CANDIDATES, POPULAR, scores

CUTS = ("2015-04-01", "2015-07-01", "2015-10-01")
HEADERS = {"Member_number": "customer", "Date": "at", "itemDescription": "product"}


def groceries() -> pd.DataFrame:
    """Rows of customer, at, product."""
    return events.read(
        pd.read_csv(data("groceries.csv")).rename(columns=HEADERS), ("product",)
    ).rows


def figures() -> list[Figure]:
    """HR@10 and NDCG@10 at each cut beside the last ninety days' favourites; and the pairs."""
    rows = groceries()
    return [figure for cut in CUTS for figure in _at(rows, pd.Timestamp(cut))] + [_pairs(rows)]


def _at(rows: pd.DataFrame, cut: pd.Timestamp) -> list[Figure]:
    before, after = rows[rows["at"] < cut], rows[rows["at"] >= cut]
    made = build(before, of_names(sorted(set(before["product"]))), {})
    users, relevant = later(made.history, after)
    bought = made.history.bought[users].toarray()
    pulls = {kind: pull(made.history, weight, bought) for kind, weight in made.weights.items()}
    ranked = {
        recipe.name: rank(scores(made.history, pulls, recipe, bought), relevant)
        for recipe in (POPULAR, *CANDIDATES)
    }
    used, plain = ranked[made.choice.recipe.name], ranked[POPULAR.name]
    others = max((n for n in ranked if n != POPULAR.name), key=lambda n: ranked[n].gains.mean())
    note = f"{len(users)} customers, uses {made.choice.recipe.name}, best other {others} "
    return [
        _figure(
            f"groceries {cut.date()} HR@10",
            used.hits,
            plain.hits,
            note + _mean(ranked[others].hits),
        ),
        _figure(
            f"groceries {cut.date()} NDCG@10",
            used.gains,
            plain.gains,
            note + _mean(ranked[others].gains),
        ),
    ]


def _figure(name: str, used: Floats, plain: Floats, note: str) -> Figure:
    value, base = float(used.mean()), float(plain.mean())
    return Figure(
        name, value, "", f"≥ popularity {base:.4f}", f"≥ {base * 1.1:.4f}", value >= base, note
    )


def _mean(values: Floats) -> str:
    return f"{values.mean():.4f}"


def _pairs(rows: pd.DataFrame) -> Figure:
    """How many of the told pairs are above chance on later dates too."""
    pairs = together(rows)
    held = sum(pair.holds for pair in pairs)
    return Figure(
        "groceries pairs that held later",
        held,
        f"of {len(pairs)}",
        "",
        "",
        True,
        "told with their later lift, held or not",
    )
