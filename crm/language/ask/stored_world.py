"""The names of a workspace from its database, those only that the caller may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.fixed import Fixed
from crm.engine.permission import visible
from crm.engine.texts import LANGUAGES, catalogue
from crm.language.ask import near_names
from crm.language.ask.world import World, from_json
from crm.models import (
    Company,
    Contact,
    CustomField,
    Lead,
    Pipeline,
    Product,
    Stage,
    Tag,
    Team,
    User,
)

MOST = 200_000
# Up to so many customers are all compared with a sentence; of more, those that share a word.
FEW = 3_000

# Read for every sentence: made anew, each costs three times as much.
HANDLE: Fixed[User] = Fixed(select(User.handle).where(User.id == bindparam("user")), User)
TEAMS: Fixed[Team] = Fixed(select(Team.id, Team.name), Team)
MEMBERS: Fixed[User] = Fixed(
    select(User.handle, User.name, User.team_id).where(~User.is_outsider, User.is_active), User
)
STAGES: Fixed[Stage] = Fixed(select(Stage.pipeline_id, Stage.name).order_by(Stage.position), Stage)
PIPELINES: Fixed[Pipeline] = Fixed(select(Pipeline.id, Pipeline.name), Pipeline)
PRODUCTS: Fixed[Product] = Fixed(select(Product.name), Product)
TAGS: Fixed[Tag] = Fixed(select(Tag.name), Tag)
OWN_FIELDS: Fixed[CustomField] = Fixed(
    select(CustomField.kind, CustomField.name, CustomField.type, CustomField.choices).where(
        CustomField.archived_at.is_(None)
    ),
    CustomField,
)
NEWEST_CONTACT: Fixed[Contact] = Fixed(select(func.max(Contact.id).label("id")), Contact)
NEWEST_COMPANY: Fixed[Company] = Fixed(select(func.max(Company.id).label("id")), Company)


def load(session: Session, call: Call, text: str | None = None) -> World:
    """The world of a call: people, companies, products, stages and words it may know of.

    Of many customers only those are taken whose names share words with `text`, where it is given.
    """
    zone = ZoneInfo(call.settings.zone)
    now: datetime = call.now.astimezone(zone).replace(tzinfo=None)
    return from_json(
        {
            "now": now.isoformat(),
            "zone": call.settings.zone,
            "base_currency": call.settings.currency,
            "acting_user": _handle(session, call),
            **_team(session),
            **_sold(session),
            **_customers(session, call, text),
            "words": _words(session, call),
            "custom_fields": _own_fields(session, call),
        }
    )


def _handle(session: Session, call: Call) -> str:
    found = HANDLE.rows(session, user=call.caller.user_id)
    return found[0].handle if found else call.caller.name


def _team(session: Session) -> dict[str, Any]:
    teams = {row.id: row.name for row in TEAMS.rows(session)}
    users = [
        {"handle": row.handle, "name": row.name, "team": teams.get(row.team_id)}
        for row in MEMBERS.rows(session)
    ]
    return {"teams": [{"name": name} for name in teams.values()], "users": users}


def _sold(session: Session) -> dict[str, Any]:
    stages: dict[int, list[dict[str, Any]]] = {}
    for row in STAGES.rows(session):
        stages.setdefault(row.pipeline_id, []).append(_said(row.name))
    pipelines = [
        {"name": row.name, "stages": stages.get(row.id, [])} for row in PIPELINES.rows(session)
    ]
    return {
        "pipelines": pipelines,
        "products": [{"name": row.name} for row in PRODUCTS.rows(session)],
    }


def _said(name: str) -> dict[str, Any]:
    """A word of the workspace, with what the languages say for it where it is one of theirs."""
    spoken = {catalogue(language).get(name) for language in LANGUAGES}
    return {"name": name, "aliases": sorted(word for word in spoken - {None, name} if word)}


def _customers(session: Session, call: Call, text: str | None) -> dict[str, Any]:
    if call.caller.is_outsider:
        return {}
    near = near_names.near(session, text) if text is not None and _are_many(session) else None
    statement = select(Contact.name, Contact.title, Contact.company_id).limit(MOST)
    if near is not None:
        statement = statement.where(Contact.id.in_(near["contact"]))
    people = session.execute(visible(statement, call.caller, Contact)).all()
    if near is not None:
        near["company"].update(row.company_id for row in people if row.company_id is not None)
    names = _companies(session, call, None if near is None else near["company"])
    found = [
        {"name": row.name, "title": row.title, "company": names.get(row.company_id)}
        for row in people
    ]
    return {"companies": [{"name": name} for name in names.values()], "people": found}


def _companies(session: Session, call: Call, ids: set[int] | None) -> dict[int, str]:
    statement = select(Company.id, Company.name).limit(MOST)
    if ids is not None:
        statement = statement.where(Company.id.in_(ids))
    rows = session.execute(visible(statement, call.caller, Company))
    return {row.id: row.name for row in rows}


def _are_many(session: Session) -> bool:
    """Whether there are more customers than a sentence is compared with at once."""
    newest = [
        row.id or 0 for each in (NEWEST_CONTACT, NEWEST_COMPANY) for row in each.rows(session)
    ]
    return sum(newest) > FEW


def _own_fields(session: Session, call: Call) -> list[dict[str, Any]]:
    """The fields that the workspace added, with the values of its choices."""
    if call.caller.is_outsider:
        return []
    return [
        {
            "kind": row.kind,
            "name": row.name,
            "type": row.type,
            "choices": row.choices or [],
        }
        for row in OWN_FIELDS.rows(session)
    ]


def _words(session: Session, call: Call) -> dict[str, list[dict[str, str]]]:
    """The words that records carry: tags, industries, cities, countries, sources."""
    if call.caller.is_outsider:
        return {}
    columns = {
        "industry": (Company, Company.industry),
        "city": (Company, Company.city),
        "country": (Company, Company.country),
        "source": (Lead, Lead.source),
    }
    found = {"tag": [{"name": row.name} for row in TAGS.rows(session)]}
    for word, (model, column) in columns.items():
        values = session.scalars(visible(select(column).distinct(), call.caller, model))
        found[word] = [{"name": value} for value in values if value]
    return found
