"""Amounts of money and percentages, exact, in English and Chinese.

Vague amounts (about 5k, 两三万) and ones that could be two (1.234) are not understood.
"""

from nlp.money.amounts import find, parse
from nlp.money.percents import find_percents, parse_percent
from nlp.money.values import FoundMoney, FoundPercent, Money, Percent, Yuan

__all__ = [
    "FoundMoney",
    "FoundPercent",
    "Money",
    "Percent",
    "Yuan",
    "find",
    "find_percents",
    "parse",
    "parse_percent",
]
