"""Lifetime value: how often a customer will buy, for how much, and whether they still do.

days = purchase_days(events.read(frame, ("amount",), until).rows)
model = fit(days, end)
model.predict(summarise(days, end), weeks=39)
"""

from datetime import date, datetime

import pandas as pd

from ml import events
from ml.errors import BadFrame
from ml.lifetime.summary import Summary, purchase_days, summarise
from ml.lifetime.value import Lifetime, fit

__all__ = ["Lifetime", "Summary", "fit", "from_frame", "purchase_days", "summarise"]


def from_frame(frame: pd.DataFrame, until: str | date | datetime, weeks: float) -> pd.DataFrame:
    """Columns customer, purchases, value, alive for the `weeks` after the day `until`.

    `frame` has the columns customer, at, amount; rows after `until` are left out. Highest value
    first. `attrs` holds `cleaning` (`ml.cleaning.Cleaning`), `method` (bg, mbg, own_rate) and
    `reason` (empty, or why only a simple rate could be given). Raises `BadFrame`.
    """
    if not weeks > 0:
        raise BadFrame("The number of weeks must be above 0.", "weeks")
    read = events.read(frame, ("amount",), until)
    days, end = purchase_days(read.rows), events.last_day(until)
    model = fit(days, end)
    answer = model.predict(summarise(days, end), weeks)
    answer = answer.sort_values(["value", "customer"], ascending=[False, True], ignore_index=True)
    answer.attrs.update(cleaning=read.cleaning, method=model.method, reason=model.reason)
    return answer
