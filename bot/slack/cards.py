"""Posted cards that somebody took away are kept true no longer."""

from __future__ import annotations

from bot.slack.wiring import Incoming
from crm.outreach.cards import turns


def deleted(incoming: Incoming) -> None:
    """A message of ours was deleted."""
    event = incoming.body["event"]
    before = event.get("previous_message") or {}
    ts = event.get("deleted_ts") or before.get("ts")
    if not ts or before.get("user", incoming.installed.bot_user) != incoming.installed.bot_user:
        return
    with incoming.wiring.store.write(incoming.installed.workspace_id) as session:
        turns.end(session, str(event["channel"]), str(ts), "deleted")
