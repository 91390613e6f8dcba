"""Roles: who has which, given and taken by admins; and how the first admin comes to be."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotAllowed
from crm.engine.permission import ADMIN, ADMINS, ROLES
from crm.engine.reply import Listing, Notice, Reply, Row
from crm.engine.texts import Joined, T, Term, Value
from crm.language import fields
from crm.language.form import Form
from crm.models import Role, Team, User
from crm.people import steps
from crm.people.user import holding


class ListPeople(Form):
    """Which page of the people."""

    page: Annotated[int, fields.Number(1, 100_000)] = 1


class ChangeRole(Form):
    """A person and a role that is given, or removed."""

    person: Annotated[User, fields.Person()]
    role: Annotated[str, fields.Choice(*ROLES)]
    action: Annotated[str, fields.Choice("give", "remove")] = "give"


class Nothing(Form):
    """Nothing to say."""


@command("people list")
def listing(call: Call, form: ListPeople) -> Reply:
    """List the people here with their roles."""
    members = (User.is_outsider.is_(False), User.is_active.is_(True))
    total = call.session.scalar(select(func.count(User.id)).where(*members)) or 0
    statement = (
        select(User, Team.name)
        .outerjoin(Team, Team.id == User.team_id)
        .where(*members)
        .order_by(func.lower(User.name), User.id)
        .limit(steps.PAGE)
        .offset((form.page - 1) * steps.PAGE)
    )
    found = list(call.session.execute(statement))
    held = _held(call.session, [person.id for person, _ in found])
    rows = tuple(_row(call, person, held.get(person.id, []), team) for person, team in found)
    view = Listing(T("People"), rows, total)
    return Reply((view, *steps.pages("people list", form, form.page, total)))


@command("people", may=ADMINS, effect="change")
def change(call: Call, form: ChangeRole) -> Reply:
    """Give a person a role, or remove it."""
    values: dict[str, Value] = {"name": form.person.name, "role": Term(form.role)}
    held = _held(call.session, [form.person.id]).get(form.person.id, [])
    if form.action == "remove":
        _remove(call, form, held)
        return _done(call, Notice(T("{name} is no longer {role}.", **values), "success"))
    if form.role in held:
        raise Conflict(T("{name} already is {role}.", **values))
    give(call.session, form.person, form.role)
    return _done(call, Notice(T("{name} now is {role}.", **values), "success"))


@command("admin", effect="change")
def take_admin(call: Call, form: Nothing) -> Reply:
    """Become the first admin, as an owner or admin of the Slack workspace."""
    del form
    holders = call.session.scalars(holding(ADMIN)).all()
    if holders:
        raise Conflict(
            T("There is an admin already: {names}.", names=Joined(tuple(p.name for p in holders))),
            next_step=T("An admin can give you the role with {example}.", example="/crm people"),
        )
    if not call.context.get("is_slack_admin"):
        raise NotAllowed(
            T("Only owners and admins of the Slack workspace can become the first admin."),
            next_step=T(
                "Or give the role in the terminal: {example}", example="rapport admin USER"
            ),
        )
    me = call.session.scalars(select(User).where(User.id == call.caller.user_id)).one()
    give(call.session, me, ADMIN)
    return _done(
        call, Notice(T("{name} now is {role}.", name=me.name, role=Term(ADMIN)), "success")
    )


def give(session: Session, person: User, role: str) -> None:
    """Give a role, inside a changeset; a role that is held stays."""
    if role not in _held(session, [person.id]).get(person.id, []):
        session.add(Role(user_id=person.id, name=role))
        session.flush()


def _held(session: Session, people: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for role in session.scalars(select(Role).where(Role.user_id.in_(people)).order_by(Role.name)):
        found.setdefault(role.user_id, []).append(role.name)
    return found


def _remove(call: Call, form: ChangeRole, held: list[str]) -> None:
    if form.role not in held:
        raise Conflict(
            T("{name} is not {role}.", name=form.person.name, role=Term(form.role)), field="role"
        )
    if form.role == ADMIN and len(call.session.scalars(holding(ADMIN)).all()) == 1:
        raise Conflict(
            T("{name} is the only admin.", name=form.person.name),
            next_step=T("Give somebody else the role first."),
        )
    statement = select(Role).where(Role.user_id == form.person.id, Role.name == form.role)
    call.session.delete(call.session.scalars(statement).one())
    call.session.flush()


def _done(call: Call, notice: Notice) -> Reply:
    return Reply((notice, *steps.undo_row(call)))


def _row(call: Call, person: User, roles: list[str], team: str | None) -> Row:
    said: Value = Joined(tuple(Term(role) for role in roles))
    if not roles:
        default = call.settings.default_role
        said = T("no role") if default == "none" else T("{role}, by default", role=Term(default))
    details: list[Value] = [f"@{person.handle}", said]
    if team:
        details.append(T("team {team}", team=team))
    return Row(None, person.name, tuple(details))
