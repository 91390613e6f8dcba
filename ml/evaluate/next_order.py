"""The next order's amount on Online Retail: known before 2011-06-01, judged from 2011-09-01."""

import pandas as pd

from ml import asof, orders, purchase_amount
from ml.asof import Window
from ml.evaluate.figure import Figure, data
from ml.fitted import Fitted

TRAIN, TEST = pd.Timestamp("2011-06-01"), pd.Timestamp("2011-09-01")
EARLIER = ("2011-02-01", "2011-03-01", "2011-04-01", "2011-05-01")


def retail() -> pd.DataFrame:
    """Orders that stood: customer, at, amount (quantity × unit price), quantity, price, country."""
    read = pd.read_csv(data("online_retail_invoices.csv"), dtype={"InvoiceNo": str})
    rows = pd.DataFrame(
        {
            "customer": read["CustomerID"],
            "at": pd.to_datetime(read["InvoiceDate"], format="%m/%d/%Y %H:%M"),
            "amount": read["Quantity"] * read["UnitPrice"],
            "quantity": read["Quantity"],
            "price": read["UnitPrice"],
            "country": read["Country"],
        }
    ).dropna(subset=["customer"])
    cancelled = read.loc[rows.index, "InvoiceNo"].str.startswith("C")
    bought = rows[~cancelled & (rows["amount"] > 0)]
    return orders.standing(bought, rows[cancelled])


def figures() -> list[Figure]:
    """MAE of the fitted model beside the shrunk own mean and ordinary least squares."""
    rows = retail()
    windows = [Window(pd.Timestamp(day), TRAIN) for day in EARLIER] + [Window(TRAIN, TEST)]
    train = asof.snapshots(rows, windows, orders.features, orders.next_amount)
    test = asof.snapshots(rows, [Window(TEST)], orders.features, orders.next_amount)
    actual = test["outcome"]
    own = (test["mean amount"] * test["orders"] + train["outcome"].mean()) / (test["orders"] + 1)
    newest = train[train["as_of"] == TRAIN]
    model = purchase_amount.fit(train.drop(columns="record"), "outcome", time="as_of")
    single = purchase_amount.fit(newest.drop(columns=["record", "as_of"]), "outcome")
    plain = purchase_amount.fit(
        newest.drop(columns=["record", "as_of", "country"]), "outcome", algorithm="linear"
    )
    least = float((plain.predict(test)["prediction"] - actual).abs().mean())
    beside = f"shrunk own mean {(own - actual).abs().mean():.0f}, least squares {least:.0f}, "
    beside += f"{len(test)} customers, {model.algorithm}"
    return [_mae("five snapshots", model, test, beside), _mae("one snapshot", single, test, beside)]


def _mae(name: str, model: Fitted, test: pd.DataFrame, beside: str) -> Figure:
    said = model.predict(test)
    error = (said["prediction"] - test["outcome"]).abs()
    mae, sd = float(error.mean()), float(error.std() / len(error) ** 0.5)
    low = float(said["prediction"].min())
    inside = float(test["outcome"].between(said["low"], said["high"]).mean())
    note = f"±{1.96 * sd:.0f}; least {low:.0f}; 80 % interval holds {inside:.0%}; {beside}"
    holds = mae <= 375 and low >= 0
    return Figure(
        f"next order amount, {name}, MAE", mae, "", "≤ 375, none negative", "≤ 360", holds, note
    )
