"""Deals: opened, moved through the stages, shown and listed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.money import Money
from crm.engine.permission import MANAGER, REP
from crm.engine.reply import Card, Record, Reply
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Deal, Stage, StageChange, User
from crm.people import company

SALES = frozenset({REP, MANAGER, permission.ADMIN})


class AddDeal(Form):
    """What a new deal needs: a company and a name; the rest may come later."""

    company: Annotated[Company | fields.Fresh, fields.Ref(Company, creates=True)]
    name: Annotated[str, fields.Phrase(200)]
    amount: Annotated[Money | None, fields.Money()] = None
    close_on: Annotated[date | None, fields.Day()] = None
    owner: Annotated[User, fields.Person(default_me=True)]


class ShowDeal(Form):
    """A deal, by reference or by the thread."""

    deal: Annotated[Deal, fields.Ref(Deal)]


class MoveDeal(Form):
    """A deal and the stage that it moves to."""

    deal: Annotated[Deal, fields.Ref(Deal)]
    stage: Annotated[Stage, fields.StageName()]


@command("deal add", may=SALES, effect="change")
def add(call: Call, form: AddDeal) -> Reply:
    """Open a new deal."""
    customer = company.of(call, form.company)
    first = first_stage(call)
    deal = refs.add(
        call.session,
        Deal(
            name=form.name,
            company_id=customer.id,
            owner_id=form.owner.id,
            pipeline_id=first.pipeline_id,
            stage_id=first.id,
            amount=form.amount.minor if form.amount else None,
            currency=form.amount.currency if form.amount else None,
            close_on=form.close_on,
            created_at=call.now,
        ),
    )
    call.session.add(
        StageChange(deal_id=deal.id, to_stage_id=first.id, user_id=call.caller.user_id, at=call.now)
    )
    return Reply((card(call, deal),), is_public=True, about=Record("deal", deal.id))


def first_stage(call: Call) -> Stage:
    """The first stage of the first pipeline: where new deals begin."""
    statement = select(Stage).order_by(Stage.pipeline_id, Stage.position).limit(1)
    return call.session.scalars(statement).one()


def card(call: Call, deal: Deal) -> Card:
    """A deal as a card with its next steps."""
    return Card(refs.ref(deal), deal.name)
