"""A file as rows with their places: CSV in any usual encoding, or the first table of an XLSX."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.imports import footers, separated, sheets
from crm.imports.rows import Row

MOST_COLUMNS = 2_000
HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose shape is known: its headers, where they stand, and how it is read."""

    path: Path
    headers: tuple[str, ...]
    header_line: int
    encoding: str
    separator: str | None

    def rows(self) -> Iterator[Row]:
        """The rows below the headers; blank rows and a report's footer are left out."""
        below = (row for row in _rows(self.path, self.encoding, self.separator, self.header_line))
        return footers.without(below, len(self.headers))


def open_file(path: Path) -> Opened:
    """Find out how a file is to be read.

    Raises `NotUnderstood` for what is no table: empty, too many columns, a bomb, another format.
    """
    encoding, separator = _format(path)
    head: list[Row] = []
    for row in _rows(path, encoding, separator, 0):
        if row.filled:
            head.append(row)
        if len(head) == HEADER_WITHIN:
            break
    if not head:
        raise NotUnderstood(
            T("{file} has no rows.", file=path.name),
            next_step=T("Export it again with its headers."),
        )
    header = _header(head)
    _check_columns(path, header)
    cells = tuple(cell.strip().lstrip("\ufeff") for cell in header.cells)
    while cells and not cells[-1]:
        cells = cells[:-1]
    return Opened(path, cells, header.line, encoding, separator)


def _header(head: list[Row]) -> Row:
    """The first row, unless it is a title above the headers."""
    if len(head[0].filled) > 2:
        return head[0]
    if len(head[0].filled) > 1:
        return next((row for above, row in pairwise(head) if _is_below_title(above, row)), head[0])
    return next((row for row in head if len(row.filled) > 2), head[0])


def _is_below_title(above: Row, row: Row) -> bool:
    """Whether a wide row follows a narrow one behind a blank line."""
    return row.line > above.line + 1 and len(row.filled) >= 2 * len(above.filled)


def _check_columns(path: Path, header: Row) -> None:
    if len(header.cells) > MOST_COLUMNS:
        raise NotUnderstood(
            T(
                "{file} has {n} columns in line {line}; at most {most} can be read.",
                file=path.name,
                n=len(header.cells),
                line=header.line,
                most=MOST_COLUMNS,
            ),
            next_step=T("Keep the columns that you need and try again."),
        )


def _format(path: Path) -> tuple[str, str | None]:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        _check_sheet(path)
        return "xlsx", None
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x1f\x8b")):
        raise _other(path)
    encoding = separated.encoding(path)
    if encoding is None:
        raise _other(path)
    return encoding, separated.separator(path, encoding)


def _check_sheet(path: Path) -> None:
    try:
        sheets.check(path)
    except (zipfile.BadZipFile, KeyError) as error:
        raise _other(path) from error


def _other(path: Path) -> NotUnderstood:
    return NotUnderstood(
        T("{file} is neither CSV nor XLSX.", file=path.name),
        next_step=T("Save it as CSV or XLSX and try again."),
    )


def _rows(path: Path, encoding: str, separator: str | None, after: int) -> Iterator[Row]:
    is_sheet = separator is None
    rows = sheets.rows(path) if is_sheet else separated.rows(path, encoding, separator or ",")
    return (row for row in rows if row.line > after)
