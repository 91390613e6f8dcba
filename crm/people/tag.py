"""Tags: words that records of any kind are marked with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from sqlalchemy import func, select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.reply import Fact, Listing, Notice, Record, Reply, Row
from crm.engine.texts import Joined, T, Text
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Numbered, Tag, TagLink
from crm.people import steps

LONGEST = 40
MOST = 100


class Tagged(Form):
    """A record, and tags with commas between them."""

    record: Annotated[Numbered, fields.Anything()]
    tags: Annotated[str, fields.Phrase(300)]


class ListTags(Form):
    """Nothing to say."""


@command("tag add", effect="change")
def add(call: Call, form: Tagged) -> Reply:
    """Mark a record with tags."""
    new = put(call, form.record, _words(form.tags))
    if not new:
        raise Conflict(T("{ref} has these tags already.", ref=refs.ref(form.record)))
    return _told(
        call,
        form.record,
        T("Tagged {ref}: {tags}.", ref=refs.ref(form.record), tags=Joined(tuple(new))),
    )


@command("tag remove", effect="change")
def remove(call: Call, form: Tagged) -> Reply:
    """Take tags off a record."""
    wanted = {name_key(word) for word in _words(form.tags)}
    links = _links(call, form.record)
    gone = [(tag, link) for tag, link in links if tag.name_key in wanted]
    if not gone:
        raise Conflict(T("{ref} has no such tag.", ref=refs.ref(form.record)))
    for _, link in gone:
        call.session.delete(link)
    call.session.flush()
    names = Joined(tuple(tag.name for tag, _ in gone))
    told = T("Taken off {ref}: {tags}.", ref=refs.ref(form.record), tags=names)
    return _told(call, form.record, told)


@command("tag list")
def listing(call: Call, _form: ListTags) -> Reply:
    """List the tags in use, the most used first."""
    uses = func.count(TagLink.id)
    statement = (
        select(Tag.name, uses)
        .join(TagLink, TagLink.tag_id == Tag.id)
        .group_by(Tag.id, Tag.name)
        .order_by(uses.desc(), Tag.name)
        .limit(MOST)
    )
    found = tuple(Row(None, name, (count,)) for name, count in call.session.execute(statement))
    return Reply((Listing(T("Tags"), found, len(found), empty=T("No tags yet.")),))


def put(call: Call, row: Numbered, words: Iterable[str]) -> list[str]:
    """Put tags on a record, making those that are new; returns those that it did not have."""
    has = {tag.name_key for tag, _ in _links(call, row)}
    added = []
    for word in words:
        tag = _tag(call, word)
        if tag.name_key in has:
            continue
        has.add(tag.name_key)
        link = TagLink(
            tag_id=tag.id, record_kind=row.__tablename__, record_id=row.id, created_at=call.now
        )
        call.session.add(link)
        added.append(tag.name)
    call.session.flush()
    return added


def facts(call: Call, row: Numbered) -> tuple[Fact, ...]:
    """A record's tags for its card: one statement."""
    names = tuple(tag.name for tag, _ in _links(call, row))
    return (Fact(T("Tags"), Joined(names)),) if names else ()


def _words(said: str) -> list[str]:
    words = (word.strip().lstrip("#")[:LONGEST] for word in re.split(r"[,，、]", said))
    return [word for word in words if word]


def _tag(call: Call, word: str) -> Tag:
    key = name_key(word)
    known = call.session.scalars(select(Tag).where(Tag.name_key == key)).one_or_none()
    if known is not None:
        return known
    made = Tag(name=word, name_key=key, created_at=call.now)
    call.session.add(made)
    call.session.flush()
    return made


def _links(call: Call, row: Numbered) -> list[tuple[Tag, TagLink]]:
    statement = (
        select(Tag, TagLink)
        .join(TagLink, TagLink.tag_id == Tag.id)
        .where(TagLink.record_kind == row.__tablename__, TagLink.record_id == row.id)
        .order_by(Tag.name_key)
    )
    return [(tag, link) for tag, link in call.session.execute(statement)]


def _told(call: Call, row: Numbered, told: Text) -> Reply:
    about = Record(row.__tablename__, row.id)
    return Reply((Notice(told, "success"), *steps.undo_row(call)), is_public=True, about=about)
