"""Cohort retention and repeat rate against a plain count, on Online Retail."""

from collections import defaultdict
from datetime import date, timedelta

import pandas as pd

from ml import cohort
from ml.evaluate.figure import Figure
from ml.evaluate.next_purchase import online_retail
from ml.lifetime.summary import purchase_days

END = pd.Timestamp("2011-11-30")
WITHIN = 90
Bought = dict[str, set[date]]


def figures() -> list[Figure]:
    """Cells that differ from the count, and whether the repeat rate does."""
    days = purchase_days(online_retail())
    bought: Bought = defaultdict(set)
    for customer, day in zip(days["customer"], days["day"], strict=True):
        if day <= END:
            bought[customer].add(day.date())
    found = cohort.retention(days, END)
    plain = _plain(bought)
    cells = {
        (str(month), after): int(n)
        for month, row in zip(found.active.index, found.active.to_numpy(), strict=True)
        for after, n in enumerate(row)
        if n > 0
    }
    off = sum(cells.get(key) != plain.get(key) for key in cells.keys() | plain.keys())
    told = cohort.repeat_rate(days, END, WITHIN)
    apart = abs(told.rate - _plain_rate(bought))
    note = f"repeat rate {told.rate:.3f} of {told.customers}"
    return [
        Figure("cohort cells that differ", off, f"of {len(plain)}", "0", "", off == 0),
        Figure("repeat rate off by", apart, "", "0", "", apart == 0, note),
    ]


def _plain(bought: Bought) -> dict[tuple[str, int], int]:
    """Customers by (month of first purchase, months since), counted one by one."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for days in bought.values():
        first = min(days)
        months = {(d.year - first.year) * 12 + d.month - first.month for d in days}
        for after in months:
            counts[f"{first:%Y-%m}", after] += 1
    return counts


def _plain_rate(bought: Bought) -> float:
    ripe = repeated = 0
    for days in bought.values():
        first = min(days)
        if first + timedelta(days=WITHIN) <= END.date():
            ripe += 1
            repeated += any(first < day <= first + timedelta(days=WITHIN) for day in days)
    return repeated / ripe
