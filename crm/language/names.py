"""Finding records by what people call them: exactly, by how the name begins, or nearly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.call import Caller
from crm.engine.fixed import Fixed
from crm.language.normal import name_key
from crm.models import Company, Contact, Lead, Numbered, Product

Named = TypeVar("Named", bound=Numbered)
CANDIDATES = 5
MANY = 200
POOL = 2_000
LAST = "\U0010ffff"
NAMED: frozenset[type[Numbered]] = frozenset({Company, Contact, Lead, Product})


def find(session: Session, caller: Caller, model: type[Named], text: str) -> list[Named]:
    """The visible records that bear a name: those that bear it exactly, else that begin so.

    At most six, so that a reader can be shown five and told that there are more.
    """
    key = name_key(text)
    if not key:
        return []
    column = _key(model)
    exact = _rows(session, caller, model, column == key)
    return exact or [
        row
        for row in _rows(session, caller, model, begins(column, key))
        if _ends_a_word(row.name_key, key)  # type: ignore[attr-defined]  # named models have a key
    ]


def known(
    session: Session, caller: Caller, model: type[Named], texts: Sequence[str]
) -> dict[str, list[Named]]:
    """Which of several texts are names, and whose: one statement, seldom two."""
    keys = {key: text for text in texts if (key := name_key(text))}
    if not keys:
        return {}
    column = _key(model)
    rows = _begun(session, caller, model, _shortest(keys))
    if len(rows) == MANY:
        rows = _rows(session, caller, model, column.in_(keys), limit=MANY) or rows
    exact = [row for row in rows if row.name_key in keys]  # type: ignore[attr-defined]  # named models have a key
    rows = exact or rows
    return {
        text: [row for row in rows if _bears(row, key)]
        for key, text in keys.items()
        if any(_bears(row, key) for row in rows)
    }


def _begun(
    session: Session, caller: Caller, model: type[Named], keys: Sequence[str]
) -> list[Named]:
    """The first visible records whose names begin with one of some keys."""
    if permission.reach(caller, model) != "all":
        begun = or_(*(begins(_key(model), key) for key in keys))
        return _rows(session, caller, model, begun, limit=MANY)
    ends = {f"from{n}": key for n, key in enumerate(keys)}
    ends |= {f"to{n}": key + LAST for n, key in enumerate(keys)}
    return _beginning(model, len(keys)).objects(session, **ends)


@cache
def _beginning(model: type[Named], count: int) -> Fixed[Named]:
    """The statement of `_begun` for records that every member sees, with so many keys."""
    column = _key(model)
    ranges = (
        and_(column >= bindparam(f"from{n}"), column < bindparam(f"to{n}")) for n in range(count)
    )
    statement = select(model).where(or_(*ranges)).order_by(column, model.id).limit(MANY)
    archived = getattr(model, "archived_at", None)
    if archived is not None:
        statement = statement.where(archived.is_(None))
    return Fixed(statement, model)


def _shortest(keys: Iterable[str]) -> list[str]:
    """The keys that begin with no other of them: their ranges hold those of all the others."""
    kept: list[str] = []
    for key in sorted(keys):
        if not kept or not key.startswith(kept[-1]):
            kept.append(key)
    return kept


def nearest(session: Session, caller: Caller, model: type[Named], text: str) -> list[Named]:
    """The three visible records whose names are most like the text, the likest first."""
    key = name_key(text)
    column = _key(model)
    rows = _rows(session, caller, model, begins(column, key[:1]), limit=POOL)
    found = process.extract(key, [row.name_key for row in rows], scorer=fuzz.WRatio, limit=3)  # type: ignore[attr-defined]  # named models have a key
    return [rows[index] for _, score, index in found if score >= 60]


def begins(column: Any, key: str) -> ColumnElement[bool]:
    """The condition that a key begins so, as a range that the index serves on both databases."""
    return and_(column >= key, column < key + LAST)


def _key(model: type[Numbered]) -> Any:
    return model.name_key  # type: ignore[attr-defined]  # named models have a key


def _rows(
    session: Session,
    caller: Caller,
    model: type[Named],
    condition: ColumnElement[bool],
    limit: int = CANDIDATES + 1,
) -> list[Named]:
    statement = select(model).where(condition).order_by(_key(model), model.id).limit(limit)
    archived = getattr(model, "archived_at", None)
    if archived is not None:
        statement = statement.where(archived.is_(None))
    return list(session.scalars(permission.visible(statement, caller, model)))


def _bears(row: Any, key: str) -> bool:
    return bool(row.name_key == key) or _ends_a_word(row.name_key, key)


def _ends_a_word(name: str, key: str) -> bool:
    """Whether the name goes on with a new word after the key; Chinese has no spaces to look for."""
    if not name.startswith(key) or name == key:
        return name == key
    last, following = key[-1], name[len(key)]
    return not (last.isascii() and last.isalnum() and following.isascii() and following.isalnum())


def labels(rows: Iterable[Any]) -> list[str]:
    """The names of some rows, for a sentence."""
    return [row.name for row in rows]
