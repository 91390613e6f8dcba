"""A won amount over the marketing touches before it, by five models."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from crm.rules.money import spread
from crm.rules.wall import utc

NO_CAMPAIGN = "(none)"
"""Where revenue goes that no touch counts for."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
# Irrational weights: enough digits that no sum of money ever sees the last of them.
_PRECISION = 80


class Model(StrEnum):
    """How a win is divided; show this name beside every figure."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    POSITION = "position"
    DECAY = "decay"


@dataclass(frozen=True)
class Touch:
    """One contact of a campaign with the customer."""

    id: str | int
    campaign: str
    at: datetime


@dataclass(frozen=True)
class Win:
    """Revenue in minor units, won at a moment; how far back touches count, in days.

    `half_life_days` is the age at which a touch weighs half in the decay model.
    """

    revenue: int
    won_at: datetime
    lookback_days: Decimal = Decimal(90)
    half_life_days: Decimal = Decimal(7)


@dataclass(frozen=True)
class Attribution:
    """One model's units by touch in order of time, and by campaign; both with zeros.

    Both sum to the revenue, except that without a counted touch the revenue stands under
    the campaign `(none)` alone.
    """

    touches: tuple[tuple[str | int, int], ...]
    campaigns: dict[str, int]


def attribute(win: Win, touches: Iterable[Touch]) -> dict[Model, Attribution]:
    """The revenue by every model, exact to the minor unit.

    Raises ValueError for a negative lookback or a half-life below a second, and
    `NaiveMoment`.
    """
    counted = counted_touches(win, touches)
    return {model: _by_model(model, win, counted) for model in Model}


def counted_touches(win: Win, touches: Iterable[Touch]) -> list[Touch]:
    """The touches of the lookback, both ends included, each id once, by time, then id."""
    if win.lookback_days < 0 or _seconds(win.half_life_days) < 1:
        raise ValueError("lookback_days cannot be negative, nor half_life_days below a second")
    inside = [touch for touch in touches if 0 <= _age(win, touch) <= _seconds(win.lookback_days)]
    counted: dict[str | int, Touch] = {}
    for touch in sorted(inside, key=_order):
        counted.setdefault(touch.id, touch)
    return list(counted.values())


def _by_model(model: Model, win: Win, touches: Sequence[Touch]) -> Attribution:
    if not touches:
        return Attribution((), {NO_CAMPAIGN: win.revenue})
    units = spread(win.revenue, _weights(model, win, touches))
    campaigns = dict.fromkeys((touch.campaign for touch in touches), 0)
    for touch, part in zip(touches, units, strict=True):
        campaigns[touch.campaign] += part
    return Attribution(
        tuple((touch.id, part) for touch, part in zip(touches, units, strict=True)), campaigns
    )


def _weights(model: Model, win: Win, touches: Sequence[Touch]) -> Sequence[Fraction | int]:
    others = len(touches) - 1
    if model is Model.FIRST:
        return [1] + [0] * others
    if model is Model.LAST:
        return [0] * others + [1]
    if model is Model.LINEAR:
        return [1] * len(touches)
    if model is Model.POSITION:
        return _position(len(touches))
    return _decay(win, touches)


def _position(count: int) -> list[Fraction | int]:
    if count <= 2:
        return [1] * count
    middle = Fraction(1, 5) / (count - 2)
    return [Fraction(2, 5), *[middle] * (count - 2), Fraction(2, 5)]


def _decay(win: Win, touches: Sequence[Touch]) -> list[Fraction | int]:
    # Ages relative to the newest touch: a common factor cancels, so that touches whole
    # half-lives apart have exact weights, and true ties stay ties.
    newest = _age(win, touches[-1])
    half_life = _seconds(win.half_life_days)
    return [_halved((_age(win, touch) - newest) / half_life) for touch in touches]


def _halved(times: Fraction) -> Fraction:
    whole, part = divmod(times, 1)
    if part == 0:
        return Fraction(1, 2**whole)
    with localcontext(prec=_PRECISION):
        fine: Decimal = Decimal(2) ** (-Decimal(part.numerator) / Decimal(part.denominator))
    return Fraction(fine) * Fraction(1, 2**whole)


def _age(win: Win, touch: Touch) -> Fraction:
    return Fraction((utc(win.won_at) - utc(touch.at)) // _SECOND)


def _seconds(days: Decimal) -> Fraction:
    return Fraction(days) * (_DAY // _SECOND)


def _order(touch: Touch) -> tuple[datetime, bool, int, str]:
    is_number = isinstance(touch.id, int)
    return touch.at, not is_number, touch.id if isinstance(touch.id, int) else 0, str(touch.id)
