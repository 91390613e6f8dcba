"""The people of the workspace: kept as Slack knows them, and who they are to a command."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.call import Caller
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


def caller_of(session: Session, person: User, settings: Settings) -> Caller:
    """Who a person is to a command: roles, team, language and zone."""
    given = session.scalars(select(Role.name).where(Role.user_id == person.id))
    return caller_with(person, frozenset(given), settings)


def caller_with(person: User, given: frozenset[str], settings: Settings) -> Caller:
    """Who a person is to a command, whose given roles are known.

    A full member without a role has the workspace's default role; outsiders and people who were
    deactivated have none.
    """
    reader = reader_of_person(person)
    roles = given or frozenset({settings.default_role} - {"none"})
    held = frozenset() if person.is_outsider or not person.is_active else roles
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
