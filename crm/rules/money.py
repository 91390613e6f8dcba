"""Money is exact: rounding, spreading, conversion and margin.

Amounts are whole minor units (int); prices, rates and percentages are exact decimals.
Nothing here touches a float.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import itemgetter

from crm.rules.currency import amount_text, digits, minor_units, units_per_one

__all__ = [
    "Rounding",
    "amount_text",
    "convert",
    "digits",
    "margin",
    "minor_units",
    "rounded",
    "rounded_to_step",
    "spread",
    "units_per_one",
]


class Rounding(StrEnum):
    """Where an exact half goes: away from zero, or to the even neighbour."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


def rounded(value: Fraction, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The nearest whole number; halves by `rounding`, mirrored for negative values."""
    if rounding is Rounding.HALF_EVEN:
        return round(value)
    size = math.floor(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def rounded_to_step(units: int, step: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The nearest multiple of `step` minor units. Raises ValueError unless step > 0."""
    if step <= 0:
        raise ValueError(f"a rounding step of {step} minor units is not positive")
    return rounded(Fraction(units, step), rounding) * step


def spread(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Divide minor units in proportion to the weights, by largest remainder.

    Floors first, then one unit each to the largest remainders, the earlier first among
    equals; a negative total likewise on its absolute value. The parts sum to `total`
    exactly. Raises ValueError where the weights sum to zero and there is something to divide.
    """
    if total == 0:
        return [0] * len(weights)
    whole = Fraction(sum(weights))
    if whole == 0:
        raise ValueError("nothing to divide by: the weights sum to zero")
    shares = [abs(total) * weight / whole for weight in weights]
    parts = [math.floor(share) for share in shares]
    remainders = [
        (share - part, place) for place, (share, part) in enumerate(zip(shares, parts, strict=True))
    ]
    # The sort is stable also in reverse, so that the earlier goes first among equals.
    largest = sorted(remainders, key=itemgetter(0), reverse=True)
    for _, place in largest[: abs(total) - sum(parts)]:
        parts[place] += 1
    return parts if total > 0 else [-part for part in parts]


def convert(
    units: int, currency: str, base: str, rate: Decimal, rounding: Rounding = Rounding.HALF_UP
) -> int:
    """Minor units of `base` for minor units of `currency`; `rate` is base per one currency.

    Convert each amount once, by the rate of its day, and sum the converted. Raises
    `UnknownCurrency`.
    """
    exact = Fraction(units) * Fraction(rate) * units_per_one(base) / units_per_one(currency)
    return rounded(exact, rounding)


def margin(net: int, cost: int) -> Fraction | None:
    """(net - cost)/net, both in the same minor units; None where net is zero."""
    return None if net == 0 else Fraction(net - cost, net)
