"""Deals: what of them is other than it was."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.money import Money
from crm.engine.reply import Record, Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Contact, Deal, User
from crm.people import custom_field, editing
from crm.sales.deal import SALES, card


class EditDeal(Form):
    """A deal, and what of it is to be other than it was."""

    deal: Annotated[Deal, fields.Ref(Deal)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    amount: Annotated[Money | None, fields.Money()] = None
    close_on: Annotated[date | None, fields.Day()] = None
    contact: Annotated[Contact | None, fields.Ref(Contact, from_thread=False)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    owner: Annotated[User | None, fields.Person()] = None
    competitor: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("deal")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


@command("deal edit", may=SALES, effect="change")
def edit(call: Call, form: EditDeal) -> Reply:
    """Change a deal's fields."""
    editing.change(call, form.deal, form, keeps=frozenset({"name", "company"}))
    shown = card(call, form.deal, T("Changed."))
    return Reply((shown,), is_public=True, about=Record("deal", form.deal.id))
