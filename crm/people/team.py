"""Teams: made, and filled with people; a manager sees what belongs to the team."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Choice, NotFound
from crm.engine.permission import ADMINS
from crm.engine.reply import Listing, Notice, Reply, Row
from crm.engine.texts import Joined, T, Value
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Team, User
from crm.people import steps


class FillTeam(Form):
    """A team's name, and people who belong to it from now on."""

    people: Annotated[tuple[User, ...], fields.People()] = ()
    team: Annotated[str, fields.Phrase(80)]


class Nothing(Form):
    """Nothing to say."""


@command("team list")
def listing(call: Call, form: Nothing) -> Reply:
    """List the teams and who is in them."""
    del form
    teams = list(call.session.scalars(select(Team).order_by(Team.name)))
    members: dict[int, list[str]] = {}
    here = select(User).where(User.team_id.is_not(None), User.is_active.is_(True))
    for person in call.session.scalars(here.order_by(User.name)):
        members.setdefault(person.team_id or 0, []).append(person.name)
    rows = tuple(_row(team, members.get(team.id, [])) for team in teams)
    return Reply((Listing(T("Teams"), rows, len(rows), empty=T("No teams yet.")),))


@command("team", may=ADMINS, effect="change")
def fill(call: Call, form: FillTeam) -> Reply:
    """Make a team, or put people into it."""
    team = find(call.session, form.team)
    if team is None:
        team = Team(name=form.team)
        call.session.add(team)
        call.session.flush()
    for person in form.people:
        person.team_id = team.id
    call.session.flush()
    statement = select(User.name).where(User.team_id == team.id).order_by(User.name)
    names: Value = (
        Joined(tuple(call.session.scalars(statement))) if form.people else T("nobody yet")
    )
    said = T("Team {team}: {names}.", team=team.name, names=names)
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


def find(session: Session, name: str) -> Team | None:
    """The team of a name; case and width do not count."""
    teams = session.scalars(select(Team).order_by(Team.id))
    return next((team for team in teams if name_key(team.name) == name_key(name)), None)


def named(session: Session, name: str, field: str) -> Team:
    """The team of a name; raises `NotFound` for a form's `field`, with the teams as choices."""
    team = find(session, name)
    if team is None:
        names = session.scalars(select(Team.name).order_by(Team.name).limit(5))
        raise NotFound(
            T("There is no team “{name}”.", name=name[:60]),
            field=field,
            choices=tuple(Choice(known, {field: known}) for known in names),
        )
    return team


def _row(team: Team, members: list[str]) -> Row:
    return Row(None, team.name, (Joined(tuple(members)) if members else T("nobody yet"),))
