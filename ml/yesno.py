"""The fit behind conversion, win and churn: chances that are published only when they hold up."""

import numpy as np
import pandas as pd

from ml import calibration, honest, metrics, roles, target
from ml.ask import Ask
from ml.cleaning import Cleaning, Dropped
from ml.encode import Encoder, learn
from ml.errors import BadFrame
from ml.fitted import Fitted
from ml.frame import Column, Floats
from ml.models.base import logit, sigmoid
from ml.models.constant import Constant
from ml.models.linear import logistic, widths_of
from ml.spread import Spread


def fit(ask: Ask) -> Fitted:
    """The chance of a yes; the base rate where a model does not help. Raises `BadFrame`."""
    outcomes, labels = target.yes_no(ask.frame, ask.target)
    known = np.isfinite(outcomes)
    frame = ask.frame[known].reset_index(drop=True)
    columns = roles.find(frame, ask.target, ask.time)
    dropped = Dropped(int((~known).sum()), f"'{ask.target}' holds no outcome yet")
    cleaning = Cleaning(len(ask.frame), len(frame), (dropped,), tuple(columns))
    y = outcomes[known]
    if len(set(y.tolist())) < 2:
        raise BadFrame(
            f"Column '{ask.target}' holds only one kind of outcome ({len(y)} rows). "
            "Both kinds are needed: add records that ended the other way.",
            ask.target,
        )
    rate = honest.base_rate(float(y.sum()), len(y))
    encoder = learn(frame, columns)
    table = encoder.encode(frame)
    widths = widths_of(encoder)
    folds = np.random.default_rng(ask.seed).integers(0, 5, len(y))
    out, base = np.zeros(len(y)), np.zeros(len(y))
    for fold in range(5):
        held = folds == fold
        model = logistic(table.take(~held), y[~held], widths, 10.0)
        out[held], base[held] = model.raw(table.take(held)), y[~held].mean()
    gain = metrics.log_losses(y, base) - metrics.log_losses(y, sigmoid(out))
    good = gain.mean() > 1.64 * gain.std() / len(y) ** 0.5
    enough = honest.enough(y)
    published = bool(ask.algorithm) or (bool(enough) and bool(good))
    model_ = logistic(table, y, widths, 10.0) if published else Constant(float(logit(rate.rate)))
    reason = (
        "unvalidated"
        if ask.algorithm
        else enough.reason
        if not enough
        else ("gain" if good else "no signal")
    )
    return Fitted(
        ask.kind,
        ask.target,
        len(y),
        "logistic" if published else "base rate",
        published,
        reason,
        metrics.of_chances(y, sigmoid(out)),
        metrics.of_chances(y, base),
        (),
        cleaning,
        encoder if published else Encoder((), ()),
        model_,
        Spread("chance", comparable=len(y) / 10 if published else len(y)),
        about={"usual": rate.rate, "labels": labels},
    )
