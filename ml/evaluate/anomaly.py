"""Planted 30 % steps in series of known noise: found within three days, and false alarms."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ml import anomaly
from ml.evaluate.figure import Figure
from ml.frame import Floats

DAYS, STEP_AT, STEP, DRAWS = 200, 150, 0.3, 40
WEEK = np.array([1.1, 1.05, 1.0, 1.0, 1.1, 0.9, 0.85])
NOISES = ("even", "weekly", "counts", "heavy", "sticky")
START = date(2024, 1, 1)


@dataclass(frozen=True)
class Rates:
    """Share of steps found within three days; alarms a month before the step."""

    found: float
    false_a_month: float


def series(noise: str, spread: float, seed: int, step: float) -> Floats:
    """Daily values around 100 whose deviation is `spread` of the level; a step at day 150."""
    rng = np.random.default_rng(seed)
    days = np.arange(DAYS)
    mean = (
        100 * (WEEK[days % 7] if noise != "even" else 1.0) * np.where(days < STEP_AT, 1, 1 + step)
    )
    if noise == "counts":
        return rng.poisson(mean / (100 * spread**2)).astype(np.float64)
    error = rng.standard_normal(DAYS)
    if noise == "heavy":
        error = rng.standard_t(4, DAYS) / np.sqrt(2)
    if noise == "sticky":
        for i in range(1, DAYS):
            error[i] = 0.5 * error[i - 1] + np.sqrt(0.75) * error[i]
    out: Floats = mean * (1 + spread * error)
    return out


def rates(noise: str, spread: float) -> Rates:
    """Over forty draws, half of the steps upwards and half downwards."""
    days = [START + timedelta(days=i) for i in range(DAYS)]
    found = false = 0
    for seed in range(DRAWS):
        step = STEP if seed % 2 else -STEP
        alarms = anomaly.find(days, series(noise, spread, seed, step).tolist())
        places = [(alarm.on - START).days for alarm in alarms]
        found += any(STEP_AT <= place < STEP_AT + 3 for place in places)
        false += sum(place < STEP_AT for place in places)
    months = (STEP_AT - anomaly.LEVEL_DAYS - anomaly.FEWEST_MISSES) / 30
    return Rates(found / DRAWS, false / DRAWS / months)


def figures() -> list[Figure]:
    """One pair of figures a kind of noise, at a deviation of 8 % of the level."""
    return [figure for noise in NOISES for figure in _pair(noise, rates(noise, 0.08))]


def _pair(noise: str, told: Rates) -> list[Figure]:
    name = f"anomaly, {noise} noise of 8 %"
    found, false = told.found, told.false_a_month
    return [
        Figure(
            f"{name}: steps found", found, "of 30 % steps", "≥ .90 in 3 days", "≥ .95", found >= 0.9
        ),
        Figure(f"{name}: false alarms", false, "a month", "≤ 1", "≤ .5", false <= 1),
    ]
