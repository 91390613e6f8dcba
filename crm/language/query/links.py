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
            own = User.id == (scene.caller.user_id or 0)
            return self.rows(scene).where(own).exists()
        return Many.where(self, op, value, scene)


def tags(of: type[Any]) -> Many:
    """The tags on a record."""
    rows = (
        select(TagLink.id)
        .join(Tag, Tag.id == TagLink.tag_id)
        .where(
            TagLink.workspace_id == of.workspace_id,
            TagLink.record_kind == of.__tablename__,
            TagLink.record_id == of.id,
        )
        .correlate(of)
    )
    return Many("w", constant(Tag.name), constant(rows))


def products(of: type[Any], part: type[Any]) -> Many:
    """The products in the rows of `part` that belong to a record."""
    rows = (
        select(part.id)
        .join(Product, Product.id == part.product_id)
        .where(
            part.workspace_id == of.workspace_id,
            getattr(part, f"{of.__tablename__}_id") == of.id,
        )
        .correlate(of)
    )
    return Many("w", constant(Product.name), constant(rows))


def members(of: type[Any], part: type[Any]) -> Many:
    """The handles of people who work on a record beside its owner."""
    rows = (
        select(part.id)
        .join(User, User.id == part.user_id)
        .where(
            part.workspace_id == of.workspace_id,
            getattr(part, f"{of.__tablename__}_id") == of.id,
        )
        .correlate(of)
    )
    return Helpers("u", constant(User.handle), constant(rows))


def campaigns(of: type[Any]) -> Many:
    """The campaigns that reached a contact or lead."""
    rows = (
        select(CampaignMember.id)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(
            CampaignMember.workspace_id == of.workspace_id,
            CampaignMember.record_kind == of.__tablename__,
            CampaignMember.record_id == of.id,
        )
        .correlate(of)
    )
    return Many("w", constant(Campaign.name), constant(rows))
