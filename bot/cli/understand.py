"""`rapport understand`: sentences in, what they were understood as out; it runs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal import Failed, lines, moment, write_json

if TYPE_CHECKING:
    from crm.language.ask.world import World

app = typer.Typer()


@app.command()
def understand(
    person: Annotated[
        str | None, typer.Option("--as", help="A person: handle, e-mail or Slack id")
    ] = None,
    channel: Annotated[str | None, typer.Option("--in", help="A channel's id or name")] = None,
    world: Annotated[Path | None, typer.Option(help="A JSON file of names")] = None,
    now: Annotated[str | None, typer.Option(help="ISO moment, local wall time")] = None,
    workspace: Annotated[str, typer.Option("--workspace", help="The workspace's handle")] = "local",
) -> None:
    """Read questions and changes in plain words, one a line; nothing is run."""
    from crm.language.ask.reader import Reader  # noqa: PLC0415 - the words are read only here

    if world is not None:
        names = _of_file(world, person, now)
    else:
        names = _of_database(workspace, person, channel, now)
    reader = Reader(names)
    for text in lines():
        write_json(reader.understand(text))


def _of_file(path: Path, person: str | None, now: str | None) -> World:
    from crm.language.ask import world  # noqa: PLC0415 - as above

    names = world.load(path)
    if person is not None:
        names = replace(names, me=person.lstrip("@"))
    return replace(names, now=_wall(now)) if now is not None else names


def _wall(now: str) -> datetime:
    try:
        return datetime.fromisoformat(now).replace(tzinfo=None)
    except ValueError as error:
        raise Failed(f"--now takes an ISO moment such as 2026-03-11T10:00, not {now}") from error


def _of_database(workspace: str, person: str | None, channel: str | None, now: str | None) -> World:
    from bot.cli.workspace import call_as, local, open_store  # noqa: PLC0415 - needs the database
    from crm.language.ask import stored_world  # noqa: PLC0415 - as above

    store = open_store()
    workspace_id = local(store, workspace)
    call = call_as(store, workspace_id, person, channel, moment(None))
    with store.read(workspace_id) as session:
        names = stored_world.load(session, call)
    return replace(names, now=_wall(now)) if now is not None else names
