"""Who sees which rows: own, the team's, all. The one file of row rights."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import Session, aliased

from crm.engine.call import Caller
from crm.engine.settings import Settings
from crm.models import (
    Activity,
    Company,
    Contact,
    Contract,
    Deal,
    Digest,
    FollowUp,
    Lead,
    Purchase,
    Quote,
    Tenant,
    Ticket,
    User,
)

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
    Activity: Activity.user_id,
    Company: Company.owner_id,
    Contact: Contact.owner_id,
    Purchase: Purchase.owner_id,
}
# Customers are shared by all members unless the workspace wants them owned.
CUSTOMERS: frozenset[type[Tenant]] = frozenset({Company, Contact, Purchase})
# What an activity is about: it is seen with it, or by whoever did it.
ABOUT: tuple[type[Any], ...] = (Lead, Quote, Contract, Ticket)

Reach = Literal["none", "own", "team", "all", "own+tickets", "team+tickets"]
Sight = Literal["own", "team", "all"]
WIDTH: tuple[Sight, ...] = ("own", "team", "all")
Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


def sight(roles: frozenset[str], own: Settings) -> Sight:
    """How far somebody of these roles sees, as the workspace has set it: the widest counts."""
    if ADMIN in roles:
        return "all"
    by_role: dict[str, Sight] = {
        REP: own.visibility_rep,
        AGENT: own.visibility_agent,
        MANAGER: own.visibility_manager,
    }
    return max((by_role[role] for role in roles if role in by_role), key=WIDTH.index, default="own")


def visible(statement: Rows, caller: Caller, *models: type[Tenant]) -> Rows:
    """The statement without the rows that the caller may not see.

    Own always; the team's or all as the role's visibility is set (a manager her team's, an admin
    all); nobody's rows belong to every member. Customers are shared unless the workspace wants
    them owned; agents share all tickets; an activity is seen with what it is about. An outsider
    sees nothing.
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
    if model not in OWNED or ADMIN in caller.roles or _is_shared(caller, model):
        return "all"
    far = caller.sight or ("team" if MANAGER in caller.roles else "own")
    if far == "all":
        return "all"
    near: Reach = "team" if far == "team" and caller.team_id is not None else "own"
    if model is not Activity or AGENT not in caller.roles:
        return near
    return "team+tickets" if near == "team" else "own+tickets"


def _is_shared(caller: Caller, model: type[Tenant]) -> bool:
    if model in CUSTOMERS:
        return not caller.owns_customers
    return model is Ticket and AGENT in caller.roles


def within(model: type[Tenant], seen: Reach) -> ColumnElement[bool]:
    """The condition of `sees` for statements made once: of a `person` and a `team` to be bound."""
    return _condition(model, seen, bindparam("person"), bindparam("team"))


def _condition(model: type[Tenant], seen: Reach, person: Any, team: Any) -> ColumnElement[bool]:
    if seen == "all":
        return true()
    if seen == "none":
        # A plain FALSE would swallow the other conditions, that on the workspace among them.
        return model.id.is_(None)
    if model is Activity:
        return _of_activities(seen, person, team)
    return _whose(model, seen, person, team)


def _whose(model: Any, seen: Reach, person: Any, team: Any) -> ColumnElement[bool]:
    owner = OWNED[model]
    own = or_(owner == person, owner.is_(None))
    if not seen.startswith("team"):
        return own
    member = aliased(User)
    members = select(member.id).where(
        member.team_id == team, member.workspace_id == model.workspace_id
    )
    return or_(own, owner.in_(members))


def _of_activities(seen: Reach, person: Any, team: Any) -> ColumnElement[bool]:
    """One's own, and those whose deal, lead, quote, contract or ticket one sees."""
    shared = {Ticket} if seen.endswith("tickets") else set()
    about = [
        or_(
            Activity.record_kind != model.__tablename__,
            _is_seen(model, Activity.record_id, seen, person, team),
        )
        for model in ABOUT
        if model not in shared
    ]
    deal = _is_seen(Deal, Activity.deal_id, seen, person, team)
    return or_(
        Activity.user_id == person,
        and_(
            or_(Activity.deal_id.is_(None), deal),
            or_(Activity.record_kind.is_(None), and_(*about)),
        ),
    )


def _is_seen(model: Any, link: Any, seen: Reach, person: Any, team: Any) -> ColumnElement[bool]:
    """Whether the row that an activity points at is seen: one look by its key."""
    return exists().where(
        model.id == link,
        model.workspace_id == Activity.workspace_id,
        _whose(model, seen, person, team),
    )


def may_see(session: Session, caller: Caller, row: Tenant) -> bool:
    """Whether the caller sees this very row; the store is asked only where the row cannot say."""
    model = type(row)
    far = reach(caller, model)
    if far in {"none", "all"}:
        return far == "all"
    if getattr(row, OWNED[model].key) == caller.user_id:
        return True
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
