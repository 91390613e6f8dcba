"""The names of a workspace from its database, those only that the caller may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.permission import visible
from crm.language.ask.world import World, from_json
from crm.models import Company, Contact, Lead, Pipeline, Product, Stage, Tag, Team, User

MOST = 200_000


def load(session: Session, call: Call) -> World:
    """The world of a call: people, companies, products, stages and words it may know of."""
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
            **_customers(session, call),
            "words": _words(session, call),
        }
    )


def _handle(session: Session, call: Call) -> str:
    statement = select(User.handle).where(User.id == call.caller.user_id)
    return session.scalar(statement) or call.caller.name


def _team(session: Session) -> dict[str, Any]:
    teams = {row.id: row.name for row in session.execute(select(Team.id, Team.name))}
    members = select(User.handle, User.name, User.team_id).where(~User.is_outsider, User.is_active)
    users = [
        {"handle": row.handle, "name": row.name, "team": teams.get(row.team_id)}
        for row in session.execute(members)
    ]
    return {"teams": [{"name": name} for name in teams.values()], "users": users}


def _sold(session: Session) -> dict[str, Any]:
    stages: dict[int, list[dict[str, str]]] = {}
    for row in session.execute(select(Stage.pipeline_id, Stage.name).order_by(Stage.position)):
        stages.setdefault(row.pipeline_id, []).append({"name": row.name})
    pipelines = [
        {"name": row.name, "stages": stages.get(row.id, [])}
        for row in session.execute(select(Pipeline.id, Pipeline.name))
    ]
    return {
        "pipelines": pipelines,
        "products": [{"name": n} for n in session.scalars(select(Product.name))],
    }


def _customers(session: Session, call: Call) -> dict[str, Any]:
    if call.caller.is_outsider:
        return {}
    companies = visible(select(Company.id, Company.name).limit(MOST), call.caller, Company)
    names = {row.id: row.name for row in session.execute(companies)}
    people = visible(
        select(Contact.name, Contact.title, Contact.company_id).limit(MOST), call.caller, Contact
    )
    found = [
        {"name": row.name, "title": row.title, "company": names.get(row.company_id)}
        for row in session.execute(people)
    ]
    return {"companies": [{"name": name} for name in names.values()], "people": found}


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
    found = {"tag": [{"name": name} for name in session.scalars(select(Tag.name))]}
    for word, (model, column) in columns.items():
        values = session.scalars(visible(select(column).distinct(), call.caller, model))
        found[word] = [{"name": value} for value in values if value]
    return found
