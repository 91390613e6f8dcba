"""Invitations carried out: the public channel is looked for, joined, and people are invited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from slack_sdk import WebClient
from sqlalchemy import Select, select

from bot.deliver.answers import Heard, hear
from crm.engine import journal, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.store import Store
from crm.engine.texts import T, Text
from crm.models import Changeset, Channel, Invitation
from crm.outreach import invitation

log = structlog.get_logger("invitations")
AGAIN = timedelta(seconds=30)
MOST_TRIES = 6
PAGES = 50
# Slack's words for what is so already.
FINE = frozenset({"already_in_channel", "cant_invite_self"})


@dataclass
class Invitations:
    """Sees to the invitations of every workspace; every step may be done twice."""

    store: Store
    client_of: Callable[[int], WebClient | None]
    clock: Callable[[], datetime]

    def waiting(self, workspace_id: int) -> bool:
        """Whether an invitation is to be seen to now."""
        with self.store.read(workspace_id) as session:
            return session.scalar(_due(self.clock()).limit(1)) is not None

    def tend(self, workspace_id: int) -> dict[str, int]:
        """See to each invitation whose time has come; for the tick, and after a change."""
        client, tended = self.client_of(workspace_id), 0
        while client is not None and (asked := self._claim(workspace_id)) is not None:
            tended += 1
            self._settle(asked, *self._carry_out(client, asked))
        return {"invitations": tended}

    def _claim(self, workspace_id: int) -> Invitation | None:
        with self.store.write(workspace_id) as session:
            statement = _due(self.clock()).limit(1).with_for_update(skip_locked=True)
            row = session.scalars(statement).first()
            if row is not None:
                row.attempt += 1
                row.next_at = self.clock() + AGAIN
            return row

    def _carry_out(self, client: WebClient, asked: Invitation) -> tuple[str | None, Heard | None]:
        """The channel's id where it is ours now; what Slack refused where it did."""
        channel, heard = _find(client, asked.name)
        if channel is None:
            return None, heard
        heard = hear(partial(client.conversations_join, channel=channel))
        if heard.fate == "sent" and asked.people:
            people = ",".join(asked.people)
            heard = hear(partial(client.conversations_invite, channel=channel, users=people))
        is_fine = heard.fate == "sent" or heard.error in FINE
        return channel, None if is_fine else heard

    def _settle(self, asked: Invitation, channel: str | None, heard: Heard | None) -> None:
        now = self.clock()
        may_help = heard is not None and heard.fate in {"later", "unknown", "token"}
        if heard is not None and may_help and asked.attempt < MOST_TRIES:
            log.info("invitation_waits", error=heard.error)
            return
        with self.store.write(asked.workspace_id) as session:
            row = invitation.of(session, asked.id)
            if row is None or row.state != "wanted":
                return
            is_done = channel is not None and heard is None
            row.state, row.error = "done" if is_done else "failed", heard.error if heard else None
            own = settings.read(session)
            call = Call(asked.workspace_id, CLOCK, Place(), now, "clock", settings=own)
            changeset = Changeset(command="channel sync", recorded_at=now, effective_at=now)
            bound = call.bound(session, journal.open_changeset(session, changeset).id)
            if is_done and channel is not None:
                _note(bound, channel, row.name)
            said = _done(row) if is_done else _refused(row)
            invitation.tell(bound, row, said, "success" if is_done else "warning")


def _due(now: datetime) -> Select[Invitation]:
    """The invitations that are to be seen to at a moment, the oldest first."""
    waiting = (Invitation.state == "wanted", Invitation.next_at <= now)
    return select(Invitation).where(*waiting).order_by(Invitation.id)


def _find(client: WebClient, name: str) -> tuple[str | None, Heard | None]:
    """The id of the public channel of a name; nothing where there is none, or what was refused."""
    cursor = ""
    for _ in range(PAGES):
        asks = partial(
            client.conversations_list,
            types="public_channel",
            exclude_archived=True,
            limit=200,
            cursor=cursor or None,
        )
        heard = hear(asks)
        if heard.fate != "sent":
            return None, heard
        for one in heard.answer["channels"]:
            if name in {one.get("name"), one["id"]}:
                return str(one["id"]), None
        cursor = str((heard.answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    return None, None


def _note(call: Call, channel: str, name: str) -> None:
    """Keep that we are in the channel, as the event that follows will say, too."""
    statement = select(Channel).where(Channel.slack_id == channel)
    row = call.session.scalars(statement).one_or_none()
    if row is None:
        call.session.add(Channel(slack_id=channel, name=name, is_member=True))
    else:
        row.is_member = True


def _done(asked: Invitation) -> Text:
    return T("I am in #{channel} now. Say {example} there.", channel=asked.name, example="/deal")


def _refused(asked: Invitation) -> Text:
    if asked.error is None:
        return T(
            "I see no public channel #{channel}. In a private one, write {example} there.",
            channel=asked.name,
            example="/invite @Rapport",
        )
    return T(
        "Slack refused it for #{channel}: {error}. Write {example} there.",
        channel=asked.name,
        error=asked.error,
        example="/invite @Rapport",
    )
