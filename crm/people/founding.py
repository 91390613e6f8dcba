"""The first moments of a workspace: itself, its admin, its first pipeline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from crm.engine import journal, sql
from crm.engine.store import Store
from crm.models import Changeset, Pipeline, Role, Stage, User, Workspace

LOCAL = "local"
STAGES = (
    ("Qualified", 20, "open"),
    ("Proposal", 50, "open"),
    ("Negotiation", 75, "open"),
    ("Won", 100, "won"),
    ("Lost", 0, "lost"),
)


def found(store: Store, now: datetime) -> bool:
    """On an empty database, make the workspace `local` with one admin; says whether it did."""
    with store.write(None) as session:
        if session.scalar(select(Workspace.id).limit(1)) is not None:
            return False
        workspace = Workspace(name="Rapport", handle=LOCAL, created_at=now)
        session.add(workspace)
        session.flush()
        workspace_id = workspace.id
    with store.write(workspace_id) as session:
        begin(session, now)
        admin = User(slack_id="ULOCAL", handle="admin", name="Admin")
        session.add(admin)
        session.flush()
        session.add(Role(user_id=admin.id, name="admin"))
    return True


def begin(session: Session, now: datetime) -> None:
    """Give a new workspace its first pipeline, in a changeset of its own."""
    journal.open_changeset(session, Changeset(command="begin", recorded_at=now, effective_at=now))
    pipeline = Pipeline(name="Sales")
    session.add(pipeline)
    session.flush()
    for position, (name, probability, outcome) in enumerate(STAGES):
        session.add(
            Stage(
                pipeline_id=pipeline.id,
                name=name,
                position=position,
                probability=probability,
                outcome=outcome,
            )
        )
    session.flush()


def grant(engine: Engine, role: str | None) -> None:
    """Let the app's own PostgreSQL role use the tables; it owns none and bypasses nothing."""
    if role is not None and role != engine.url.username:
        sql.grant(engine, role)
