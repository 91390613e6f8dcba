"""Sharing a record: its card is posted in a channel, with the rights of whoever shares it."""

from __future__ import annotations

import re
from typing import Annotated

from sqlalchemy import select

from crm.engine import post, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.post import Owed
from crm.engine.reply import Notice, Record, Reply
from crm.engine.texts import Reader, T
from crm.language import fields
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.form import Form
from crm.language.words import Words
from crm.models import Channel, Numbered
from crm.outreach.cards import shown

MENTION = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
ID = re.compile(r"[CG][A-Z0-9]{6,}")


class ChannelName(FieldType[Channel]):
    """A channel that Rapport is in: by mention, by id, or by its name behind a `#`."""

    element = "channel"
    rank = 14

    def parse(self, text: str, reading: Reading) -> Channel:
        """The channel that the text names; raises `NotFound` where Rapport is not there."""
        said = text.strip()
        mention = MENTION.fullmatch(said)
        slack_id = mention[1] if mention else said if ID.fullmatch(said) else None
        here = Channel.slack_id == slack_id
        condition = here if slack_id else Channel.name == said.removeprefix("#").casefold()
        statement = select(Channel).where(condition, Channel.is_member.is_(True)).limit(1)
        found = reading.session.scalars(statement).first()
        if found is None or found.name.startswith("dm:"):
            raise NotFound(
                T("I am in no channel called {text}.", text=said[:80]),
                next_step=T("Invite me there with {example}.", example="/invite @Rapport"),
            )
        return found

    def show(self, value: Channel) -> str:
        """The mention."""
        return f"<#{value.slack_id}>"

    def claim(self, words: Words, reading: Reading) -> Claim[Channel] | None:
        """The first channel mention, or word behind a `#`."""
        for run in words.runs(longest=1):
            is_named = MENTION.fullmatch(run.text) or run.text.startswith("#")
            if is_named and not run.is_quoted:
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None


class Share(Form):
    """A record and the channel in which its card is posted; this one, unless said otherwise."""

    record: Annotated[Numbered, fields.Anything()]
    channel: Annotated[Channel | None, ChannelName()] = None


@command("share", effect="outward")
def share(call: Call, form: Share) -> Reply:
    """Post a record's card in a channel."""
    place = _place(call, form.channel)
    card = shown.card(call, form.record)
    if card is None:
        raise NotUnderstood(T("{ref} has no card to be shared.", ref=refs.ref(form.record)))
    about = Record(form.record.__tablename__, form.record.id)
    owed = Owed(
        channel=place.slack_id,
        thread_ts=call.place.thread_ts if place.slack_id == call.place.channel else None,
        rule=post.REPLY,
        occurrence=f"share:{call.changeset_id or call.key}",
        kind="card",
        reader=Reader(place.language or call.settings.language, place.zone or call.settings.zone),
        due_at=call.now,
        user_id=call.caller.user_id,
    )
    post.post(call, owed, Reply((card,), about=about))
    told = T("{ref} is shared in #{channel}.", ref=refs.ref(form.record), channel=place.name)
    return Reply((Notice(told, "success"),))


def _place(call: Call, named: Channel | None) -> Channel:
    """Where it is posted; raises where strangers read, or where nothing can be posted."""
    here = select(Channel).where(Channel.slack_id == call.place.channel)
    place = named or call.session.scalars(here).one_or_none()
    if place is None or place.name.startswith("dm:") or (named is None and call.place.is_dm):
        raise NotUnderstood(
            T("Say in which channel."),
            next_step=T("Write it like {example}.", example="share D-42 in #sales"),
            field="channel",
        )
    if place.is_external:
        raise Conflict(
            T(
                "#{channel} is shared with another company; nothing is posted there.",
                channel=place.name,
            ),
            field="channel",
        )
    if place.is_archived:
        raise Conflict(T("#{channel} is archived.", channel=place.name), field="channel")
    return place
