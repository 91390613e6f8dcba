"""`rapport import`, `rapport export`, `rapport undo`: files in and out, and taking them back."""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from json import dumps as as_json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from sqlalchemy import select

from bot import settings
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
COUNTS = ("created", "updated", "merged", "skipped", "failed")


@app.command("import")
def import_file(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    file: Annotated[
        Path, typer.Argument(help="A CSV or XLSX file; a folder, JSON or ZIP of an export")
    ],
    kind: Annotated[
        str | None, typer.Option(help="What it holds, if the headers do not say")
    ] = None,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Say what would happen only")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="A CSV for the rows that are not taken, with the reason")
    ] = None,
    own_fields: Annotated[
        bool, typer.Option("--own-fields", help="Keep columns that nothing takes as own fields")
    ] = False,
    stage: Annotated[
        list[str] | None, typer.Option(help="What a stage of the file is here: Angebot=Proposal")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
    workspace: WorkspaceOption = "local",
    person: AsOption = None,
) -> None:
    """Take a file of another CRM in: rehearse it, or do it, bad rows aside."""
    from crm.imports import bundle, uploads  # noqa: PLC0415 - only needed here

    if not file.exists():
        raise Failed(f"{file} is not a file; give a CSV or XLSX file.")
    catalog.load()
    store = open_store()
    workspace_id = local(store, workspace)
    call = call_as(store, workspace_id, person, None, datetime.now(UTC))
    uploads.use(settings.read().rapport_home.absolute() / "uploads")
    where = uploads.folder(workspace_id, 0) / f"{call.now:%Y%m%d%H%M%S%f}"
    parts = bundle.parts(file, where)
    if rejects is not None and len(parts) > 1:
        raise Failed("Rejected rows go into one file: import the tables one by one.")
    meant = _stages(store, workspace_id, stage or [])
    taken = []
    for path, own in parts:
        plan = _planned(path, kind or own, own_fields=own_fields, stages=meant)
        taken.append(_Taken(path, plan, _take(store, call, path, plan, rehearse=rehearse)))
    if rejects is not None:
        _reject(rejects, file, taken[0].plan, taken[0].report, call)
    as_json = json or not sys.stdout.isatty()
    if len(taken) == 1:
        _tell(taken[0].report, as_json=as_json)
    else:
        _tell_all(taken, as_json=as_json)


class _Taken(NamedTuple):
    """A table that was imported, or rehearsed: how it was understood, and what became of it."""

    path: Path
    plan: Plan
    report: Report


def _planned(file: Path, kind: str | None, *, own_fields: bool, stages: dict[str, int]) -> Plan:
    """How a table is understood, with what the options say of it."""
    from crm.imports import mapping  # noqa: PLC0415 - only needed here
    from crm.imports import plan as plans  # noqa: PLC0415 - as above

    plan = plans.make(file, kind)
    left = mapping.guessed(plan)
    if left and own_fields:
        plan = plans.make(file, kind, mapping.as_own_fields(plan))
    elif left:
        named = ", ".join(f"{header} ({of_type})" for header, of_type in left.items())
        say(f"{file.name}: nothing takes {named}; --own-fields keeps them as own fields.")
    return replace(plan, stages=stages)


def _stages(store: Store, workspace_id: int, said: list[str]) -> dict[str, int]:
    """The stages that `--stage` names, by what the file calls them."""
    from crm.imports import stages  # noqa: PLC0415 - only needed here

    with store.read(workspace_id) as session:
        return stages.named(session, said)


def _take(store: Store, call: Call, file: Path, plan: Plan, *, rehearse: bool) -> Report:
    """Import one table to its end, or say what an import would do."""
    from crm.imports import run as imports  # noqa: PLC0415 - only needed here

    if rehearse:
        with store.read(call.workspace_id) as session:
            return imports.rehearse(session, file, plan, call)
    with store.write(call.workspace_id) as session:
        started, made = imports.start(call.bound(session, None), file, plan)
    _work(store, call.workspace_id, started.id, f"Importing {file.stem}")
    with store.read(call.workspace_id) as session:
        return imports.report(session, made.id)


def _tell_all(taken: list[_Taken], *, as_json: bool) -> None:
    """What became of several tables: the sums, then each."""
    if not as_json:
        for each in taken:
            write(f"{each.path.stem}:")
            _tell(each.report, as_json=False)
        return
    names = ("rows", *COUNTS)
    sums: dict[str, Any] = {n: sum(getattr(t.report, n) for t in taken) for n in names}
    sums["files"] = [
        {"file": t.path.name, "kind": t.report.kind} | _as_json(t.report) for t in taken
    ]
    write_json(sums)


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


def _as_json(found: Report) -> dict[str, Any]:
    listed = {
        name: [{"line": row.line, "reason": row.reason} for row in rows]
        for name, rows in (("bad", found.bad), ("warnings", found.warnings))
    }
    return _counts(found) | listed | {"changeset": found.changeset}


def _counts(found: Report) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("rows", *COUNTS)}


def _tell(found: Report, *, as_json: bool) -> None:
    if as_json:
        write_json(_as_json(found))
        return
    write(", ".join(f"{name} {count:,}" for name, count in _counts(found).items()))
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
        if not rows and kind == "all":
            continue
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
