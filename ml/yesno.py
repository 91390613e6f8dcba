"""The fit behind conversion, win and churn: chances that are published only when they hold up."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ml import calibration, candidates, honest, leaks, metrics, roles, selection, target
from ml.ask import Ask
from ml.calibration import Calibration
from ml.candidates import FOR_CHANCES, Setting
from ml.cleaning import Cleaning, Dropped
from ml.encode import Encoder, Table, learn
from ml.errors import BadFrame
from ml.fitted import Fitted
from ml.folds import splits
from ml.frame import Column, Floats, dates, numbers
from ml.honest.gate import gate
from ml.models.base import Model, logit, sigmoid
from ml.models.constant import Constant
from ml.models.linear import widths_of
from ml.selection import Heldback, Judge
from ml.spread import Spread

LEAST_TO_TRY = 10  # records for an algorithm that was asked for by name


@dataclass(frozen=True)
class Records:
    """The records whose outcome is known, ready to be learned from."""

    frame: pd.DataFrame
    outcomes: Floats
    order: Floats | None
    columns: list[Column]
    cleaning: Cleaning
    labels: dict[str, str]


def fit(ask: Ask) -> Fitted:
    """The chance of a yes; the base rate where a model does not help. Raises `BadFrame`."""
    records = read(ask)
    enough = honest.enough(records.outcomes)
    usable = any(c.role in ("number", "category", "date") for c in records.columns)
    if not usable or (ask.algorithm is None and not enough):
        reason = enough.reason if usable else "no column can be used"
        return _base_rate(ask, records, reason)
    if len(records.outcomes) < LEAST_TO_TRY:
        raise BadFrame(
            f"Only {len(records.outcomes)} rows have an outcome in '{ask.target}'; an algorithm "
            f"needs at least {LEAST_TO_TRY}. Add records.",
            ask.target,
        )
    return _tried(ask, records)


def read(ask: Ask) -> Records:
    """The frame's known outcomes, its columns' roles, the leaked ones among them refused."""
    outcomes, labels = target.yes_no(ask.frame, ask.target)
    known = np.isfinite(outcomes)
    frame, held = ask.frame[known].reset_index(drop=True), outcomes[known]
    if len(set(held.tolist())) < 2:
        raise BadFrame(
            f"Column '{ask.target}' holds only one kind of outcome ({len(held)} rows). Both "
            "kinds are needed: add records that ended the other way.",
            ask.target,
        )
    columns = roles.find(frame, ask.target, ask.time)
    columns = leaks.refuse(frame, columns, leaks.Suspicion(ask.kind, ask.target, ask.time, held))
    dropped = Dropped(int((~known).sum()), f"'{ask.target}' holds no outcome (yet)")
    cleaning = Cleaning(len(ask.frame), len(frame), (dropped,), tuple(columns))
    return Records(frame, held, _order(frame, ask.time), columns, cleaning, labels)


def _order(frame: pd.DataFrame, time: str | None) -> Floats | None:
    """The records' moments: days for dates, otherwise the growing numbers themselves."""
    if time is None:
        return None
    values = numbers(frame[time])
    if np.isfinite(values).mean() < 0.5:
        values = dates(frame[time])
    if np.isfinite(values).mean() < 0.5:
        raise BadFrame(
            f"Column '{time}' holds neither dates nor numbers in most rows, so it cannot order "
            "the records. Name another with --time, or leave it out.",
            time,
        )
    return values


def _base_rate(ask: Ask, records: Records, reason: str) -> Fitted:
    y = records.outcomes
    rate = honest.base_rate(float(y.sum()), len(y)).rate
    told = metrics.of_chances(y, np.full(len(y), rate))
    return _fitted(
        ask,
        records,
        encoder=Encoder((), ()),
        model=Constant(float(logit(rate))),
        spread=Spread("chance", comparable=len(y)),
        algorithm="base rate",
        published=False,
        reason=reason,
        metrics=told,
        baseline=told,
    )


def _fitted(ask: Ask, records: Records, **rest: Any) -> Fitted:  # noqa: ANN401 - Fitted's own fields
    about = {
        "usual": float(records.outcomes.mean()),
        "labels": records.labels,
        "split": "forward in time" if records.order is not None else "repeated, stratified",
        **rest.pop("about", {}),
    }
    return Fitted(
        kind=ask.kind,
        target=ask.target,
        n=len(records.outcomes),
        refused_columns=leaks.refused(records.columns),
        cleaning=records.cleaning,
        about=about,
        **rest,
    )


def judge_of(outcomes: Floats) -> Judge:
    """Log loss; the baseline is the base rate known at the time."""
    return Judge(
        outcomes,
        lambda actual, raw: metrics.log_losses(actual, sigmoid(raw)),
        lambda past: float(logit((past.sum() + 0.5) / (len(past) + 1))),
    )


def _tried(ask: Ask, records: Records) -> Fitted:
    encoder = learn(records.frame, records.columns)
    table = encoder.encode(records.frame)
    setting = Setting(widths_of(encoder), chance=True, seed=ask.seed)
    judge = judge_of(records.outcomes)
    names = list(FOR_CHANCES)
    if ask.algorithm is not None and ask.algorithm not in names:
        names.append(ask.algorithm)
    cuts = splits(records.outcomes, records.order, ask.seed, strata=True)
    held = selection.compare(table, judge, names, cuts, setting)
    name = ask.algorithm or selection.choose(held, judge)
    return _judged(ask, records, Trial(encoder, table, setting, held, name))


@dataclass(frozen=True)
class Trial:
    """What the comparison left: the encoded rows, the held-back scores, the chosen name."""

    encoder: Encoder
    table: Table
    setting: Setting
    held: Heldback
    name: str


def _judged(ask: Ask, records: Records, trial: Trial) -> Fitted:
    held, y = trial.held, records.outcomes[trial.held.rows]
    raw = held.scores[trial.name]
    losses = {n: metrics.log_losses(y, sigmoid(s)) for n, s in held.scores.items()}
    base = metrics.log_losses(y, sigmoid(held.baseline))
    verdict = gate(losses[trial.name], base)
    rows = [_row("base rate", y, held.baseline), *(_row(n, y, s) for n, s in held.scores.items())]
    if ask.algorithm is None and not verdict.passes:
        plain = _base_rate(ask, records, verdict.reason)
        return replace(plain, comparison=tuple(rows))
    model = candidates.fit(trial.name, trial.table, records.outcomes, trial.setting)
    in_time = records.order is not None
    line = calibration.forward(raw, y, held.block) if in_time else calibration.learn(raw, y)
    return _fitted(
        ask,
        records,
        encoder=trial.encoder,
        model=model,
        spread=Spread("chance", comparable=len(y) / 10),
        calibration=line,
        algorithm=trial.name,
        published=True,
        reason="unvalidated" if ask.algorithm else verdict.reason,
        metrics=metrics.of_chances(y, sigmoid(raw)),
        baseline=metrics.of_chances(y, sigmoid(held.baseline)),
        comparison=tuple(rows),
    )


def _row(name: str, y: Floats, raw: Floats) -> dict[str, Any]:
    return {"algorithm": name, **metrics.of_chances(y, sigmoid(raw))}
