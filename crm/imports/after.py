"""What is told after an import: the rows that were not taken as a file, and the comparison."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.reply import Attached, Reply, Small
from crm.engine.texts import T, say
from crm.imports import export, parity, parity_card, reasons, uploads
from crm.imports.compared import Parity
from crm.imports.uploads import Sent
from crm.models import ImportRow, Upload

Told = list[tuple[str, Reply]]


def told_after(call: Call, upload: Upload) -> Told:
    """The messages that follow an import in its thread, each with its name."""
    found: Told = []
    for n, sent in enumerate(uploads.files(upload)):
        path = bad_rows(call, upload, sent)
        if path is not None:
            said = T("The rows of {file} that were not taken, with the reason.", file=sent.name)
            found.append((f"bad {n}", Reply((Attached(said, path.name, str(path)), Small(
                T("Correct them and send the file again: what is there already is not added twice.")
            )))))  # fmt: skip
    return [*found, ("parity", parity_card.reply(compared(call, upload), call.caller.language))]


def compared(call: Call, upload: Upload) -> list[Parity]:
    """The files of an import beside what is here now."""
    return [
        parity.compare(call, Path(sent.path), made, sent.name, seed=upload.id)
        for sent in uploads.files(upload)
        if sent.run is not None and sent.path and (made := sent.understood) is not None
    ]


def bad_rows(call: Call, upload: Upload, sent: Sent) -> Path | None:
    """A CSV of the rows that failed: their own columns, then reason and line; None without any."""
    made = sent.understood
    if made is None or sent.run is None or sent.path is None:
        return None
    statement = select(ImportRow.line, ImportRow.reason).where(
        ImportRow.run_id == sent.run, ImportRow.level == "bad"
    )
    why = dict(call.session.execute(statement).all())
    if not why:
        return None
    path = (
        uploads.folder(call.workspace_id, upload.id) / f"bad-{upload.id}-{Path(sent.name).stem}.csv"
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        words = (T("Reason"), T("Line"), T("Column"))
        table.writerow([*made.headers, *(say(word, call.reader) for word in words)])
        for row in made.opened(Path(sent.path)).rows():
            if row.line in why:
                width = len(made.headers)
                cells = [*row.cells, *[""] * (width - len(row.cells))][: max(width, len(row.cells))]
                reason = why[row.line]
                table.writerow(
                    [
                        *(export.safe(cell) for cell in cells[:width]),
                        say(reasons.said(reason), call.reader),
                        row.line,
                        reasons.column(reason),
                    ]
                )
    return path
