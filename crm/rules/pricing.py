"""The amounts of a priced document: lines, overall discount, taxes, total.

Every step rounds where an accountant's paper does, so that what is printed on the lines
adds up to what is printed below (EN 16931, rule BR-CO-17 for the tax of each rate).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from crm.rules.currency import units_per_one
from crm.rules.money import Rounding, rounded, rounded_to_step, spread


class TaxRounding(StrEnum):
    """Whether tax is rounded once per rate, or on each line and then summed."""

    TOTAL = "total"
    LINE = "line"


@dataclass(frozen=True)
class Line:
    """One line; a negative quantity is a return. Rates and percentages as 19 for 19 %.

    `unit_price` is in major units; `discount_amount` in minor units, off the whole line.
    At most one of the two discounts may be given.
    """

    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    discount_percent: Decimal | None = None
    discount_amount: int | None = None


@dataclass(frozen=True)
class Discount:
    """The overall discount: a percentage of the subtotal, or minor units; exactly one."""

    percent: Decimal | None = None
    amount: int | None = None


@dataclass(frozen=True)
class Document:
    """What is priced, with the books' settings; `cash_step` in minor units."""

    currency: str
    lines: tuple[Line, ...]
    tax_included: bool = False
    rounding: Rounding = Rounding.HALF_UP
    tax_rounding: TaxRounding = TaxRounding.TOTAL
    discount: Discount | None = None
    cash_step: int | None = None


@dataclass(frozen=True)
class Tax:
    """One rate's base (without tax) and tax, in minor units."""

    rate: Decimal
    base: int
    tax: int


@dataclass(frozen=True)
class Priced:
    """The amounts in minor units; total = net + tax + cash_rounding.

    `lines` are after their own discounts, `parts` their shares of the overall discount,
    `taxes` by rising rate.
    """

    lines: tuple[int, ...]
    parts: tuple[int, ...]
    subtotal: int
    discount: int
    taxes: tuple[Tax, ...]
    net: int
    tax: int
    cash_rounding: int
    total: int


def priced(document: Document) -> Priced:
    """The document's amounts.

    Raises `UnknownCurrency`, and ValueError for two discounts at once, a negative tax rate,
    a cash step that is not positive, or a discount over lines that sum to zero.
    """
    amounts = tuple(
        line_amount(line, document.currency, document.rounding) for line in document.lines
    )
    subtotal = sum(amounts)
    discount = _overall(document.discount, subtotal, document.rounding)
    parts = tuple(spread(discount, amounts))
    charged = [amount - part for amount, part in zip(amounts, parts, strict=True)]
    taxes = tuple(_taxes(document, charged))
    net, tax = sum(each.base for each in taxes), sum(each.tax for each in taxes)
    step = document.cash_step
    total = net + tax if step is None else rounded_to_step(net + tax, step, document.rounding)
    return Priced(
        lines=amounts,
        parts=parts,
        subtotal=subtotal,
        discount=discount,
        taxes=taxes,
        net=net,
        tax=tax,
        cash_rounding=total - net - tax,
        total=total,
    )


def line_amount(line: Line, currency: str, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The line in minor units after its own discount, rounded once."""
    exact = Fraction(line.quantity) * Fraction(line.unit_price) * units_per_one(currency)
    if line.discount_percent is None:
        return rounded(exact, rounding) - (line.discount_amount or 0)
    if line.discount_amount is not None:
        raise ValueError("a line has either a discount_percent or a discount_amount, not both")
    return rounded(exact * (1 - Fraction(line.discount_percent) / 100), rounding)


def _overall(discount: Discount | None, subtotal: int, rounding: Rounding) -> int:
    if discount is None:
        return 0
    if (discount.percent is None) == (discount.amount is None):
        raise ValueError("a discount is either a percent or an amount")
    if discount.percent is None:
        return discount.amount or 0
    return rounded(subtotal * Fraction(discount.percent) / 100, rounding)


def _taxes(document: Document, charged: Sequence[int]) -> list[Tax]:
    # Equal decimals hash alike: 19 and 19.0 are one rate.
    by_rate: dict[Decimal, list[int]] = {}
    for line, amount in zip(document.lines, charged, strict=True):
        by_rate.setdefault(line.tax_rate, []).append(amount)
    return [_tax(document, rate, by_rate[rate]) for rate in sorted(by_rate)]


def _tax(document: Document, rate: Decimal, amounts: list[int]) -> Tax:
    if rate < 0:
        raise ValueError(f"a tax rate cannot be negative: {rate}")
    whole = sum(amounts)
    rounded_once = [whole] if document.tax_rounding is TaxRounding.TOTAL else amounts
    percent = Fraction(rate)
    factor = percent / (100 + percent) if document.tax_included else percent / 100
    tax = sum(rounded(amount * factor, document.rounding) for amount in rounded_once)
    return Tax(rate, whole - tax if document.tax_included else whole, tax)
