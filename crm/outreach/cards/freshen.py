"""A posted card as its record is now: the same card, with what is true and the last change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine import stored_reply as replies
from crm.engine.call import CLOCK, Call, Caller
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.reply import Button, Card, Menu, Reply, View
from crm.engine.run import reading_of
from crm.engine.texts import T, Text
from crm.history import told
from crm.language import grammar
from crm.models import Change, Changeset, Delivery, Numbered, User
from crm.people import user

# What a card keeps of the change that it was posted for.
KEPT = frozenset({"undo"})


def card(call: Call, sent: Delivery) -> Reply | None:
    """What a sent card shows now; None where it is no card, or its record is gone.

    It is made with the rights of whoever had it posted: what they see no more is not shown on.
    Of somebody who left, with those they had: everybody else goes on working with the card.
    """
    was = _card_of(sent)
    row = _row(call, sent)
    if row is None or was is None:
        return None
    poster = _poster(call, sent)
    if poster is None:
        return None
    now = _shown(_as(call, poster, sent), row)
    if now is None or now.ref != was.ref:
        return None
    note = _last_change(call, sent, row) or was.note
    shown = replace(now, note=note, audience=was.audience, actions=_actions(now, was))
    return replace(_original(sent), views=(shown, *_rest(sent)), about=None)


def same(one: Reply, other: Reply) -> bool:
    """Whether two replies show the same, whatever their buttons' tokens are."""
    return bool(_plain(one) == _plain(other))


def _plain(reply: Reply) -> Any:
    stored = replies.from_json(replies.to_json(reply))
    return [_bare(view) if isinstance(view, Card) else view for view in stored.views]


def _bare(view: Card) -> Any:
    """A card without its note: what was said beside it is no reason to edit it."""
    actions = [(item.command, dict(item.fields), str(item.label)) for item in view.actions]
    return view.ref, view.title, view.facts, actions


def _original(sent: Delivery) -> Reply:
    return replies.from_json(sent.payload) if sent.payload else Reply()


def _card_of(sent: Delivery) -> Card | None:
    """The card of a delivery; one without anything in it where its payload was dropped."""
    if sent.payload is None:
        return Card("", "")
    return next((view for view in _original(sent).views if isinstance(view, Card)), None)


def _rest(sent: Delivery) -> tuple[View, ...]:
    return tuple(view for view in _original(sent).views if not isinstance(view, Card))


def _row(call: Call, sent: Delivery) -> Numbered | None:
    model = refs.MODELS.get(sent.record_kind or "")
    if model is None or sent.record_id is None:
        return None
    return call.session.get(model, (call.workspace_id, sent.record_id))


def _as(call: Call, caller: Caller, sent: Delivery) -> Call:
    """The call as if that person asked, in the card's own language and zone."""
    language, zone = sent.language or caller.language, sent.zone or caller.zone
    return replace(call, caller=replace(caller, language=language, zone=zone))


def _poster(call: Call, sent: Delivery) -> Caller | None:
    """Whoever had a card posted: a person, the clock for what events brought; None: nobody knows.

    Sharing changes nothing, so its changeset is not kept; the delivery names the person then.
    """
    author, is_known = sent.user_id, sent.user_id is not None
    if sent.changeset_id is not None and not is_known:
        made = call.session.get(Changeset, (call.workspace_id, sent.changeset_id))
        author, is_known = (made.author_id, True) if made else (None, False)
    if author is None:
        return CLOCK if is_known else None
    person = call.session.get(User, (call.workspace_id, author))
    if person is None:
        return None
    return user.caller_of(call.session, person, call.settings, was_here=True)


def _shown(call: Call, row: Numbered) -> Card | None:
    kind = row.__tablename__
    show = REGISTRY.get(f"{kind} show")
    if show is None:
        return None
    reading = reading_of(call)
    try:
        understood = grammar.fill(show.form, {kind: refs.ref(row)}, reading)
        reply = show.function(call, grammar.finish(show.form, understood, reading))
    except RapportError:
        return None
    return next((view for view in reply.views if isinstance(view, Card)), None)


def _actions(now: Card, was: Card) -> tuple[Button | Menu, ...]:
    kept = tuple(item for item in was.actions if item.command in KEPT)
    return (*now.actions, *kept)


def _last_change(call: Call, sent: Delivery, row: Numbered) -> Text | None:
    """A person's newest change of the record itself since the card was posted."""
    statement = (
        select(Change, Changeset.recorded_at, User.name)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .join(User, User.id == Changeset.author_id)
        .where(Change.record_kind == row.__tablename__, Change.record_id == row.id)
        .where(Change.table_name == row.__tablename__, Changeset.recorded_at >= sent.created_at)
        .where(Change.before.is_not(None), Change.after.is_not(None))
        .where(Change.changeset_id != (sent.changeset_id or 0))
        .order_by(Change.id.desc())
        .limit(1)
    )
    for change, at, name in call.session.execute(statement):
        known = told.names(call, [change])
        what = told.said(call, change, known)
        return T("{what} ({name}, {at})", what=what, name=name, at=at)
    return None
