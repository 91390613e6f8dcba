"""`rapport social`: messages and comments of social networks, from a file."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import Failed, progress, write, write_json
from bot.cli.workspace import AsOption, WorkspaceOption, call_as, local, open_store
from crm.engine import catalog
from crm.engine.command import REGISTRY
from crm.engine.run import Asked, run
from crm.engine.texts import Reader
from crm.engine.texts import say as said

app = typer.Typer()
AT_ONCE = 200


@app.command()
def social(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file: id, author, text, at …")],
    network: Annotated[str | None, typer.Option(help="Whose posts, if no column says so")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
    workspace: WorkspaceOption = "local",
    person: AsOption = None,
) -> None:
    """Take in messages and comments of a social network; strangers become proposals."""
    from crm.collection.social import message, receiving, table  # noqa: PLC0415 - only needed here

    if not file.is_file():
        raise Failed(f"{file} is not a file; give a CSV or XLSX file.")
    catalog.load()
    store = open_store()
    call = call_as(store, local(store, workspace), person, None, datetime.now(UTC))
    posts = iter(progress(table.Table(file, call.caller.zone, network).posts(call.now), "Reading"))
    received = receiving.Received()
    fields = {"owner": f"<@{call.caller.slack_id}>"}
    while part := tuple(islice(posts, AT_ONCE)):
        context = {"adapter": message.Several(part), "received": received}
        bound = replace(call, context=context)
        run(store, bound, Asked(REGISTRY["social receive"], fields=fields))
    bad = [{"line": one.place, "reason": said(one.reason.text, Reader())} for one in received.bad]
    if json or not sys.stdout.isatty():
        write_json({"taken": received.taken, "repeated": received.repeated, "bad": bad})
        return
    write(f"{received.taken:,} new, {received.repeated:,} known before, {len(bad):,} not readable")
    for one in bad:
        write(f"line {one['line']}: {one['reason']}")
