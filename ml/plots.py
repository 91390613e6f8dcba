"""The figures of a fitted model, as matplotlib figures: whether to believe it, seen at a glance."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ml import explain, metrics
from ml.fitted import Fitted
from ml.frame import Floats
from ml.honest.base import base_rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (6.0, 4.5)  # inches
INK, PALE, WARM = "#1f4e79", "#b8c7d6", "#c05a2b"
SHOWN = 15  # columns in the importance plot


def _new(title: str, across: str, up: str) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def reliability(outcomes: Floats, chances: Floats) -> "Figure":
    """Said against seen in ten equal groups, with the 90 % interval of what was seen."""
    figure, axes = _new("When it says 30 %, is it 30 %?", "chance said", "share that came true")
    which = metrics.bin_of(chances)
    said, seen, low, high = [], [], [], []
    for group in np.unique(which):
        held = outcomes[which == group]
        rate = base_rate(float(held.sum()), len(held))
        said.append(float(chances[which == group].mean()))
        seen.append(float(held.mean()))
        low.append(max(seen[-1] - rate.low, 0.0))
        high.append(max(rate.high - seen[-1], 0.0))
    axes.plot([0, 1], [0, 1], color=PALE, label="perfect")
    axes.errorbar(said, seen, yerr=[low, high], fmt="o-", color=INK, capsize=3, label="this model")
    told = f"ECE {metrics.ece(outcomes, chances):.3f}, Brier {metrics.brier(outcomes, chances):.3f}"
    axes.legend(title=told, frameon=False)
    return figure


def lift(outcomes: Floats, chances: Floats) -> "Figure":
    """How many of all yeses are found among the best-scored share of the records."""
    figure, axes = _new("Who to call first", "share of the records, best first", "share of yeses")
    order = np.argsort(-chances, kind="stable")
    found = np.cumsum(outcomes[order]) / max(float(outcomes.sum()), 1.0)
    share = np.arange(1, len(found) + 1) / len(found)
    axes.plot([0, 1], [0, 1], color=PALE, label="by chance")
    axes.plot(np.append(0, share), np.append(0, found), color=INK, label="this model")
    tenth = float(found[max(len(found) // 10 - 1, 0)])
    axes.legend(title=f"best tenth holds {tenth:.0%}", frameon=False)
    return figure


def residuals(actual: Floats, said: Floats) -> "Figure":
    """What came minus what was said, over what was said."""
    figure, axes = _new("Where it is off", "amount said", "actual − said")
    axes.axhline(0, color=PALE)
    axes.scatter(said, actual - said, s=8, alpha=0.5, color=INK, edgecolors="none")
    middle = float(np.median(np.abs(actual - said)))
    axes.axhspan(-middle, middle, color=PALE, alpha=0.4, label=f"half lie within ±{middle:,.0f}")
    axes.legend(frameon=False)
    return figure


def importance(sizes: dict[str, float], unit: str) -> "Figure":
    """The columns by the mean size of their contributions."""
    figure, axes = _new("What moves the score", f"mean contribution ({unit})", "")
    shown = list(sizes.items())[:SHOWN][::-1]
    axes.barh([name for name, _ in shown], [size for _, size in shown], color=INK)
    return figure


def comparison(model: Fitted) -> "Figure":
    """Every algorithm's error on the same held-back rows, the baseline first."""
    what = "log_loss" if model.is_chance else "mae"
    figure, axes = _new("Compared on the same rows", what.replace("_", " "), "")
    rows = list(model.comparison)[::-1]
    names = [str(row["algorithm"]) for row in rows]
    chosen = [WARM if name == model.algorithm else PALE for name in names]
    axes.barh(names, [float(row[what]) for row in rows], color=chosen)
    return figure


def figures_of(model: Fitted, frame: pd.DataFrame) -> "dict[str, Figure]":
    """By name: every plot that the model has evidence for; `frame` is explained for importance."""
    found = {}
    if model.comparison:
        found["comparison"] = comparison(model)
    if model.evidence:
        actual, said = (np.array(model.evidence[k], float) for k in ("actual", "said"))
        if model.is_chance:
            found |= {"reliability": reliability(actual, said), "lift": lift(actual, said)}
        else:
            found["residuals"] = residuals(actual, said)
    if model.published and model.encoder.names:
        unit = {"chance": "log odds", "amount": "amount"}.get(model.spread.link, "log amount")
        found["importance"] = importance(explain.importance(model, frame.head(2_000)), unit)
    return found


def save(model: Fitted, frame: pd.DataFrame, folder: str | Path) -> list[Path]:
    """Write every plot as PNG into the folder (made if need be); the files."""
    goal = Path(folder)
    goal.mkdir(parents=True, exist_ok=True)
    written = []
    for name, figure in figures_of(model, frame).items():
        written.append(goal / f"{name}.png")
        figure.savefig(written[-1], dpi=120)
    return written
