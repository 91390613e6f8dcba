"""Tickets: what of them is other than it was."""

from __future__ import annotations

from typing import Annotated

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Record, Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Contact, Ticket
from crm.people import custom_field, editing
from crm.service import ticket_card
from crm.service.ticket import AGENTS


class EditTicket(Form):
    """A ticket, and what of it is to be other than it was."""

    ticket: Annotated[Ticket, fields.Ref(Ticket)]
    subject: Annotated[str | None, fields.Phrase(300, keyed=True)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    contact: Annotated[Contact | None, fields.Ref(Contact, from_thread=False)] = None
    priority: Annotated[str | None, fields.Choice(*ticket_card.PRIORITIES, claims=False)] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("ticket")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


@command("ticket edit", may=AGENTS, effect="change")
def edit(call: Call, form: EditTicket) -> Reply:
    """Change a ticket's subject, customer, priority or own fields."""
    editing.change(call, form.ticket, form, keeps=frozenset({"subject", "priority"}))
    shown = ticket_card.card(call, form.ticket, T("Changed."))
    return Reply((shown,), is_public=True, about=Record("ticket", form.ticket.id))
