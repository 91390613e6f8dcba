"""Who sees which rows: own, the team's, all. The one file of row rights."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session, aliased

from crm.engine.call import Caller
from crm.models import Deal, Digest, FollowUp, Lead, Tenant, Ticket, User

REP, AGENT, MANAGER, ADMIN, OUTSIDER = "rep", "agent", "manager", "admin", "outsider"
ROLES = (REP, AGENT, MANAGER, ADMIN)
MEMBERS = frozenset(ROLES)
LEADERS = frozenset({MANAGER, ADMIN})
ADMINS = frozenset({ADMIN})
EVERYONE = frozenset({*ROLES, OUTSIDER})

# The column that says whose a row is; kinds without one are shared by all members.
OWNED: dict[type[Tenant], Any] = {
    Deal: Deal.owner_id,
    Lead: Lead.owner_id,
    FollowUp: FollowUp.owner_id,
    Ticket: Ticket.assignee_id,
    Digest: Digest.user_id,
}

Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


def visible(statement: Rows, caller: Caller, *models: type[Tenant]) -> Rows:
    """The statement without the rows that the caller may not see.

    Own always; a manager her team's; an admin all; nobody's rows belong to every member.
    Agents share all tickets. An outsider sees nothing.
    """
    for model in models:
        statement = statement.where(sees(caller, model))
    return statement


def sees(caller: Caller, model: type[Tenant]) -> ColumnElement[bool]:
    """The condition under which the caller sees rows of `model`."""
    if caller.is_outsider:
        return ~true()
    owner = OWNED.get(model)
    if owner is None or ADMIN in caller.roles or (model is Ticket and AGENT in caller.roles):
        return true()
    own = or_(owner == caller.user_id, owner.is_(None))
    if MANAGER in caller.roles and caller.team_id is not None:
        member = aliased(User)
        team = select(member.id).where(
            member.team_id == caller.team_id, member.workspace_id == model.workspace_id
        )
        return or_(own, owner.in_(team))
    return own


def may_see(session: Session, caller: Caller, row: Tenant) -> bool:
    """Whether the caller sees this very row."""
    model = type(row)
    statement = select(model.id).where(model.id == row.id)
    return session.scalar(visible(statement, caller, model)) is not None


def leads(session: Session, caller: Caller, user_id: int | None) -> bool:
    """Whether the caller is that person, their manager, or an admin."""
    if user_id is None or user_id == caller.user_id or ADMIN in caller.roles:
        return True
    if MANAGER not in caller.roles or caller.team_id is None:
        return False
    team = session.scalar(select(User.team_id).where(User.id == user_id))
    return team == caller.team_id
