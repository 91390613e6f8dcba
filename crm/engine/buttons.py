"""Buttons on messages: given a token when they are posted, and pressed once.

What may be used again needs no memory: its token carries what it stands for, so that showing a
card or a list writes nothing. Slack signs what it delivers, and a command reads a button's fields
as it reads words, with the rights of whoever presses.
"""

from __future__ import annotations

import base64
import json
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
from crm.engine.prepared import Prepared, connection_of
from crm.engine.reply import Actions, Button, Card, Menu, Reply, View
from crm.engine.store import workspace_of
from crm.engine.stored_reply import decode, encode
from crm.engine.texts import T, Text, Value
from crm.models import Base, ButtonToken, User

TOKENS = Base.metadata.tables[ButtonToken.__tablename__]
ADD = Prepared(
    insert(TOKENS),
    [c.name for c in TOKENS.columns if c.name not in {"id", "used_at", "used_by_id"}],
)
SAYS = "~"
LONGEST = 255
SHUT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press asks for: a command with its fields; `opens` shows the form first."""

    command: Command
    fields: Mapping[str, Any]
    opens: bool
    token: str


def arm(session: Session, reply: Reply, call: Call) -> Reply:
    """The reply with a token on every button and menu, stored where it is used up by a press."""
    made, rows = armed(reply, call)
    store(session, rows)
    return made


def armed(reply: Reply, call: Call) -> tuple[Reply, list[Row]]:
    """The reply with a token on every button and menu, and the rows to `store` for them."""
    expires = call.now + timedelta(days=call.settings.button_days)
    rows: list[Row] = []
    views = tuple(_armed(view, expires, rows) for view in reply.views)
    return replace(reply, views=views), rows


def _armed(view: View, expires: datetime, rows: list[Row]) -> View:
    if isinstance(view, Actions):
        return replace(view, items=_each(view.items, expires, rows))
    if isinstance(view, Card) and view.actions:
        return replace(view, actions=_each(view.actions, expires, rows))
    return view


def _each(
    items: tuple[Button | Menu, ...], expires: datetime, rows: list[Row]
) -> tuple[Button | Menu, ...]:
    return tuple(
        _carried(item, expires, place) or _token(item, expires, rows)
        for place, item in enumerate(items)
    )


def _carried(item: Button | Menu, expires: datetime, place: int) -> Button | Menu | None:
    """The item with a token that says all; None where a press must be remembered, or it is long.

    `place` tells alike items of one row apart, as Slack wants them.
    """
    if not item.is_reusable or (isinstance(item, Button) and item.bundle):
        return None
    label = item.label.key if isinstance(item.label, Text) else ""
    choice = item.picks if isinstance(item, Menu) else None
    opens = int(isinstance(item, Button) and item.opens)
    until = int(expires.timestamp())
    said = [place, until, item.command, encode(item.fields), choice, opens, label]
    token = SAYS + _shut(said)
    return replace(item, token=token) if len(token) <= LONGEST else None


def _shut(said: list[Any]) -> str:
    return base64.urlsafe_b64encode(SHUT(said).encode()).decode().rstrip("=")


def _opened(token: str) -> list[Any]:
    """What a token says; raises `NotFound` where it says nothing that a button may do."""
    try:
        padded = token.removeprefix(SAYS) + "=" * (-len(token.removeprefix(SAYS)) % 4)
        said = json.loads(base64.urlsafe_b64decode(padded))
        _, until, command, fields, _, _, _ = said
        is_sound = isinstance(until, int) and isinstance(fields, dict)
        is_sound &= REGISTRY[command].surface != "inside"
    except (ValueError, TypeError, KeyError):
        is_sound = False
    if not is_sound:
        raise _gone()
    return list(said)


def _still_carried(said: list[Any], now: datetime) -> None:
    if said[1] < now.timestamp():
        raise _expired(T(said[6]) if said[6] else said[2])


def _gone() -> NotFound:
    return NotFound(
        T("This button belongs to a message that is gone."),
        next_step=T("See all that I can do with {example}", example="/crm help"),
    )


def _expired(label: Value) -> Conflict:
    return Conflict(
        T("“{label}” has expired; nothing was changed.", label=label),
        next_step=T("Ask for the record again to get fresh buttons."),
    )


def token(session: Session, item: Button, call: Call) -> str:
    """Store a button that stands in a direct answer; returns its token."""
    rows: list[Row] = []
    made = _token(item, call.now + timedelta(days=1), rows)
    store(session, rows)
    assert made.token is not None
    return made.token


def _token(item: Button | Menu, expires: datetime, rows: list[Row]) -> Button | Menu:
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


def store(session: Session, rows: list[Row]) -> None:
    """Store the tokens that a press uses up."""
    if rows:
        here = {"workspace_id": workspace_of(session)}
        ADD.many(connection_of(session), [row | here for row in rows])


def look(session: Session, token: str, chosen: str | None, now: datetime) -> Pressed:
    """What a token stands for, without pressing it.

    Raises `NotFound` for a token that is none, `Conflict` when it was used or has expired.
    """
    if token.startswith(SAYS):
        said = _opened(token)
        _still_carried(said, now)
        _, _, command, fields, choice, opens, _ = said
        chosen_field = {choice: chosen} if choice and chosen is not None else {}
        return Pressed(REGISTRY[command], fields | chosen_field, bool(opens), token)
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
    if token.startswith(SAYS):
        _still_carried(_opened(token), call.now)
        return
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
        raise _gone()
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
        raise _expired(label)
