"""What to offer whom: popularity, collaborative, content-based and hybrid, whichever earned it.

Nothing replaces recent popularity that was not better on the newest part of the past; the answer
says which recipe it used and why.
"""

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from ml import events
from ml.errors import BadFrame
from ml.recommend.answer import Recommender, build
from ml.recommend.attributes import of_names
from ml.recommend.baskets import Pair, together
from ml.recommend.choose import Choice

__all__ = ["Choice", "Pair", "Recommender", "build", "from_frame", "together"]


def from_frame(
    frame: pd.DataFrame,
    customer: str | None = None,
    top: int = 10,
    until: str | date | datetime | None = None,
    products: pd.DataFrame | None = None,
    segments: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Columns customer, rank, product, score, reason; for one customer or everyone who bought.

    `frame` has the columns customer, at, product (and amount, not needed); rows after `until`
    are left out. `products`: a table with the column product and any attributes; products in
    it that nobody has bought are recommended from these. `segments`: customer → segment.
    `attrs` holds `cleaning`, `method` (the recipe), `reason` (of `Choice`) and `table`.
    Raises `BadFrame`.
    """
    if top < 1:
        raise BadFrame("The number of products must be at least 1.", "top")
    read = events.read(frame, ("product",), until)
    attributes = of_names(sorted(set(read.rows["product"]))) if products is None else products
    if "product" not in attributes.columns:
        raise BadFrame("The table of products needs a column 'product'.", "product")
    recommender = build(read.rows, attributes, segments or {})
    answer = recommender.recommend(None if customer is None else [str(customer)], top)
    choice = recommender.choice
    answer.attrs.update(
        cleaning=read.cleaning, method=choice.recipe.name, reason=choice.reason, table=choice.table
    )
    return answer
