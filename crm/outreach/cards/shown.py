"""Any record as its card, whatever its chapter: made by the command that shows it."""

from __future__ import annotations

from dataclasses import replace

from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.reply import Card, Record, Reply
from crm.engine.texts import Text
from crm.models import Numbered
from crm.people import steps


def card(call: Call, row: Numbered) -> Card | None:
    """A record's card with its next steps; None for kinds that have none.

    It asks for no rights: whoever calls has looked the record up, or has just changed it.
    """
    kind = row.__tablename__
    show = REGISTRY.get(f"{kind} show")
    if show is None or kind not in show.form.specs():
        return None
    try:
        reply = show.function(call, show.form.model_construct(None, **{kind: row}))
    except RapportError:
        return None
    return next((view for view in reply.views if isinstance(view, Card)), None)


def changed(call: Call, row: Numbered, note: Text) -> Reply:
    """The public answer to a change of any record: its card with a note and *Undo*."""
    shown = card(call, row)
    record = Record(row.__tablename__, row.id)
    if shown is None:
        return Reply(is_public=True, about=record)
    kept = tuple(item for item in shown.actions if item.command != "undo")
    shown = replace(shown, note=note, actions=(*kept, *steps.undo(call)))
    return Reply((shown,), is_public=True, about=record)
