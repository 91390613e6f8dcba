"""`rapport migrate`, `backup`, `restore`, `audit verify`, `receipts`: the database as a whole."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, create_engine, select

from bot import settings
from bot.cli.terminal import Failed, say, write
from bot.cli.workspace import WorkspaceOption, local, open_store
from crm import backup as backups
from crm import migrations
from crm.backup import BackupRefused
from crm.engine.search import index
from crm.engine.store import Store, admin_engine
from crm.history import audit as auditing
from crm.models import Workspace
from crm.people import founding

app = typer.Typer()
audit = typer.Typer(help="The chain of all changes.")
app.add_typer(audit, name="audit")
KEPT = 3
# The schema from which on changes write all words that are searched, own texts among them.
SEARCHED = "0023"


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema, after a backup."""
    chosen = settings.read()
    chosen.rapport_home.mkdir(parents=True, exist_ok=True)
    engine = admin_engine(chosen.admin_url)
    before = migrations.current(engine)
    if before == migrations.head():
        say(f"The schema is up to date ({before}).")
    else:
        if before is not None:
            _keep_backup(engine, chosen.rapport_home / "backups", before)
        migrations.upgrade(engine)
        say(f"The schema is now {migrations.head()}.")
    if engine.dialect.name == "postgresql":
        founding.grant(engine, create_engine(chosen.store_url).url.username)
    engine.dispose()
    store = Store(chosen.store_url)
    if founding.found(store, datetime.now(UTC)):
        say("Made the workspace “local” with one admin.")
    if before is not None and before < SEARCHED:
        _index(store)
        say("Everything can be searched now.")
    store.close()


def _index(store: Store) -> None:
    """Index what was stored before there was a search."""
    with store.read(None) as session:
        ids = list(session.scalars(select(Workspace.id)))
    for workspace_id in ids:
        with store.write(workspace_id) as session:
            for _ in index.rebuild(session, workspace_id):
                pass


def _keep_backup(engine: Engine, folder: Path, version: str) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    made = folder / f"before-{version}-{stamp}.backup"
    backups.take(engine, made, datetime.now(UTC))
    say(f"Kept a backup: {made}")
    kept = sorted(folder.glob("before-*.backup"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-KEPT]:
        old.unlink()
        old.with_name(old.name + ".manifest.json").unlink(missing_ok=True)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the backup goes")]) -> None:
    """Back the database up while it is in use, with a manifest beside it."""
    engine = admin_engine(settings.read().admin_url)
    try:
        made = backups.take(engine, file, datetime.now(UTC))
    except BackupRefused as error:
        raise Failed(str(error)) from error
    write(f"{file}: schema {made.schema}, {made.rows} rows, sha256 {made.sha256}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup made by rapport backup")],
    verify: Annotated[bool, typer.Option("--verify", help="Check it; change nothing")] = False,
) -> None:
    """Put a backup in the database's place; refuses what does not match its manifest."""
    try:
        if verify:
            checked = backups.verify(file)
        else:
            checked = backups.restore(admin_engine(settings.read().admin_url), file)
    except BackupRefused as error:
        raise Failed(str(error)) from error
    done = "is sound" if verify else "restored"
    write(f"{file} {done}: schema {checked.schema}, {checked.rows} rows")


@audit.command("verify")
def verify_chain(
    anchor: Annotated[str | None, typer.Option(help="A head hash noted before")] = None,
    workspace: WorkspaceOption = "local",
) -> None:
    """Say whether the chain of all changes holds."""
    store = open_store()
    with store.read(local(store, workspace)) as session:
        verdict = auditing.verify(session, anchor)
    if not verdict.holds:
        raise Failed("the chain does not hold: " + "; ".join(verdict.faults[:10]))
    write(f"The chain holds: {verdict.links} changes, head {verdict.head}")


@app.command()
def receipts(
    out: Annotated[Path | None, typer.Option(help="A file; stdout if not given")] = None,
    workspace: WorkspaceOption = "local",
) -> None:
    """Write every prediction with its outcome as CSV."""
    from crm.insight import receipt  # noqa: PLC0415 - only needed here

    store = open_store()
    with store.read(local(store, workspace)) as session:
        rows = list(receipt.rows(session))
    if out is None:
        csv.writer(sys.stdout).writerows(rows)
        return
    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    say(f"Wrote {len(rows) - 1} receipts to {out}")
