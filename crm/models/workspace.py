"""Who works here: workspaces, their installations in Slack, people, teams, roles, channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.base import Global, Machinery, Tenant, link


class Workspace(Global):
    """A company that uses Rapport: one Slack workspace, with its settings."""

    __tablename__ = "workspace"

    name: Mapped[str]
    handle: Mapped[str] = mapped_column(unique=True)
    paused_reason: Mapped[str | None]
    created_at: Mapped[datetime]


class Setting(Tenant):
    """One setting that a workspace changed from its default."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)


class Installation(Global):
    """Rapport installed in a Slack workspace: the bot's identity and its encrypted token."""

    __tablename__ = "installation"

    workspace_id: Mapped[int] = mapped_column(index=True)
    slack_team: Mapped[str] = mapped_column(unique=True)
    bot_user: Mapped[str | None]
    bot_token: Mapped[str | None]
    scopes: Mapped[str] = mapped_column(default="")
    installed_by: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    installed_at: Mapped[datetime]


class Team(Tenant):
    """A group of people under a manager; a channel may triage for one."""

    __tablename__ = "team"

    name: Mapped[str]


class User(Tenant):
    """A person of the workspace, or an outsider who was met in a shared channel."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_id"),)

    slack_id: Mapped[str]
    handle: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    zone: Mapped[str] = mapped_column(default="UTC")
    language: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en-US")
    team_id: Mapped[int | None] = link("team", nullable=True)
    is_outsider: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)


class Role(Tenant):
    """One role that a person holds: rep, agent, manager (of a team) or admin."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "name"),)

    user_id: Mapped[int] = link("user")
    name: Mapped[str] = mapped_column(String(20))


class Channel(Tenant):
    """What Rapport knows of a channel: its language, zone, triage team, and who is in it."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_id"),)

    slack_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    zone: Mapped[str | None]
    triage_team_id: Mapped[int | None] = link("team", nullable=True)
    company_id: Mapped[int | None] = link("company", nullable=True)
    is_external: Mapped[bool] = mapped_column(default=False)
    is_archived: Mapped[bool] = mapped_column(default=False)
    is_member: Mapped[bool] = mapped_column(default=True)
    emoji_verbs: Mapped[bool] = mapped_column(default=False)


class ApiToken(Machinery):
    """A person's key for the HTTP API, stored as a hash and shown once."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("digest"),)

    user_id: Mapped[int] = link("user")
    name: Mapped[str]
    digest: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
