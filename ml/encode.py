"""A frame as numbers: done once, by column, the same at fitting and at prediction.

Numbers stay numbers (NaN for missing); categories become small whole codes. No one-hot frame is
ever built: linear models look their weights up by code, trees split on the codes' own values.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml import frame as frames
from ml.errors import BadFrame
from ml.frame import Column, Floats

LEVELS = 60  # categories kept by name; the rest share one code
FEW = 64  # rows that are read cell by cell
MIN_ROWS = 5  # a category seen less often is one of the rest
MISSING, OTHER, UNCHOSEN = 0, 1, 2  # the codes before those of the named categories
FIRST = 3

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class NumberColumn:
    """A column read as numbers or as days since 1970."""

    name: str
    is_date: bool = False
    day_first: bool = False

    def read(self, series: "pd.Series[Any]") -> Floats:
        """The values of a column of this name."""
        if self.is_date:
            return frames.dates(series, day_first=self.day_first)
        return frames.numbers(series)


@dataclass(frozen=True)
class CategoryColumn:
    """A column of words: codes 0 missing, 1 rare or unseen, 2 not chosen, then `levels`."""

    name: str
    levels: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The code of each known word."""
        own = {word: at + FIRST for at, word in enumerate(self.levels)}
        return own | {frames.UNCHOSEN: UNCHOSEN, "": MISSING}

    @property
    def words(self) -> list[str]:
        """What each code means, as people read it."""
        return ["(missing)", "(other)", frames.UNCHOSEN, *self.levels]


@dataclass(frozen=True)
class Table:
    """Encoded rows: `numbers` (rows × number columns, NaN missing), `codes` (rows × words)."""

    numbers: Floats
    codes: Codes

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Table":
        """The named rows only."""
        return Table(self.numbers[rows], self.codes[rows])


@dataclass(frozen=True)
class Encoder:
    """How each used column is read; learned by `learn`, applied by `encode`."""

    numbers: tuple[NumberColumn, ...]
    categories: tuple[CategoryColumn, ...]

    @property
    def names(self) -> list[str]:
        """The used columns: numbers first, then categories."""
        return [c.name for c in self.numbers] + [c.name for c in self.categories]

    def encode(self, frame: pd.DataFrame) -> Table:
        """Raises `BadFrame` naming the columns that the model needs and the frame lacks."""
        named = _with(frame, self.names)
        table = Table(
            np.empty((len(frame), len(self.numbers))),
            np.empty((len(frame), len(self.categories)), np.int32),
        )
        if len(frame) <= FEW:
            self._encode_few(named, table)
            return table
        for at, number in enumerate(self.numbers):
            table.numbers[:, at] = number.read(named[number.name])
        for at, category in enumerate(self.categories):
            table.codes[:, at] = _codes(named[category.name], category.places)
        return table

    def _encode_few(self, named: pd.DataFrame, table: Table) -> None:
        """The same cell by cell: with a few rows pandas would spend most of the time."""
        cells = dict(zip(named.columns, named.to_numpy(object).T, strict=True))
        for at, number in enumerate(self.numbers):
            if number.is_date:
                table.numbers[:, at] = number.read(named[number.name])
            else:
                table.numbers[:, at] = [frames.number_in(v) for v in cells[number.name]]
        for at, category in enumerate(self.categories):
            words = (frames.word_in(value) for value in cells[category.name])
            table.codes[:, at] = [category.places.get(word, OTHER) for word in words]

    def unseen(self, frame: pd.DataFrame) -> dict[str, list[str]]:
        """By column: the words that were not there, or too rare, at fitting (at most five)."""
        found = {}
        named = _with(frame, self.names)
        for column in self.categories:
            _, distinct = frames.words(named[column.name])
            strange = sorted({w for w in distinct if w} - set(column.levels))
            if strange:
                found[column.name] = strange[:5]
        return found

    def state(self) -> dict[str, Any]:
        """The encoder as plain JSON values."""
        return {
            "numbers": [[c.name, c.is_date, c.day_first] for c in self.numbers],
            "categories": [[c.name, list(c.levels)] for c in self.categories],
        }

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Encoder":
        """The encoder that `state` described."""
        return cls(
            tuple(NumberColumn(str(n), bool(d), bool(f)) for n, d, f in state["numbers"]),
            tuple(CategoryColumn(str(n), tuple(map(str, v))) for n, v in state["categories"]),
        )


def learn(frame: pd.DataFrame, columns: list[Column], min_rows: int = MIN_ROWS) -> Encoder:
    """The encoder of the usable columns of a checked frame."""
    usable = [c for c in columns if c.role in frames.USABLE]
    return Encoder(
        tuple(_number(frame[c.name], c) for c in usable if c.role != "category"),
        tuple(_levels(frame[c.name], min_rows) for c in usable if c.role == "category"),
    )


def _levels(series: "pd.Series[Any]", min_rows: int) -> CategoryColumn:
    codes, distinct = frames.words(series)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    seen: dict[str, int] = {}
    for word, n in zip(distinct, counts, strict=True):
        if word:
            seen[word] = seen.get(word, 0) + int(n)
    often = sorted((-n, word) for word, n in seen.items() if n >= min_rows)
    return CategoryColumn(str(series.name), tuple(word for _, word in often[:LEVELS]))


def _number(series: "pd.Series[Any]", column: Column) -> NumberColumn:
    is_date = column.role == "date"
    return NumberColumn(column.name, is_date, is_date and frames.day_first(series))


def _codes(series: "pd.Series[Any]", places: dict[str, int]) -> Codes:
    codes, distinct = frames.placeholders(series)
    own = [places.get(word, OTHER) for word in distinct]
    return np.array([*own, MISSING], np.int32)[codes]


def _with(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    if set(names) <= set(frame.columns) and frame.columns.is_unique:
        return frame
    named = frame.set_axis([frames.text_of(name) for name in frame.columns], axis=1)
    lacking = [name for name in names if name not in named.columns]
    if lacking:
        raise BadFrame(
            f"The model needs the column{'s' * (len(lacking) > 1)} {', '.join(lacking)}, which "
            "the file lacks. Add them (empty values are allowed) or fit without them.",
            lacking[0],
        )
    return named.loc[:, ~named.columns.duplicated()]
