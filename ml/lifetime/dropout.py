"""Who still buys: BG/NBD and its modified form, by maximum likelihood.

Both say: while a customer is active, purchases come at a steady rate of their own, gamma(r, alpha)
over customers; after a purchase the customer leaves with a chance of their own, beta(a, b). In
BG/NBD nobody leaves before the first repeat; in MBG/NBD one may leave right after the first
purchase. Times are weeks.
Sources: Fader, Hardie and Lee 2005, "Counting Your Customers" the Easy Way; Batislam, Denizel and
Filiztekin 2007, Empirical validation and comparison of models for customer base analysis.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ml.frame import Floats
from ml.lifetime.summary import Summary

Kind = Literal["bg", "mbg"]
KINDS: tuple[Kind, ...] = ("bg", "mbg")
STARTS = ((0.0, 0.0, 0.0, 0.0), (-1.0, 1.5, 0.0, 1.0))
BOUND = 9.0  # of the logarithms of the parameters: e⁻⁹ … e⁹
LARGEST_SAMPLE = 20_000  # customers used for the likelihood; more changes the third digit only


@dataclass(frozen=True)
class Dropout:
    """Fitted parameters; `kind` says which of the two models they belong to."""

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float

    def alive(self, summary: Summary) -> Floats:
        """P(still active) of each customer at the end of observation."""
        left = np.exp(_left_weight(self, summary))
        out: Floats = 1 / (1 + left)
        return out

    def expected(self, summary: Summary, weeks: float) -> Floats:
        """Expected purchase days of each customer in the next `weeks` weeks."""
        from scipy.special import hyp2f1  # noqa: PLC0415 - heavy

        x, age = summary.repeats, summary.age
        shift = 1.0 if self.kind == "mbg" else 0.0
        above = self.a if abs(self.a - 1) > 1e-6 else 1 + 1e-6
        since = self.alpha + age
        series = hyp2f1(
            self.r + x, self.b + x + shift, above + self.b + x - 1 + shift, weeks / (since + weeks)
        )
        kept = 1 - (since / (since + weeks)) ** (self.r + x) * series
        mean = (above + self.b + x - 1 + shift) / (above - 1) * kept
        steady = (self.r + x) / since * weeks  # where the series overflows: nobody leaves
        return np.where(np.isfinite(mean), mean, steady) * self.alive(summary)


def fit(summary: Summary, kind: Kind) -> Dropout:
    """The parameters under which the histories are most likely.

    Equal histories are counted once with their number; of more than 20,000 customers every
    n-th is used.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy

    rows, counts = _distinct(summary)
    share = counts / counts.sum()

    def unlikely(logs: Floats) -> float:
        return -float(share @ log_likelihood(_of(kind, logs), rows))

    bounds = [(-BOUND, BOUND)] * len(STARTS[0])
    exact = {"ftol": 1e-14, "gtol": 1e-8, "maxiter": 500}
    runs = []
    for start in STARTS:
        run = minimize(unlikely, start, method="L-BFGS-B", bounds=bounds, options=exact)
        runs.append((float(run.fun), run.x))
        if run.success:
            break
    return _of(kind, min(runs, key=lambda found: found[0])[1])


def log_likelihood(model: Dropout, summary: Summary) -> Floats:
    """The log likelihood of each customer's history."""
    from scipy.special import betaln, gammaln  # noqa: PLC0415 - heavy

    x, shift = summary.repeats, 1.0 if model.kind == "mbg" else 0.0
    rate = gammaln(model.r + x) - gammaln(model.r) + model.r * np.log(model.alpha)
    stay = betaln(model.a, model.b + x + shift) - betaln(model.a, model.b)
    still = -(model.r + x) * np.log(model.alpha + summary.age)
    out: Floats = rate + stay + still + np.log1p(np.exp(_left_weight(model, summary)))
    return out


def _left_weight(model: Dropout, summary: Summary) -> Floats:
    """Log of the odds that the customer has left; −∞ for those who cannot have."""
    x = summary.repeats
    ratio = np.log(model.alpha + summary.age) - np.log(model.alpha + summary.recency)
    if model.kind == "mbg":
        out: Floats = np.log(model.a / (model.b + x)) + (model.r + x) * ratio
        return np.minimum(out, 700.0)
    odds = np.log(model.a / (model.b + np.maximum(x, 1) - 1)) + (model.r + x) * ratio
    return np.where(x > 0, np.minimum(odds, 700.0), -np.inf)


def _of(kind: Kind, logs: Floats) -> Dropout:
    r, alpha, a, b = np.exp(logs).tolist()
    return Dropout(kind, r, alpha, a, b)


def _distinct(summary: Summary) -> tuple[Summary, Floats]:
    step = max(1, -(-len(summary) // LARGEST_SAMPLE))
    table = np.column_stack([summary.repeats, summary.recency, summary.age])[::step]
    rows, counts = np.unique(table, axis=0, return_counts=True)
    none = np.full(len(rows), np.nan)
    kept = Summary(("",) * len(rows), rows[:, 0], rows[:, 1], rows[:, 2], none, none)
    return kept, counts.astype(np.float64)
