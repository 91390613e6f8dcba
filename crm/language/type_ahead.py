"""Type-ahead: the records that a form's field may mean, while their name is being typed.

Names that begin with what was typed come first, read off the index of names; then those that hold
its words, from the index of words. Before anything is typed it is what somebody worked on last,
then the newest. Nobody is offered what they may not see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.errors import RapportError
from crm.engine.search import index, lookup
from crm.engine.texts import T, Value
from crm.language import names, recent
from crm.language.fields.anything import Anything
from crm.language.fields.base import FieldType, Reading
from crm.language.fields.record import NEW, Ref
from crm.language.normal import name_key
from crm.models import Company, Contact, Deal, Lead, Numbered, Ticket

MOST = 20
# So many stored words are tried for the last one that is being typed.
VARIANTS = 6
# Of each kind, where a field takes records of several.
EACH = 6
ANYTHING: tuple[type[Numbered], ...] = (Company, Contact, Lead, Deal, Ticket)
LONGEST_NEW = 140


@dataclass(frozen=True, slots=True)
class Offer:
    """One record to choose: the text that the field reads, its name, and what tells it apart."""

    value: str
    label: Value
    details: str = ""


def kinds(field: FieldType[Any]) -> tuple[type[Numbered], ...]:
    """The kinds of records that a field takes; none where it is no record's."""
    if isinstance(field, Anything):
        return ANYTHING
    return (field.model,) if isinstance(field, Ref) else ()


def offers(field: FieldType[Any], text: str, reading: Reading) -> list[Offer]:
    """What a field offers for some typed letters; what was worked on last where there are none."""
    typed = " ".join(text.removeprefix(NEW).split())[:200]
    models = kinds(field)
    most = MOST if len(models) == 1 else EACH
    if typed:
        rows = [row for model in models for row in _rows(model, typed, reading, most)]
    else:
        touched = recent.touched(models, reading) if models else {}
        rows = [row for m in models for row in _last(m, touched[m.__tablename__], reading, most)]
    found = _offered(reading, rows)
    if typed and getattr(field, "takes_new", False) and not _is_named(rows, typed):
        label = T("Create {name}", name=typed[:LONGEST_NEW])
        found.append(Offer(NEW + typed[:LONGEST_NEW], label))
    return found


def filled(field: FieldType[Any], text: str | None, reading: Reading) -> Offer | None:
    """The choice that a filled-in text stands for; None where it means no single record."""
    if not text or not kinds(field):
        return None
    if text.startswith(NEW):
        return Offer(text, T("Create {name}", name=text.removeprefix(NEW)))
    try:
        row = field.parse(text, reading)
    except RapportError:
        return None
    return _offered(reading, [row])[0] if isinstance(row, Numbered) else None


def _rows(model: type[Any], typed: str, reading: Reading, most: int) -> list[Any]:
    named = refs.read(typed)
    if named is not None:
        return _numbered(model, named, reading)
    found: dict[int, Any] = {row.id: row for row in _begun(model, typed, reading, most)}
    # Of two words somebody has typed a name from its beginning: no other order is looked for.
    if len(found) == most or (found and " " in typed):
        return list(found.values())
    for row in _holding(model, typed, reading, most):
        found.setdefault(row.id, row)
        if len(found) == most:
            break
    return list(found.values())


def _seen(model: type[Any], reading: Reading) -> Any:
    statement = permission.visible(select(model), reading.caller, model)
    archived = getattr(model, "archived_at", None)
    return statement if archived is None else statement.where(archived.is_(None))


def _last(model: type[Any], touched: list[int], reading: Reading, most: int) -> list[Any]:
    """The records worked on last in their order, then the newest."""
    order = {id_: place for place, id_ in enumerate(touched)}
    worked_on = reading.session.scalars(_seen(model, reading).where(model.id.in_(order)))
    first = sorted(worked_on, key=lambda row: order[row.id])[:most]
    newest = _seen(model, reading).order_by(model.id.desc()).limit(most)
    rest = (row for row in reading.session.scalars(newest) if row.id not in order)
    return [*first, *rest][:most]


def _numbered(model: type[Any], named: tuple[Any, int], reading: Reading) -> list[Any]:
    if named[0] is not model:
        return []
    statement = _seen(model, reading).where(model.number == named[1])
    return list(reading.session.scalars(statement))


def _begun(model: type[Any], typed: str, reading: Reading, most: int) -> Iterator[Any]:
    """Records whose names begin so, in the order of their names."""
    key = name_key(typed)
    if model not in names.NAMED or not key:
        return
    column: Any = model.name_key  # type: ignore[attr-defined]  # named models have a key
    statement = _seen(model, reading).where(names.begins(column, key)).order_by(column, model.id)
    yield from reading.session.scalars(statement.limit(most))


def _holding(model: type[Any], typed: str, reading: Reading, most: int) -> Iterator[Any]:
    """Records that hold the words somewhere, the last of them perhaps begun only."""
    kind = model.__tablename__
    if kind not in index.KINDS:
        return
    if permission.reach(reading.caller, model) in {"own", "team"}:
        yield from _among_own(model, typed, reading, most)
        return
    session = reading.session
    for asked in _ways(lookup.read(session, int(session.info["workspace_id"]), typed)):
        found = lookup.find(session, reading.caller, {kind: model}, asked, most)
        rows = found.get(kind, [])
        yield from sorted(rows, key=lambda row: not _begins(row, typed))


def _among_own(model: type[Any], typed: str, reading: Reading, most: int) -> Iterator[Any]:
    """One's own or one's team's few records are looked through: the index is by word for all."""
    column = getattr(model, "name", None) or getattr(model, "subject", None) or model.note
    statement = _seen(model, reading).where(column.icontains(typed, autoescape=True))
    rows = reading.session.scalars(statement.order_by(model.id.desc()).limit(most * 2))
    yield from sorted(rows, key=lambda row: not _begins(row, typed))


def _ways(asked: Sequence[lookup.Asked]) -> Iterator[list[lookup.Asked]]:
    """What the last word may be, one by one: each look-up then reads the index in its order."""
    if not asked or any(not one.stored for one in asked):
        return
    first = [replace(one, stored=one.stored[:1]) for one in asked[:-1]]
    for stored in asked[-1].stored[:VARIANTS]:
        yield [*first, replace(asked[-1], stored=(stored,))]


def _begins(row: Any, typed: str) -> bool:
    return title(row).casefold().startswith(typed.casefold())


def _is_named(rows: Sequence[Any], typed: str) -> bool:
    return any(name_key(title(row)) == name_key(typed) for row in rows)


def title(row: Any) -> str:
    """What a record is called: its name or subject, or else its reference."""
    named = getattr(row, "name", None) or getattr(row, "subject", None)
    return str(named or getattr(row, "note", None) or refs.ref(row))[:100]


def _offered(reading: Reading, rows: Sequence[Any]) -> list[Offer]:
    """The rows as choices; those that belong to a company say to which."""
    companies = _companies(reading, rows)
    return [
        Offer(
            refs.ref(row),
            title(row),
            " · ".join(filter(None, (refs.ref(row), _of(row, companies)))),
        )
        for row in rows
    ]


def _of(row: Any, companies: dict[int, str]) -> str:
    named = companies.get(getattr(row, "company_id", None) or 0)
    return named or getattr(row, "company_name", None) or getattr(row, "city", None) or ""


def _companies(reading: Reading, rows: Sequence[Any]) -> dict[int, str]:
    ids = {row.company_id for row in rows if getattr(row, "company_id", None) is not None}
    if not ids:
        return {}
    statement = select(Company.id, Company.name).where(Company.id.in_(ids))
    seen = permission.visible(statement, reading.caller, Company)
    return {row.id: row.name for row in reading.session.execute(seen)}
