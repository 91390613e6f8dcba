"""A record's timeline: who changed what, in the order it was recorded."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotFound
from crm.engine.reply import Listing, Reply, Row
from crm.engine.texts import Joined, T, Term, Text
from crm.language import fields
from crm.language.form import Form
from crm.language.vocabulary import label
from crm.models import Change, Changeset, Numbered, User

SHOWN = 20
HIDDEN = frozenset({"id", "number", "name_key"})


class Timeline(Form):
    """Which record, by reference."""

    record: Annotated[str, fields.Phrase(20)]


@command("timeline")
def timeline(call: Call, form: Timeline) -> Reply:
    """Show who changed a record, and what."""
    row = _record(call, form.record)
    about = (Change.record_kind == row.__tablename__, Change.record_id == row.id)
    statement = (
        select(Change, Changeset, User.name)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .outerjoin(User, User.id == Changeset.author_id)
        .where(*about)
        .order_by(Change.id.desc())
        .limit(SHOWN)
    )
    rows = tuple(
        Row(None, changeset.recorded_at, (name or "Rapport", _said(call, change)))
        for change, changeset, name in call.session.execute(statement)
    )
    return Reply((Listing(T("Timeline of {ref}", ref=refs.ref(row)), rows, len(rows)),))


def _record(call: Call, text: str) -> Numbered:
    named = refs.read(text)
    if named is not None:
        model, number = named
        statement = select(model).where(model.number == number)
        row = call.session.scalars(permission.visible(statement, call.caller, model)).one_or_none()
        if row is not None:
            return row
    raise NotFound(
        T("There is no record {text} that you can see.", text=text),
        next_step=T("Name it like {example}.", example="D-42"),
    )


def _said(call: Call, change: Change) -> Text | Joined:
    if change.before is None:
        return T("{kind} added", kind=Term(change.table_name))
    if change.after is None:
        return T("{kind} removed", kind=Term(change.table_name))
    return Joined(tuple(_step(call, name, change) for name in _changed(change)))


def _changed(change: Change) -> list[str]:
    before, after = change.before or {}, change.after or {}
    return [n for n in after if n not in HIDDEN and before.get(n) != after[n]]


def _step(call: Call, name: str, change: Change) -> Text:
    before: dict[str, Any] = change.before or {}
    after: dict[str, Any] = change.after or {}
    return T(
        "{field}: {old} → {new}",
        field=label(name.removesuffix("_id"), call.reader.language),
        old=_short(before.get(name)),
        new=_short(after.get(name)),
    )


def _short(value: object) -> str:
    return "–" if value is None else str(value)[:60]
