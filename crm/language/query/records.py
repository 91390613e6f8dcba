"""Where every field of every kind lies in the store; what is not here cannot be asked for yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, literal, true

from crm.engine import refs
from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.query import answered, custom, derived, links, match
from crm.language.query.scene import Scene
from crm.language.query.stored import (
    Amount,
    Field,
    Linked,
    column,
    constant,
)
from crm.models import (
    Activity,
    Campaign,
    CampaignMember,
    Company,
    Contact,
    Contract,
    Deal,
    DealMember,
    DealProduct,
    FollowUp,
    Lead,
    Pipeline,
    Product,
    Purchase,
    PurchaseLine,
    Quote,
    QuoteLine,
    Stage,
    Ticket,
    TicketProduct,
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
    "quote": Quote,
    "contract": Contract,
    "campaign": Campaign,
}
PRIORITIES = ("low", "normal", "high", "urgent")


class Ranked(Field):
    """A choice that is sorted by its rank, not by its letters."""

    def key(self, scene: Scene) -> Any:
        """The place of the value among its choices."""
        ranks = {name: place for place, name in enumerate(PRIORITIES)}
        return case(ranks, value=self.expression(scene))


@dataclass(frozen=True, slots=True)
class Named(Field):
    """A name, sorted by its key: without case and width, and along its index."""

    sorted_by: Any

    def key(self, scene: Scene) -> Any:
        """The name's key."""
        del scene
        return self.sorted_by


def _name(of: Any) -> Named:
    return Named("t", constant(of.name), of.name_key)


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


FIELDS: dict[str, dict[str, Field]] = {
    "deal": {
        "name": column("t", Deal.name),
        "company": links.company(Deal.company_id),
        "contact": links.contact(Deal.contact_id),
        "owner": links.owner(Deal.owner_id),
        "team": links.team_of(Deal.owner_id),
        "pipeline": Linked("w", constant(Deal.pipeline_id), Pipeline, Pipeline.name),
        "stage": Linked("w", constant(Deal.stage_id), Stage, Stage.name),
        "status": column("c", Deal.status),
        "amount": Amount("m", constant(Deal.amount), constant(Deal.currency)),
        "probability": Field("p", links.share),
        "close_on": column("d", Deal.close_on),
        "closed_at": column("a", Deal.closed_at),
        "created_at": column("a", Deal.created_at),
        "updated_at": Field("a", derived.updated_at(Deal)),
        "last_touch_at": Field("a", derived.last_touch_at(Deal)),
        "touches": derived.touches(Deal),
        "next_step_at": Field("a", derived.next_step_at(Deal)),
        "days_in_stage": Field("n", derived.days_in_stage),
        "push_count": derived.push_count(),
        "source": column("w", Deal.source),
        "lost_reason": column("w", Deal.lost_reason),
        "forecast": column("c", Deal.forecast),
        "competitor": column("t", Deal.competitor),
        "collaborator": links.members(Deal, DealMember),
        "product": links.products(Deal, DealProduct),
        "tag": links.tags(Deal),
    },
    "lead": {
        "name": _name(Lead),
        "company": column("t", Lead.company_name),
        "owner": links.owner(Lead.owner_id),
        "team": links.team_of(Lead.owner_id),
        "status": column("c", Lead.status),
        "source": column("w", Lead.source),
        "created_at": column("a", Lead.created_at),
        "score": column("n", Lead.score),
        "industry": column("w", Lead.industry),
        "city": column("w", Lead.city),
        "country": column("w", Lead.country),
        "campaign": links.campaigns(Lead),
        "last_touch_at": Field("a", derived.last_touch_at(Lead)),
        "touches": derived.touches(Lead),
        "next_step_at": Field("a", derived.next_step_at(Lead)),
        "converted_at": column("a", Lead.converted_at),
        "response_hours": Field("h", answered.lead_response_hours),
        "tag": links.tags(Lead),
    },
    "contact": {
        "name": _name(Contact),
        "company": links.company(Contact.company_id),
        "title": column("t", Contact.title),
        "owner": links.owner(Contact.owner_id),
        "email": links.points("email"),
        "phone": links.points("phone"),
        "created_at": column("a", Contact.created_at),
        "last_touch_at": Field("a", derived.last_touch_at(Contact)),
        "touches": derived.touches(Contact),
        "city": column("w", Contact.city),
        "country": column("w", Contact.country),
        "consent": Field("y", derived.consents),
        "mood": Field("c", answered.mood(Contact)),
        "tag": links.tags(Contact),
    },
    "company": {
        "name": _name(Company),
        "type": column("c", Company.type),
        "owner": links.owner(Company.owner_id),
        "team": links.team_of(Company.owner_id),
        "industry": column("w", Company.industry),
        "size": column("n", Company.size),
        "city": column("w", Company.city),
        "country": column("w", Company.country),
        "open_deals": derived.open_of(Company, Deal),
        "open_tickets": derived.open_of(Company, Ticket),
        "purchases": derived.purchases(Company),
        "spent": Amount("m", derived.spent(Company), lambda scene: literal(scene.currency)),
        "last_purchase_on": Field("d", derived.last_purchase_on(Company)),
        "created_at": column("a", Company.created_at),
        "last_touch_at": Field("a", derived.last_touch_at(Company)),
        "touches": derived.touches(Company),
        "next_step_at": Field("a", derived.next_step_at(Company)),
        "mood": Field("c", answered.mood(Company)),
        "contract_ends_on": Field("d", derived.contract_ends_on),
        "tag": links.tags(Company),
    },
    "ticket": {
        "subject": column("t", Ticket.subject),
        "status": column("c", Ticket.status),
        "waiting_for": column("c", Ticket.waiting_for),
        "priority": Ranked("c", constant(Ticket.priority)),
        "assignee": links.owner(Ticket.assignee_id),
        "team": links.team(Ticket.team_id),
        "company": links.company(Ticket.company_id),
        "contact": links.contact(Ticket.contact_id),
        "mood": column("c", Ticket.mood),
        "mood_trend": Field("c", answered.mood_trend),
        "opened_at": column("a", Ticket.opened_at),
        "updated_at": Field("a", derived.updated_at(Ticket)),
        "last_reply_at": Field("a", answered.last_reply_at),
        "first_response_at": Field("a", answered.first_response_at),
        "resolved_at": column("a", Ticket.resolved_at),
        "response_hours": Field("h", answered.response_hours),
        "resolution_hours": Field("h", answered.resolution_hours),
        "reopened": derived.reopened(),
        "replies": answered.replies(),
        "escalated": column("y", Ticket.escalated),
        "category": column("w", Ticket.category),
        "channel": column("c", Ticket.channel),
        "csat": column("n", Ticket.csat),
        "product": links.products(Ticket, TicketProduct),
        "tag": links.tags(Ticket),
    },
    "followup": {
        "subject": column("t", FollowUp.subject),
        "type": column("c", FollowUp.type),
        "status": column("c", FollowUp.status),
        "owner": links.owner(FollowUp.owner_id),
        "team": links.team_of(FollowUp.owner_id),
        "deal": links.deal(FollowUp.deal_id),
        "company": links.company(FollowUp.company_id),
        "contact": links.contact(FollowUp.contact_id),
        "due_at": column("a", FollowUp.due_at),
        "done_at": column("a", FollowUp.done_at),
        "created_at": column("a", FollowUp.created_at),
        "snoozed": column("n", FollowUp.snoozed),
    },
    "purchase": {
        "company": links.company(Purchase.company_id),
        "contact": links.contact(Purchase.contact_id),
        "product": links.products(Purchase, PurchaseLine),
        "amount": Amount("m", constant(Purchase.amount), constant(Purchase.currency)),
        "quantity": Field("n", links.quantity(Purchase, PurchaseLine)),
        "bought_on": column("d", Purchase.bought_on),
        "owner": links.owner(Purchase.owner_id),
    },
    "activity": {
        "type": column("c", Activity.type),
        "company": links.company(Activity.company_id),
        "contact": links.contact(Activity.contact_id),
        "deal": links.deal(Activity.deal_id),
        "user": links.owner(Activity.user_id),
        "team": links.team_of(Activity.user_id),
        "at": column("a", Activity.at),
        "note": column("t", Activity.note),
        "minutes": column("n", Activity.minutes),
        "mood": column("c", Activity.mood),
    },
    "quote": {
        "company": links.company(Quote.company_id),
        "contact": links.contact(Quote.contact_id),
        "deal": links.deal(Quote.deal_id),
        "owner": links.owner(Quote.owner_id),
        "team": links.team_of(Quote.owner_id),
        "status": column("c", Quote.status),
        "amount": Amount("m", constant(Quote.amount), constant(Quote.currency)),
        "discount": column("p", Quote.discount),
        "product": links.products(Quote, QuoteLine),
        "quantity": Field("n", links.quantity(Quote, QuoteLine)),
        "version": column("n", Quote.version),
        "created_at": column("a", Quote.created_at),
        "sent_at": column("a", Quote.sent_at),
        "accepted_at": column("a", Quote.accepted_at),
        "valid_until": column("d", Quote.valid_until),
        "approver": links.owner(Quote.approver_id),
    },
    "contract": {
        "company": links.company(Contract.company_id),
        "owner": links.owner(Contract.owner_id),
        "status": column("c", Contract.status),
        "amount": Amount("m", constant(Contract.amount), constant(Contract.currency)),
        "product": Linked("w", constant(Contract.product_id), Product, Product.name),
        "signed_on": column("d", Contract.signed_on),
        "starts_on": column("d", Contract.starts_on),
        "ends_on": column("d", Contract.ends_on),
        "renews_on": column("d", Contract.renews_on),
        "auto_renew": column("y", Contract.auto_renew),
    },
    "campaign": {
        "name": _name(Campaign),
        "status": column("c", Campaign.status),
        "channel": column("c", Campaign.channel),
        "owner": links.owner(Campaign.owner_id),
        "segment": column("w", Campaign.segment),
        "starts_on": column("d", Campaign.starts_on),
        "ends_on": column("d", Campaign.ends_on),
        "budget": Amount("m", constant(Campaign.budget), constant(Campaign.currency)),
        "spent": Amount("m", constant(Campaign.spent), constant(Campaign.currency)),
        "members": Field("n", derived.reached()),
        "replies": Field("n", derived.reached(CampaignMember.replied_at.is_not(None))),
        "leads": Field("n", derived.reached(CampaignMember.record_kind == "lead")),
        "response_rate": Field("p", derived.response_rate),
    },
}
REFERENCES = {kind: Reference("r", constant(model.number)) for kind, model in MODELS.items()}


def field(kind: str, name: str) -> Field | None:
    """Where a field of a kind lies, or None where it is not stored yet."""
    if name == "ref":
        return REFERENCES.get(kind)
    if name.startswith(custom.SIGN) and kind in MODELS:
        return custom.field(kind, name, MODELS[kind])
    return FIELDS.get(kind, {}).get(name)
