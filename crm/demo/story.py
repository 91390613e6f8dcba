"""The demo company's story: who bought what, when, and what they said.

Every step is journaled with the business time at which it happened, so that the past can be
asked about like any other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.demo import cast, customers, deals, tickets
from crm.engine import journal
from crm.engine.store import Store
from crm.models import Changeset, Channel, Company, Contact, Product, Role, Stage, Team, User

PAST = timedelta(days=548)
Progress = Callable[[str, int, int], None]


@dataclass
class Teller:
    """What the story needs at hand: the store, chance, the time it ends, and who is in it."""

    store: Store
    workspace_id: int
    now: datetime
    chance: random.Random
    people: dict[str, User] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    contacts: dict[int, list[Contact]] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)

    @contextmanager
    def at(self, moment: datetime, name: str = "demo") -> Iterator[Session]:
        """A journaled unit of work for something that happened at a moment."""
        with self.store.write(self.workspace_id) as session:
            journal.open_changeset(
                session, Changeset(command=name, recorded_at=self.now, effective_at=moment)
            )
            yield session

    def between(self, first: datetime, last: datetime) -> datetime:
        """A moment of chance, in working hours more or less, to the minute."""
        span = max(1, int((last - first).total_seconds()))
        moment = first + timedelta(seconds=self.chance.randrange(span))
        return moment.replace(second=0, microsecond=0)


def tell(
    store: Store,
    workspace_id: int,
    now: datetime,
    *,
    size: int = 1,
    seed: int = 7,
    progress: Progress = lambda _title, _done, _total: None,
) -> None:
    """Fill a workspace with `size` times the demo company; `now` is aware UTC.

    40 companies, 120 contacts, 150 deals over 18 months, 60 tickets with threads, five people.
    """
    teller = Teller(store, workspace_id, now, random.Random(seed))  # noqa: S311 - a story, not a secret
    _people(teller)
    for round_ in range(size):
        steps = (
            *customers.steps(teller, round_),
            *deals.steps(teller),
            *tickets.steps(teller),
        )
        for number, (title, step) in enumerate(steps, 1):
            step()
            progress(title, number, len(steps))


def _people(teller: Teller) -> None:
    with teller.at(teller.now - PAST) as session:
        team = session.scalars(select(Team).where(Team.name == "Northwind")).one_or_none()
        if team is None:
            team = Team(name="Northwind")
            session.add(team)
            session.flush()
        for person in cast.PEOPLE:
            teller.people[person.handle] = _person(session, person, team)
        for room in cast.ROOMS:
            _room(session, room, team)
        session.flush()
        teller.stages = list(session.scalars(select(Stage).order_by(Stage.position)))


def _person(session: Session, person: cast.Person, team: Team) -> User:
    row = session.scalars(select(User).where(User.slack_id == person.slack_id)).one_or_none()
    if row is not None:
        return row
    row = User(
        slack_id=person.slack_id,
        handle=person.handle,
        name=person.name,
        email=f"{person.handle}@{'acme' if person.is_outsider else 'northwind'}.example",
        zone=person.zone,
        locale=person.locale,
        is_outsider=person.is_outsider,
        team_id=None if person.is_outsider else team.id,
    )
    session.add(row)
    session.flush()
    for role in person.roles:
        session.add(Role(user_id=row.id, name=role))
    return row


def _room(session: Session, room: cast.Room, team: Team) -> None:
    if session.scalar(select(Channel.id).where(Channel.slack_id == room.slack_id)):
        return
    session.add(
        Channel(
            slack_id=room.slack_id,
            name=room.name,
            is_external=room.is_external,
            triage_team_id=team.id if room.is_triage else None,
        )
    )
