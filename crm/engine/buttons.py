"""Buttons on messages: given a token when they are posted, and pressed once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command
from crm.engine.errors import Conflict, NotFound
from crm.engine.reply import Actions, Button, Card, Menu, Reply, View, decode, encode
from crm.engine.store import workspace_of
from crm.engine.texts import T
from crm.models import Base, ButtonToken, User

TOKENS = Base.metadata.tables[ButtonToken.__tablename__]
ADD = insert(TOKENS)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press asks for: a command with its fields; `opens` shows the form first."""

    command: Command
    fields: Mapping[str, Any]
    opens: bool
    token: str


def arm(session: Session, reply: Reply, call: Call) -> Reply:
    """The reply with a stored token on every button and menu."""
    expires = call.now + timedelta(days=call.settings.button_days)
    rows: list[dict[str, Any]] = []
    views = tuple(_armed(view, expires, rows) for view in reply.views)
    _store(session, rows)
    return replace(reply, views=views)


def has_buttons(reply: Reply) -> bool:
    """Whether a reply holds anything that can be pressed."""
    return any(
        (isinstance(view, Actions) and view.items) or (isinstance(view, Card) and view.actions)
        for view in reply.views
    )


def _armed(view: View, expires: datetime, rows: list[dict[str, Any]]) -> View:
    if isinstance(view, Actions):
        return replace(view, items=tuple(_token(item, expires, rows) for item in view.items))
    if isinstance(view, Card):
        return replace(view, actions=tuple(_token(item, expires, rows) for item in view.actions))
    return view


def token(session: Session, item: Button, call: Call) -> str:
    """Store a button that stands in a direct answer; returns its token."""
    rows: list[dict[str, Any]] = []
    armed = _token(item, call.now + timedelta(days=1), rows)
    _store(session, rows)
    assert armed.token is not None
    return armed.token


def _token(item: Button | Menu, expires: datetime, rows: list[dict[str, Any]]) -> Button | Menu:
    token = secrets.token_urlsafe(18)
    rows.append(
        {
            "token": token,
            "bundle": item.bundle if isinstance(item, Button) else None,
            "command": item.command,
            "fields": encode(item.fields),
            "choice": item.picks if isinstance(item, Menu) else None,
            "label": encode({"label": item.label}),
            "opens": isinstance(item, Button) and item.opens,
            "is_reusable": item.is_reusable,
            "expires_at": expires,
        }
    )
    return replace(item, token=token)


def _store(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        here = {"workspace_id": workspace_of(session)}
        session.connection().execute(ADD, [row | here for row in rows])


def look(session: Session, token: str, chosen: str | None, now: datetime) -> Pressed:
    """What a token stands for, without pressing it.

    Raises `NotFound` for a token that is none, `Conflict` when it was used or has expired.
    """
    row = _row(session, token)
    _still_good(session, row, now)
    fields = dict(row.fields)
    if row.choice and chosen is not None:
        fields[row.choice] = chosen
    return Pressed(REGISTRY[row.command], fields, row.opens, token)


def press(call: Call, token: str) -> None:
    """Use a token up in this unit of work, and its alternatives with it.

    Two presses at once queue here: the second finds it used and raises `Conflict`.
    """
    session = call.session
    row = _row(session, token, lock=True)
    _still_good(session, row, call.now)
    if row.is_reusable:
        return
    rows = [row]
    if row.bundle:
        rows = list(session.scalars(select(ButtonToken).where(ButtonToken.bundle == row.bundle)))
    for used in rows:
        used.used_at = call.now
        used.used_by_id = call.caller.user_id


def _row(session: Session, token: str, *, lock: bool = False) -> ButtonToken:
    statement = select(ButtonToken).where(ButtonToken.token == token)
    row = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFound(
            T("This button belongs to a message that is gone."),
            next_step=T("See all that I can do with {example}", example="/crm help"),
        )
    return row


def _still_good(session: Session, row: ButtonToken, now: datetime) -> None:
    label = decode(row.label)["label"]
    if row.used_at is not None and not row.is_reusable:
        who = session.scalar(select(User.name).where(User.id == row.used_by_id))
        raise Conflict(
            T(
                "Already done: {name} chose “{label}” on {at}. Nothing was changed again.",
                name=who or "–",
                label=label,
                at=row.used_at,
            )
        )
    if row.expires_at is not None and row.expires_at < now:
        raise Conflict(
            T("“{label}” has expired; nothing was changed.", label=label),
            next_step=T("Ask for the record again to get fresh buttons."),
        )
