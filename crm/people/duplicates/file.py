"""A file of people as entries: its encoding, its separator, and which column is which."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from crm.engine.errors import Missing, NotUnderstood
from crm.engine.texts import T
from crm.people.duplicates.entry import Entry, read
from crm.people.identity.script import fold, table

ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
LONGEST = 1_000_000


Columns = dict[str, list[int]]


def entries(path: Path, named: Callable[[list[str]], Columns] | None = None) -> Iterator[Entry]:
    """The rows of a CSV file, which needs an `id` column; empty rows are left out.

    `named` finds the columns of each field by their headers; `recognise` does, without it.

    Raises `Missing` without that column, `NotUnderstood` for what is no text.
    """
    csv.field_size_limit(LONGEST)
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(65_536)
        file.seek(0)
        rows = csv.reader(file, delimiter=_separator(sample))
        columns = (named or recognise)(next(rows, []))
        if "id" not in columns:
            raise Missing(
                T("{file} has no column id.", file=path.name),
                next_step=T("Name the column that tells the rows apart {name}.", name="id"),
            )
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _entry(row, columns)


def recognise(headers: list[str]) -> Columns:
    """The columns of each field, by their headers in English or Chinese; others are left out."""
    known = _known()
    found: Columns = {}
    for number, header in enumerate(headers):
        field = known.get(_plain(header))
        if field is not None:
            found.setdefault(field, []).append(number)
    return found


def _entry(row: list[str], columns: Columns) -> Entry:
    said = {
        field: ";".join(row[n] for n in numbers if n < len(row) and row[n].strip())
        for field, numbers in columns.items()
    }
    if "house" in said:
        said["street"] = f"{said['house']} {said.get('street', '')}"
    return read(said["id"], said)


def _known() -> dict[str, str]:
    return {_plain(each): field for field, names in table("headers").items() for each in names}


def _plain(header: str) -> str:
    return "".join(sign for sign in fold(header) if sign.isalnum())


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    if b"\0" in head:
        raise NotUnderstood(
            T("{file} is not a text file.", file=path.name),
            next_step=T("Save it as CSV and try again."),
        )
    return next(each for each in ENCODINGS if _reads(path, each))


def _reads(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _separator(sample: str) -> str:
    first = sample.splitlines()[0] if sample else ""
    return max(",;\t|", key=first.count)
