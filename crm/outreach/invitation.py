"""Rapport and people invited to a channel from where one is: asked for here, done after it."""

from __future__ import annotations

import re
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotUnderstood
from crm.engine.reply import Notice, Reply
from crm.engine.texts import T, Text
from crm.language import fields
from crm.language.form import Form
from crm.models import Invitation, User

LINK = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>")
NAME = re.compile(r"[\w-]{1,80}")


class Invite(Form):
    """A public channel's name, and people who are invited with Rapport."""

    people: Annotated[tuple[User, ...], fields.People()] = ()
    named_channel: Annotated[str, fields.Phrase(100)]


@command("channel invite", effect="outward")
def invite(call: Call, form: Invite) -> Reply:
    """Invite Rapport and people to a channel."""
    assert call.caller.user_id is not None
    name = _name(form.named_channel)
    asked = Invitation(
        name=name,
        people=[person.slack_id for person in form.people],
        user_id=call.caller.user_id,
        next_at=call.now,
        asked_at=call.now,
    )
    call.session.add(asked)
    call.session.flush()
    return Reply((Notice(T("I am joining #{channel}; I will tell you.", channel=name), "success"),))


def tell(call: Call, asked: Invitation, told: Text, level: str) -> None:
    """Tell whoever asked how it went, once."""
    person = call.session.get(User, (call.workspace_id, asked.user_id))
    if person is not None:
        notice = Notice(told, "success" if level == "success" else "warning")
        post.to_person(call, person, ("invitation", str(asked.id)), "message", Reply((notice,)))


def of(session: Session, invitation_id: int) -> Invitation | None:
    """An invitation by its id."""
    return session.scalars(select(Invitation).where(Invitation.id == invitation_id)).one_or_none()


def _name(said: str) -> str:
    """A channel's name as Slack writes it; raises `NotUnderstood` with an example."""
    link = LINK.fullmatch(said.strip())
    name = (link[2] or link[1]) if link else said.strip().removeprefix("#").casefold()
    if not NAME.fullmatch(name):
        raise NotUnderstood(
            T("“{text}” is no channel's name.", text=said[:60]),
            next_step=T("Write it like {example}.", example="#sales"),
            field="named_channel",
        )
    return name
