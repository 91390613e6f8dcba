"""The store and the workspace that a command in the terminal acts in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import settings
from bot.cli.terminal import Failed
from crm import migrations
from crm.engine import settings as workspace_settings
from crm.engine.call import Call, Place
from crm.engine.store import Store
from crm.insight import models
from crm.models import Channel, Role, User, Workspace
from crm.people import user

WorkspaceOption = Annotated[str, typer.Option("--workspace", help="The workspace's handle")]
AsOption = Annotated[str | None, typer.Option("--as", help="A person: handle, e-mail or Slack id")]


def open_store() -> Store:
    """The store of the settings; raises `Failed` on another schema, naming `rapport migrate`."""
    chosen = settings.read()
    models.use(chosen.rapport_home / "models")
    store = Store(chosen.store_url)
    trouble = schema_trouble(store)
    if trouble:
        raise Failed(trouble)
    return store


def schema_trouble(store: Store) -> str | None:
    """Why this store cannot be worked on: an older, newer, half-migrated or missing schema."""
    version = migrations.current(store.engine)
    if version == migrations.head():
        return None
    if version is None:
        return "the database has no schema yet; run rapport migrate"
    if not migrations.known(version):
        return f"the database has the newer schema {version}; update Rapport"
    return f"the database has the older schema {version}; run rapport migrate"


def local(store: Store, handle: str) -> int:
    """The id of a workspace; raises `Failed` where there is none of that handle."""
    with store.read(None) as session:
        found = session.scalar(select(Workspace.id).where(Workspace.handle == handle))
    if found is None:
        raise Failed(f"there is no workspace {handle}; run rapport migrate")
    return int(found)


def call_as(
    store: Store, workspace_id: int, person: str | None, channel: str | None, now: datetime
) -> Call:
    """A call from the terminal, as a person (the workspace's first admin unless named).

    `channel` is an id or a name; without one it is the person's DM with Rapport.
    """
    with store.read(workspace_id) as session:
        chosen = workspace_settings.read(session)
        row = _person(session, person)
        if row is None:
            raise Failed(f"I know nobody called {person or 'admin'}")
        caller = user.caller_of(session, row, chosen)
        place = Place(row.slack_id, is_dm=True)
        if channel is not None:
            place = _place(session.scalars(select(Channel)).all(), channel)
    return Call(workspace_id, caller, place, now, "cli", settings=chosen)


def _person(session: Session, named: str | None) -> User | None:
    if named is None:
        admins = select(Role.user_id).where(Role.name == "admin")
        statement = select(User).where(User.id.in_(admins)).order_by(User.id)
    else:
        is_named = or_(User.handle == named, User.email == named, User.slack_id == named)
        statement = select(User).where(is_named)
    return session.scalars(statement.limit(1)).first()


def _place(channels: Sequence[Channel], wanted: str) -> Place:
    name = wanted.removeprefix("#")
    for row in channels:
        if name in {row.slack_id, row.name}:
            return Place(
                row.slack_id,
                is_member=row.is_member,
                is_external=row.is_external,
                language=row.language,
                zone=row.zone,
                company_id=row.company_id,
            )
    raise Failed(f"I know no channel {wanted}")
