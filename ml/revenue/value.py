"""A forecast of money, and the small arithmetic that keeps it whole."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

Won = tuple[date, int]

HISTORY_DAYS = 90
COVERAGE = Fraction(4, 5)
OLDEST_ORIGINS = 36  # three years of months: older misses tell of another company


@dataclass(frozen=True)
class Forecast:
    """Money expected to be won in the horizon, in minor units.

    `low` and `high` are None while fewer past months could be checked than the coverage needs;
    `value` is None while there is no full history. `reason` is then a key: `no_won_deals`,
    `short_history`, `few_past_months`; otherwise empty. `n_months` counts the past horizons on
    which the rule was checked.
    """

    value: int | None
    low: int | None
    high: int | None
    coverage: Fraction
    n_months: int
    method: str
    reason: str = ""


def silent(reason: str, method: str) -> Forecast:
    """No number, and the key of why."""
    return Forecast(None, None, None, COVERAGE, 0, method, reason)


def conformal_rank(n: int, coverage: Fraction = COVERAGE) -> int | None:
    """The rank of the past miss that covers the next one; None when n is too small for it."""
    rank = ceil(coverage * (n + 1))
    return rank if rank <= n else None


def whole(exact: Fraction) -> int:
    """Half away from zero, as all money is rounded."""
    doubled = abs(exact) * 2
    size = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return size if exact >= 0 else -size
