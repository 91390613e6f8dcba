"""Where every field of every kind lies in the store; what is not here cannot be asked for yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select, true

from crm.engine import refs
from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.query import derived, match
from crm.language.query.scene import Scene
from crm.language.query.stored import (
    Amount,
    Field,
    Linked,
    Many,
    Person,
    column,
    constant,
)
from crm.models import (
    Activity,
    Company,
    Contact,
    ContactPoint,
    Deal,
    FollowUp,
    Lead,
    Pipeline,
    Product,
    Purchase,
    PurchaseLine,
    Stage,
    Team,
    Ticket,
)

MODELS: dict[str, type[Any]] = {
    "deal": Deal,
    "lead": Lead,
    "contact": Contact,
    "company": Company,
    "ticket": Ticket,
    "followup": FollowUp,
    "purchase": Purchase,
    "activity": Activity,
}
PRIORITIES = ("low", "normal", "high", "urgent")


class Ranked(Field):
    """A choice that is sorted by its rank, not by its letters."""

    def key(self, scene: Scene) -> Any:
        """The place of the value among its choices."""
        ranks = {name: place for place, name in enumerate(PRIORITIES)}
        return case(ranks, value=self.expression(scene))


class Reference(Field):
    """A record's own reference: `D-42`, or its number alone."""

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition on the number behind the reference."""
        if op == "not_empty":
            return true()
        tests = [self._one(one) for one in match.several(value)]
        return self.expression(scene).in_(tests)  # type: ignore[no-any-return]  # a column

    def _one(self, value: Any) -> int:
        named = refs.read(str(value))
        if named is None:
            raise NotUnderstood(T("“{value}” is no reference such as D-42.", value=str(value)[:60]))
        return named[1]


def _company(fk: Any) -> Linked:
    return Linked("r", constant(fk), Company, Company.name_key)


def _contact(fk: Any) -> Linked:
    return Linked("r", constant(fk), Contact, Contact.name_key)


def _deal(fk: Any) -> Linked:
    return Linked("r", constant(fk), Deal, Deal.name)


def _owner(fk: Any) -> Person:
    return Person("u", constant(fk))


def _team(fk: Any) -> Linked:
    return Linked("w", constant(fk), Team, Team.name, lambda scene: scene.caller.team_id)


def _team_of(owner: Any) -> Linked:
    return Linked("w", derived.team_of(owner), Team, Team.name, lambda scene: scene.caller.team_id)


def _points(kind: str) -> Many:
    rows = (
        select(ContactPoint.id)
        .where(
            ContactPoint.workspace_id == Contact.workspace_id,
            ContactPoint.contact_id == Contact.id,
            ContactPoint.kind == kind,
        )
        .correlate(Contact)
    )
    return Many("t", constant(ContactPoint.value), constant(rows))


def _bought() -> Many:
    rows = (
        select(PurchaseLine.id)
        .join(Product, Product.id == PurchaseLine.product_id)
        .where(
            PurchaseLine.workspace_id == Purchase.workspace_id,
            PurchaseLine.purchase_id == Purchase.id,
        )
        .correlate(Purchase)
    )
    return Many("w", constant(Product.name), constant(rows))


def _quantity(_: Scene) -> Any:
    """How many were bought in all: the sum of the purchase's lines."""
    lines = select(func.sum(PurchaseLine.quantity)).where(
        PurchaseLine.workspace_id == Purchase.workspace_id, PurchaseLine.purchase_id == Purchase.id
    )
    return lines.correlate(Purchase).scalar_subquery()


def _share(_: Scene) -> Any:
    """The probability of the deal's stage, 0 to 100."""
    stage = select(Stage.probability).where(Stage.id == Deal.stage_id)
    return stage.correlate(Deal).scalar_subquery()


FIELDS: dict[str, dict[str, Field]] = {
    "deal": {
        "name": column("t", Deal.name),
        "company": _company(Deal.company_id),
        "contact": _contact(Deal.contact_id),
        "owner": _owner(Deal.owner_id),
        "team": _team_of(Deal.owner_id),
        "pipeline": Linked("w", constant(Deal.pipeline_id), Pipeline, Pipeline.name),
        "stage": Linked("w", constant(Deal.stage_id), Stage, Stage.name),
        "status": column("c", Deal.status),
        "amount": Amount("m", constant(Deal.amount), constant(Deal.currency)),
        "probability": Field("p", _share),
        "close_on": column("d", Deal.close_on),
        "closed_at": column("a", Deal.closed_at),
        "created_at": column("a", Deal.created_at),
        "updated_at": Field("a", derived.updated_at(Deal)),
        "last_touch_at": Field("a", derived.last_touch_at(Deal)),
        "touches": Field("n", derived.touches(Deal)),
        "next_step_at": Field("a", derived.next_step_at(Deal)),
        "days_in_stage": Field("n", derived.days_in_stage),
        "push_count": Field("n", derived.push_count),
        "source": column("w", Deal.source),
        "lost_reason": column("w", Deal.lost_reason),
    },
    "lead": {
        "name": column("t", Lead.name),
        "company": column("t", Lead.company_name),
        "owner": _owner(Lead.owner_id),
        "team": _team_of(Lead.owner_id),
        "status": column("c", Lead.status),
        "source": column("w", Lead.source),
        "created_at": column("a", Lead.created_at),
    },
    "contact": {
        "name": column("t", Contact.name),
        "company": _company(Contact.company_id),
        "title": column("t", Contact.title),
        "owner": _owner(Contact.owner_id),
        "email": _points("email"),
        "phone": _points("phone"),
        "created_at": column("a", Contact.created_at),
        "last_touch_at": Field("a", derived.last_touch_at(Contact)),
        "touches": Field("n", derived.touches(Contact)),
    },
    "company": {
        "name": column("t", Company.name),
        "type": column("c", Company.type),
        "owner": _owner(Company.owner_id),
        "team": _team_of(Company.owner_id),
        "industry": column("w", Company.industry),
        "size": column("n", Company.size),
        "city": column("w", Company.city),
        "country": column("w", Company.country),
        "open_deals": Field("n", derived.open_of(Company, Deal)),
        "open_tickets": Field("n", derived.open_of(Company, Ticket)),
        "purchases": Field("n", derived.purchases(Company)),
        "spent": Amount("m", derived.spent(Company), lambda scene: literal(scene.currency)),
        "last_purchase_on": Field("d", derived.last_purchase_on(Company)),
        "created_at": column("a", Company.created_at),
        "last_touch_at": Field("a", derived.last_touch_at(Company)),
        "touches": Field("n", derived.touches(Company)),
        "next_step_at": Field("a", derived.next_step_at(Company)),
    },
    "ticket": {
        "subject": column("t", Ticket.subject),
        "status": column("c", Ticket.status),
        "waiting_for": column("c", Ticket.waiting_for),
        "priority": Ranked("c", constant(Ticket.priority)),
        "assignee": _owner(Ticket.assignee_id),
        "team": _team(Ticket.team_id),
        "company": _company(Ticket.company_id),
        "contact": _contact(Ticket.contact_id),
        "mood": column("c", Ticket.mood),
        "mood_trend": Field("c", derived.mood_trend),
        "opened_at": column("a", Ticket.opened_at),
        "updated_at": Field("a", derived.updated_at(Ticket)),
        "last_reply_at": Field("a", derived.last_reply_at),
        "first_response_at": Field("a", derived.first_response_at),
        "resolved_at": column("a", Ticket.resolved_at),
        "response_hours": Field("h", derived.response_hours),
        "resolution_hours": Field("h", derived.resolution_hours),
        "reopened": Field("n", derived.reopened),
        "replies": Field("n", derived.replies),
        "escalated": column("y", Ticket.escalated),
    },
    "followup": {
        "subject": column("t", FollowUp.subject),
        "type": column("c", FollowUp.type),
        "status": column("c", FollowUp.status),
        "owner": _owner(FollowUp.owner_id),
        "team": _team_of(FollowUp.owner_id),
        "deal": _deal(FollowUp.deal_id),
        "company": _company(FollowUp.company_id),
        "contact": _contact(FollowUp.contact_id),
        "due_at": column("a", FollowUp.due_at),
        "done_at": column("a", FollowUp.done_at),
        "created_at": column("a", FollowUp.created_at),
        "snoozed": column("n", FollowUp.snoozed),
    },
    "purchase": {
        "company": _company(Purchase.company_id),
        "contact": _contact(Purchase.contact_id),
        "product": _bought(),
        "amount": Amount("m", constant(Purchase.amount), constant(Purchase.currency)),
        "quantity": Field("n", _quantity),
        "bought_on": column("d", Purchase.bought_on),
        "owner": _owner(Purchase.owner_id),
    },
    "activity": {
        "type": column("c", Activity.type),
        "company": _company(Activity.company_id),
        "contact": _contact(Activity.contact_id),
        "deal": _deal(Activity.deal_id),
        "user": _owner(Activity.user_id),
        "team": _team_of(Activity.user_id),
        "at": column("a", Activity.at),
        "note": column("t", Activity.note),
    },
}
REFERENCES = {kind: Reference("r", constant(model.number)) for kind, model in MODELS.items()}


def field(kind: str, name: str) -> Field | None:
    """Where a field of a kind lies, or None where it is not stored yet."""
    if name == "ref":
        return REFERENCES.get(kind)
    return FIELDS.get(kind, {}).get(name)
