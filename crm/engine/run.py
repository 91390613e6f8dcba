"""The one door: claim the key → may they? → form → function → journal, chain → commit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import buttons, journal, owed, post, sql, threads
from crm.engine.call import Call
from crm.engine.command import Command
from crm.engine.errors import Ambiguous, Busy, Conflict, Missing, NotAllowed, NotFound, RapportError
from crm.engine.permission import OUTSIDER
from crm.engine.reply import Button, Notice, Reply, Small
from crm.engine.store import Store
from crm.engine.texts import T
from crm.language import grammar
from crm.language.fields.base import Reading
from crm.language.form import Form
from crm.models import Base, Changeset, InboundEvent

INBOUND = Base.metadata.tables[InboundEvent.__tablename__]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the reply, whether it was posted, the changeset it made if any.

    `is_repeat`: the same key was carried out before; nothing was done now.
    """

    reply: Reply
    changeset_id: int | None = None
    is_repeat: bool = False
    is_posted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A command with its words (`text`) or its fields by name, perhaps by a button's `token`."""

    command: Command
    text: str = ""
    fields: Mapping[str, Any] | None = None
    token: str | None = None
    is_shared: bool = False


def run(store: Store, call: Call, asked: Asked) -> Answer:
    """Carry a command out, once per `call.key`.

    Raises a `RapportError`, with buttons that lead on in its `ways`, after which nothing has
    changed and the same key may be tried again.
    """
    try:
        if asked.command.is_change:
            return _change(store, _prepared(store, call, asked), asked)
        return _read(store, call, asked)
    except RapportError as error:
        error.ways = _ways(store, call, asked, error)
        raise


def _prepared(store: Store, call: Call, asked: Asked) -> Call:
    """The call with what the command's slow work found, done while no lock is held."""
    prepare = asked.command.prepare
    if prepare is None:
        return call
    with store.read(call.workspace_id) as session:
        bound = call.bound(session, None)
        allow(bound, asked.command)
        filled, _ = _form(bound, asked)
        return replace(call, context=call.context | {"prepared": prepare(bound, filled)})


def _change(store: Store, call: Call, asked: Asked) -> Answer:
    with store.write(call.workspace_id) as session:
        if not _claim(session, call):
            return Answer(_repeated(), is_repeat=True)
        changeset = journal.open_changeset(session, _changeset(call, asked.command))
        bound = call.bound(session, changeset.id)
        if asked.token is not None:
            buttons.press(bound, asked.token)
        answer = _answer(bound, asked)
        owed.keep(bound, answer.reply.then)
        session.flush()
        made = changeset.id if journal.has_changes(session) else None
        return replace(answer, changeset_id=made)


def _read(store: Store, call: Call, asked: Asked) -> Answer:
    with store.read(call.workspace_id) as session:
        bound = call.bound(session, None)
        reply = _carry_out(bound, asked)
        if not reply.then and not _posts(bound, reply, asked):
            made, rows = buttons.armed(reply, call)
            if not rows:
                return _private(call, made)
    with store.write(call.workspace_id) as session:
        if not _claim(session, call):
            return Answer(_repeated(), is_repeat=True)
        bound = call.bound(session, None)
        owed.keep(bound, reply.then)
        return _deliver(bound, reply, asked)


def _claim(session: Session, call: Call) -> bool:
    """Take the inbound key; False where it was taken before."""
    if call.key is None:
        return True
    values = {
        "workspace_id": call.workspace_id,
        "key": call.key,
        "state": "done",
        "received_at": call.now,
    }
    return sql.insert_once(session, INBOUND, values) or _take_waiting(session, call)


def _take_waiting(session: Session, call: Call) -> bool:
    statement = select(InboundEvent).where(InboundEvent.key == call.key).with_for_update()
    row = session.scalars(statement).one()
    was_waiting = row.state in {"parked", owed.OWED}
    row.state, row.payload = "done", None
    return was_waiting


def _repeated() -> Reply:
    return Reply((Notice(T("This was already done."), audience="everyone"),))


def _changeset(call: Call, command: Command) -> Changeset:
    return Changeset(
        command=command.name,
        origin="api" if call.source == "api" else "person",
        author_id=call.caller.user_id,
        recorded_at=call.now,
        effective_at=call.now,
    )


def _answer(call: Call, asked: Asked) -> Answer:
    return _deliver(call, _carry_out(call, asked), asked)


def _carry_out(call: Call, asked: Asked) -> Reply:
    allow(call, asked.command)
    filled, texts = _form(call, asked)
    try:
        return asked.command.function(call, filled)
    except RapportError as error:
        error.understood = texts
        raise


def _form(call: Call, asked: Asked) -> tuple[Form, dict[str, str]]:
    """The filled form, with each field's text that reads as it again."""
    reading = reading_of(call)
    form = asked.command.form
    if asked.fields is None:
        understood = grammar.understand(form, asked.text, reading)
    else:
        understood = grammar.fill(form, asked.fields, reading)
    try:
        filled = grammar.finish(form, understood, reading)
    except RapportError as error:
        error.understood = dict(understood.texts)
        if error.field is None and error.next_step is None and asked.text:
            error.next_step = grammar.sibling(asked.command, asked.text)
        raise
    return filled, dict(understood.texts)


def reading_of(call: Call) -> Reading:
    """In what light a call's words are read; the thread's records stand in for unnamed ones.

    Where the thread is about nothing, the company stands in that the channel is about.
    """
    place = call.place
    bound = threads.records(call.session, place.channel, place.thread_ts)
    if not bound and place.company_id is not None:
        bound = {"company": place.company_id}
    return Reading(call.session, call.caller, call.now, call.settings, bound)


def allow(call: Call, command: Command) -> None:
    """Whether the caller may run a command at all; raises `NotAllowed` with one sentence."""
    roles = call.caller.roles or {OUTSIDER}
    if command.may.isdisjoint(roles):
        if call.caller.is_outsider:
            raise NotAllowed(
                T("Only members of this workspace can do that; you can reply in your thread.")
            )
        raise NotAllowed(
            T("Your role does not include “{command}”.", command=command.name),
            next_step=T("An admin can give you the role with {example}.", example="/crm people"),
        )


def _deliver(call: Call, reply: Reply, asked: Asked) -> Answer:
    if _posts(call, reply, asked):
        delivery = post.here(call, reply)
        if call.place.thread_ts and reply.about and call.place.channel:
            threads.bind(call.session, call.place.channel, call.place.thread_ts, reply.about)
        return Answer(reply, is_posted=delivery is not None)
    return _private(call, buttons.arm(call.session, reply, call))


def _private(call: Call, reply: Reply) -> Answer:
    """The answer for the caller alone; what would be public says how it can be."""
    if reply.is_public and not call.place.is_member:
        hint = Small(
            T(
                "Only you see this: add Rapport to the channel with {example}.",
                example="/invite @Rapport",
            )
        )
        reply = replace(reply, views=(*reply.views, hint))
    return Answer(reply)


def _posts(call: Call, reply: Reply, asked: Asked) -> bool:
    """Whether the reply is posted for all to see: Rapport must be there, and nobody external.

    A customer's thread counts as external, whatever its channel is.
    """
    place = call.place
    if call.source in {"api", "clock", "event"} or place.channel is None or reply.is_secret:
        return False
    if not (reply.is_public or asked.is_shared) or not place.is_member or place.is_external:
        return False
    if place.thread_ts is None:
        return True
    thread = threads.of(call.session, place.channel, place.thread_ts)
    return thread is None or thread.audience != "everyone"


def _ways(store: Store, call: Call, asked: Asked, error: RapportError) -> tuple[Button, ...]:
    """The buttons that continue a half-understood command; they keep what was understood.

    A busy store is not asked for more: the person would wait past Slack's three seconds.
    """
    offered = () if isinstance(error, Busy) else _offered(asked, error)
    if not offered or call.source in {"api", "cli", "clock", "event"}:
        return offered
    with store.write(call.workspace_id) as session:
        return tuple(
            replace(button, token=buttons.token(session, button, call)) for button in offered
        )


def _offered(asked: Asked, error: RapportError) -> tuple[Button, ...]:
    bundle = secrets.token_urlsafe(9)
    known = error.understood
    ways = [
        Button(choice.label, asked.command.name, known | dict(choice.fields), bundle=bundle)
        for choice in error.choices
    ]
    if (
        isinstance(error, Missing | Ambiguous | NotFound | Conflict)
        and not asked.command.form.specs()
    ):
        return tuple(ways)
    if asked.fields is None and not isinstance(error, NotAllowed):
        ways.append(
            Button(T("Fill in the form"), asked.command.name, known, opens=True, is_reusable=True)
        )
    return tuple(ways)
