"""The weights that turn features into a chance, the tiers, and what a team's decisions teach.

A logistic model: chance = 1 / (1 + exp(-(bias + sum of the weights of the features present))).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from crm.people.duplicates.compare import Pair, features

SHIPPED = Path(__file__).parent / "weights.json"
HOLD = 25.0
HOLDS = (4.0, 16.0, 64.0)
FOLDS, FEW, ENOUGH, CLEARLY = 3, 12, 600, 0.9


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature; a chance from `suggest` on is shown, from `sure` on may be merged."""

    bias: float
    weights: dict[str, float]
    suggest: float
    sure: float

    def chance(self, pair: Pair) -> float:
        """How likely the two are one person, from 0 to 1."""
        return self.of_features(features(pair))

    def of_features(self, found: Iterable[str]) -> float:
        """The same, of features already named."""
        total = self.bias + sum(self.weights.get(each, 0.0) for each in found)
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))

    def tier(self, pair: Pair, chance: float) -> str | None:
        """`sure`, `suggest`, or None below both.

        Sure needs two independent agreements and a name that fits, whatever the weights say.
        """
        if chance < self.suggest or pair.name.generation == "conflict" or not is_backed(pair):
            return None
        return "sure" if chance >= self.sure and _is_plain(pair) else "suggest"


BACKING = frozenset({"same", "typo", "near", "part", "local"})


def is_backed(pair: Pair) -> bool:
    """Whether more than the name agrees: namesakes share a name, a town and a title."""
    levels = {pair.email, pair.phone, pair.street, pair.company, pair.born, pair.handle}
    return bool(levels & BACKING) or pair.postcode == "same"


def _is_plain(pair: Pair) -> bool:
    if pair.name.generation or pair.name.kind not in {"same", "near", "initial"}:
        return False
    if pair.name.given in {"variant", "close"} or "different" in {pair.born, pair.handle}:
        return False
    if pair.name.kind == "initial" or pair.name.given == "typo":
        # a sister's or a son's name may be as near: only what is theirs alone tells
        return pair.email == "same" and pair.points >= 2
    backed = pair.points + (pair.company == "same") + (pair.email == "typo")
    return pair.points >= 1 and backed >= 2


@cache
def shipped() -> Model:
    """The model that comes with the product."""
    stored = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return Model(stored["bias"], stored["weights"], stored["suggest"], stored["sure"])


@dataclass(frozen=True, slots=True)
class Lesson:
    """What people said about a pair: its features, and whether it is one person."""

    features: tuple[str, ...]
    is_one: bool
    weight: float = 1.0


def learn(model: Model, lessons: Sequence[Lesson]) -> Model:
    """The model after lessons, believed as far as they prove right about each other.

    How hard the old weights are held is chosen by cross-validation on the newest (first)
    lessons; where none of them helps with the others, the model stays. Fewer than `FEW` say too
    little about each other and are held hard.
    """
    if len(lessons) < FEW:
        return _held(model, lessons, HOLD)
    newest = lessons[:ENOUGH]
    folds = [_without(newest, n) for n in range(FOLDS)]
    losses = {
        hold: sum(_loss(_held(model, others, hold), asked) for asked, others in folds)
        for hold in HOLDS
    }
    best = min(HOLDS, key=losses.__getitem__)
    is_better = losses[best] < CLEARLY * _loss(model, newest)
    return _held(model, lessons, best) if is_better else model


def _without(lessons: Sequence[Lesson], fold: int) -> tuple[list[Lesson], list[Lesson]]:
    """A run of lessons, and the others: pairs of the same people lie beside each other."""
    begin, end = (len(lessons) * n // FOLDS for n in (fold, fold + 1))
    return list(lessons[begin:end]), [*lessons[:begin], *lessons[end:]]


def _loss(model: Model, lessons: Sequence[Lesson]) -> float:
    """The log loss of a model about lessons."""
    chances = ((model.of_features(one.features), one) for one in lessons)
    return -sum(
        one.weight * math.log(max(1e-9, chance if one.is_one else 1 - chance))
        for chance, one in chances
    )


def _held(model: Model, lessons: Sequence[Lesson], hold: float) -> Model:
    """The model of least log loss with its weights held to the old ones.

    `hold` is how hard (the inverse variance of a weight around its old value); the thresholds
    stay. Newton's method, as the loss is convex.
    """
    if not lessons:
        return model
    names = sorted({each for lesson in lessons for each in lesson.features})
    place = {name: number for number, name in enumerate(names, 1)}
    rows = np.zeros((len(lessons), len(names) + 1))
    rows[:, 0] = 1.0
    for number, lesson in enumerate(lessons):
        rows[number, [place[each] for each in lesson.features]] = 1.0
    old = np.array([model.bias, *(model.weights.get(name, 0.0) for name in names)])
    truth = np.array([lesson.is_one for lesson in lessons], dtype=float)
    weight = np.array([lesson.weight for lesson in lessons])
    found = _newton(rows, truth, weight, old, hold)
    learned = dict(zip(names, map(float, found[1:]), strict=True))
    return replace(model, bias=float(found[0]), weights=model.weights | learned)


def _newton(
    rows: np.ndarray, truth: np.ndarray, weight: np.ndarray, old: np.ndarray, hold: float
) -> np.ndarray:
    def loss(at: np.ndarray) -> float:
        total = np.clip(rows @ at, -40, 40)
        errors = np.logaddexp(0.0, total) - truth * total
        return float((weight * errors).sum() + hold / 2 * ((at - old) ** 2).sum())

    now = old.copy()
    for _ in range(20):
        chance = 1 / (1 + np.exp(-np.clip(rows @ now, -40, 40)))
        slope = rows.T @ (weight * (chance - truth)) + hold * (now - old)
        curve = (rows * (weight * chance * (1 - chance))[:, None]).T @ rows
        step = np.linalg.solve(curve + hold * np.eye(len(now)), slope)
        length = 1.0
        while loss(now - length * step) > loss(now) and length > 1e-4:
            length /= 2
        now = now - length * step
        if float(np.abs(step).max()) < 1e-4:
            break
    return now
