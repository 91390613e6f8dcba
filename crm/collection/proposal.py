"""Proposals: what strangers sent, until somebody saves them or puts them aside."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import ColumnElement, exists, select

from crm.collection.arrival import KEPT_BY, ways, who
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotFound
from crm.engine.reply import Actions, Listing, Notice, Reply, Row
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import ContactPoint, Submission
from crm.people import steps


class OneProposal(Form):
    """A proposal, by its row."""

    proposal: Annotated[int, fields.Number(1, 2**53)]


class Nothing(Form):
    """Nothing to say."""


@command("proposal list")
def listing(call: Call, form: Nothing) -> Reply:
    """List what strangers sent and nobody has taken up yet."""
    del form
    statement = select(Submission).where(*_waiting()).order_by(Submission.id.desc())
    found = list(call.session.scalars(statement.limit(steps.PAGE)))
    rows = tuple(
        Row(None, who(sent.values), (sent.values.get("message"), sent.source, sent.received_at))
        for sent in found
    )
    view = Listing(T("Proposals"), rows, len(rows), empty=T("Nothing waits for you here."))
    return Reply((view, *(Actions(ways(sent)) for sent in found)))


@command("proposal dismiss", effect="change", surface="button")
def dismiss(call: Call, form: OneProposal) -> Reply:
    """Put a proposal aside; nothing becomes of it."""
    statement = select(Submission).where(Submission.id == form.proposal)
    sent = call.session.scalars(statement).one_or_none()
    if sent is None:
        raise NotFound(T("This proposal is gone."))
    sent.state = "dismissed"
    call.session.flush()
    said = T("{who} was put aside.", who=who(sent.values))
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


def _waiting() -> tuple[ColumnElement[bool], ...]:
    """Open, and the sender was not saved by another way meanwhile."""
    saved = (
        exists().where(
            ContactPoint.workspace_id == Submission.workspace_id,
            ContactPoint.kind == kind,
            ContactPoint.value == Submission.values[kind].as_string(),
        )
        for kind in KEPT_BY
    )
    return (Submission.state == "open", *(~one for one in saved))
