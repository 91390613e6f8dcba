"""The forecast by calendar week, month and quarter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ml.revenue.quarterly import Window, forecast
from ml.revenue.value import Forecast, Won

Period = Literal["week", "month", "quarter"]
MONTHS: dict[Period, int] = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class PeriodForecast:
    """One calendar period: its first day, the day after its last, what is in and what is due.

    `won_so_far` (minor units) lies before the day of the forecast; `rest` is the forecast of the
    days from then on. Their sum is what the period is expected to bring.
    """

    first_on: date
    end_on: date
    won_so_far: int
    rest: Forecast

    @property
    def total(self) -> int | None:
        """Won so far plus the rest, in minor units; None where the rest is not forecast."""
        return None if self.rest.value is None else self.won_so_far + self.rest.value


def by_period(
    won: Sequence[Won],
    as_of: date,
    period: Period = "month",
    ahead: int = 3,
    since: date | None = None,
) -> list[PeriodForecast]:
    """Forecast the running period and those after it, `ahead` in all; weeks start on Monday."""
    found = []
    for first, end in _spans(as_of, period, ahead):
        begin = max(first, as_of)
        window = Window((end - begin).days, (begin - as_of).days)
        so_far = sum(amount for day, amount in won if first <= day < begin)
        found.append(PeriodForecast(first, end, so_far, forecast(won, as_of, window, since)))
    return found


def _spans(as_of: date, period: Period, ahead: int) -> Iterator[tuple[date, date]]:
    if period == "week":
        first = as_of - timedelta(days=as_of.weekday())
        for i in range(ahead):
            yield first + timedelta(days=7 * i), first + timedelta(days=7 * (i + 1))
        return
    size = MONTHS[period]
    month = (as_of.year * 12 + as_of.month - 1) // size * size
    for i in range(ahead):
        yield _month(month + i * size), _month(month + (i + 1) * size)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)
