"""Who sees which rows: own, the team's, all. The one file of row rights."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, true
from sqlalchemy.orm import Session, aliased

from crm.engine.call import Caller
from crm.models import Contract, Deal, Digest, FollowUp, Lead, Quote, Tenant, Ticket, User

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
    Quote: Quote.owner_id,
    Contract: Contract.owner_id,
    FollowUp: FollowUp.owner_id,
    Ticket: Ticket.assignee_id,
    Digest: Digest.user_id,
}

Reach = Literal["none", "own", "team", "all"]
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
    return _condition(model, reach(caller, model), caller.user_id, caller.team_id)


def reach(caller: Caller, model: type[Tenant]) -> Reach:
    """How far the caller sees among the rows of `model`."""
    if caller.is_outsider:
        return "none"
    is_shared = model not in OWNED or (model is Ticket and AGENT in caller.roles)
    if is_shared or ADMIN in caller.roles:
        return "all"
    return "team" if MANAGER in caller.roles and caller.team_id is not None else "own"


def within(model: type[Tenant], seen: Reach) -> ColumnElement[bool]:
    """The condition of `sees` for statements made once: of a `person` and a `team` to be bound."""
    return _condition(model, seen, bindparam("person"), bindparam("team"))


def _condition(model: type[Tenant], seen: Reach, person: Any, team: Any) -> ColumnElement[bool]:
    if seen in {"none", "all"}:
        return true() if seen == "all" else ~true()
    owner = OWNED[model]
    own = or_(owner == person, owner.is_(None))
    if seen == "own":
        return own
    member = aliased(User)
    members = select(member.id).where(
        member.team_id == team, member.workspace_id == model.workspace_id
    )
    return or_(own, owner.in_(members))


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
