"""Amounts of money and percentages as values."""

from dataclasses import dataclass
from decimal import Decimal
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
        return f"{shown(self.amount)} {self.currency}"


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
        return f"{shown(self.value)}%" + (" off" if self.discount else "")


@dataclass(frozen=True, slots=True)
class FoundPercent:
    """A percentage inside a longer text: `text[start:end]` are its words."""

    start: int
    end: int
    percent: Percent


def shown(number: Decimal) -> str:
    """A number that reads back: three digits behind a point could be thousands, four cannot."""
    text = f"{number:f}"
    return f"{text}0" if text[-4:-3] == "." else text
