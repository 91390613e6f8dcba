"""Channels as Slack knows them: whether we are in them, and whether strangers are."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.slack.installations import Installed
from bot.slack.wiring import Wiring
from crm.engine import journal, post, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.reply import Notice, Reply, Small
from crm.engine.texts import Reader, T
from crm.language.normal import clean
from crm.models import Changeset, Channel, Room

log = structlog.get_logger("channels")
NOT_OURS = frozenset({"channel_not_found", "not_in_channel", "missing_scope"})
DM = "dm:"


def find(session: Session, slack_id: str) -> Channel | None:
    """What is known of a channel."""
    return session.scalars(select(Channel).where(Channel.slack_id == slack_id)).one_or_none()


def keep(wiring: Wiring, installed: Installed, slack_id: str, **values: Any) -> None:
    """Note something about a channel; nothing is written where it was known."""
    with wiring.store.read(installed.workspace_id) as session:
        known = find(session, slack_id)
        if known is not None and all(getattr(known, name) == values[name] for name in values):
            return
    now = wiring.clock()
    with wiring.store.write(installed.workspace_id) as session:
        changeset = Changeset(command="channel sync", recorded_at=now, effective_at=now)
        journal.open_changeset(session, changeset)
        row = find(session, slack_id)
        if row is None:
            session.add(Channel(slack_id=slack_id, **values))
            return
        for name, value in values.items():
            setattr(row, name, value)


def tell_shared(wiring: Wiring, installed: Installed, slack_id: str, key: str) -> None:
    """Say in a channel of ours that people of another company read it now; once by its `key`."""
    with wiring.store.write(installed.workspace_id) as session:
        row = find(session, slack_id)
        if row is None or not row.is_member or row.is_archived:
            return
        own = settings.read(session)
        clock = Call(installed.workspace_id, CLOCK, Place(), wiring.clock(), "event", settings=own)
        owed = post.Owed(
            channel=slack_id,
            rule="shared",
            occurrence=f"{slack_id}:{key}",
            kind="message",
            reader=Reader(row.language or own.language, row.zone or own.zone),
            due_at=wiring.clock(),
            audience="everyone",
        )
        post.post(clock.bound(session, None), owed, Reply(_shared_views()))
        room = session.scalars(select(Room).where(Room.channel == slack_id)).one_or_none()
        if room is not None:
            room.stale_at = wiring.clock()
    wiring.nudge()


def _shared_views() -> tuple[Notice | Small, ...]:
    return (
        Notice(
            T("People of another company read this channel from now on."),
            "warning",
            audience="everyone",
        ),
        Small(
            T("I post nothing internal here any more: no cards, digests or alerts."),
            audience="everyone",
        ),
    )


def look_up(wiring: Wiring, installed: Installed, slack_id: str) -> None:
    """Ask Slack about a channel soon, once in this process."""
    key = (installed.workspace_id, slack_id)
    if key in wiring.looked_up:
        return
    wiring.looked_up.add(key)
    wiring.pool.submit("channel", lambda: refresh(wiring, installed, slack_id))


def refresh(wiring: Wiring, installed: Installed, slack_id: str) -> None:
    """Ask Slack about a channel and keep what it says."""
    client = wiring.installations.client(installed.workspace_id)
    if client is None:
        return
    try:
        answer = client.conversations_info(channel=slack_id)
    except SlackApiError as error:
        if error.response.get("error") in NOT_OURS:
            keep(wiring, installed, slack_id, is_member=False)
        else:
            wiring.looked_up.discard((installed.workspace_id, slack_id))
        return
    keep(wiring, installed, slack_id, **_values(answer["channel"]))


def sync_all(wiring: Wiring, installed: Installed) -> None:
    """Keep every conversation that the bot is in."""
    client = wiring.installations.client(installed.workspace_id)
    if client is None:
        return
    cursor = ""
    while True:
        answer = client.users_conversations(
            types="public_channel,private_channel,im", limit=200, cursor=cursor or None
        )
        for one in answer["channels"]:
            keep(wiring, installed, str(one["id"]), **(_values(one) | {"is_member": True}))
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """What we keep of a conversation object; a DM is named after its person."""
    if given.get("is_im"):
        return {"name": f"{DM}{given.get('user')}", "is_member": True}
    return {
        "name": clean(str(given.get("name") or ""))[:80],
        "is_external": bool(given.get("is_ext_shared") or given.get("is_pending_ext_shared")),
        "is_archived": bool(given.get("is_archived")),
        "is_member": bool(given.get("is_member")),
    }
