"""Quantities and durations: 20 licences, 5套, 90 minutes, 两周."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count of something; `unit` is the word as written, lower case, or empty."""

    amount: Decimal
    unit: str
    text: str

    def words(self) -> str:
        """The canonical text; reading it gives the same quantity."""
        return f"{self.amount:f} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar months, whole days and seconds are kept apart.

    A month has no fixed number of days, and a day across a change of the clocks none of hours.
    """

    months: int
    days: int
    seconds: int
    text: str

    def words(self) -> str:
        """The canonical text; reading it gives the same duration."""
        named = ((self.months, "months"), (self.days, "days"), (self.seconds, "seconds"))
        return " ".join(f"{count} {name}" for count, name in named if count) or "0 seconds"


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that the whole text names, or None."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return Quantity(amount, "", text) if amount.is_finite() else None


def parse_duration(text: str) -> Duration | None:
    """The duration that the whole text names, or None."""
    number = text.strip().removesuffix("minutes").strip()
    return Duration(0, 0, int(number) * 60, text) if number.isascii() and number.isdigit() else None
