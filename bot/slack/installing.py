"""Installing Rapport in a Slack workspace, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.vault import Vault
from crm.engine.store import Store
from crm.models import Installation, Pipeline, Workspace
from crm.people import founding

LOCAL = founding.LOCAL
SECOND = timedelta(seconds=1)  # Slack's times of events are whole seconds


@dataclass(frozen=True, slots=True)
class Grant:
    """What Slack grants with an installation; `token` is the bot's, in the clear."""

    team: str
    name: str
    bot_user: str | None
    token: str
    scopes: str = ""
    installed_by: str | None = None

    def __repr__(self) -> str:
        """Without the token, which must not reach a log."""
        return f"Grant({self.team})"


def install(store: Store, vault: Vault, grant: Grant, now: datetime) -> int:
    """Keep an installation; returns its workspace's id.

    A team that was here before keeps its workspace. The first team gets the workspace `local`,
    every other one its own: data of one team is never shown to another.
    """
    with store.write(None) as session:
        row = _known(session, grant.team)
        is_new = row is None
        workspace = _workspace(session, grant, now) if row is None else None
        if workspace is not None:
            row = Installation(workspace_id=workspace.id, slack_team=grant.team, installed_at=now)
            session.add(row)
        assert row is not None
        if row.bot_token is None:
            row.installed_at = now
        _renew(session, row, vault, grant)
        workspace_id = row.workspace_id
    if is_new:
        _begin(store, workspace_id, now)
    return workspace_id


def _known(session: Session, team: str) -> Installation | None:
    statement = select(Installation).where(Installation.slack_team == team)
    return session.scalars(statement).one_or_none()


def _renew(session: Session, row: Installation, vault: Vault, grant: Grant) -> None:
    """Keep the newest token; a workspace that was paused for the old one goes on."""
    row.bot_token = vault.seal(grant.token)
    row.bot_user, row.scopes, row.revoked_at = grant.bot_user, grant.scopes, None
    row.installed_by = grant.installed_by or row.installed_by
    workspace = session.get(Workspace, row.workspace_id)
    if workspace is not None:
        workspace.paused_reason = None


def _workspace(session: Session, grant: Grant, now: datetime) -> Workspace:
    local = session.scalars(select(Workspace).where(Workspace.handle == LOCAL)).one_or_none()
    if local is not None:
        taken = select(Installation.id).where(Installation.workspace_id == local.id)
        if session.scalar(taken.limit(1)) is None:
            return local
    made = Workspace(name=grant.name or grant.team, handle=grant.team.lower(), created_at=now)
    session.add(made)
    session.flush()
    return made


def _begin(store: Store, workspace_id: int, now: datetime) -> None:
    with store.write(workspace_id) as session:
        if session.scalar(select(Pipeline.id).limit(1)) is None:
            founding.begin(session, now)


def revoke(store: Store, team: str, now: datetime, said_at: datetime) -> None:
    """Forget a team's token; what is due to it waits for a new installation.

    What Slack said before the newest installation (its events are sent again for minutes) is over.
    """
    with store.write(None) as session:
        row = _known(session, team)
        if row is None or said_at + SECOND <= row.installed_at:
            return
        row.revoked_at, row.bot_token = now, None
        workspace = session.get(Workspace, row.workspace_id)
        if workspace is not None:
            workspace.paused_reason = "uninstalled"
