"""The next purchase date beside the customer's own median gap, on three shops."""

import numpy as np
import pandas as pd

from ml import events, next_purchase
from ml.evaluate.figure import Figure, data
from ml.evaluate.lifetime import cdnow
from ml.evaluate.recommend import groceries
from ml.lifetime.summary import purchase_days

HORIZON = 90


def online_retail() -> pd.DataFrame:
    """Rows of customer, at, amount; cancellations and rows without a customer left out."""
    frame = pd.read_csv(data("online_retail_invoices.csv"))
    kept = frame[~frame["InvoiceNo"].astype(str).str.startswith("C")]
    named = kept.rename(columns={"CustomerID": "customer", "InvoiceDate": "at"})
    return events.read(
        named.assign(amount=named["Quantity"] * named["UnitPrice"]), ("amount",)
    ).rows


def figures() -> list[Figure]:
    """MAE in days and the interval's coverage, of those who came back within ninety days."""
    shops = (
        ("Online Retail", online_retail(), "2011-09-01"),
        ("CDNOW", events.read(cdnow(), ()).rows, "1997-09-30"),
        ("groceries", groceries(), "2015-09-30"),
    )
    return [f for name, rows, day in shops for f in _shop(name, rows, pd.Timestamp(day))]


def _shop(name: str, rows: pd.DataFrame, end: pd.Timestamp) -> list[Figure]:
    days = purchase_days(rows)
    said = next_purchase.predict(days, end, HORIZON)
    later = days[(days["day"] > end) & (days["day"] <= end + pd.Timedelta(days=HORIZON))]
    came = later.groupby("customer")["day"].min()
    table = said.table[said.table["customer"].isin(came.index)]
    actual = pd.to_datetime(came.reindex(table["customer"])).to_numpy()
    own = np.asarray((table["median_gap"] - table["silent"]).clip(1, HORIZON), np.float64)
    ahead = (actual - end.to_datetime64()) / np.timedelta64(1, "D")
    miss = np.abs((table["next_on"].to_numpy() - actual) / np.timedelta64(1, "D"))
    mae, own_mae = float(miss.mean()), float(np.abs(own - ahead).mean())
    note = f"own median gap {own_mae:.1f}, {len(table)} customers, {said.method}"
    inside = (table["low_on"].to_numpy() <= actual) & (actual <= table["high_on"].to_numpy())
    cover = float(inside.mean())
    return [
        Figure(
            f"next purchase {name} MAE", mae, "days", "≤ own median gap", "", mae <= own_mae, note
        ),
        Figure(
            f"next purchase {name} covers",
            cover,
            "",
            ".65–.95",
            "",
            0.65 <= cover <= 0.95,
            "80 % interval",
        ),
    ]
