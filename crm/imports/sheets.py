"""XLSX, read row by row in bounded memory: values as text, true dates as ISO."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.imports.rows import Row

MOST_BYTES = 1 << 31
MOST_SHARED = 128 << 20
FREE_BYTES = 4 << 20
MOST_RATIO = 100
# What a spreadsheet can have: rows, columns; and how many elements may be held at once.
MOST_ROWS, MOST_CELLS, MOST_HELD = 1 << 20, 1 << 14, 200_000
BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, EOFError, LookupError, ValueError)
COVER = 20
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - as above


def check(path: Path) -> None:
    """Refuse what is no spreadsheet, or unpacks to far more than it is, before unpacking it.

    Raises `NotUnderstood`, `KeyError` where a part is missing, `zipfile.BadZipFile`.
    """
    with zipfile.ZipFile(path) as packed:
        packed.getinfo("xl/workbook.xml")
        for part in packed.infolist():
            ratio = part.file_size / max(part.compress_size, 1)
            if (part.file_size > FREE_BYTES and ratio > MOST_RATIO) or part.file_size > MOST_BYTES:
                raise NotUnderstood(
                    T("{file} unpacks to {n} MB.", file=path.name, n=part.file_size >> 20),
                    next_step=T("Save it as CSV and try again."),
                )


def names(path: Path) -> list[str]:
    """The names of the visible sheets, in their order."""
    with zipfile.ZipFile(path) as packed:
        return list(_visible(packed)[0])


def unread(path: Path) -> tuple[str, ...]:
    """The names of the visible sheets with a table behind the one that `rows` reads."""
    with zipfile.ZipFile(path) as packed:
        found = _visible(packed)[0]
        return tuple(name for name, part in found.items() if _is_table(packed, part))[1:]


def rows(path: Path, name: str | None = None) -> Iterator[Row]:
    """The rows of a sheet, with their numbers in it; else of the first visible one with a table.

    Raises `NotUnderstood` where the file is damaged, or has more in it than a spreadsheet can have.
    """
    number = 0
    try:
        for row in _rows(path, name):
            number = row.line
            yield row
    except BROKEN as error:
        raise NotUnderstood(
            T(
                "{file} is damaged: nothing can be read below row {row}.",
                file=path.name,
                row=number,
            ),
            next_step=T("Save it as CSV and try again."),
        ) from error


def _rows(path: Path, name: str | None) -> Iterator[Row]:
    with zipfile.ZipFile(path) as packed:
        sheet, is_1904 = _sheet(packed, name)
        if sheet not in packed.namelist():
            return
        shared = _shared(packed)
        dates = _date_styles(packed)
        epoch = EPOCH_1904 if is_1904 else EPOCH
        number = 0
        for element in _elements(packed, sheet, f"{MAIN}row"):
            said = int(element.get("r", 0))
            number = said if number < said <= MOST_ROWS else number + 1
            yield Row(number, tuple(_cells(element, shared, dates, epoch)))


def _sheet(packed: zipfile.ZipFile, name: str | None) -> tuple[str, bool]:
    found, is_1904 = _visible(packed)
    if name is not None:
        return found[name], is_1904
    tables = (part for part in found.values() if _is_table(packed, part))
    return next(tables, next(iter(found.values()), "")), is_1904


def _visible(packed: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """The parts of the visible sheets by name, and whether days are counted from 1904."""
    links = {
        each.get("Id", ""): each.get("Target", "")
        for each in _elements(packed, "xl/_rels/workbook.xml.rels", None)
        if each.tag.endswith("}Relationship")
    }
    found: dict[str, str] = {}
    is_1904 = False
    for each in _elements(packed, "xl/workbook.xml", None):
        if each.tag == f"{MAIN}workbookPr":
            is_1904 = each.get("date1904") in {"1", "true"}
        if each.tag == f"{MAIN}sheet" and each.get("state", "visible") == "visible":
            found[each.get("name", "")] = _part(links[each.get(LINK, "")])
    return found, is_1904


def _part(target: str) -> str:
    plain = target.removeprefix("/")
    return plain if plain.startswith("xl/") else f"xl/{plain}"


def _is_table(packed: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet has several columns near its top; a cover sheet has not."""
    if part not in packed.namelist():
        return False
    top = islice(_elements(packed, part, f"{MAIN}row"), COVER)
    return any(sum(len(cell) > 0 for cell in row.iter(f"{MAIN}c")) > 1 for row in top)


def _elements(packed: zipfile.ZipFile, part: str, tag: str | None) -> Iterator[Element]:
    """The part's elements as they end, each forgotten when the next one is asked for."""
    with packed.open(part) as file:
        root: Element | None = None
        events = iterparse(_Checked(file), ("start", "end"))  # noqa: S314 - no DTD  # nosec B314
        held = 0
        for event, element in events:
            held += event == "start"
            if held > MOST_HELD:
                raise _too_wide()
            if root is None:
                root = element
            if event == "end" and (tag is None or element.tag == tag):
                yield element
                if tag is not None:
                    element.clear()
                    root.clear()
                    held = 0


class _Checked:
    """A part of the file that ends with an error where it is a bomb or declares entities."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._read = 0
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._file.read(size)
        if b"<!DOCTYPE" in self._tail + block or self._read > MOST_BYTES:
            raise NotUnderstood(
                T("The spreadsheet is not one that can be read safely."),
                next_step=T("Save it as CSV and try again."),
            )
        self._read += len(block)
        self._tail = block[-8:]
        return block


def _shared(packed: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in packed.namelist():
        return []
    if packed.getinfo("xl/sharedStrings.xml").file_size > MOST_SHARED:
        raise NotUnderstood(
            T("The spreadsheet holds more text than can be read."),
            next_step=T("Save it as CSV and try again."),
        )
    found = _elements(packed, "xl/sharedStrings.xml", f"{MAIN}si")
    return [_text(element) for element in found]


def _text(element: Element) -> str:
    """The runs of a text, without the readings of East Asian characters."""
    parts: list[str] = []
    for child in element:
        if child.tag == f"{MAIN}t":
            parts.append(child.text or "")
        elif child.tag == f"{MAIN}r":
            parts += [t.text or "" for t in child.iter(f"{MAIN}t")]
    return "".join(parts)


def _date_styles(packed: zipfile.ZipFile) -> frozenset[int]:
    if "xl/styles.xml" not in packed.namelist():
        return frozenset()
    own: set[int] = set()
    kinds: list[int] = []
    for element in _elements(packed, "xl/styles.xml", None):
        if element.tag == f"{MAIN}numFmt" and _is_date(element.get("formatCode", "")):
            own.add(int(element.get("numFmtId", -1)))
        if element.tag == f"{MAIN}cellXfs":
            kinds = [int(each.get("numFmtId", 0)) for each in element]
    return frozenset(n for n, kind in enumerate(kinds) if kind in own or kind in BUILT_IN_DATES)


def _is_date(code: str) -> bool:
    bare = QUOTED.sub("", code).lower()
    return any(sign in bare for sign in "ymdhs") and "general" not in bare


def _cells(
    element: Element, shared: list[str], dates: frozenset[int], epoch: datetime
) -> Iterator[str]:
    at = 0
    for cell in element.iter(f"{MAIN}c"):
        column = _column(cell.get("r", "")) or at
        if max(column, at) >= MOST_CELLS:
            raise _too_wide()
        while at < column:
            yield ""
            at += 1
        yield _value(cell, shared, dates, epoch)
        at += 1


def _too_wide() -> NotUnderstood:
    return NotUnderstood(
        T("The spreadsheet has more cells in a row than can be read."),
        next_step=T("Keep the columns that you need and try again."),
    )


def _column(place: str) -> int:
    number = 0
    for sign in place:
        if not sign.isalpha():
            break
        number = number * 26 + ord(sign.upper()) - 64
    return number - 1 if number else 0


def _value(cell: Element, shared: list[str], dates: frozenset[int], epoch: datetime) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{MAIN}is")
        return _text(inside) if inside is not None else ""
    value = cell.findtext(f"{MAIN}v") or ""
    if kind == "s":
        return shared[int(value)] if value else ""
    if kind == "b":
        return "true" if value == "1" else "false"
    if kind == "n" and value and int(cell.get("s", 0)) in dates:
        return _moment(value, epoch)
    return _number(value) if kind == "n" else value


def _moment(value: str, epoch: datetime) -> str:
    try:
        at = epoch + timedelta(days=round(float(value) * 86_400) / 86_400)
    except (ValueError, OverflowError):
        return value
    at = (at + timedelta(microseconds=500_000)).replace(microsecond=0)
    return at.date().isoformat() if at.time().isoformat() == "00:00:00" else at.isoformat(" ")


def _number(value: str) -> str:
    """A number as people write it: whole ones without a point, long ones as the file has them."""
    if "e" in value.lower():
        try:
            number = float(value)
        except ValueError:
            return value
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
    if "." not in value or len(value) < 17:
        return value
    return repr(float(f"{float(value):.15g}"))
