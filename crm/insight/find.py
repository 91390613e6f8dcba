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
PROSE = {"ticket_message": "text", "activity": "note", "custom_value": "text"}


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
    return Reply((Listing(title, (Row(refs.ref(found), _title(found, ())),), 1),))


def _nothing(text: str) -> Reply:
    return Reply((Notice(T("I found nothing for “{text}” that you can see.", text=text[:80])),))


def _views(call: Call, asked: Sequence[lookup.Asked]) -> Iterator[View]:
    models = {kind: refs.MODELS[kind] for kind in TITLES}
    found = lookup.find(call.session, call.caller, models, asked, EACH + 1)
    for kind, title in TITLES.items():
        if kind in found:
            # More than are shown: how many more is not counted.
            rows = tuple(_rows(call, found[kind][:EACH], asked))
            yield Listing(title, rows, len(found[kind]))


def _rows(call: Call, records: Sequence[Any], asked: Sequence[lookup.Asked]) -> Iterator[Row]:
    """A kind's records with their companies and the matching words: a few statements for all."""
    companies = _companies(call, records)
    places = lookup.sources(call.session, records, asked)
    texts = _texts(call, records[0], places)
    for record in records:
        details: list[Value] = [companies[c] for c in [_company(record)] if c in companies]
        if getattr(record, "note", None) is None:
            for number, ids in places.get(record.id, {}).items():
                details += [_cut(texts[number, i], asked) for i in ids[:2] if (number, i) in texts]
        yield Row(refs.ref(record), _title(record, asked), tuple(details))


def _title(record: Any, asked: Sequence[lookup.Asked]) -> str:
    title = getattr(record, "name", None) or getattr(record, "subject", None)
    return title or _cut(getattr(record, "note", ""), asked)


def _company(record: Any) -> int | None:
    found: int | None = getattr(record, "company_id", None)
    return found


def _companies(call: Call, records: Sequence[Any]) -> dict[int | None, str]:
    ids = {company_id for record in records if (company_id := _company(record)) is not None}
    if not ids:
        return {}
    named = call.session.execute(select(Company.id, Company.name).where(Company.id.in_(ids)))
    return dict(named.all())


def _texts(
    call: Call, record: Any, places: dict[int, dict[int, list[int]]]
) -> dict[tuple[int, int], str]:
    """The prose and the addresses in which words stand, by source and row."""
    found: dict[tuple[int, int], str] = {}
    for table_name, source in index.SOURCES.items():
        column = PROSE.get(table_name) or (source.points[0] if source.record != "id" else None)
        ids = [i for rows in places.values() for i in rows.get(source.number, ())[:2]]
        if not ids or column is None:
            continue
        table = Base.metadata.tables[table_name]
        statement = select(table.c.id, table.c[column]).where(
            table.c.workspace_id == record.workspace_id, table.c.id.in_(ids)
        )
        rows = call.session.connection().execute(statement)
        found.update({(source.number, row_id): text for row_id, text in rows})
    return found


def _cut(text: str, asked: Sequence[lookup.Asked]) -> str:
    """The part of a text around the first word that was asked for."""
    small = words.fold(text)
    places = [small.find(stored) for one in asked for stored in one.stored]
    first = min((place for place in places if place >= 0), default=0)
    begin = max(0, first - AROUND)
    end = first + AROUND * 2
    dots = "…" if begin else "", "…" if end < len(text) else ""
    return f"{dots[0]}{text[begin:end].strip()}{dots[1]}"
