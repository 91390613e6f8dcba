"""`rapport import`, `rapport export`, `rapport undo`: files in and out, and taking them back."""

from __future__ import annotations

import csv
import os
import sys
from datetime import UTC, datetime
from io import StringIO
from json import dumps as as_json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from sqlalchemy import select

from bot.cli.terminal import Failed, say, working, write, write_json
from bot.cli.workspace import AsOption, WorkspaceOption, call_as, local, open_store
from bot.render import text as as_text
from crm.engine import catalog, job
from crm.engine.command import REGISTRY
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.models import Job

if TYPE_CHECKING:
    from crm.engine.call import Call
    from crm.imports.plan import Plan
    from crm.imports.run import Report

app = typer.Typer()


@app.command("import")
def import_file(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file")],
    kind: Annotated[
        str | None, typer.Option(help="What it holds, if the headers do not say")
    ] = None,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Say what would happen only")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="A CSV for the rows that are not taken, with the reason")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
    workspace: WorkspaceOption = "local",
    person: AsOption = None,
) -> None:
    """Take a file of another CRM in: rehearse it, or do it, bad rows aside."""
    from crm.imports import plan as plans  # noqa: PLC0415 - only needed here
    from crm.imports import run as imports  # noqa: PLC0415 - as above

    if not file.is_file():
        raise Failed(f"{file} is not a file; give a CSV or XLSX file.")
    catalog.load()
    store = open_store()
    workspace_id = local(store, workspace)
    call = call_as(store, workspace_id, person, None, datetime.now(UTC))
    plan = plans.make(file, kind)
    if rehearse:
        with store.read(workspace_id) as session:
            found = imports.rehearse(session, file, plan, call)
    else:
        with store.write(workspace_id) as session:
            started, made = imports.start(call.bound(session, None), file, plan)
        _work(store, workspace_id, started.id, "Importing")
        with store.read(workspace_id) as session:
            found = imports.report(session, made.id)
    if rejects is not None:
        _reject(rejects, file, plan, found, call)
    _tell(found, as_json=json or not sys.stdout.isatty())


def _reject(out: Path, file: Path, plan: Plan, found: Report, call: Call) -> None:
    from crm.imports import rejects  # noqa: PLC0415 - only needed here

    if out.resolve() == file.resolve():
        raise Failed(f"{out} is the file itself; give another name for the rejected rows.")
    count = rejects.write(out, file, plan, found.bad, call.reader)
    say(f"{count:,} rows that were not taken are in {out}.")


def _work(store: Store, workspace_id: int, job_id: int, title: str) -> None:
    """Work on a job here, with a bar, until it ends."""
    with working(title) as show:

        def clock() -> datetime:
            with store.read(workspace_id) as session:
                row = session.get(Job, (workspace_id, job_id))
                if row is not None:
                    show(title, row.done, row.total or row.done)
            return datetime.now(UTC)

        job.Worker(store, f"cli-{os.getpid()}", clock).work(workspace_id, job_id)


def _tell(found: Report, *, as_json: bool) -> None:
    counts: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("rows", "created", "updated", "merged", "skipped", "failed")
    }
    if as_json:
        listed = {
            name: [{"line": row.line, "reason": row.reason} for row in rows]
            for name, rows in (("bad", found.bad), ("warnings", found.warnings))
        }
        write_json(counts | listed | {"changeset": found.changeset})
        return
    write(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    for title, rows in (("Bad rows", found.bad), ("Warnings", found.warnings)):
        for row in rows[:20]:
            say(f"{title}: line {row.line}: {row.reason}")
        if len(rows) > 20:
            say(f"… and {len(rows) - 20:,} more; --json lists them all.")
    if found.changeset:
        say(f"Take it back with: rapport undo {found.changeset}")


@app.command()
def undo(
    changeset: Annotated[
        int | None, typer.Argument(help="Which change; the newest if not given")
    ] = None,
    workspace: WorkspaceOption = "local",
    person: AsOption = None,
) -> None:
    """Take back a change, an import included, and say what stood in the way."""
    catalog.load()
    store = open_store()
    workspace_id = local(store, workspace)
    call = call_as(store, workspace_id, person, None, datetime.now(UTC))
    fields = {"changeset": changeset} if changeset is not None else {}
    before = _waiting(store, workspace_id)
    answer = run(store, call, Asked(REGISTRY["undo"], fields=fields))
    write(as_text(answer.reply, call.reader, "internal"))
    for job_id in sorted(_waiting(store, workspace_id) - before):
        _finish(store, workspace_id, job_id)


def _waiting(store: Store, workspace_id: int) -> set[int]:
    """The undoing that waits for a worker: what this command adds to it is its own."""
    with store.read(workspace_id) as session:
        here = (Job.id.in_(job.waiting(session, datetime.now(UTC))), Job.kind == "undo")
        return set(session.scalars(select(Job.id).where(*here)))


def _finish(store: Store, workspace_id: int, job_id: int) -> None:
    _work(store, workspace_id, job_id, "Undoing")
    with store.read(workspace_id) as session:
        row = session.get(Job, (workspace_id, job_id))
        if row is not None:
            write(f"Undone {row.done:,} changes, kept {row.params.get('kept', 0):,}.")
            for label in row.params.get("named", ()):
                write(f"Kept, changed later: {label}")


@app.command("export")
def export_records(
    kind: Annotated[str, typer.Argument(help="A kind of record, or all")],
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or json")] = "csv",
    out: Annotated[Path | None, typer.Option(help="A file; a folder for all; stdout else")] = None,
    workspace: WorkspaceOption = "local",
) -> None:
    """Write the records of a kind, or everything, so that they can be imported again."""
    from crm.imports import export, headers, workbook  # noqa: PLC0415 - only needed here

    chosen = export.KINDS if kind == "all" else [headers.singular(kind)]
    if chosen[0] not in export.KINDS or form not in {"csv", "xlsx", "json"}:
        raise Failed("Name a kind such as contact, or all; the formats are csv, xlsx and json.")
    if out is None and (form == "xlsx" or (form == "csv" and kind == "all")):
        raise Failed("Say where it goes: --out FILE, or --out FOLDER for all as CSV.")
    store = open_store()
    with store.read(local(store, workspace)) as session:
        everything = {each: list(export.rows(session, each)) for each in chosen}
    if form == "json":
        _write_out(out, dumps(everything if kind == "all" else everything[chosen[0]]))
        return
    if form == "xlsx" and out is not None:
        workbook.write(out, everything)
        return
    for each, rows in everything.items():
        _write_out(out / f"{each}.csv" if out and kind == "all" else out, _as_csv(rows))


def _as_csv(rows: list[dict[str, Any]]) -> str:
    from crm.imports.export import safe  # noqa: PLC0415 - only needed here
    from crm.imports.workbook import columns  # noqa: PLC0415 - as above

    names = columns(rows)
    made = StringIO()
    table = csv.writer(made)
    table.writerow(names)
    table.writerows([safe(row.get(name)) for name in names] for row in rows)
    return made.getvalue()


def _write_out(out: Path | None, text: str) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8", newline="")


def dumps(value: Any) -> str:
    """A value as JSON, Chinese as it is."""
    return as_json_text(value, ensure_ascii=False) + "\n"
