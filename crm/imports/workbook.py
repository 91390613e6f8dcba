"""Records as a spreadsheet: a sheet for each kind, every cell a text that is no formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from crm.imports.export import safe


def write(path: Path, sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write an XLSX file, row by row; the columns are those that any row of a sheet has."""
    book = Workbook(write_only=True)
    for kind, rows in sheets.items():
        names = columns(rows)
        sheet = book.create_sheet(kind)
        sheet.append(names)
        for row in rows:
            sheet.append([safe(row.get(name)) for name in names])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of some rows, in the order in which they first stand."""
    return list(dict.fromkeys(name for row in rows for name in row)) or ["ref", "external_id"]
