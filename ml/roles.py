"""Which role each column plays: found by looking at its values, shown to the person."""

from typing import Any

import numpy as np
import pandas as pd

from ml import frame as frames
from ml import when
from ml.frame import Column, Floats, Role

MANY = 0.3  # of the rows: more distinct words than this are names, not categories
MANY_AT_MOST = 1000
LONG_WORDS = 6  # words a value on average, from which a text is written freely
UNIQUE_SHARE = 0.95


def find(frame: pd.DataFrame, target: str, time: str | None) -> list[Column]:
    """The role of every column of a checked frame, in its order; leaks are found elsewhere."""
    found: list[Column] = []
    seen: dict[bytes, str] = {}
    for name in frame.columns:
        column = _given(name, target, time) or _look(name, frame[name])
        found.append(_or_copy(column, frame[name], seen))
    return found


def _given(name: str, target: str, time: str | None) -> Column | None:
    if name == target:
        return Column(name, "target")
    return Column(name, "time", "orders the records") if name == time else None


def _or_copy(column: Column, series: "pd.Series[Any]", seen: dict[bytes, str]) -> Column:
    """The column, or the news that an earlier one holds exactly the same values."""
    if column.role not in frames.USABLE:
        return column
    key = pd.util.hash_pandas_object(series, index=False).to_numpy().tobytes()
    if key in seen:
        return Column(column.name, "copy", f"the same values as '{seen[key]}'")
    seen[key] = column.name
    return column


def _look(name: str, series: "pd.Series[Any]") -> Column:
    if frames.is_textual(series):
        return _textual(name, series)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return _by_values(name, "date", frames.dates(series))
    values = frames.numbers(series)
    found = _by_values(name, "number", values)
    return found if found.role != "number" else _number_or_key(name, values)


def _by_values(name: str, role: Role, values: Floats) -> Column:
    filled = values[np.isfinite(values)]
    if not len(filled):
        return Column(name, "empty", "no row is filled in")
    if (filled == filled[0]).all() and len(filled) == len(values):
        return Column(name, "constant", f"always {filled[0]:g}")
    return Column(name, role)


def _number_or_key(name: str, values: Floats) -> Column:
    filled = values[np.isfinite(values)]
    whole = bool((filled == np.floor(filled)).all())
    distinct = len(np.unique(filled)) / len(filled)
    keyed = frames.ID_NAME.search(_split_case(name)) is not None
    if whole and keyed and len(filled) >= 20 and distinct > UNIQUE_SHARE:
        return Column(name, "identifier", "a different number in every row")
    return Column(name, "number")


def _split_case(name: str) -> str:
    """'customerID' as 'customer ID', so that the words of a name can be told apart."""
    return "".join(
        f" {sign}" if sign.isupper() and at and name[at - 1].islower() else sign
        for at, sign in enumerate(name.replace("_", " "))
    )


def _textual(name: str, series: "pd.Series[Any]") -> Column:
    codes, distinct = frames.words(series)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    filled = {word: int(n) for word, n in zip(distinct, counts, strict=True) if word}
    total = sum(filled.values())
    if not filled:
        return Column(name, "empty", "no row is filled in")
    if len(filled) == 1 and total == len(series):
        return Column(name, "constant", f"always '{next(iter(filled))}'")
    return _readable(name, filled, total) or _wordy(name, filled, total)


def _readable(name: str, filled: dict[str, int], total: int) -> Column | None:
    weights = np.array(list(filled.values()))
    as_numbers = np.array([frames.number_of(word) for word in filled])
    as_days = np.array(when.days(list(filled)))
    readings: tuple[tuple[Role, Floats], ...] = (("number", as_numbers), ("date", as_days))
    for role, values in readings:
        read = int(weights[np.isfinite(values)].sum())
        if read >= frames.READABLE_SHARE * total:
            unread = f"{total - read} values are no {role} and count as missing"
            return Column(name, role, unread if read < total else "")
    return None


def _wordy(name: str, filled: dict[str, int], total: int) -> Column:
    share = len(filled) / total
    length = sum(len(word.split()) * n for word, n in filled.items()) / total
    if share > 0.5 and length >= LONG_WORDS:
        return Column(name, "free text", f"{length:.0f} words a value")
    if share > UNIQUE_SHARE and total >= 20:
        return Column(name, "identifier", "a different value in every row")
    if len(filled) > MANY_AT_MOST or (share > MANY and len(filled) > 20):
        return Column(name, "too many categories", f"{len(filled)} different values")
    return Column(name, "category")
