"""Fit the shipped weights: `python -m crm.people.duplicates.train [--people FOLDER]`.

Made-up worlds of every hardness, with the pairs that blocking offers; a folder of labelled
people, where one is given, is a tenth of the weight. Ridge-penalised logistic regression.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from crm.people.duplicates import blocking, labelled, model
from crm.people.duplicates.compare import ALONE, compare, features, setting
from crm.people.duplicates.generate import Labelled, Recipe, make

RECIPES = (
    Recipe(hard=0.1), Recipe(hard=0.5, alike=0.5), Recipe(variety=80, alike=0.5),
    Recipe(variety=500, chinese=0.5), Recipe(hard=0.8, variety=150), Recipe(born=1.0, hard=0.5),
    Recipe(alike=0.7, hard=0.4, variety=120), Recipe(size=6_000, variety=150, alike=0.5),
    Recipe(bare=True, born=1.0, hard=0.1, alike=0.1), Recipe(postcodes=True, hard=0.6),
    Recipe(bare=True, born=1.0, hard=0.3, alike=0.2, chinese=0.0),
    Recipe(size=4_000, variety=60, alike=0.4, hard=0.4), Recipe(size=8_000, variety=100),
    Recipe(size=4_000, chinese=0.9, hard=0.4, alike=0.4),
    Recipe(size=4_000, variety=200, alike=0.55, hard=0.8),
)  # fmt: skip
ROUNDS = 4
PENALTY = 3.0
PRECISION = {"suggest": 0.989, "sure": 0.9985}
Example = tuple[list[str], bool]


def examples(data: Labelled, *, alone: bool = False) -> Iterator[Example]:
    """The features and the truth of each pair that blocking offers and that one could tell.

    `alone` compares without a look at all the others, as it is done when a record is entered.
    """
    around = ALONE if alone else setting(data.entries)
    for one, other in blocking.pairs(data.entries):
        first, second = data.entries[one], data.entries[other]
        pair = first.id, second.id
        is_one = pair in data.same or pair[::-1] in data.same
        if pair not in data.unclear and pair[::-1] not in data.unclear:
            yield features(compare(first, second, around)), is_one


def fit(found: list[Example], weight: Iterable[float], penalty: float = PENALTY) -> model.Model:
    """The model of least weighted log loss with a ridge penalty; thresholds still at a half."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - heavy, and only training needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    names = sorted({each for row, _ in found for each in row})
    place = {name: number for number, name in enumerate(names)}
    columns = [place[each] for row, _ in found for each in row]
    starts = np.cumsum([0, *(len(row) for row, _ in found)])
    rows = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(found), len(names)))
    truth = np.array([is_one for _, is_one in found])
    fitted = LogisticRegression(C=1 / penalty, max_iter=3_000)
    fitted.fit(rows, truth, sample_weight=np.fromiter(weight, float, len(found)))
    weights = dict(zip(names, (round(float(w), 3) for w in fitted.coef_[0]), strict=True))
    return model.Model(round(float(fitted.intercept_[0]), 3), weights, 0.5, 0.5)


def threshold(chances: np.ndarray, truth: np.ndarray, precision: float) -> float:
    """The lowest chance from which on so many pairs are right."""
    order = np.argsort(-chances)
    right = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(right >= precision)
    return float(chances[order][good[-1]]) if len(good) else 0.99


def train(folder: Path | None) -> model.Model:
    """Fit on made-up worlds (and a folder's people), set the thresholds on other worlds."""
    found = [e for seed in range(ROUNDS) for n, r in enumerate(RECIPES)
             for e in examples(make(r, 100 * seed + n))]  # fmt: skip
    found += [e for n, r in enumerate(RECIPES) for e in examples(make(r, 7_000 + n), alone=True)]
    weight = [1.0] * len(found)
    if folder is not None:
        known = list(examples(labelled.people(folder)))
        weight += [len(found) / len(known) / 10] * len(known)
        found += known
    fitted = fit(found, weight)
    held = [e for n, r in enumerate(RECIPES) for e in examples(make(r, 5_000 + n))]
    chances = np.array([fitted.of_features(row) for row, _ in held])
    truth = np.array([is_one for _, is_one in held])
    limits = {tier: threshold(chances, truth, wanted) for tier, wanted in PRECISION.items()}
    return model.Model(fitted.bias, fitted.weights, limits["suggest"], limits["sure"])


def main() -> None:
    """Fit and write `weights.json`."""
    parser = argparse.ArgumentParser(description="Fit the weights of duplicates.")
    parser.add_argument("--people", type=Path, help="a folder of labelled people")
    made = train(parser.parse_args().people)
    kept = {name: weight for name, weight in made.weights.items() if weight}
    stored = {"bias": made.bias, "suggest": round(made.suggest, 4), "sure": round(made.sure, 4)}
    text = json.dumps(stored | {"weights": kept}, indent=1, sort_keys=True)
    model.SHIPPED.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} weights, {stored}\n")


if __name__ == "__main__":
    main()
