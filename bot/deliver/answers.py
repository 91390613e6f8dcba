"""What Slack's answer to a post means for the delivery."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Literal

from slack_sdk.errors import SlackApiError, SlackClientError

Fate = Literal["sent", "later", "unknown", "token", "channel", "refused", "unreadable"]

TOKEN_ERRORS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "org_login_required",
    }
)
CHANNEL_ERRORS = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_not_found",
        "cannot_dm_bot",
        "restricted_action",
        "user_disabled",
        "messages_tab_disabled",
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "thread_not_found",
    }
)
WORD = re.compile(r"[a-z0-9_]+")
PASSING_ERRORS = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a call: its fate, the answer, Slack's error word, seconds to wait for a 429."""

    fate: Fate
    answer: dict[str, Any]
    error: str | None = None
    wait: float = 0


def hear(call: Callable[[], Any]) -> Heard:
    """Make one HTTP call to Slack and say what its answer means.

    `unknown`: the call may or may not have taken effect (a timeout, a reset, a 5xx, an answer
    that cannot be read); the caller looks before it tries again.
    """
    try:
        answer = call()
    except SlackApiError as error:
        return _refused(error)
    except (OSError, HTTPException, SlackClientError, ValueError) as error:
        return Heard("unknown", {}, type(error).__name__)
    data = answer.data if isinstance(answer.data, dict) else {}
    return Heard("sent", data) if data.get("ok") else Heard("unknown", data, "unreadable")


def _refused(error: SlackApiError) -> Heard:
    response = error.response
    status = getattr(response, "status_code", 0)
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    if status == 429:
        return Heard("later", data, "ratelimited", float(response.headers.get("Retry-After", 1)))
    word = str(data.get("error", ""))
    if not WORD.fullmatch(word):
        # slack_sdk puts its own sentence here when the answer was no JSON: it may have landed.
        return Heard("unknown", {}, f"unreadable answer, status {status}")
    return Heard(_fate(word, status), data, word, 1)


def _fate(word: str, status: int) -> Fate:
    if word in {"ratelimited", "rate_limited"}:
        return "later"
    if word in TOKEN_ERRORS:
        return "token"
    if word in CHANNEL_ERRORS:
        return "channel"
    return "unknown" if status >= 500 or word in PASSING_ERRORS else "refused"
