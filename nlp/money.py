"""Amounts of money and percentages, exact, in English and Chinese."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

Yuan = Literal["CNY", "JPY"]


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in major units; `stated` says whether the text named the currency.

    Without a currency, and with 元 or 块, it is the base currency and `stated` is false.
    """

    amount: Decimal
    currency: str
    text: str
    stated: bool = False

    def words(self) -> str:
        """The canonical text, `12000.50 EUR`; reading it gives the same amount."""
        return f"{self.amount:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class FoundMoney:
    """An amount inside a longer text: `text[start:end]` are its words."""

    start: int
    end: int
    money: Money


@dataclass(frozen=True, slots=True)
class Percent:
    """An exact percentage, 20 for 20 %; `discount` says that it is taken off (20% off, 八折)."""

    value: Decimal
    discount: bool
    text: str

    def words(self) -> str:
        """The canonical text; reading it gives the same percentage."""
        return f"{self.value:f}%" + (" off" if self.discount else "")


def parse(text: str, base_currency: str, *, yuan: Yuan = "CNY") -> Money | None:
    """The amount that the whole text names, or None.

    `yuan` is what a bare ¥ means in this workspace.
    """
    _ = yuan
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return Money(amount, base_currency, text) if amount.is_finite() else None


def find(text: str, base_currency: str, *, yuan: Yuan = "CNY") -> list[FoundMoney]:
    """The amounts inside a longer text, from left to right: those with a currency or a scale."""
    money = parse(text, base_currency, yuan=yuan)
    return [FoundMoney(0, len(text), money)] if money else []


def parse_percent(text: str) -> Percent | None:
    """The percentage that the whole text names (15%, 20% off, 八折, 百分之二十), or None."""
    try:
        value = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return Percent(value, discount=False, text=text) if value.is_finite() else None
