"""The textbook flow of a purchase amount: ordinary least squares on a random 80/20 split.

Duplicates and rows with a missing value are dropped and counted; no column is refused; the error
stands beside the mean's; the model is labelled unvalidated.
"""

import numpy as np
import pandas as pd

from ml import frame as frames
from ml import metrics, roles, target
from ml.ask import Ask
from ml.cleaning import Cleaning, Dropped
from ml.encode import Encoder, NumberColumn, learn
from ml.errors import BadFrame
from ml.fitted import Fitted
from ml.frame import Column, Floats
from ml.models.design import Effects
from ml.models.linear import Linear, least_squares, straight, widths_of
from ml.spread import Spread, of_misses
from ml.threads import one_thread

TEST_SHARE = 0.2
LEAST_ROWS = 5


@one_thread
def fit(ask: Ask) -> Fitted:
    """Ordinary least squares on four fifths of the clean rows; raises `BadFrame`."""
    columns = roles.find(ask.frame, ask.target, None)
    frame, amounts, cleaning = _clean(ask, columns)
    encoder = learn(frame, columns, min_rows=1)
    table = encoder.encode(frame)
    train, test = halves(len(frame), ask.seed)
    model = least_squares(table.take(train), amounts[train], widths_of(encoder))
    predicted, mean = model.raw(table.take(test)), np.full(len(test), amounts[train].mean())
    return Fitted(
        kind=ask.kind,
        target=ask.target,
        n=len(frame),
        algorithm="linear",
        published=True,
        reason="unvalidated",
        metrics=metrics.of_amounts(amounts[test], predicted),
        baseline=metrics.of_amounts(amounts[test], mean),
        refused_columns=(),
        cleaning=cleaning,
        encoder=encoder,
        model=model,
        spread=of_misses("amount", amounts[test] - predicted),
        about=_about(model, encoder, float(amounts[train].mean())),
        evidence={
            "actual": amounts[test].tolist(),
            "said": predicted.tolist(),
            "usual": mean.tolist(),
        },
    )


def halves(n: int, seed: int) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", ...]:
    """(training rows, test rows): a random fifth is the test, as usual libraries draw it."""
    shuffled = np.random.RandomState(seed).permutation(n)
    held = int(np.ceil(TEST_SHARE * n))
    return shuffled[held:], shuffled[:held]


def from_coefficients(
    intercept: float, weights: dict[str, float], *, kind: str = "purchase-amount"
) -> Fitted:
    """A linear model of given numbers: intercept plus weight × column, without an interval."""
    names = list(weights)
    encoder = Encoder(tuple(NumberColumn(name) for name in names), ())
    effects = Effects(tuple(straight(float(weight)) for weight in weights.values()), ())
    model = Linear("linear", effects, float(intercept), np.zeros(len(names)))
    return Fitted(
        kind=kind,
        target="",
        n=0,
        algorithm="linear",
        published=True,
        reason="unvalidated",
        metrics={},
        baseline={},
        refused_columns=(),
        cleaning=Cleaning(0, 0, (), ()),
        encoder=encoder,
        model=model,
        spread=Spread("amount", below=float("nan"), above=float("nan")),
        about=_about(model, encoder, float(intercept)),
    )


def _clean(ask: Ask, columns: list[Column]) -> tuple[pd.DataFrame, Floats, Cleaning]:
    single = ask.frame.drop_duplicates()
    amounts = target.amount(single, ask.target)
    used = [c for c in columns if c.role in frames.USABLE]
    whole = np.isfinite(amounts) & _filled(single, used)
    frame, kept = single[whole], amounts[whole]
    if len(frame) < LEAST_ROWS or not used:
        raise BadFrame(
            f"Only {len(frame)} rows have every value and {len(used)} columns can be used; at "
            f"least {LEAST_ROWS} rows and one column are needed. Fill in what is missing.",
            ask.target,
        )
    repeated = Dropped(len(ask.frame) - len(single), "the same as an earlier row")
    missing = Dropped(int((~whole).sum()), "a value is missing or unreadable")
    return frame, kept, Cleaning(len(ask.frame), len(frame), (repeated, missing), tuple(columns))


def _filled(
    frame: pd.DataFrame, used: list[Column]
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    whole = np.ones(len(frame), bool)
    for column in used:
        if column.role == "category":
            codes, distinct = frames.words(frame[column.name])
            whole &= np.array([bool(word) for word in distinct] + [False])[codes]
        else:
            read = frames.dates if column.role == "date" else frames.numbers
            whole &= np.isfinite(read(frame[column.name]))
    return whole


def _about(model: Linear, encoder: Encoder, usual: float) -> dict[str, object]:
    weights = {c.name: k.slope for c, k in zip(encoder.numbers, model.effects.curves, strict=True)}
    for column, values in zip(encoder.categories, model.effects.words, strict=True):
        pairs = zip(column.words, values.tolist(), strict=True)
        weights |= {f"{column.name}={word}": value for word, value in pairs if value != 0.0}
    return {"usual": usual, "intercept": model.intercept, "weights": weights}
