"""Several tables in one: a folder, a ZIP, a workbook or JSON as our export writes everything."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.imports import archive, export, headers, sheets, workbook

Part = tuple[Path, str | None]


def parts(path: Path, where: Path) -> list[Part]:
    """The tables of a file or folder, parents first, each with its kind where its name says it.

    What holds several tables is unpacked into `where`. Raises `NotUnderstood`.
    """
    if path.is_dir():
        tables = (each for each in path.iterdir() if each.suffix.lower() in archive.TABLES)
        return _in_order(sorted(tables), path)
    suffix = path.suffix.lower()
    if suffix == ".json":
        return _in_order(_from_json(path, where), path)
    if suffix == ".zip":
        where.mkdir(parents=True, exist_ok=True)
        return _in_order(archive.unpacked(path, where), path)
    if suffix == ".xlsx" and (named := _sheets(path)):
        return _in_order([_from_sheet(path, name, where) for name in named], path)
    return [(path, None)]


def _in_order(paths: Iterable[Path], whole: Path) -> list[Part]:
    found = [(path, _kind(path)) for path in paths]
    if not found:
        raise NotUnderstood(
            T("{file} has no rows.", file=whole.name),
            next_step=T("Send the tables themselves."),
        )
    place = {kind: n for n, kind in enumerate(export.KINDS)}
    return sorted(found, key=lambda each: place.get(each[1] or "", len(place)))


def _kind(path: Path) -> str | None:
    """What a table's own name says that it holds, as our export calls it."""
    return path.stem if path.stem in headers.KINDS else None


def _sheets(path: Path) -> list[str]:
    """The sheets of a workbook that our export wrote; nothing for any other file."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return []
    try:
        sheets.check(path)
        names = sheets.names(path)
    except sheets.BROKEN:
        return []
    return names if len(names) > 1 and set(names) <= set(headers.KINDS) else []


def _from_sheet(path: Path, name: str, where: Path) -> Path:
    return _write(where / f"{name}.csv", (row.cells for row in sheets.rows(path, name)))


def _from_json(path: Path, where: Path) -> Iterator[Path]:
    try:
        said = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise _no_export(path) from error
    tables = said if isinstance(said, dict) else {path.stem: said}
    for kind, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _no_export(path)
        if rows:
            name = kind if kind in headers.KINDS else path.stem
            yield _write(where / f"{name}.csv", _cells(rows))


def _cells(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    names = workbook.columns(rows)
    yield names
    for row in rows:
        yield [export.safe(row.get(name)) for name in names]


def _write(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _no_export(path: Path) -> NotUnderstood:
    return NotUnderstood(
        T("{file} is neither CSV nor XLSX.", file=path.name),
        next_step=T("Save it as CSV or XLSX and try again."),
    )
