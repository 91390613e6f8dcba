"""A record's timeline: who changed what, and all that happened around it, in one order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Actions, Button, Listing, Record, Reply, Row
from crm.engine.texts import T, Value
from crm.history import happened, merges, told
from crm.history.happened import Entry
from crm.language import fields
from crm.language.form import Form
from crm.models import Change, Changeset, Numbered, User

PAGE = 20
DEEPEST = 50


class Timeline(Form):
    """Which record, by reference, name or the thread."""

    record: Annotated[Numbered, fields.Anything()]
    page: Annotated[int, fields.Number(1, DEEPEST, claims=False)] = 1


@command("timeline")
def timeline(call: Call, form: Timeline) -> Reply:
    """Show what happened to a record: changes, activities, tickets, deals, purchases, moods."""
    row, most = form.record, form.page * PAGE + 1
    entries = [*_changes(call, row, most), *happened.around(call, row, most)]
    entries += merges.entries(call, row, most)
    entries.sort(key=lambda entry: _aware(entry.at), reverse=True)
    shown = entries[(form.page - 1) * PAGE : form.page * PAGE]
    rows = tuple(Row(one.ref, one.at, (one.who or "Rapport", one.what)) for one in shown)
    title = T("Timeline of {ref}", ref=refs.ref(row))
    listing = Listing(title, rows, len(entries), empty=T("Nothing here yet."))
    more = _pages(row, form.page) if len(entries) > form.page * PAGE else ()
    apart = merges.way_back(call, row) if form.page == 1 else ()
    return Reply((listing, *apart, *more), about=Record(row.__tablename__, row.id))


def _changes(call: Call, row: Numbered, most: int) -> list[Entry]:
    statement = (
        select(Change, Changeset, User.name)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .outerjoin(User, User.id == Changeset.author_id)
        .where(Change.record_kind == row.__tablename__, Change.record_id == row.id)
        .order_by(Change.id.desc())
        .limit(most)
    )
    found = call.session.execute(statement).all()
    known = told.names(call, [change for change, _, _ in found])
    return [
        Entry(made.effective_at, None, name, _sourced(made, told.said(call, change, known)))
        for change, made, name in found
    ]


def _sourced(made: Changeset, what: Value) -> Value:
    """A change with whose word it is, where that is no person's."""
    return happened.sourced(what, made.origin)


def _pages(row: Numbered, page: int) -> tuple[Actions, ...]:
    if page >= DEEPEST:
        return ()
    fields_of = {"record": refs.ref(row), "page": str(page + 1)}
    return (Actions((Button(T("More"), "timeline", fields_of, is_reusable=True),)),)


def _aware(at: datetime) -> datetime:
    return at.astimezone(UTC)
