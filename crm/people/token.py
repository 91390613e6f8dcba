"""Keys for the HTTP API: made once, shown once, kept as a hash, revocable."""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound
from crm.engine.reply import Listing, Notice, Paragraph, Reply, Row, Small
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import ApiToken

MOST = 20


class MakeToken(Form):
    """What the token is for."""

    name: Annotated[str, fields.Phrase(60)] = "api"


class RevokeToken(Form):
    """The name of a token of mine."""

    name: Annotated[str, fields.Phrase(60)]


class Nothing(Form):
    """Nothing to say."""


@command("token", effect="change")
def make(call: Call, form: MakeToken) -> Reply:
    """Make a key for the HTTP API, with your rights."""
    mine = _mine(call)
    if any(token.name == form.name for token in mine):
        raise Conflict(
            T("You have a token called “{name}” already.", name=form.name),
            next_step=T("Revoke it with {example}", example=f"/crm token revoke {form.name}"),
            field="name",
        )
    if len(mine) >= MOST:
        raise Conflict(T("You have {n} tokens; revoke one first.", n=len(mine)))
    secret = f"rapport_{secrets.token_hex(32)}"
    call.session.add(
        ApiToken(
            user_id=call.caller.user_id,
            name=form.name,
            digest=digest(secret),
            created_at=call.now,
        )
    )
    call.session.flush()
    return Reply(
        (
            Notice(T("Your token “{name}”. It is shown only now.", name=form.name), "success"),
            Paragraph(secret),
            Small(T("Send it as {header}.", header="Authorization: Bearer …")),
        ),
        is_secret=True,
    )


@command("token list")
def listing(call: Call, form: Nothing) -> Reply:
    """List your keys for the HTTP API."""
    del form
    rows = tuple(
        Row(None, token.name, (T("made on {at}", at=token.created_at),)) for token in _mine(call)
    )
    return Reply((Listing(T("Your tokens"), rows, len(rows), empty=T("You have no tokens.")),))


@command("token revoke", effect="change")
def revoke(call: Call, form: RevokeToken) -> Reply:
    """Revoke one of your keys for the HTTP API."""
    found = next((token for token in _mine(call) if token.name == form.name), None)
    if found is None:
        raise NotFound(
            T("You have no token called “{name}”.", name=form.name),
            next_step=T("See all with {example}", example="/crm token list"),
            field="name",
        )
    found.revoked_at = call.now
    call.session.flush()
    return Reply((Notice(T("The token “{name}” works no more.", name=form.name), "success"),))


def digest(secret: str) -> str:
    """How a token is kept: its SHA-256 in hexadecimal; it has 256 bits of chance itself."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _mine(call: Call) -> list[ApiToken]:
    statement = (
        select(ApiToken)
        .where(ApiToken.user_id == call.caller.user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id)
    )
    return list(call.session.scalars(statement))
