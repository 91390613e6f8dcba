"""`/slack/install` and `/slack/oauth_redirect`: one more workspace, by OAuth."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from slack_sdk.errors import SlackApiError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot import manifest
from bot.app import Parts
from bot.slack import people
from bot.slack.connecting import welcome
from bot.slack.installations import web_client
from bot.slack.installing import Grant, install
from crm.engine import journal
from crm.engine.permission import ADMIN
from crm.models import Changeset, Role
from crm.people import user

log = structlog.get_logger("oauth")
COOKIE = "rapport_install"
LIFE = timedelta(minutes=10)
DONE = "<h1>Rapport is installed.</h1><p>Go to Slack and say <code>/crm help</code>.</p>"
NOT_DONE = "<h1>Rapport was not installed.</h1><p>Begin again at <code>/slack/install</code>.</p>"


class OAuth:
    """Installs workspaces; the state ties Slack's answer to the browser that began."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._settings = parts.settings

    async def install(self, request: Request) -> Response:
        """Send the browser to Slack, with a state that it must bring back."""
        state = secrets.token_urlsafe(24)
        scopes = ",".join(manifest.scopes())
        query = {"client_id": self._settings.slack_client_id, "scope": scopes, "state": state}
        base = self._settings.api_url.removesuffix("api/")
        answer = RedirectResponse(f"{base}oauth/v2/authorize?{urlencode(query)}", 302)
        answer.set_cookie(
            COOKIE,
            self._parts.vault.seal(state),
            max_age=int(LIFE.total_seconds()),
            path="/slack",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    async def redirect(self, request: Request) -> Response:
        """Take Slack's code for a token; 400 where the state is not this browser's."""
        code, state = request.query_params.get("code"), request.query_params.get("state")
        if not code or not state or not self._began(request, state):
            return _forgetting(HTMLResponse(NOT_DONE, 400))
        try:
            await run_in_threadpool(self._finish, code)
        except SlackApiError as error:
            log.warning("not_installed", error=str(error.response.get("error")))
            return _forgetting(HTMLResponse(NOT_DONE, 400))
        return _forgetting(HTMLResponse(DONE))

    def _began(self, request: Request, state: str) -> bool:
        kept = request.cookies.get(COOKIE)
        if kept is None:
            return False
        known = self._parts.vault.fresh(kept, LIFE)
        return known is not None and secrets.compare_digest(known, state)

    def _finish(self, code: str) -> None:
        secret = self._settings.slack_client_secret
        assert secret is not None
        answer = web_client(self._settings.api_url).oauth_v2_access(
            client_id=self._settings.slack_client_id or "",
            client_secret=secret.get_secret_value(),
            code=code,
        )
        grant = granted(dict(answer.data) if isinstance(answer.data, dict) else {})
        workspace_id = install(self._parts.store, self._parts.vault, grant, self._parts.clock())
        self._parts.installations.forget()
        self._first_admin(workspace_id, grant.installed_by)
        welcome(self._parts.wiring, workspace_id)

    def _first_admin(self, workspace_id: int, slack_id: str | None) -> None:
        """Whoever installs is the first admin."""
        installed = self._parts.installations.of_workspace(workspace_id)
        if installed is None or slack_id is None:
            return
        people.refresh(self._parts.wiring, installed, slack_id)
        now = self._parts.clock()
        with self._parts.store.write(workspace_id) as session:
            person = user.by_slack_id(session, slack_id)
            if person is None or session.scalar(user.holding(ADMIN).limit(1)) is not None:
                return
            journal.open_changeset(
                session, Changeset(command="install", recorded_at=now, effective_at=now)
            )
            session.add(Role(user_id=person.id, name=ADMIN))


def granted(answer: dict[str, Any]) -> Grant:
    """Slack's answer to `oauth.v2.access` as what it grants."""
    team = answer.get("team") or {}
    return Grant(
        team=str(team["id"]),
        name=str(team.get("name") or ""),
        bot_user=answer.get("bot_user_id"),
        token=str(answer["access_token"]),
        scopes=str(answer.get("scope") or ""),
        installed_by=(answer.get("authed_user") or {}).get("id"),
    )


def _forgetting(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/slack")
    return answer
