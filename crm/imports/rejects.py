"""The rows of a file that were not taken, as a file: their own cells, then why and where."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from crm.engine.texts import Reader, T, say
from crm.imports import export, reasons
from crm.imports.draft import Bad
from crm.imports.plan import Plan


def write(path: Path, source: Path, plan: Plan, bad: Iterable[Bad], reader: Reader) -> int:
    """Write the rejected rows of `source` to `path` as CSV, safe to open; returns how many."""
    why = {row.line: row.reason for row in bad}
    width, count = len(plan.headers), 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        words = (T("Reason"), T("Line"), T("Column"))
        table.writerow([*plan.headers, *(say(word, reader) for word in words)])
        for row in plan.opened(source).rows():
            reason = why.get(row.line)
            if reason is None:
                continue
            cells = [*row.cells, *[""] * width][:width]
            said = say(reasons.said(reason), reader)
            table.writerow([*map(export.safe, cells), said, row.line, reasons.column(reason)])
            count += 1
    return count
