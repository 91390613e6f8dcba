"""A fitted model: what it predicts, how sure it is, why, and what it is."""

from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ml import metrics as figures
from ml import store, target
from ml.calibration import Calibration
from ml.cleaning import Cleaning
from ml.encode import Encoder
from ml.errors import BadFrame
from ml.frame import Floats
from ml.models import method_of, read_model
from ml.models.base import Model
from ml.spread import Spread

CHUNK = 50_000  # rows encoded at once: memory stays the same from there on


@dataclass(frozen=True)
class Fitted:
    """The answer of every `fit`. An unpublished one predicts the base rate (or usual amount).

    `metrics` and `baseline` hold the same figures on the same held-back rows: the model's, and
    those of what one would say without it. `refused_columns` are the leaked ones; their reasons
    stand in `cleaning`. `evidence` holds held-back rows (at most 2,000) for plots: `actual`, what
    the model `said`, and what was `usual` then.
    """

    kind: str
    target: str
    n: int
    algorithm: str
    published: bool
    reason: str
    metrics: dict[str, float]
    baseline: dict[str, float]
    refused_columns: tuple[str, ...]
    cleaning: Cleaning
    encoder: Encoder
    model: Model
    spread: Spread
    calibration: Calibration = field(default_factory=Calibration)
    comparison: tuple[dict[str, Any], ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, list[float]] = field(default_factory=dict)

    def predict(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`prediction`, `low`, `high` for each row, under the frame's own index.

        Chances for yes/no targets, with 90 % intervals; amounts with 80 % intervals. Raises
        `BadFrame` naming a column that the model needs and the frame lacks.
        """
        low, middle, high = self.spread.answers(self.score(frame))
        columns = {"prediction": middle, "low": low, "high": high}
        return pd.DataFrame(columns, index=frame.index)

    def score(self, frame: pd.DataFrame) -> Floats:
        """What `explain` adds up to: log odds, the amount, or the log of one plus the amount."""
        raw = np.empty(len(frame))
        for start in range(0, len(frame), CHUNK):
            part = frame.iloc[start : start + CHUNK]
            raw[start : start + CHUNK] = self.model.raw(self.encoder.encode(part))
        return self.calibration.apply(raw)

    def explain(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Each column's exact contribution to the score, and the `background` they start from.

        A row's values sum to its `score`. The method and the background are told by
        `card()["explanation"]`.
        """
        parts, background = self.model.contributions(self.encoder.encode(frame))
        line = self.calibration
        told = np.empty((len(frame), parts.shape[1] + 1))
        told[:, :-1] = parts * line.slope
        told[:, -1] = line.slope * background + line.offset
        return pd.DataFrame(told, columns=[*self.encoder.names, "background"], index=frame.index)

    def what_if(self, frame: pd.DataFrame, changes: dict[str, Any]) -> pd.DataFrame:
        """`before`, `after` and `change` of each row's answer, recomputed with the changes made.

        Raises `BadFrame` for a column that the model does not use, and for a single value that no
        record it learned from had (an unknown word, a number out of range).
        """
        for name, value in changes.items():
            self._feasible(name, value)
        changed = frame.copy()
        for name, value in changes.items():
            changed[name] = value
        before, after = (self.predict(f)["prediction"] for f in (frame, changed))
        return pd.DataFrame({"before": before, "after": after, "change": after - before})

    def _feasible(self, name: str, value: object) -> None:
        if name not in self.encoder.names:
            used = ", ".join(self.encoder.names)
            raise BadFrame(f"The model does not use '{name}'. It uses: {used}.", name)
        words = {c.name: c.levels for c in self.encoder.categories}.get(name)
        if words is not None and isinstance(value, str) and value.strip() not in words:
            told = ", ".join(words[:8])
            raise BadFrame(f"No record had '{value}' as '{name}'. Choose of: {told}.", name)
        low, high = self.about.get("ranges", {}).get(name, (-np.inf, np.inf))
        if isinstance(value, int | float) and not low <= value <= high:
            raise BadFrame(f"'{name}' was never {value:g}: choose from {low:g} to {high:g}.", name)

    def evaluate(self, frame: pd.DataFrame) -> dict[str, dict[str, float]]:
        """`metrics` and `baseline` on rows whose outcomes are known, none of them fitted on."""
        read = target.yes_no(frame, self.target)[0] if self.is_chance else None
        actual = target.amount(frame, self.target) if read is None else read
        known = np.isfinite(actual)
        answers = self.predict(frame)["prediction"].to_numpy(float)[known]
        usual = np.full(int(known.sum()), float(self.about["usual"]))
        measure = figures.of_chances if self.is_chance else figures.of_amounts
        return {
            "metrics": measure(actual[known], answers),
            "baseline": measure(actual[known], usual),
        }

    @property
    def is_chance(self) -> bool:
        """Whether the answer is a chance (yes/no) rather than an amount."""
        return self.spread.link == "chance"

    def report(self) -> dict[str, Any]:
        """What `rapport fit --json` prints."""
        return {
            "kind": self.kind,
            "n": self.n,
            "algorithm": self.algorithm,
            "published": self.published,
            "reason": self.reason,
            "metrics": _plain(self.metrics),
            "baseline": _plain(self.baseline),
            "refused_columns": list(self.refused_columns),
        }

    def card(self) -> dict[str, Any]:
        """Everything a person may ask about the model, as plain values."""
        return {
            **self.report(),
            "target": self.target,
            "columns": self.encoder.names,
            "cleaning": self.cleaning.lines(),
            "comparison": list(self.comparison),
            "explanation": method_of(self.model),
            **self.about,
        }

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the model as one JSON file; `ml.load` reads it back."""
        return store.save(self, path)

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            **self.report(),
            "target": self.target,
            "cleaning": self.cleaning.state(),
            "encoder": self.encoder.state(),
            "model": self.model.state(),
            "spread": self.spread.state(),
            "calibration": [self.calibration.slope, self.calibration.offset],
            "comparison": list(self.comparison),
            "about": self.about,
            "evidence": self.evidence,
        }

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Fitted":
        """The model that `state` described; raises `KeyError` or `ValueError` for any other."""
        plain = {k: state[k] for k in _PLAIN}
        return cls(
            **plain,
            metrics=_told(state["metrics"]),
            baseline=_told(state["baseline"]),
            refused_columns=tuple(state["refused_columns"]),
            cleaning=Cleaning.of(state["cleaning"]),
            encoder=Encoder.of(state["encoder"]),
            model=read_model(state["model"]),
            spread=Spread(**state["spread"]),
            calibration=Calibration(*map(float, state["calibration"])),
            comparison=tuple(state["comparison"]),
        )


def _plain(figures: dict[str, float]) -> dict[str, Any]:
    """JSON knows no NaN: a figure that cannot be told is null."""
    return {name: value if np.isfinite(value) else None for name, value in figures.items()}


def _told(figures: dict[str, Any]) -> dict[str, float]:
    return {name: np.nan if value is None else float(value) for name, value in figures.items()}


_PLAIN = ("kind", "target", "n", "algorithm", "published", "reason", "about", "evidence")
