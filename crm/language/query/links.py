"""Links and rows that several kinds share: customers, people, teams, tags, products."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from crm.language.query import derived
from crm.language.query.scene import Scene
from crm.language.query.stored import Linked, Many, Person, constant
from crm.models import (
    Campaign,
    CampaignMember,
    Company,
    Contact,
    ContactPoint,
    Deal,
    Product,
    Stage,
    Tag,
    TagLink,
    Team,
    User,
)


def company(fk: Any) -> Linked:
    """The company of a record."""
    return Linked("r", constant(fk), Company, Company.name_key)


def contact(fk: Any) -> Linked:
    """The contact of a record."""
    return Linked("r", constant(fk), Contact, Contact.name_key)


def deal(fk: Any) -> Linked:
    """The deal of a record."""
    return Linked("r", constant(fk), Deal, Deal.name)


def owner(fk: Any) -> Person:
    """A person, by handle."""
    return Person("u", constant(fk))


def team(fk: Any) -> Linked:
    """A team of its own."""
    return Linked("w", constant(fk), Team, Team.name, lambda scene: scene.caller.team_id)


def team_of(owner: Any) -> Linked:
    """The team of a record's owner."""
    return Linked("w", derived.team_of(owner), Team, Team.name, lambda scene: scene.caller.team_id)


def points(kind: str) -> Many:
    """A contact's e-mails or phones."""
    rows = select(ContactPoint.contact_id).where(ContactPoint.kind == kind)
    value = constant(ContactPoint.value)
    return Many("t", value, Contact, ContactPoint.contact_id, rows)


def quantity(of: type[Any], part: type[Any]) -> Any:
    """How many pieces there are in all: the sum of a record's lines."""
    lines = select(func.sum(part.quantity)).where(
        part.workspace_id == of.workspace_id, getattr(part, f"{of.__tablename__}_id") == of.id
    )
    return constant(lines.correlate(of).scalar_subquery())


def share(_: Scene) -> Any:
    """The probability of the deal's stage, 0 to 100."""
    stage = select(Stage.probability).where(Stage.id == Deal.stage_id)
    return stage.correlate(Deal).scalar_subquery()


class Helpers(Many):
    """People in rows of their own; `me` is the reader."""

    def where(self, op: str, value: Any, scene: Scene) -> ColumnElement[bool]:
        """The condition that one of them passes."""
        if op == "=" and str(value).strip().casefold() == "me":
            return self.held(User.id == (scene.caller.user_id or 0))
        return Many.where(self, op, value, scene)


def tags(of: type[Any]) -> Many:
    """The tags on a record."""
    rows = (
        select(TagLink.record_id)
        .join(Tag, Tag.id == TagLink.tag_id)
        .where(TagLink.record_kind == of.__tablename__)
    )
    return Many("w", constant(Tag.name), of, TagLink.record_id, rows)


def products(of: type[Any], part: type[Any]) -> Many:
    """The products in the rows of `part` that belong to a record."""
    link = getattr(part, f"{of.__tablename__}_id")
    rows = select(link).join(Product, Product.id == part.product_id)
    return Many("w", constant(Product.name), of, link, rows)


def members(of: type[Any], part: type[Any]) -> Many:
    """The handles of people who work on a record beside its owner."""
    link = getattr(part, f"{of.__tablename__}_id")
    rows = select(link).join(User, User.id == part.user_id)
    return Helpers("u", constant(User.handle), of, link, rows)


def campaigns(of: type[Any]) -> Many:
    """The campaigns that reached a contact or lead."""
    rows = (
        select(CampaignMember.record_id)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(CampaignMember.record_kind == of.__tablename__)
    )
    return Many("w", constant(Campaign.name), of, CampaignMember.record_id, rows)
