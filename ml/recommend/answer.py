"""The list for a customer: product, score, and the reason for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.frame import Floats
from ml.recommend import cold, recipe
from ml.recommend.choose import Choice, all_weights, choose
from ml.recommend.cold import Cold
from ml.recommend.history import History, of_rows
from ml.recommend.neighbours import Kind, Weights, pull

CHUNK = 2_000  # customers scored at a time: 3,000 products then take 48 MB
SAID: dict[Kind, str] = {"together": "bought_together_with", "alike": "similar_to"}
COLUMNS = ["customer", "rank", "product", "score", "reason"]


@dataclass(frozen=True)
class Recommender:
    """A history with its chosen recipe. `rows` are the purchases it was made from."""

    rows: pd.DataFrame
    history: History
    weights: Mapping[Kind, Weights]
    cold: Cold
    choice: Choice
    segment_of: Mapping[str, str]

    def recommend(self, customers: list[str] | None, top: int) -> pd.DataFrame:
        """Columns customer, rank, product, score, reason; everyone who bought without a list.

        The score is the share of recent baskets with the product, moved by the customer's own
        history where that was found to help. Reasons are keys, with a product or segment after
        a colon: `popular_recently`, `bought_before`, `bought_together_with`, `similar_to`,
        `new_product_like`, `segment_favourite`, `no_purchases_yet`.
        """
        asked = list(self.history.customers) if customers is None else customers
        rows = [row for start in range(0, len(asked), CHUNK)
                for row in self._chunk(asked[start : start + CHUNK], top)]  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS)

    def _chunk(self, asked: list[str], top: int) -> Iterator[tuple[str, int, str, float, str]]:
        places = self.history.rows_of(asked)
        bought = self.history.bought[np.maximum(places, 0)].toarray()
        table = self._scores(bought)
        order = recipe.best(table, top)
        for i, customer in enumerate(asked):
            if places[i] < 0:
                yield from self._newcomer(customer, top)
                continue
            reasons = self._reasons(bought[i], order[i])
            for n, j in enumerate(order[i]):
                if np.isfinite(table[i, j]):
                    yield customer, n + 1, self.history.products[j], float(table[i, j]), reasons[n]

    def _scores(self, bought: Floats) -> Floats:
        """The recipe's scores; new products always move by their attributes."""
        pulls = {
            kind: pull(self.history, self.weights[kind], bought)
            for kind in self.choice.recipe.kinds
        }
        table = np.array(recipe.scores(self.history, pulls, self.choice.recipe, bought))
        new = slice(self.cold.first, None)
        if self.cold.nearest:
            moved = pull(self.history, self.weights["alike"], bought)[:, new]
            table[:, new] = self.history.popular[new] * moved
        return table

    def _reasons(
        self, bought: Floats, products: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    ) -> list[str]:
        kinds = self.choice.recipe.kinds
        moved = {kind: pull(self.history, self.weights[kind], bought[None])[0] for kind in kinds}
        return [self._reason(bought, int(j), moved) for j in products]

    def _reason(self, bought: Floats, j: int, moved: Mapping[Kind, Floats]) -> str:
        if j >= self.cold.first:
            return f"new_product_like: {self.cold.nearest[j - self.cold.first]}"
        strongest = max(moved, key=lambda kind: moved[kind][j], default=None)
        if strongest is None or moved[strongest][j] <= 1:
            return "popular_recently"
        if strongest == "again":
            return "bought_before"
        weight = self.weights[strongest].table
        speaker = int(np.argmax((bought > 0) * weight[:, j])) if weight is not None else j
        return f"{SAID[strongest]}: {self.history.products[speaker]}"

    def _newcomer(self, customer: str, top: int) -> Iterator[tuple[str, int, str, float, str]]:
        """The segment's recent favourites; everyone's where no segment is known."""
        segment = self.segment_of.get(customer)
        shares, reason = self.history.popular, "no_purchases_yet: popular_recently"
        if segment is not None:
            shares = cold.favourites(self.rows, self.history, self.segment_of, segment)
            reason = f"segment_favourite: {segment}"
        known = shares[None, : self.cold.first]
        for n, j in enumerate(recipe.best(known, top)[0]):
            yield customer, n + 1, self.history.products[j], float(shares[j]), reason


def build(
    rows: pd.DataFrame, attributes: pd.DataFrame, segment_of: Mapping[str, str]
) -> Recommender:
    """A recommender from rows of customer, at, product, and the products' attributes."""
    choice = choose(rows, attributes)
    history = of_rows(rows)
    weights = all_weights(history, attributes)
    wide, widened, new = cold.extend(history, weights, attributes)
    return Recommender(rows, wide, widened, new, choice, segment_of)
