"""A workspace's turn: whoever turns what is owed into rows does so one after the other."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.store import workspace_of
from crm.models import Workspace


def take(session: Session) -> None:
    """Wait until nobody else materialises for this workspace; held until the commit.

    On SQLite the writing transaction is that turn already. The lock leaves links to the
    workspace alone, so that other writers go on.
    """
    statement = select(Workspace.id).where(Workspace.id == workspace_of(session))
    session.execute(statement.with_for_update(key_share=True)).all()
