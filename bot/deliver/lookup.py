"""The look-up before a second attempt: did the first one land? The one place that reads history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient

from bot.deliver.answers import Heard, hear
from bot.deliver.documents import attached
from crm.engine.stored_reply import from_json
from crm.models import Delivery

UNREADABLE = frozenset(
    {
        "missing_scope",
        "access_denied",
        "not_allowed_token_type",
        "method_not_supported_for_channel_type",
    }
)
PAGES = 5
BEFORE = 60


def find(client: WebClient, row: Delivery, channel: str) -> Heard | None:
    """The delivery as it stands in its channel or thread, or None where it is not there.

    A history that cannot be read answers `unreadable`: the delivery becomes unconfirmed. One that
    could not be read just now answers as any passing fault does.
    """
    assert row.first_try_at is not None
    query: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{row.first_try_at.timestamp() - BEFORE:.6f}",
        "include_all_metadata": True,
        "limit": 200,
    }
    read: Callable[..., Any] = client.conversations_history
    if row.thread_ts:
        query["ts"] = row.thread_ts
        read = client.conversations_replies
    cursor, name = "", _name(row)
    for _ in range(PAGES):
        page = query | ({"cursor": cursor} if cursor else {})
        heard = hear(lambda page=page: read(**page))  # type: ignore[misc]  # the page of this round
        if heard.fate != "sent":
            return _unread(heard)
        found = _among(heard.answer.get("messages", ()), row.id, name)
        cursor = (heard.answer.get("response_metadata") or {}).get("next_cursor") or ""
        if found is not None or not cursor:
            return Heard("sent", {"ts": found}) if found else None
    return None


def _unread(heard: Heard) -> Heard:
    if heard.error in UNREADABLE or heard.wait >= 30:
        return Heard("unreadable", heard.answer, heard.error)
    if heard.fate in {"later", "token", "channel"}:
        return heard
    return Heard("unknown", heard.answer, heard.error)


def _name(row: Delivery) -> str | None:
    """The file that the delivery sends: such a message bears no metadata, but its name."""
    file = attached(from_json(row.payload)) if row.payload else None
    return file.name if file else None


def _among(messages: Any, delivery_id: int, name: str | None) -> str | None:
    for message in messages:
        if name and any(file.get("name") == name for file in message.get("files") or ()):
            return str(message["ts"])
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("delivery_id") == delivery_id:
            return str(message["ts"])
    return None
