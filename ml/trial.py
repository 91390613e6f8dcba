"""One trial: the algorithms compared on honest splits, the simplest good one chosen and judged."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ml import candidates, leaks, selection
from ml.ask import Ask
from ml.calibration import Calibration
from ml.candidates import Setting
from ml.encode import Encoder, Table, learn
from ml.fitted import Fitted
from ml.folds import splits
from ml.frame import Floats
from ml.honest.gate import Verdict, gate
from ml.models.base import Model
from ml.models.constant import Constant
from ml.models.linear import widths_of
from ml.records import Records
from ml.selection import Heldback, Judge
from ml.spread import Spread, to_answer

EVIDENCE = 1_000  # held-back rows kept for plots, up to twice as many
FORWARD, REPEATED = "forward in time", "repeated folds, shuffled"


@dataclass(frozen=True)
class Trial:
    """What the comparison left; `actual` are the held-back rows' outcomes, as the judge sees."""

    encoder: Encoder
    table: Table
    setting: Setting
    judge: Judge
    held: Heldback
    name: str

    @property
    def actual(self) -> Floats:
        """Outcomes of the held-back rows."""
        return self.judge.target[self.held.rows]

    @property
    def scores(self) -> Floats:
        """Held-back raw scores of the chosen algorithm."""
        return self.held.scores[self.name]

    def verdict(self) -> Verdict:
        """The publish gate on the held-back rows."""
        losses = self.judge.losses
        return gate(losses(self.actual, self.scores), losses(self.actual, self.held.baseline))

    def table_of_figures(self) -> tuple[dict[str, Any], ...]:
        """Every algorithm's figures on the same held-back rows, the baseline first."""
        rows = {self.judge.baseline: self.held.baseline, **self.held.scores}
        measure = self.judge.measure
        return tuple({"algorithm": n, **measure(self.actual, raw)} for n, raw in rows.items())

    def model(self) -> Model:
        """The chosen algorithm fitted to all records."""
        table = candidates.narrowed(self.table, self.judge.target, self.setting)
        return candidates.fit(self.name, table, self.judge.target, self.setting)


def run(ask: Ask, records: Records, judge: Judge, names: tuple[str, ...]) -> Trial:
    """Compare the named algorithms (and the one asked for) on the same splits."""
    encoder = learn(records.frame, records.columns)
    table = encoder.encode(records.frame)
    setting = Setting(widths_of(encoder), judge.chance, ask.seed)
    wanted = list(names) if ask.algorithm in (None, *names) else [*names, str(ask.algorithm)]
    cuts = splits(records.outcomes, records.order, ask.seed, strata=judge.chance)
    held = selection.compare(table, judge, wanted, cuts, setting, ask.tell)
    name = ask.algorithm or selection.choose(held, judge)
    return Trial(encoder, table, setting, judge, held, name)


def published(ask: Ask, records: Records, trial: Trial, spread: Spread, **rest: Any) -> Fitted:
    """The chosen model as the answer, or the plain answer where the gate refuses it."""
    verdict = trial.verdict()
    if ask.algorithm is None and not verdict.passes:
        refused = plain(ask, records, trial.judge, replace(spread, comparable=len(trial.table)))
        return replace(refused, reason=verdict.reason, comparison=trial.table_of_figures())
    measure = trial.judge.measure
    return _fitted(
        ask,
        records,
        encoder=trial.encoder,
        model=trial.model(),
        spread=spread,
        algorithm=trial.name,
        published=True,
        reason="unvalidated" if ask.algorithm else verdict.reason,
        metrics=measure(trial.actual, trial.scores),
        baseline=measure(trial.actual, trial.held.baseline),
        comparison=trial.table_of_figures(),
        about={"ranges": _ranges(trial)},
        evidence=_evidence(trial, spread, rest.get("calibration", Calibration())),
        **rest,
    )


def _ranges(trial: Trial) -> dict[str, list[float]]:
    """The least and the greatest value of each number column."""
    found = {}
    for at, column in enumerate(trial.encoder.numbers):
        values = trial.table.numbers[:, at]
        seen = values[np.isfinite(values)]
        if len(seen) and not column.is_date:
            found[column.name] = [float(seen.min()), float(seen.max())]
    return found


def _evidence(trial: Trial, spread: Spread, line: Calibration) -> dict[str, list[float]]:
    """Held-back rows, evenly taken, as answers in the target's own unit."""
    every = max(1, len(trial.actual) // EVIDENCE)
    scores = {"said": line.apply(trial.scores), "usual": trial.held.baseline}
    told = {name: to_answer(spread.link, raw[::every]).tolist() for name, raw in scores.items()}
    actual = trial.actual if spread.link == "chance" else to_answer(spread.link, trial.actual)
    return {"actual": actual[::every].tolist(), **told}


def plain(ask: Ask, records: Records, judge: Judge, spread: Spread, reason: str = "") -> Fitted:
    """The baseline as the answer: the base rate, or the usual amount."""
    score = judge.usual(judge.target)
    told = judge.measure(judge.target, np.full(len(judge.target), score))
    return _fitted(
        ask,
        records,
        encoder=Encoder((), ()),
        model=Constant(score, judge.baseline),
        spread=spread,
        algorithm=judge.baseline,
        published=False,
        reason=reason,
        metrics=told,
        baseline=told,
    )


def _fitted(ask: Ask, records: Records, **rest: Any) -> Fitted:
    about = {
        "usual": float(records.outcomes.mean()),
        "labels": records.labels,
        "split": REPEATED if records.order is None else FORWARD,
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
