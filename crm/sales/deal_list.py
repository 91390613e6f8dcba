"""The list of deals: filtered, counted with totals by currency, ten on a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Reply, Row
from crm.engine.texts import T, Term, Text, Value
from crm.language import fields
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.query.filter import Leaf, Node, Sort
from crm.models import Company, Deal, Stage, User
from crm.sales.deal import amount_of

TITLES = {
    "open": T("Open deals"),
    "won": T("Deals that were won"),
    "lost": T("Deals that were lost"),
    "all": T("All deals"),
}
# Who filters or counts by these says which deals are meant, open or not.
OUTCOMES = ("status", "closed_at", "created_at", "lost_reason")
NEWEST = (Sort("created_at", "desc"),)


class ListDeals(listed.Listed):
    """Which deals: open ones that I may see, unless said otherwise."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("deal")] = None
    status: Annotated[str | None, fields.Choice("open", "won", "lost", "all")] = None
    owner: Annotated[User | None, fields.Person(takes_me=True)] = None
    company: Annotated[Company | None, fields.Ref(Company, from_thread=False)] = None
    stage: Annotated[Stage | None, fields.StageName()] = None
    sort: Annotated[
        str | None,
        listed.SortBy(
            "deal",
            newest=NEWEST,
            closing=(Sort("close_on"),),
            largest=(Sort("amount", "desc"),),
        ),
    ] = None
    group: Annotated[str | None, listed.GroupBy("deal")] = None


@command("deal list")
def listing(call: Call, form: ListDeals) -> Reply:
    """List deals, with totals."""
    return listed.reply(call, form, "deal", tuple(_own(form)), _title(form))


def _own(form: ListDeals) -> Iterator[Leaf]:
    status = _status(form)
    if status != "all":
        yield Leaf("status", "=", status)
    if form.stage is not None:
        yield Leaf("stage", "=", form.stage.name)
    if form.owner is not None:
        yield Leaf("owner", "=", form.owner.handle)
    if form.company is not None:
        yield Leaf("company", "=", refs.ref(form.company))


def _status(form: ListDeals) -> str:
    group = (form.group or "").partition(":")[0]
    if form.status is not None:
        return form.status
    if form.stage is not None or group in OUTCOMES or listed.about(form, *OUTCOMES):
        return "all"
    return "open"


def _title(form: ListDeals) -> Text:
    return TITLES[_status(form)]


def _beside(_call: Call) -> tuple[Any, ...]:
    """The names of a deal's customer, stage and owner, read with it."""
    names = ((Company, Deal.company_id), (Stage, Deal.stage_id), (User, Deal.owner_id))
    return tuple(
        select(kind.name).where(kind.id == link).correlate(Deal).scalar_subquery()
        for kind, link in names
    )


def _row(call: Call, deal: Deal, customer: str, stage: str, owner: str | None) -> Row:
    details: list[Value] = [customer, Term(stage)]
    if deal.amount is not None:
        details.append(amount_of(deal))
    if deal.close_on is not None and deal.status == "open":
        details.append(T("closes {day}", day=deal.close_on))
    if deal.owner_id != call.caller.user_id:
        details.append(owner or T("nobody"))
    return Row(refs.ref(deal), deal.name, tuple(details))


SHOWN["deal"] = Shown(
    _beside, _row, lambda: (Deal.created_at.desc(), Deal.id.desc()), T("No deals here yet.")
)
