"""What nobody has bought yet, and who has bought nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack

from ml.frame import Floats
from ml.recommend.attributes import alike
from ml.recommend.history import History
from ml.recommend.neighbours import Kind, Weights

NEAREST = 5
SEGMENT_WEIGHT = 20.0  # baskets of everyone that a segment's own favourites are mixed with


@dataclass(frozen=True)
class Cold:
    """New products: their columns in the extended history, and each one's nearest known."""

    first: int
    nearest: tuple[str, ...]


def extend(
    history: History, weights: Mapping[Kind, Weights], attributes: pd.DataFrame
) -> tuple[History, dict[Kind, Weights], Cold]:
    """The history with a column for each product of `attributes` that nobody has bought.

    A new product is as popular as the weighted mean of its five nearest known ones by
    attributes, and what speaks for these speaks for it. One without any likeness is left out.
    """
    known = list(history.products)
    new = [p for p in dict.fromkeys(attributes["product"].astype(str)) if p not in set(known)]
    if not new:
        return history, dict(weights), Cold(len(known), ())
    similar = alike([*known, *new], attributes)
    share = _shares(similar[len(known) :, : len(known)])
    reachable = share.sum(axis=1) > 0
    names, share = [p for p, ok in zip(new, reachable, strict=True) if ok], share[reachable]
    wide = replace(
        history,
        products=pd.Index([*known, *names]),
        bought=hstack([history.bought, csr_matrix((len(history.customers), len(names)))]).tocsr(),
        popular=np.concatenate([history.popular, share @ history.popular]),
    )
    widened = {kind: _widen(weight, share) for kind, weight in weights.items()}
    nearest = tuple(known[i] for i in share.argmax(axis=1)) if names else ()
    return wide, widened, Cold(len(known), nearest)


def favourites(
    rows: pd.DataFrame, history: History, segment_of: Mapping[str, str], segment: str
) -> Floats:
    """Shares of the segment's recent baskets that held each product, mixed with everyone's."""
    since = rows["at"].max().normalize() - pd.Timedelta(days=history.recent_days)
    recent = rows[rows["at"].dt.normalize() > since]
    inside = recent[recent["customer"].map(segment_of).eq(segment)]
    lines = inside.assign(day=inside["at"].dt.normalize())
    lines = lines.drop_duplicates(["customer", "day", "product"])
    baskets = len(lines.drop_duplicates(["customer", "day"]))
    places = history.products.get_indexer(pd.Index(lines["product"]))
    counts = np.bincount(places[places >= 0], minlength=len(history.products))
    out: Floats = (counts + SEGMENT_WEIGHT * history.popular) / (baskets + SEGMENT_WEIGHT)
    return out


def _shares(similar: Floats) -> Floats:
    """Each row's five largest similarities, as shares of their sum; zeros for an empty row."""
    if similar.shape[1] > NEAREST:
        edge = -np.partition(-similar, NEAREST - 1, axis=1)[:, NEAREST - 1 : NEAREST]
        similar = np.where(similar >= edge, similar, 0)
    total = similar.sum(axis=1, keepdims=True)
    out: Floats = np.divide(similar, total, out=np.zeros_like(similar), where=total > 0)
    return out


def _widen(weights: Weights, share: Floats) -> Weights:
    """New columns that gather what speaks for the nearest, themselves included."""
    table, n_new = weights.table, len(share)
    if table is None:
        return weights  # nobody has bought a new product before
    gathered = (table + np.diag(np.maximum(table.max(axis=0), 0))) @ share.T
    wide = np.zeros((len(table) + n_new, len(table) + n_new))
    wide[: len(table), : len(table)] = table
    wide[: len(table), len(table) :] = gathered
    return replace(weights, table=wide)
