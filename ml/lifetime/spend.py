"""How much a purchase is worth: the Gamma-Gamma model, by maximum likelihood.

A customer's purchases vary around a mean of their own, and the means vary over customers; few
purchases are drawn towards the mean of all. First purchases are left out, as the source does:
they tell less about the later ones (with them CDNOW's top decile holds .499 of later spend,
without .503). Source: Fader and Hardie 2013, The Gamma-Gamma Model
of Monetary Value.
"""

from dataclasses import dataclass

import numpy as np

from ml.frame import Floats
from ml.lifetime.summary import Summary

FEWEST = 20  # repeat customers, below which means are shrunk by one purchase instead
START = (1.0, 1.0, 3.0)
BOUND = 12.0


@dataclass(frozen=True)
class Spend:
    """Fitted p, q, v; `v` is in the unit of the amounts. `mean` is that of all purchase days.

    With too few repeat customers p, q, v are NaN and `expected` weighs the mean of all like one
    purchase of the customer's own.
    """

    p: float
    q: float
    v: float
    mean: float

    def expected(self, summary: Summary) -> Floats:
        """Expected amount of each customer's next purchase."""
        if not np.isfinite(self.p) or self.q <= 1:
            days = summary.repeats + 1
            basket = np.where(np.isfinite(summary.basket), summary.basket, self.mean)
            return (days * basket + self.mean) / (days + 1)
        n = np.where(np.isfinite(summary.spend), summary.repeats, 0)
        own = np.where(n > 0, summary.spend, 0.0)
        out: Floats = self.p * (self.v + n * own) / (self.p * n + self.q - 1)
        return out


def fit(summary: Summary) -> Spend:
    """The parameters under which the customers' mean amounts are most likely."""
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy

    n, spend = summary.repeats, summary.spend
    baskets = np.isfinite(summary.basket)
    mean = 0.0
    if baskets.any():
        mean = float(np.average(summary.basket[baskets], weights=n[baskets] + 1))
    used = (n > 0) & np.isfinite(spend) & (spend > 0)
    if int(used.sum()) < FEWEST:
        return Spend(np.nan, np.nan, np.nan, mean)
    scaled, count = spend[used] / mean, n[used]  # mean 1, so that one start fits all currencies

    def unlikely(logs: Floats) -> float:
        return -float(_log_likelihood(np.exp(logs), count, scaled).mean())

    run = minimize(
        unlikely, np.log(START), method="L-BFGS-B", bounds=[(-BOUND, BOUND)] * len(START)
    )
    p, q, v = np.exp(run.x).tolist()
    return Spend(p, q, v * mean, mean)


def _log_likelihood(parameters: Floats, n: Floats, spend: Floats) -> Floats:
    from scipy.special import gammaln  # noqa: PLC0415 - heavy

    p, q, v = parameters
    out: Floats = (
        gammaln(p * n + q)
        - gammaln(p * n)
        - gammaln(q)
        + q * np.log(v)
        + (p * n - 1) * np.log(spend)
        + p * n * np.log(n)
        - (p * n + q) * np.log(v + n * spend)
    )
    return out
