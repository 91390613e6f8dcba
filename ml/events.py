"""Purchase histories: rows of customer, time, product, amount, cleaned and cut at a date."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from ml.cleaning import Cleaning, Dropped
from ml.errors import BadFrame
from ml.frame import Floats, check_frame, dates, numbers, words

Until = str | date | datetime | None
DAY_NUMBERS = (19000101, 21001231)  # dates that a file holds as whole numbers

RUN_IN = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)$")
SHORT_YEAR = re.compile(r"^(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d\d)$")


@dataclass(frozen=True)
class Events:
    """`rows`: customer (text), at (UTC, naive), and product, amount where they were asked for.

    Sorted by time, then as given. `cleaning` says what was left out and why.
    """

    rows: pd.DataFrame
    cleaning: Cleaning


def read(frame: pd.DataFrame, needs: tuple[str, ...], until: Until = None) -> Events:
    """The usable rows of a frame, up to and including the day (or moment) `until`.

    `needs` names the columns beside customer and at: product, amount. Headers are matched
    without regard to case. Rows without a customer, date, product or amount, and returns
    (negative amounts), are dropped and counted. Raises `BadFrame` with the column at fault.
    """
    lowered = check_frame(_lower(frame), "customer")
    _all_there(lowered, ("at", *needs))
    at = _times(lowered["at"])
    rows = pd.DataFrame({"customer": _texts(lowered["customer"]), "at": at})
    reasons: list[tuple[str, pd.Series[bool]]] = [
        ("no customer", rows["customer"] == ""),
        ("no readable date", rows["at"].isna()),
    ]
    if "product" in needs:
        rows["product"] = _texts(lowered["product"])
        reasons.append(("no product", rows["product"] == ""))
    if "amount" in needs:
        rows["amount"] = _amounts(lowered["amount"])
        reasons.append(("no readable amount", rows["amount"].isna()))
        reasons.append(("a return, not a purchase", rows["amount"] < 0))
    if until is not None:
        reasons.append((f"after {until}", rows["at"] >= moment_after(until)))
    return _kept(rows, reasons)


def moment_after(until: str | date | datetime) -> pd.Timestamp:
    """The first moment (UTC, naive) that is not included any more: the next day's, of a day.

    Raises `BadFrame` when a text is no date.
    """
    try:
        stamp = pd.Timestamp(until)
    except ValueError as error:
        raise BadFrame(f"'{until}' is no date. Write it as 2025-06-30.", "until") from error
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    whole_day = stamp == stamp.normalize()
    return stamp + (pd.Timedelta(days=1) if whole_day else pd.Timedelta(microseconds=1))


def last_day(until: str | date | datetime) -> pd.Timestamp:
    """The day that `until` falls on."""
    return (moment_after(until) - pd.Timedelta(microseconds=1)).normalize()


def _lower(frame: pd.DataFrame) -> pd.DataFrame:
    """Known headers in small letters; the others as they are."""
    known = {"customer", "at", "product", "amount"}
    names = [str(name).strip() for name in frame.columns]
    return frame.set_axis([n.lower() if n.lower() in known else n for n in names], axis=1)


def _all_there(frame: pd.DataFrame, needs: tuple[str, ...]) -> None:
    for name in needs:
        if name not in frame.columns:
            raise BadFrame(
                f"There is no column '{name}'. Add it, or rename the one that holds it.", name
            )


def _texts(column: "pd.Series[Any]") -> "pd.Series[str]":
    codes, distinct = words(column)
    return pd.Series(np.array([*distinct, ""], dtype=object)[codes], dtype=object)


def _times(column: "pd.Series[Any]") -> "pd.Series[pd.Timestamp]":
    days = dates(_with_dashes(column))
    if not np.isfinite(days).any():
        raise BadFrame(
            "No value of column 'at' can be read as a date. Write dates as 2025-06-30.", "at"
        )
    micros = np.where(np.isfinite(days), np.round(days * 86_400e6), 0).astype("int64")
    stamps = pd.Series(micros.astype("datetime64[us]"))
    return stamps.where(np.isfinite(days))


def _with_dashes(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """19970930, as number or text, becomes 1997-09-30, and 1-Jan-14 1-Jan-2014."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    if pd.api.types.is_numeric_dtype(column.dtype):
        whole = pd.to_numeric(column, errors="coerce")
        whole = whole.where(whole.between(*DAY_NUMBERS))
        column = whole.map("{:.0f}".format, na_action="ignore").astype(object)
    codes, distinct = words(column)
    dashed = [SHORT_YEAR.sub(r"\1 \2 20\3", RUN_IN.sub(r"\1-\2-\3", w)) for w in distinct]
    return pd.Series(np.array([*dashed, ""], dtype=object)[codes], dtype=object)


def _amounts(column: "pd.Series[Any]") -> Floats:
    values = numbers(column)
    if not np.isfinite(values).any():
        raise BadFrame(
            "No value of column 'amount' can be read as a number. Write amounts as 1234.50.",
            "amount",
        )
    return values


def _kept(rows: pd.DataFrame, reasons: "list[tuple[str, pd.Series[bool]]]") -> Events:
    keep = np.ones(len(rows), bool)
    dropped = []
    for reason, bad in reasons:
        out = bad.to_numpy(bool) & keep
        dropped.append(Dropped(int(out.sum()), reason))
        keep &= ~out
    if not keep.any():
        said = ", ".join(f"{d.rows} {d.reason}" for d in dropped if d.rows)
        raise BadFrame(f"No usable row is left ({said}). Fill in these columns.", "customer")
    used = rows[keep].sort_values("at", kind="stable").reset_index(drop=True)
    return Events(used, Cleaning(len(rows), len(used), tuple(d for d in dropped if d.rows), ()))
