"""Find anything: names, e-mails, phones, references, words of notes and tickets, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Listing, Notice, Reply, Row, Small, View
from crm.engine.search import index, lookup, words
from crm.engine.store import workspace_of
from crm.engine.texts import T, Text, Value
from crm.language import fields
from crm.language.form import Form
from crm.models import Base, Company, Numbered

EACH = 5
# Behind a word that was found there stand so many characters on either side of it.
AROUND = 40
TITLES: dict[str, Text] = {
    "company": T("Companies"),
    "contact": T("Contacts"),
    "deal": T("Deals"),
    "lead": T("Leads"),
    "ticket": T("Tickets"),
    "followup": T("Follow-ups"),
    "activity": T("Activities"),
    "product": T("Products"),
}
PROSE = {"ticket_message": "text", "activity": "note"}


class Find(Form):
    """Anything that is remembered of a record."""

    text: Annotated[str, fields.Phrase(4_000)]


@command("find")
def find(call: Call, form: Find) -> Reply:
    """Find anything by its words."""
    named = refs.read(form.text)
    if named is not None:
        return _by_reference(call, *named)
    asked = lookup.read(call.session, workspace_of(call.session), form.text)
    views = tuple(_views(call, asked))
    if not views:
        return _nothing(form.text)
    near = [one for one in asked if one.is_near]
    told = tuple(
        Small(
            T("Nothing is called “{word}”; shown is “{near}”.", word=one.word, near=one.stored[0])
        )
        for one in near
    )
    return Reply((*views, *told))


def _by_reference(call: Call, model: type[Numbered], number: int) -> Reply:
    statement = select(model).where(model.number == number)
    found = call.session.scalars(permission.visible(statement, call.caller, model)).one_or_none()
    if found is None:
        return _nothing(f"{refs.LETTERS[model.__tablename__]}-{number}")
    title = TITLES.get(model.__tablename__, T("Found"))
    return Reply((Listing(title, (_row(call, found, ()),), 1),))


def _nothing(text: str) -> Reply:
    return Reply((Notice(T("I found nothing for “{text}” that you can see.", text=text[:80])),))


def _views(call: Call, asked: Sequence[lookup.Asked]) -> Iterator[View]:
    for kind, title in TITLES.items():
        model = refs.MODELS[kind]
        found = lookup.find(call.session, call.caller, model, asked, EACH + 1)
        if found:
            rows = tuple(_row(call, one, asked) for one in found[:EACH])
            # More than are shown: how many more is not counted.
            yield Listing(title, rows, len(found))


def _row(call: Call, record: Any, asked: Sequence[lookup.Asked]) -> Row:
    title = getattr(record, "name", None) or getattr(record, "subject", None)
    details: list[Value] = []
    company_id = getattr(record, "company_id", None)
    if company_id is not None:
        named = select(Company.name).where(Company.id == company_id)
        details.append(call.session.scalar(named))
    if asked:
        details += _matches(call, record, asked)
    return Row(refs.ref(record), title or _cut(getattr(record, "note", ""), asked), tuple(details))


def _matches(call: Call, record: Any, asked: Sequence[lookup.Asked]) -> list[Value]:
    """Where the words stand, if that is not the record's own name."""
    found: list[Value] = []
    sources = lookup.sources(call.session, record, asked)
    for table_name, source in index.SOURCES.items():
        ids = sources.get(source.number)
        column = PROSE.get(table_name) or (source.points[0] if source.record != "id" else None)
        if not ids or column is None:
            continue
        table = Base.metadata.tables[table_name]
        statement = select(table.c[column]).where(
            table.c.workspace_id == record.workspace_id, table.c.id.in_(ids[:20])
        )
        texts = call.session.connection().execute(statement.order_by(table.c.id)).scalars()
        found += [_cut(text, asked) for text in list(texts)[:2]]
    return found if not isinstance(getattr(record, "note", None), str) else []


def _cut(text: str, asked: Sequence[lookup.Asked]) -> str:
    """The part of a text around the first word that was asked for."""
    small = words.fold(text)
    places = [small.find(stored) for one in asked for stored in one.stored]
    first = min((place for place in places if place >= 0), default=0)
    begin = max(0, first - AROUND)
    end = first + AROUND * 2
    dots = "…" if begin else "", "…" if end < len(text) else ""
    return f"{dots[0]}{text[begin:end].strip()}{dots[1]}"
