"""The mood of what customers say: scored after it is stored, before the writing transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import TooEarly
from crm.engine.permission import EVERYONE
from crm.engine.reply import Next, Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Ticket, TicketMessage
from crm.service import escalation


class ScoreMessage(Form):
    """The row id of a message."""

    message: Annotated[int, fields.Number(1)]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model said of a text: the label, and a score from −1 to 1."""

    text: str
    label: str
    score: float


def _read(call: Call, form: ScoreMessage) -> Scored | None:
    """Score the text while no lock is held; None where there is nothing to score.

    Raises `TooEarly` where the model is damaged: the message stays unscored until it is whole.
    """
    from nlp import sentiment  # noqa: PLC0415 - its models are loaded with the first message
    from nlp.sentiment.store import DamagedModel  # noqa: PLC0415 - as above

    message = _message(call.session, form.message)
    if message is None or not message.text or message.scored_at is not None:
        return None
    try:
        (found,) = sentiment.load().score([message.text])
    except DamagedModel as error:
        raise TooEarly(T("Moods are not scored: {reason}.", reason=str(error))) from error
    return Scored(message.text, found.label, found.score)


@command("ticket mood", may=EVERYONE, effect="change", surface="inside", prepare=_read)
def score(call: Call, form: ScoreMessage) -> Reply:
    """Keep the mood of a customer's message, and call for help where it is bad."""
    message = _message(call.session, form.message)
    scored: Scored | None = call.context.get("prepared")
    if message is None or scored is None or message.scored_at is not None:
        return Reply()
    if message.deleted_at is not None or message.text != scored.text:
        return Reply()
    message.mood, message.mood_score, message.scored_at = scored.label, scored.score, call.now
    ticket = call.session.scalars(select(Ticket).where(Ticket.id == message.ticket_id)).one()
    follow(call, ticket)
    if message.is_customer and scored.score <= call.settings.mood_threshold:
        escalation.escalate(call, ticket, message)
    return Reply()


def follow(call: Call, ticket: Ticket) -> None:
    """Give a ticket the mood of its customer's newest scored message."""
    call.session.flush()
    statement = (
        select(TicketMessage)
        .where(
            TicketMessage.ticket_id == ticket.id,
            TicketMessage.is_customer.is_(True),
            TicketMessage.deleted_at.is_(None),
            TicketMessage.mood.is_not(None),
        )
        .order_by(TicketMessage.said_at.desc(), TicketMessage.id.desc())
        .limit(1)
    )
    newest = call.session.scalars(statement).one_or_none()
    ticket.mood = newest.mood if newest else None
    ticket.mood_score = newest.mood_score if newest else None


def next_of(message: TicketMessage) -> Next:
    """The scoring of a message as it now reads, once for each wording."""
    wording = f":{message.edited_ts}" if message.edited_ts else ""
    return Next("ticket mood", {"message": str(message.id)}, key=f"mood:{message.id}{wording}")


def unscored(session: Session, before: datetime) -> list[int]:
    """The customers' messages said before a moment that a crash left without a score.

    `ticket mood` may be run for each without a key: what is scored already is left alone.
    """
    statement = (
        select(TicketMessage.id)
        .where(
            TicketMessage.is_customer.is_(True),
            TicketMessage.scored_at.is_(None),
            TicketMessage.deleted_at.is_(None),
            TicketMessage.text != "",
            TicketMessage.said_at < before,
        )
        .order_by(TicketMessage.said_at)
        .limit(1_000)
    )
    return list(session.scalars(statement))


def _message(session: Session, message_id: int) -> TicketMessage | None:
    statement = select(TicketMessage).where(TicketMessage.id == message_id)
    return session.scalars(statement).one_or_none()
