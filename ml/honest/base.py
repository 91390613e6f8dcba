"""Base rates with intervals, and the floors under which nothing more is said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

LEVEL = 0.9  # of the intervals of base rates

FLOOR_ALL, FLOOR_EACH = 20, 10  # outcomes for a base rate
MODEL_EACH = 40  # outcomes of each kind for a model to try


@dataclass(frozen=True)
class Rate:
    """A share with its interval (90 % unless another level was asked for) and its outcomes."""

    rate: float
    low: float
    high: float
    n: int


def base_rate(
    successes: float, n: int, prior: tuple[float, float] = (0.5, 0.5), level: float = LEVEL
) -> Rate:
    """The beta-binomial rate of `successes` in `n`: (s + a) / (n + a + b), with its interval.

    `prior` is (a, b); Jeffreys' one half each unless a wider group's is given (see `shrunk`).
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - floors alone need no scipy

    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} cannot be.")
    a, b = successes + prior[0], n - successes + prior[1]
    tail = (1 - level) / 2
    low, high = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    return Rate(a / (a + b), float(low), float(high), n)


def shrunk(groups: dict[str, tuple[float, int]], level: float = LEVEL) -> dict[str, Rate]:
    """Rates by one key, each drawn towards all: beta prior by the groups' own moments.

    `groups` is {key: (successes, n)}. The prior's weight grows as the groups resemble each other;
    the method of moments for the beta-binomial (Kleinman 1973).
    """
    prior = moments(list(groups.values()))
    return {key: base_rate(s, n, prior, level) for key, (s, n) in groups.items()}


def moments(groups: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Beta prior (a, b) of groups of (successes, n); weight between 2 and 1000."""
    counted = [(s, n) for s, n in groups if n > 0]
    total = sum(n for _, n in counted)
    if len(counted) < 2:
        return 0.5, 0.5
    mean = min(max(sum(s for s, _ in counted) / total, 1e-3), 1 - 1e-3)
    spread = sum(n * (s / n - mean) ** 2 for s, n in counted)
    chance = mean * (1 - mean)
    size = total - sum(n * n for _, n in counted) / total
    between = (spread - chance * (len(counted) - 1)) / size if size > 0 else 0.0
    weight = 1000.0 if between <= 0 else min(max(chance / between - 1, 2.0), 1000.0)
    return mean * weight, (1 - mean) * weight


@dataclass(frozen=True)
class Enough:
    """How much may be said: `nothing`, a `base rate`, or a `model` may try; and why."""

    may: Literal["nothing", "base rate", "model"]
    reason: str

    def __bool__(self) -> bool:
        """Whether a model may try."""
        return self.may == "model"


def enough(outcomes: Iterable[object]) -> Enough:
    """What these outcomes (truths, or 1 and 0) are enough for.

    Under 20, or under 10 of either kind: nothing. Up to 40 of each: a base rate.
    """
    seen = [bool(outcome) for outcome in outcomes]
    n, fewer = len(seen), min(sum(seen), len(seen) - sum(seen))
    if n < FLOOR_ALL:
        return Enough("nothing", f"not enough yet ({n} of {FLOOR_ALL})")
    if fewer < FLOOR_EACH:
        return Enough("nothing", f"not enough yet ({fewer} of {FLOOR_EACH} of the rarer outcome)")
    if fewer < MODEL_EACH:
        return Enough("base rate", f"base rate only ({fewer} of {MODEL_EACH} of the rarer outcome)")
    return Enough("model", f"{n} outcomes, {fewer} of the rarer")
