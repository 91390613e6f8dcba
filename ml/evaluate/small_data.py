"""Small data: what thirty to two thousand outcomes give, never worse than their base rate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

import ml
from ml import candidates, metrics, target, yesno
from ml.ask import Ask
from ml.candidates import Setting
from ml.encode import learn
from ml.evaluate.chances import leads
from ml.evaluate.figure import Figure, data
from ml.evaluate.publish_gate import maven
from ml.frame import Floats
from ml.models.base import sigmoid
from ml.models.linear import widths_of

SIZES = (30, 60, 100, 150, 200, 300, 500, 800, 1200, 2000)
DRAWS = 50
JUDGED = 2_000  # other rows, on which the model is held against the base rate it would have said
WORSE = 0.005
FIXED = ("logistic", "tree", "forest", "boosting", "network")
ENOUGH = 300


@dataclass(frozen=True)
class World:
    """A data set as a team would meet it."""

    name: str
    kind: str
    target: str
    frame: pd.DataFrame


def worlds() -> list[World]:
    """Telco, leads (without their numbers) and Maven (without its dates)."""
    telco = pd.read_csv(data("telco_churn.csv"))
    early = leads().drop(columns="Lead Number")
    deals = maven().drop(columns="engage_date")
    return [
        World("Telco", "churn", "Churn", telco),
        World("leads", "conversion", "Converted", early),
        World("Maven", "win", "deal_stage", deals),
    ]


def figures() -> list[Figure]:
    """The share of draws worse than the base rate, and the chosen beside the fixed models."""
    return [figure for world in worlds() for figure in _world(world)]


def _world(world: World) -> list[Figure]:
    draws = [_draw(world, seed) for seed in range(DRAWS)]
    worse = np.array([lost for lost, _ in draws])
    share = float((worse > WORSE).mean())
    note = f"worst {worse.max():+.4f}, mean {worse.mean():+.4f}, n = 30–2,000"
    found = [
        Figure(
            f"small data, {world.name}: draws worse than the base rate by > .005",
            share,
            "",
            "≤ .05",
            "≤ .02",
            share <= 0.05,
            note,
        )
    ]
    compared = [ranks for _, ranks in draws if ranks]
    return [*found, _beside(world.name, compared)] if compared else found


def _draw(world: World, seed: int) -> tuple[float, dict[str, float]]:
    n = SIZES[seed % len(SIZES)]
    order = np.random.default_rng(seed).permutation(len(world.frame))
    train, test = world.frame.iloc[order[:n]], world.frame.iloc[order[n : n + JUDGED]]
    if train[world.target].nunique() < 2:
        return 0.0, {}
    model = ml.fit(world.kind, train, world.target)
    told = model.evaluate(test)
    lost = told["metrics"]["log_loss"] - told["baseline"]["log_loss"]
    if n < ENOUGH:
        return lost, {}
    return lost, {**_fixed(world, train, test), "chosen": told["metrics"]["log_loss"]}


def _fixed(world: World, train: pd.DataFrame, test: pd.DataFrame) -> dict[str, float]:
    """The log loss of each algorithm fitted without any choice."""
    known = yesno.read(Ask(world.kind, train, world.target).checked())
    encoder = learn(known.frame, known.columns)
    setting = Setting(widths_of(encoder), chance=True, seed=42)
    past, future = encoder.encode(known.frame), encoder.encode(test)
    outcomes = target.yes_no(test, world.target)[0]
    found = {}
    for name in FIXED:
        raw = candidates.fit(name, past, known.outcomes, setting).raw(future)
        found[name] = float(metrics.log_losses(outcomes, sigmoid(raw)).mean())
    return found


def _beside(name: str, compared: list[dict[str, float]]) -> Figure:
    means = {k: float(np.mean([c[k] for c in compared])) for k in compared[0]}
    best = min(FIXED, key=lambda fixed: means[fixed])
    behind: Floats = np.array([c["chosen"] - c[best] for c in compared])
    told = ", ".join(f"{k} {v:.3f}" for k, v in means.items())
    value = float(behind.mean())
    title = f"small data, {name}: chosen behind the best fixed model, n ≥ 300"
    return Figure(title, value, "", "", "≤ 0", True, f"{told}; {len(compared)} draws")
