"""`rapport say` and `digest preview`: the product without Slack, in the terminal."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated

import typer
from sqlalchemy import func, select

from bot.cli.terminal import Failed, moment, write, write_json
from bot.cli.workspace import AsOption, WorkspaceOption, call_as, local, open_store
from bot.render import json as as_data
from bot.render import text as as_text
from bot.slack import sentences
from crm.engine import catalog
from crm.engine import stored_reply as replies
from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.refusal import refusal
from crm.engine.reply import Reply
from crm.engine.run import Answer, Asked, run
from crm.engine.store import Store
from crm.engine.texts import Reader
from crm.insight import dialogue
from crm.models import Delivery

app = typer.Typer()
digest = typer.Typer(help="Digests.")
app.add_typer(digest, name="digest")
NowOption = Annotated[str | None, typer.Option("--now", help="ISO moment in place of the clock")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print views as JSON lines")]


# How a person in Slack turns to Rapport.
ADDRESSED = re.compile(r"(?:/crm\b|/|@rapport\b[,:]?|!)\s*", re.IGNORECASE)


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="A command or a sentence, as after /crm")],
    person: AsOption = None,
    channel: Annotated[str | None, typer.Option("--in", help="A channel's id or name")] = None,
    now: NowOption = None,
    workspace: WorkspaceOption = "local",
    json: JsonOption = False,
) -> None:
    """Run a command or sentence as a person; print the private answer, then all it posts."""
    catalog.load()
    store = open_store()
    call = call_as(store, local(store, workspace), person, channel, moment(now))
    last = _last_delivery(store, call)
    try:
        answer = _answer(store, call, text)
    except RapportError as error:
        _print(refusal(error, error.ways), call.reader, as_json=json)
        raise typer.Exit(1) from None
    if dialogue.is_kept(call):
        with store.write(call.workspace_id) as session:
            dialogue.keep(session, call)
    if not answer.is_posted:
        _print(answer.reply, call.reader, as_json=json)
    for delivery in _posted(store, call, last):
        reader = Reader(delivery.language or "en", delivery.zone or "UTC")
        _print(replies.from_json(delivery.payload or {}), reader, as_json=json)


def _answer(store: Store, call: Call, text: str) -> Answer:
    words = ADDRESSED.sub("", text.strip())
    answer = sentences.answered(words, partial(run, store, call), is_command=True)
    for following in answer.reply.then:
        run(store, call, Asked(REGISTRY[following.command], fields=following.fields))
    return answer


def _last_delivery(store: Store, call: Call) -> int:
    with store.read(call.workspace_id) as session:
        return session.scalar(select(func.max(Delivery.id))) or 0


def _posted(store: Store, call: Call, last: int) -> list[Delivery]:
    with store.read(call.workspace_id) as session:
        statement = select(Delivery).where(Delivery.id > last).order_by(Delivery.id)
        return list(session.scalars(statement))


def _print(reply: Reply, reader: Reader, *, as_json: bool) -> None:
    if as_json:
        write_json(as_data(reply, reader, "internal"))
    else:
        write(as_text(reply, reader, "internal"))


@digest.command("preview")
def preview(
    person: AsOption = None, now: NowOption = None, workspace: WorkspaceOption = "local"
) -> None:
    """Print the digest as a person would get it now; nothing is sent."""
    catalog.load()
    store = open_store()
    call = call_as(store, local(store, workspace), person, None, moment(now))
    try:
        answer = _answer(store, call, "digest preview")
    except RapportError as error:
        raise Failed(str(error)) from error
    write(as_text(answer.reply, call.reader, "internal"))
