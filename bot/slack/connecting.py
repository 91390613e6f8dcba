"""Getting to know a Slack workspace: whose token it is, who is there, where we are invited."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.settings import Settings
from bot.slack import channels, people
from bot.slack.installations import web_client
from bot.slack.installing import Grant, install
from bot.slack.wiring import Wiring
from bot.vault import Vault

log = structlog.get_logger("connecting")
REFUSED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked"})
AGAIN = (1.0, 2.0, 5.0, 15.0, 30.0)


class TokenRefused(ValueError):
    """Slack does not accept the bot token."""


@dataclass(frozen=True)
class Connection:
    """Connects the workspace of `SLACK_BOT_TOKEN`, in the background where Slack is away."""

    settings: Settings
    vault: Vault
    wiring: Wiring

    def begin(self, ended: threading.Event) -> None:
        """Ask who we are and keep it; asks again until Slack answers or `ended` is set.

        Raises `TokenRefused` where Slack answered that the token is none.
        """
        if not self._try():
            threading.Thread(target=self._persist, args=(ended,), daemon=True).start()

    def _persist(self, ended: threading.Event) -> None:
        waits = iter(AGAIN)
        while not ended.wait(next(waits, AGAIN[-1])):
            try:
                if self._try():
                    return
            except TokenRefused as error:
                log.error("token_refused", error=str(error))  # noqa: TRY400 - no trace is wanted
                return

    def _try(self) -> bool:
        token = self.settings.slack_bot_token
        assert token is not None
        secret = token.get_secret_value()
        try:
            found = people.identity(web_client(self.settings.api_url, secret))
        except SlackApiError as error:
            word = str(error.response.get("error"))
            if word in REFUSED:
                raise TokenRefused(f"Slack does not accept SLACK_BOT_TOKEN: {word}") from error
            return False
        except (SlackClientError, OSError) as error:
            log.warning("slack_is_away", error=type(error).__name__)
            return False
        grant = Grant(
            str(found["team_id"]), str(found.get("team") or ""), found.get("user_id"), secret
        )
        workspace_id = install(self.wiring.store, self.vault, grant, self.wiring.clock())
        self.wiring.installations.forget()
        welcome(self.wiring, workspace_id)
        return True


def welcome(wiring: Wiring, workspace_id: int) -> None:
    """Learn soon who is in a workspace and where we are invited."""
    installed = wiring.installations.of_workspace(workspace_id)
    if installed is not None:
        wiring.pool.submit("people", lambda: people.sync_all(wiring, installed))
        wiring.pool.submit("channels", lambda: channels.sync_all(wiring, installed))
        wiring.nudge()
