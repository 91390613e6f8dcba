"""`rapport parity`: files of another CRM beside what came of them here."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import select

from bot.cli.terminal import Failed, working, write, write_json
from bot.cli.workspace import AsOption, WorkspaceOption, call_as, local, open_store
from bot.render import text as as_text
from crm.engine import catalog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm.imports.plan import Plan

app = typer.Typer()


@app.command()
def parity(
    files: Annotated[list[Path], typer.Argument(help="The files that were imported")],
    kind: Annotated[
        str | None, typer.Option(help="What a file holds, if its headers do not say")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which 20 records are drawn")] = 0,
    json: Annotated[bool, typer.Option("--json", help="JSON lines on a terminal, too")] = False,
    workspace: WorkspaceOption = "local",
    person: AsOption = None,
) -> None:
    """Compare files with what is here: counts, sums by stage and owner, 20 records, differences."""
    from crm.imports import parity as comparison  # noqa: PLC0415 - only needed here
    from crm.imports import parity_card  # noqa: PLC0415 - as above

    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise Failed(f"{missing[0]} is not a file; give the CSV or XLSX files that were imported.")
    catalog.load()
    store = open_store()
    workspace_id = local(store, workspace)
    call = call_as(store, workspace_id, person, None, datetime.now(UTC))
    found = []
    with working("Comparing") as show, store.read(workspace_id) as session:
        bound = call.bound(session, None)
        for n, file in enumerate(files):
            show(file.name, n, len(files))
            plan = _plan(session, file, kind)
            found.append(comparison.compare(bound, file, plan, file.name, seed))
    if json or not sys.stdout.isatty():
        for each in found:
            write_json(parity_card.as_json(each))
        return
    write(as_text(parity_card.reply(found, call.caller.language), call.reader, "internal"))


def _plan(session: Session, file: Path, kind: str | None) -> Plan:
    """How the file was read when it was imported; else as it would be read now."""
    from crm.imports import plan as plans  # noqa: PLC0415 - only needed here
    from crm.models import ImportRun  # noqa: PLC0415 - as above

    made = plans.make(file, kind)
    statement = select(ImportRun).where(ImportRun.file == file.name, ImportRun.kind == made.kind)
    run = session.scalars(statement.order_by(ImportRun.id.desc()).limit(1)).one_or_none()
    before = plans.read(run.plan) if run is not None else None
    return before if before is not None and before.headers == made.headers else made
