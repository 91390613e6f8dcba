"""Who bought what: customers by products, and what was popular lately."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ml.frame import Floats

RECENT_DAYS = 90
FEWEST_RECENT = 50  # baskets; below it the window doubles
MOST_PRODUCTS = 3_000  # those bought most often; rarer ones are left out and counted
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class History:
    """Purchases until a moment. `bought[u, i]` is the number of days on which u bought i.

    `popular[i]` is the share of the recent baskets (customer and day) that held product i;
    `recent_days` is how far back they go.
    """

    customers: pd.Index
    products: pd.Index
    bought: csr_matrix
    popular: Floats
    recent_days: int

    def rows_of(self, customers: list[str]) -> Ints:
        """The row of each customer, −1 for those who never bought."""
        return np.asarray(self.customers.get_indexer(pd.Index(customers)), np.int64)


def of_rows(rows: pd.DataFrame) -> History:
    """The history in rows of customer, at, product; of a day's twins one is counted."""
    days = rows.assign(day=rows["at"].dt.normalize())
    lines = days.drop_duplicates(["customer", "day", "product"])
    kept = lines["product"].value_counts().index[:MOST_PRODUCTS]
    lines = lines[lines["product"].isin(kept)]
    who, customers = pd.factorize(lines["customer"], sort=True)
    what, products = pd.factorize(lines["product"], sort=True)
    shape = (len(customers), len(products))
    bought = csr_matrix((np.ones(len(lines)), (who, what)), shape=shape)
    popular, recent_days = _popular(lines.assign(what=what), len(products))
    return History(pd.Index(customers), pd.Index(products), bought, popular, recent_days)


def _popular(lines: pd.DataFrame, n_products: int) -> tuple[Floats, int]:
    """Shares of the baskets of the last ninety days, or of twice as many until there are 50."""
    last, first = lines["day"].max(), lines["day"].min()
    recent_days = RECENT_DAYS
    while True:
        recent = lines[lines["day"] > last - pd.Timedelta(days=recent_days)]
        baskets = len(recent.drop_duplicates(["customer", "day"]))
        if baskets >= FEWEST_RECENT or last - pd.Timedelta(days=recent_days) < first:
            break
        recent_days *= 2
    counts = np.bincount(recent["what"], minlength=n_products)
    return counts / max(baskets, 1), recent_days
