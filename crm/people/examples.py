"""Examples as they run for whoever reads them: with references of their own records."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import Command, changers
from crm.models import Deal, FollowUp, Numbered, Stage, Ticket

REF = re.compile(r"\b([A-Z]{1,2})-1\b")


def live(call: Call, item: Command, example: str, nth: int = 0) -> str | None:
    """The example with each reference (D-1) made that of a record on which it would run.

    The newest one that the reader sees, or the `nth` before it, so that several examples can be
    run one after the other; None where the reader sees no such record.
    """
    found = {written[0]: _ref(call, item, written[0], nth) for written in REF.finditer(example)}
    if None in found.values():
        return None
    return REF.sub(lambda written: str(found[written[0]]), example)


def _ref(call: Call, item: Command, written: str, nth: int) -> str | None:
    named = refs.read(written)
    if named is None:
        return written
    model = named[0]
    if item.is_change and changers(model.__tablename__).isdisjoint(call.caller.roles):
        return None
    statement = select(model).where(*_fitting(call, item, model)).order_by(model.id.desc())
    visible = permission.visible(statement, call.caller, model).limit(nth + 1)
    rows = call.session.scalars(visible).all()
    # Of two changes, the second one would find the first one's work done.
    if len(rows) <= nth and item.is_change:
        return None
    return refs.ref(rows[-1]) if rows else None


def _fitting(call: Call, item: Command, model: type[Numbered]) -> list[ColumnElement[bool]]:
    """The conditions under which a command can do something with a record."""
    if model is Ticket:
        return [Ticket.status == "resolved"] if item.name == "ticket reopen" else _open_ticket(item)
    if model is FollowUp:
        return [FollowUp.status == "open", FollowUp.owner_id == call.caller.user_id]
    if model is Deal:
        first = select(Stage.id).where(Stage.position == 0, Stage.workspace_id == Deal.workspace_id)
        return [Deal.status == "open", *([Deal.stage_id.in_(first)] if item.is_change else [])]
    return []


def _open_ticket(item: Command) -> list[ColumnElement[bool]]:
    wanted: dict[str, ColumnElement[bool]] = {
        "ticket assign": Ticket.assignee_id.is_(None),
        "ticket priority": Ticket.priority == "normal",
    }
    return [Ticket.status == "open", *([wanted[item.name]] if item.name in wanted else [])]
