"""The publish gate: silent on noise and on the Maven deals, open for a planted signal."""

import numpy as np
import pandas as pd

from ml import honest, metrics, target, win
from ml.evaluate import planted
from ml.evaluate.figure import Figure, data
from ml.fitted import Fitted

DRAWS = 50
NOISE_SIZES = (60, 100, 150, 200, 300, 400, 600, 1000, 1500, 2000)
LARGE = 4_000


def maven() -> pd.DataFrame:
    """The deals that ended, with the attributes of their company, product and agent."""
    deals = pd.read_csv(data("maven_sales_pipeline.csv"))
    deals["product"] = deals["product"].replace("GTXPro", "GTX Pro")
    ended = deals[deals["deal_stage"].isin(["Won", "Lost"])]
    for name, key in (("accounts", "account"), ("products", "product"), ("sales_teams", "")):
        ended = ended.merge(pd.read_csv(data(f"maven_{name}.csv")), "left", key or "sales_agent")
    return ended.drop(columns="opportunity_id")


def figures() -> list[Figure]:
    """Refusals and publications as shares of the draws, and the distance from the truth."""
    return [_noise(), *_maven(), *(_signal(n, bar, goal) for n, bar, goal in _SIGNALS), _oracle()]


_SIGNALS = ((200, 0.60, 0.75), (400, 0.90, 0.97))


def _share(fitted: list[Fitted], *, published: bool) -> float:
    return float(np.mean([model.published is published for model in fitted]))


def _interval(share: float, n: int) -> str:
    rate = honest.base_rate(round(share * n), n, level=0.95)
    return f"95 % interval {rate.low:.2f}–{rate.high:.2f} of {n} draws"


def _noise() -> Figure:
    sizes = [NOISE_SIZES[draw % len(NOISE_SIZES)] for draw in range(DRAWS)]
    fitted = [win.fit(planted.noise(n, seed), "won") for seed, n in enumerate(sizes)]
    share = _share(fitted, published=False)
    note = f"{_interval(share, DRAWS)}, n = 60–2,000"
    return Figure("gate: pure noise refused", share, "", "≥ .95", "≥ .98", share >= 0.95, note)


def _maven() -> list[Figure]:
    deals = maven()
    found = []
    for time in (None, "engage_date"):
        frame = deals if time else deals.drop(columns="engage_date")
        fitted = []
        for seed in range(DRAWS):
            drawn = frame.sample(NOISE_SIZES[seed % len(NOISE_SIZES)], random_state=seed)
            fitted.append(win.fit(drawn, "deal_stage", time=time))
        share = _share(fitted, published=False)
        name = f"gate: Maven deals refused, {'in time' if time else 'shuffled'}"
        note = _interval(share, DRAWS)
        found.append(Figure(name, share, "", "≥ .95", "≥ .98", share >= 0.95, note))
    whole = win.fit(deals, "deal_stage", time="engage_date")
    told = f"{whole.reason}; refused {', '.join(whole.refused_columns)}"
    holds = not whole.published
    found.append(Figure("gate: all Maven deals refused", float(holds), "", "1", "1", holds, told))
    return found


def _signal(n: int, bar: float, goal: float) -> Figure:
    fitted = [win.fit(planted.signal(n, seed)[0], "won") for seed in range(DRAWS)]
    share = _share(fitted, published=True)
    name = f"gate: planted signal published, n = {n}"
    return Figure(
        name, share, "", f"≥ {bar:.2f}", f"≥ {goal:.2f}", share >= bar, _interval(share, DRAWS)
    )


def _oracle() -> Figure:
    behind, aucs = [], []
    test, chance = planted.signal(20_000, 999)
    outcomes = target.yes_no(test, "won")[0]
    best = metrics.log_losses(outcomes, chance).mean()
    for seed in range(5):
        said = win.fit(planted.signal(LARGE, seed)[0], "won").predict(test)["prediction"]
        behind.append(metrics.log_losses(outcomes, said.to_numpy()).mean() - best)
        aucs.append(metrics.auc(outcomes, said.to_numpy()))
    worst = float(np.max(behind))
    note = f"worst of 5; mean {np.mean(behind):.4f}; AUC {np.mean(aucs):.3f}, the truth's own "
    note += f"{metrics.auc(outcomes, chance):.3f}"
    name = "gate: planted signal, n = 4,000, log loss behind the truth"
    return Figure(name, worst, "", "≤ .01", "≤ .01", worst <= 0.01, note)
