"""Rooms of records: made, invited to, headed, bookmarked and archived in Slack, step by step.

Each step is written down before the next, so that whoever takes a room up after a crash goes on
where it was left; one process at a time works on a room, by a lease.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.deliver.answers import Heard, hear
from crm.engine import journal, post, refs, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.reply import Notice, Reply
from crm.engine.store import Store
from crm.engine.texts import T, say
from crm.models import Changeset, Channel, Delivery, Room, User
from crm.outreach import room as rooms
from crm.outreach.room import Wanted

log = structlog.get_logger("rooms")
LEASE = timedelta(seconds=60)
SOON = timedelta(seconds=1)
LATER = timedelta(seconds=30)
MOST_TRIES = 8
TOPIC = 250
FACTS = 4
# Slack's words for a channel that somebody closed by hand.
GONE = frozenset({"is_archived", "channel_not_found", "not_in_channel"})
# Slack's words for what is so already.
FINE = frozenset(
    {"already_in_channel", "cant_invite_self", "already_archived", "user_not_found", "cant_invite"}
)


class Stuck(Exception):
    """A step did not go through; the answer says whether it may later."""

    def __init__(self, heard: Heard) -> None:
        super().__init__(heard.error)
        self.heard = heard


@dataclass
class Rooms:
    """Tends the rooms of every workspace; `client_of` and `clock` are the courier's."""

    store: Store
    client_of: Callable[[int], WebClient | None]
    clock: Callable[[], datetime]

    def waiting(self, workspace_id: int) -> bool:
        """Whether a room is to be tended now."""
        with self.store.read(workspace_id) as session:
            return session.scalar(_due(self.clock()).limit(1)) is not None

    def tend(self, workspace_id: int) -> dict[str, int]:
        """Tend each room whose time has come; for the tick, and after a change."""
        client, tended = self.client_of(workspace_id), 0
        while client is not None and (room := self._claim(workspace_id)) is not None:
            tended += 1
            try:
                self._tend(client, room)
            except Stuck as stuck:
                self._stuck(room, stuck.heard)
        return {"rooms": tended}

    def _claim(self, workspace_id: int) -> Room | None:
        now = self.clock()
        with self.store.write(workspace_id) as session:
            room = session.scalars(_due(now).limit(1).with_for_update(skip_locked=True)).first()
            if room is None:
                return None
            room.leased_until = now + LEASE
            # What changes from here on makes it stale again.
            room.stale_at = None
            room.attempt += 1
            return room

    def _tend(self, client: WebClient, room: Room) -> None:
        want = self._wanted(room)
        if room.state == "closed":
            if want.over is None:
                self._reopened(room)
            self._done(room)
            return
        if want.over is not None or room.state == "closing":
            self._end(client, room, want)
            return
        self._make(client, room)
        if self._is_shared(room):
            self._bare(client, room)
        else:
            self._head(client, room, want)
        self._done(room)

    def _is_shared(self, room: Room) -> bool:
        """Whether people of other companies read in the room."""
        with self.store.read(room.workspace_id) as session:
            statement = select(Channel.is_external).where(Channel.slack_id == room.channel)
            return bool(session.scalar(statement))

    def _bare(self, client: WebClient, room: Room) -> None:
        """Take the record's facts out of the header of a room that strangers read."""
        channel, mark = room.channel or "", room.bookmark
        if room.topic:
            _go(hear(lambda: client.conversations_setTopic(channel=channel, topic="")))
            self._keep(room, topic=None)
        if mark is not None:
            _go(hear(lambda: client.bookmarks_remove(bookmark_id=mark, channel_id=channel)))
            self._keep(room, bookmark=None, title=None)

    def _end(self, client: WebClient, room: Room, want: Wanted) -> None:
        """Archive the channel; one that was never made is only not wanted any more."""
        if room.channel is not None:
            self._close(client, room, want)
            return
        self._keep(room, state="closed")
        self._done(room)

    def _wanted(self, room: Room) -> Wanted:
        with self.store.read(room.workspace_id) as session:
            return rooms.wanted(self._call(session, room), room)

    def _call(self, session: Session, room: Room) -> Call:
        own = settings.read(session)
        made = Call(room.workspace_id, CLOCK, Place(), self.clock(), "clock", settings=own)
        return made.bound(session, None)

    def _make(self, client: WebClient, room: Room) -> None:
        """Make the channel; one of that name that we made in a try before is taken up."""
        names = (room.name, *(f"{room.name}-{n}" for n in range(2, 5)))
        for name in names:
            if room.channel is not None:
                return
            heard = hear(
                partial(client.conversations_create, name=name, is_private=room.is_private)
            )
            if heard.fate == "sent":
                self._made(room, str(heard.answer["channel"]["id"]), name)
            elif heard.error != "name_taken":
                raise Stuck(heard)
            elif room.attempt > 1 and (found := _ours(client, name)):
                self._made(room, found, name)
        if room.channel is None:
            raise Stuck(Heard("refused", {}, "name_taken"))

    def _made(self, room: Room, channel: str, name: str) -> None:
        now = self.clock()
        with self.store.write(room.workspace_id) as session:
            made = Changeset(command="channel sync", recorded_at=now, effective_at=now)
            journal.open_changeset(session, made)
            known = select(Channel.id).where(Channel.slack_id == channel)
            if session.scalar(known) is None:
                session.add(Channel(slack_id=channel, name=name, is_member=True))
        self._keep(room, channel=channel, name=name, state="open")

    def _head(self, client: WebClient, room: Room, want: Wanted) -> None:
        """Invite, set the topic, post the card and bookmark it: whatever is not so yet."""
        channel = room.channel or ""
        if want.people:
            people = ",".join(want.people)
            _go(
                hear(lambda: client.conversations_invite(channel=channel, users=people, force=True))
            )
        topic = _topic(want)
        if topic != room.topic:
            _go(hear(lambda: client.conversations_setTopic(channel=channel, topic=topic)))
            self._keep(room, topic=topic)
        sent = self._card(room, want)
        if sent is None or not sent.ts:
            self._keep(room, stale_at=self.clock() + SOON, attempt=0)
        elif room.title != want.title:
            self._bookmark(client, room, want.title, sent.ts)

    def _card(self, room: Room, want: Wanted) -> Delivery | None:
        if want.card is None:
            return None
        with self.store.write(room.workspace_id) as session:
            reply = Reply((want.card,), about=rooms.about(room))
            return rooms.say(self._call(session, room), room, reply, "card")

    def _bookmark(self, client: WebClient, room: Room, title: str, ts: str) -> None:
        channel, mark = room.channel or "", room.bookmark
        if mark is None:
            found = _go(hear(lambda: client.chat_getPermalink(channel=channel, message_ts=ts)))
            link = str(found.answer["permalink"])
            made = _go(
                hear(
                    lambda: client.bookmarks_add(
                        channel_id=channel, title=title, type="link", link=link
                    )
                )
            )
            mark = str(made.answer["bookmark"]["id"])
        else:
            _go(
                hear(
                    lambda: client.bookmarks_edit(bookmark_id=mark, channel_id=channel, title=title)
                )
            )
        self._keep(room, bookmark=mark, title=title)

    def _close(self, client: WebClient, room: Room, want: Wanted) -> None:
        """Say why, and archive once that was said."""
        told = want.over or T("This room is archived.")
        with self.store.write(room.workspace_id) as session:
            reply = Reply((Notice(told),))
            row = rooms.say(
                self._call(session, room), room, reply, f"closed:{room.opened_at.isoformat()}"
            )
            is_said = row.state not in {"due", "sending", "held"}
        if not is_said:
            self._keep(room, state="closing", stale_at=self.clock() + SOON, attempt=0)
            self._done(room)
            return
        channel = room.channel or ""
        _go(hear(lambda: client.conversations_archive(channel=channel)))
        self._keep(room, state="closed", archived_at=self.clock())
        self._done(room)

    def _reopened(self, room: Room) -> None:
        """Tell who had it opened that the record goes on without its room."""
        with self.store.write(room.workspace_id) as session:
            call = self._call(session, room)
            row = session.get(refs.MODELS[room.kind], (room.workspace_id, room.record_id))
            person = session.get(User, (room.workspace_id, room.user_id)) if room.user_id else None
            if row is None or person is None or room.archived_at is None:
                return
            ref = refs.ref(row)
            told = T(
                "{ref} is open again; its room #{channel} stays archived. Open a new one with "
                "{example}.",
                ref=ref,
                channel=room.name,
                example=f"/crm room {ref}",
            )
            name = ("room-reopened", f"{room.id}:{room.archived_at.isoformat()}")
            post.to_person(call, person, name, "alert", Reply((Notice(told),)))

    def _stuck(self, room: Room, heard: Heard) -> None:
        """Try again where that may help; else say so to who asked for it."""
        now = self.clock()
        log.warning("room_stuck", room=room.id, error=heard.error)
        may_help = heard.fate in {"later", "unknown"} and room.attempt < MOST_TRIES
        if heard.error in GONE:
            self._keep(room, state="closed", archived_at=now, error=heard.error)
        elif may_help:
            wait = timedelta(seconds=heard.wait) if heard.fate == "later" else LATER
            self._keep(room, stale_at=now + wait, error=heard.error)
        else:
            was_open = room.state == "open"
            self._keep(room, state="open" if was_open else "failed", error=heard.error)
            self._tell(room, heard.error or heard.fate)
        self._done(room)

    def _tell(self, room: Room, error: str) -> None:
        with self.store.write(room.workspace_id) as session:
            call = self._call(session, room)
            person = session.get(User, (room.workspace_id, room.user_id)) if room.user_id else None
            if person is None:
                return
            told = T(
                "I could not see to the room #{channel}: {error}.", channel=room.name, error=error
            )
            name = ("room-failed", f"{room.id}:{room.opened_at.isoformat()}:{error}")
            post.to_person(call, person, name, "alert", Reply((Notice(told, "warning"),)))

    def _keep(self, room: Room, **values: Any) -> None:
        """Write a step down, in the store and in hand."""
        with self.store.write(room.workspace_id) as session:
            stored = session.get(Room, (room.workspace_id, room.id))
            for each in (stored, room):
                for name, value in values.items() if each is not None else ():
                    setattr(each, name, value)

    def _done(self, room: Room) -> None:
        self._keep(room, leased_until=None)


def _due(now: datetime) -> Select[Room]:
    free = or_(Room.leased_until.is_(None), Room.leased_until < now)
    # A lease that ran out with nothing stale is a crash in the middle.
    wants = or_(Room.stale_at <= now, Room.leased_until < now)
    return select(Room).where(free, wants).order_by(Room.id)


def _topic(want: Wanted) -> str:
    """What stands at the head: the name and the first facts of the card."""
    facts = want.card.facts[:FACTS] if want.card else ()
    said = (f"{say(f.label, want.reader)}: {say(f.value, want.reader)}" for f in facts)
    return " · ".join((want.title, *said))[:TOPIC]


def _ours(client: WebClient, name: str) -> str | None:
    """The channel of that name that we are in."""
    heard = hear(
        lambda: client.users_conversations(types="public_channel,private_channel", limit=999)
    )
    found = heard.answer.get("channels") or ()
    return next((str(one["id"]) for one in found if one.get("name") == name), None)


def _go(heard: Heard) -> Heard:
    """Go on, or raise `Stuck`; what is so already is fine."""
    if heard.fate == "sent" or heard.error in FINE:
        return heard
    raise Stuck(heard)
