"""Made-up records whose truth is known: a planted signal, pure noise, a drifting world."""

import numpy as np
import pandas as pd

from ml.frame import Floats
from ml.models.base import sigmoid

WORDS = ("web", "fair", "partner", "referral", "cold")
STRENGTH = 0.86  # of the log odds' deviation: the truth itself then has AUC .717


def signal(n: int, seed: int, strength: float = STRENGTH) -> tuple[pd.DataFrame, Floats]:
    """(records with the target `won`, the true chance of each): five columns tell, five do not.

    Three numbers and two categories carry the signal in straight lines; about 37 % are won.
    """
    random = np.random.default_rng(seed)
    frame = _columns(n, random)
    source = frame["source"].map(dict(zip(WORDS, (0.9, -0.6, 0.3, 1.2, -1.2), strict=True)))
    told = 0.6 * frame["visits"] - 0.5 * frame["age"] + 0.35 * frame["budget"]
    told = told + 0.5 * source.to_numpy(float) + 0.3 * (frame["region"] == "north")
    chance = sigmoid(-0.6 + strength * (told.to_numpy(float) - 0.14) / 0.973)
    frame["won"] = np.where(random.random(n) < chance, "Yes", "No")
    return frame, chance


def noise(n: int, seed: int) -> pd.DataFrame:
    """The same columns, and a target `won` that is a coin of 40 %."""
    random = np.random.default_rng(seed)
    frame = _columns(n, random)
    frame["won"] = np.where(random.random(n) < 0.4, "Yes", "No")
    return frame


def drifting(n: int, seed: int) -> pd.DataFrame:
    """Records in order (`day`), whose base rate falls from 55 % to 25 % while the signal stays."""
    random = np.random.default_rng(seed)
    frame = _columns(n, random)
    past = np.linspace(0, 1, n)
    raw = 0.9 * frame["visits"] - 0.7 * frame["age"] + 0.3 - 1.6 * past
    frame["day"] = pd.Timestamp("2024-01-01") + pd.to_timedelta((past * 700).astype(int), unit="D")
    frame["won"] = np.where(random.random(n) < sigmoid(raw.to_numpy(float)), "Yes", "No")
    return frame


def _columns(n: int, random: np.random.Generator) -> pd.DataFrame:
    numbers = {name: random.normal(size=n) for name in ("visits", "age", "budget", "size", "calls")}
    words = {"source": random.choice(WORDS, n), "region": random.choice(["north", "south"], n)}
    more = {f"tick{at}": random.choice(["Yes", "No"], n) for at in range(3)}
    return pd.DataFrame({**numbers, **words, **more})
