"""The people of the workspace: kept as Slack knows them, and who they are to a command."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.call import Caller
from crm.engine.permission import ADMIN, MANAGER
from crm.engine.post import reader_of_person
from crm.engine.settings import Settings
from crm.models import Role, User

# The admin that a new database begins with: nobody of Slack, so that somebody there can be first.
LOCAL_ADMIN = "ULOCAL"


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person; `zone` is an IANA name, `locale` like en-US.

    Outsiders are people of another team and guests.
    """

    slack_id: str
    handle: str
    name: str
    email: str | None = None
    zone: str = "UTC"
    locale: str = "en-US"
    is_outsider: bool = False
    is_active: bool = True


def sync(session: Session, profile: Profile) -> User:
    """The person of a profile, created or brought up to date; call it inside a changeset."""
    person = by_slack_id(session, profile.slack_id)
    if person is None:
        person = User(**asdict(profile))
        session.add(person)
    for name, value in asdict(profile).items():
        if getattr(person, name) != value:
            setattr(person, name, value)
    session.flush()
    return person


def by_slack_id(session: Session, slack_id: str) -> User | None:
    """The person with a Slack id, if they were met."""
    return session.scalars(select(User).where(User.slack_id == slack_id)).one_or_none()


def by_handle(session: Session, handle: str) -> User:
    """The person with a handle; raises `NoResultFound` where nobody has it."""
    return session.scalars(select(User).where(User.handle == handle).limit(1)).one()


def holding(role: str) -> Select[User]:
    """Who has a role and is reached by a message, the first met first: not the terminal's admin."""
    return (
        select(User)
        .join(Role, (Role.user_id == User.id) & (Role.workspace_id == User.workspace_id))
        .where(Role.name == role, User.is_active.is_(True), User.slack_id != LOCAL_ADMIN)
        .order_by(User.id)
    )


def leaders(session: Session, person: User) -> list[User]:
    """Who stands in for a person: the managers of their team, else the admins."""
    others = User.id != person.id
    team = holding(MANAGER).where(others, User.team_id == (person.team_id or 0))
    return list(session.scalars(team)) or list(session.scalars(holding(ADMIN).where(others)))


def caller_of(
    session: Session, person: User, settings: Settings, *, was_here: bool = False
) -> Caller:
    """Who a person is to a command: roles, team, language and zone.

    `was_here` asks who they were where they left meanwhile.
    """
    given = session.scalars(select(Role.name).where(Role.user_id == person.id))
    return caller_with(person, frozenset(given), settings, was_here=was_here)


def caller_with(
    person: User, given: frozenset[str], settings: Settings, *, was_here: bool = False
) -> Caller:
    """Who a person is to a command, whose given roles are known.

    A full member without a role has the workspace's default role; outsiders and people who were
    deactivated have none.
    """
    reader = reader_of_person(person)
    roles = given or frozenset({settings.default_role} - {"none"})
    is_here = (person.is_active or was_here) and not person.is_outsider
    held = roles if is_here else frozenset()
    return Caller(
        user_id=person.id,
        name=person.name,
        slack_id=person.slack_id,
        roles=held,
        team_id=person.team_id,
        language=reader.language,
        zone=reader.zone,
        sight=permission.sight(held, settings),
        owns_customers=settings.visibility_customers == "owned",
    )
