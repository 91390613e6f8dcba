"""Which Slack workspaces have Rapport: whose workspace each is, and the client to speak with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import ColumnElement, select

from bot.deliver.answers import TOKEN_ERRORS
from bot.vault import Vault
from crm.engine.store import Store
from crm.models import Installation

KEPT = 30.0
TIMEOUT = 10
QUICK = 2


@dataclass(frozen=True, slots=True)
class Installed:
    """Rapport in one Slack team; `token` is the bot's own, in the clear."""

    workspace_id: int
    team: str
    bot_user: str | None
    token: str

    def __repr__(self) -> str:
        """Without the token, which must not reach a log."""
        return f"Installed({self.workspace_id}, {self.team})"


class Client(WebClient):
    """Slack's client, which says when a scope is wanting or its token is no more, and raises."""

    lacking: Callable[[str, str], None] | None = None
    refused: Callable[[], None] | None = None

    def api_call(self, api_method: str, **given: Any) -> Any:
        """Call a method; raises slack_sdk's errors."""
        try:
            return super().api_call(api_method, **given)
        except SlackApiError as error:
            word = error.response.get("error")
            if word == "missing_scope" and self.lacking is not None:
                self.lacking(str(error.response.get("needed") or ""), api_method)
            if word in TOKEN_ERRORS and self.refused is not None:
                self.refused()
            raise


class Installations:
    """The installations by team and by workspace, remembered for half a minute."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        api_url: str,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._vault = vault
        self.api_url = api_url
        self._elapsed = elapsed
        self._known: dict[str | int, tuple[float, Installed]] = {}
        self._clients: dict[tuple[int, str, int], Client] = {}
        self._lock = threading.Lock()
        # Told (workspace, scope, method) when Slack refuses a call for want of a scope.
        self.lacking: Callable[[int, str, str], None] = lambda _workspace, _scope, _method: None

    def find(self, teams: Iterable[str | None]) -> Installed | None:
        """The installation of the first of these teams that has one; else the only one there is.

        A press by somebody of another team names that team alone, and belongs to us all the same.
        """
        for team in teams:
            found = self._recall(team) if team else None
            if found is not None:
                return found
        return self._recall("")

    def of_workspace(self, workspace_id: int) -> Installed | None:
        """The newest installation of a workspace."""
        return self._recall(workspace_id)

    def client(self, workspace_id: int, timeout: int = TIMEOUT) -> WebClient | None:
        """A workspace's Slack client, without retry handlers; None where it is not installed."""
        installed = self.of_workspace(workspace_id)
        if installed is None:
            return None
        key = (workspace_id, installed.token, timeout)
        with self._lock:
            if key not in self._clients:
                made = web_client(self.api_url, installed.token, timeout)
                made.lacking = partial(self._lacking, workspace_id)
                made.refused = self.forget
                self._clients[key] = made
            return self._clients[key]

    def is_renewed(self, workspace_id: int, token: str | None) -> bool:
        """Whether a workspace has another token by now than this one, which was refused.

        Another process may have installed it anew within the half minute.
        """
        self.forget()
        installed = self.of_workspace(workspace_id)
        return installed is not None and installed.token != token

    def _lacking(self, workspace_id: int, scope: str, method: str) -> None:
        self.lacking(workspace_id, scope, method)

    def forget(self) -> None:
        """Look everything up again: something was installed or revoked."""
        with self._lock:
            self._known.clear()
            self._clients.clear()

    def _recall(self, key: str | int) -> Installed | None:
        """The installation of a team, of a workspace, or, by an empty key, the only one."""
        now = self._elapsed()
        known = self._known.get(key)
        if known is not None and now - known[0] < KEPT:
            return known[1]
        found = self._load(_condition(key))
        if found is not None:  # whoever is not installed may be at any moment, by another process
            self._known[key] = (now, found)
        return found

    def _load(self, condition: ColumnElement[bool] | None) -> Installed | None:
        statement = select(Installation).where(
            Installation.revoked_at.is_(None), Installation.bot_token.is_not(None)
        )
        if condition is not None:
            statement = statement.where(condition)
        with self._store.read(None) as session:
            rows = list(session.scalars(statement.order_by(Installation.id.desc()).limit(2)))
        if not rows or (condition is None and len(rows) > 1):
            return None
        row = rows[0]
        assert row.bot_token is not None
        token = self._vault.open(row.bot_token)
        return Installed(row.workspace_id, row.slack_team, row.bot_user, token)


def _condition(key: str | int) -> ColumnElement[bool] | None:
    if isinstance(key, int):
        return Installation.workspace_id == key
    return Installation.slack_team == key if key else None


def web_client(api_url: str, token: str | None = None, timeout: int = TIMEOUT) -> Client:
    """A client that asks once: slack_sdk's own retry on a lost connection posted twice."""
    client = Client(token, base_url=api_url, timeout=timeout, retry_handlers=[])
    if is_loopback(api_url):
        client.proxy = None
    return client


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own; those are never reached through a proxy."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
