"""The list of deals: filtered, counted with totals by currency, ten on a page."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import ColumnElement, func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.money import Money
from crm.engine.reply import Fact, Facts, Listing, Reply, Row, View
from crm.engine.texts import Joined, T, Term, Text, Value
from crm.language import fields
from crm.language.form import Form
from crm.models import Company, Deal, Stage, User
from crm.people import steps
from crm.sales.deal import amount_of

TITLES = {
    "open": T("Open deals"),
    "won": T("Deals that were won"),
    "lost": T("Deals that were lost"),
    "all": T("All deals"),
}


class ListDeals(Form):
    """Which deals: open ones that I may see, unless said otherwise."""

    status: Annotated[str, fields.Choice("open", "won", "lost", "all")] = "open"
    owner: Annotated[User | None, fields.Person(takes_me=True)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    stage: Annotated[Stage | None, fields.StageName()] = None
    sort: Annotated[str, fields.Choice("newest", "closing", "largest")] = "newest"
    page: Annotated[int, fields.Number(1, 100_000)] = 1


@command("deal list")
def listing(call: Call, form: ListDeals) -> Reply:
    """List deals, with totals."""
    sums = _sums(call, form)
    total = sum(count for _, count, _ in sums)
    rows = tuple(_row(call, *found) for found in _rows(call, form))
    view = Listing(_title(form), rows, total, empty=T("No deals here yet."))
    views: tuple[View, ...] = (
        view,
        *_totals(sums),
        *steps.pages("deal list", form, form.page, total),
    )
    return Reply(views)


def _title(form: ListDeals) -> Text:
    status = "all" if form.stage else form.status
    return TITLES[status]


def _conditions(form: ListDeals) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if form.stage is not None:
        found.append(Deal.stage_id == form.stage.id)
    elif form.status != "all":
        found.append(Deal.status == form.status)
    if form.owner is not None:
        found.append(Deal.owner_id == form.owner.id)
    if form.company is not None:
        found.append(Deal.company_id == form.company.id)
    return found


def _sums(call: Call, form: ListDeals) -> list[tuple[str | None, int, int | None]]:
    """Count and sum by currency: the whole list in one statement."""
    statement = (
        select(Deal.currency, func.count(), func.sum(Deal.amount))
        .where(*_conditions(form))
        .group_by(Deal.currency)
        .order_by(Deal.currency)
    )
    return [
        (currency, count, None if amount is None else int(amount))
        for currency, count, amount in call.session.execute(
            permission.visible(statement, call.caller, Deal)
        )
    ]


def _totals(sums: list[tuple[str | None, int, int | None]]) -> tuple[Facts, ...]:
    amounts = tuple(
        Money(amount, currency) for currency, _, amount in sums if currency and amount is not None
    )
    return (Facts((Fact(T("Total"), Joined(amounts, " + ")),)),) if amounts else ()


def _rows(call: Call, form: ListDeals) -> list[Any]:
    orders: dict[str, tuple[Any, ...]] = {
        "newest": (Deal.created_at.desc(), Deal.id.desc()),
        "closing": (Deal.close_on.is_(None), Deal.close_on, Deal.id),
        "largest": (Deal.amount.is_(None), Deal.amount.desc(), Deal.id),
    }
    statement = (
        select(Deal, Company.name, Stage.name, User.name)
        .join(Company, Company.id == Deal.company_id)
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(*_conditions(form))
        .order_by(*orders[form.sort])
        .limit(steps.PAGE)
        .offset((form.page - 1) * steps.PAGE)
    )
    return list(call.session.execute(permission.visible(statement, call.caller, Deal)))


def _row(call: Call, deal: Deal, customer: str, stage: str, owner: str | None) -> Row:
    details: list[Value] = [customer, Term(stage)]
    if deal.amount is not None:
        details.append(amount_of(deal))
    if deal.close_on is not None and deal.status == "open":
        details.append(T("closes {day}", day=deal.close_on))
    if deal.owner_id != call.caller.user_id:
        details.append(owner or T("nobody"))
    return Row(refs.ref(deal), deal.name, tuple(details))
