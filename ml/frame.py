"""A frame's columns: what each holds, and what it may be used for.

Text columns are looked at through their distinct values only: a column of a million words with
three different ones costs one hash pass.
"""

import math
import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml import when
from ml.errors import BadFrame

Role = Literal[
    "number",
    "category",
    "date",
    "target",
    "time",
    "identifier",
    "constant",
    "empty",
    "copy",
    "free text",
    "too many categories",
    "leaked",
]
Floats = NDArray[np.float64]
USABLE: frozenset[Role] = frozenset({"number", "category", "date"})

# What people and other CRMs write for "nobody filled this in".
MISSING_WORDS = frozenset(
    ("", "select", "-", "--", "?", "n/a", "na", "nan", "nat", "null", "none", "#n/a", "<na>")
)
MISSING_WORDS_ZH = frozenset(("无", "未知", "未填写"))
UNCHOSEN = "(not chosen)"
READABLE_SHARE = 0.9  # of a text column's filled rows must read as numbers (dates) to be one
NOISE = re.compile(r"[\s,$€£¥%]")
ID_NAME = re.compile(
    r"(^|[^a-z])(id|uuid|guid|number|no|nr|num|key|code|ref|编号)([^a-z]|$)", re.IGNORECASE
)


@dataclass(frozen=True)
class Column:
    """One column's role, and why it has it (empty when it is simply used)."""

    name: str
    role: Role
    note: str = ""


def text_of(name: object) -> str:
    """A column's name as people read it, its blanks trimmed."""
    return str(name).strip()


def is_missing_word(value: str) -> bool:
    """Whether a text means that nobody filled this in."""
    return value.lower() in MISSING_WORDS or value in MISSING_WORDS_ZH


def check_frame(frame: pd.DataFrame, target: str) -> pd.DataFrame:
    """The frame with text names and single columns; raises `BadFrame` where it cannot be used."""
    if frame.empty:
        raise BadFrame("The file has no rows. Give it a header line and one line for each record.")
    named = frame.set_axis([text_of(name) for name in frame.columns], axis=1)
    named = _without_twins(named)
    if target not in named.columns:
        raise BadFrame(
            f"There is no column '{target}'. The columns are: {_some(list(named.columns))}.", target
        )
    return named.reset_index(drop=True)


def _without_twins(frame: pd.DataFrame) -> pd.DataFrame:
    twice = frame.columns[frame.columns.duplicated()].unique()
    for name in twice:
        same = frame.loc[:, frame.columns == name]
        if not all(same.iloc[:, 0].equals(same.iloc[:, i]) for i in range(1, same.shape[1])):
            raise BadFrame(
                f"Two columns are called '{name}' and differ. Rename or remove one of them.",
                str(name),
            )
    return frame.loc[:, ~frame.columns.duplicated()] if len(twice) else frame


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:12])
    return shown if len(names) <= 12 else f"{shown} and {len(names) - 12} more"


def is_textual(series: "pd.Series[Any]") -> bool:
    """Whether the column holds words (or mixed things) rather than numbers, truths or dates."""
    return not (
        pd.api.types.is_numeric_dtype(series.dtype)
        or pd.api.types.is_bool_dtype(series.dtype)
        or pd.api.types.is_datetime64_any_dtype(series.dtype)
    )


def words(series: "pd.Series[Any]") -> tuple[NDArray[np.intp], list[str]]:
    """(code a row, distinct words); trimmed; code −1 and the empty word mean missing."""
    codes, trimmed = _distinct(series)
    return codes, ["" if is_missing_word(word) else word for word in trimmed]


def _distinct(series: "pd.Series[Any]") -> tuple[NDArray[np.intp], list[str]]:
    codes: NDArray[np.intp]
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes, distinct = np.array(series.cat.codes, np.intp), series.cat.categories
    else:
        found, distinct = pd.factorize(series, use_na_sentinel=True)
        codes = np.asarray(found, np.intp)
    return codes, [_word(value) for value in distinct]


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def placeholders(series: "pd.Series[Any]") -> tuple[NDArray[np.intp], list[str]]:
    """As `words`, but a word for "not chosen" (Select, -) is told from a blank: it is `UNCHOSEN`.

    Both are missing; that somebody saw the question and left it open can still tell something.
    """
    codes, distinct = _distinct(series)
    return codes, [UNCHOSEN if word and is_missing_word(word) else word for word in distinct]


def spread(codes: NDArray[np.intp], values: Floats) -> Floats:
    """A value for each row from a value for each distinct word; NaN for code −1."""
    return np.append(values, np.nan)[codes]


def number_of(word: str) -> float:
    """'1,234.50', '€12', '15%' as numbers; NaN for anything else, infinity included."""
    try:
        value = float(NOISE.sub("", word))
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def numbers(series: "pd.Series[Any]") -> Floats:
    """The column as numbers, NaN where it holds none; truths are 0 and 1."""
    if is_textual(series):
        codes, distinct = words(series)
        return spread(codes, np.array([number_of(word) for word in distinct], float))
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return dates(series)
    raw = pd.to_numeric(series, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    values: Floats = np.asarray(raw, np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def dates(series: "pd.Series[Any]", *, day_first: bool | None = None) -> Floats:
    """The column as days since 1970 (UTC), NaN where it holds no date; see `when.days`."""
    if is_textual(series):
        codes, distinct = words(series)
        return spread(codes, np.array(when.days(distinct, day_first=day_first), float))
    stamps = pd.to_datetime(series, utc=True, errors="coerce")
    days = (stamps - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)
    return np.array(days, np.float64)


def day_first(series: "pd.Series[Any]") -> bool:
    """Whether the column's dates can only be read with the day first (25/03/2024)."""
    if not is_textual(series):
        return False
    return when.puts_day_first([when.parts_of(word) for word in words(series)[1]])


def number_in(value: object) -> float:
    """One cell as `numbers` reads it in a column."""
    if isinstance(value, str):
        return np.nan if is_missing_word(value.strip()) else number_of(value)
    if isinstance(value, int | float | np.number | np.bool_):
        return float(value) if math.isfinite(value) else np.nan
    return dates(pd.Series([value]))[0] if isinstance(value, pd.Timestamp) else np.nan


def word_in(value: object) -> str:
    """One cell as a category's column reads it: empty for a blank, `UNCHOSEN` for its words."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return ""
    word = _word(value)
    return UNCHOSEN if word and is_missing_word(word) else word


def readable_share(values: Floats, filled: int) -> float:
    """Share of a column's filled rows that could be read."""
    return float(np.isfinite(values).sum() / filled) if filled else 0.0
