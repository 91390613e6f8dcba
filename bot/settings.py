"""The settings: read once from the environment or a `.env` beside the README."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["sandbox", "socket", "http", "oauth"]
SLACK = "https://slack.com/api/"


class SettingsMissing(Exception):
    """A combination of settings that starts nothing; says which one is missing."""


class Settings(BaseSettings):
    """What the environment says; each field's description stands in `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    database_url: str | None = Field(
        default=None, description="SQLAlchemy address: sqlite:///… or postgresql+psycopg://…"
    )
    database_admin_url: str | None = Field(
        default=None, description="The owner's address for migrate, backup and restore"
    )
    rapport_home: Path = Field(
        default=Path("var"), description="Data folder: database, models, uploads, backups"
    )
    slack_bot_token: SecretStr | None = Field(
        default=None, description="The bot's token (xoxb-…), from Install App"
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="The app-level token (xapp-…) with connections:write"
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="For signed HTTP deliveries at POST /slack/events"
    )
    slack_client_id: str | None = Field(
        default=None, description="For many workspaces by OAuth at /slack/install"
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, description="For many workspaces by OAuth at /slack/install"
    )
    slack_api_url: str = Field(
        default=SLACK, description="Base address of the Web API, ending in /api/"
    )
    host: str = Field(default="127.0.0.1", description="Where the web process listens")
    port: int = Field(default=3000, ge=0, le=65535, description="Where the web process listens")
    rapport_secret_key: SecretStr | None = Field(
        default=None,
        description="Key that encrypts stored tokens; several, comma separated, for rotation",
    )

    @property
    def store_url(self) -> str:
        """The database's address; a SQLite file in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.rapport_home.absolute() / 'rapport.sqlite'}"

    @property
    def admin_url(self) -> str:
        """The owner's address of the database."""
        return self.database_admin_url or self.store_url

    @property
    def api_url(self) -> str:
        """The Web API's base address, with its slash."""
        return self.slack_api_url.rstrip("/") + "/"

    @property
    def mode(self) -> Mode:
        """How Slack is reached; raises `SettingsMissing` where the settings do not say."""
        bot, app, signing = self.slack_bot_token, self.slack_app_token, self.slack_signing_secret
        client = self.slack_client_id, self.slack_client_secret
        if not any((bot, app, signing, *client)):
            return "sandbox"
        if bot and app:
            return "socket"
        if signing and bot and not app:
            return "http"
        if signing and all(client) and not app:
            return "oauth"
        raise SettingsMissing(self._missing())

    def _missing(self) -> str:
        if self.slack_app_token and not self.slack_bot_token:
            return "SLACK_BOT_TOKEN is missing: Socket Mode needs it beside SLACK_APP_TOKEN"
        if self.slack_bot_token:
            return (
                "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing beside "
                "SLACK_BOT_TOKEN"
            )
        if self.slack_signing_secret:
            return (
                "SLACK_BOT_TOKEN, or SLACK_CLIENT_ID with SLACK_CLIENT_SECRET, is missing beside "
                "SLACK_SIGNING_SECRET"
            )
        return "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET belong together"


def read() -> Settings:
    """The settings; raises `SettingsMissing` with the name of one that cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0]).upper()
        raise SettingsMissing(f"{name} cannot be read: {error.errors()[0]['msg']}") from error
