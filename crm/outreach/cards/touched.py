"""Which posted cards show something of what changed: read from the journal, chain link by link.

No command knows of posted cards. A card is touched by a change of its record, of a row that
points at the record (its follow-up), and of a name that it shows (its company's).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, or_, select
from sqlalchemy.orm import Session

from crm.engine import refs
from crm.models import Base, ChainHead, ChainLink, Change, Delivery, LookMark

PART = "cards"
# So many changes are looked through for links; of more, only the records themselves count.
MOST = 2_000
# Deliveries in these states stand somewhere, or may do so soon.
STANDING = ("due", "sending", "sent", "unconfirmed")
NAMES = ("name", "subject")
Ids = dict[str, set[int]]


def head(session: Session) -> int:
    """The newest position of the workspace's chain."""
    return session.scalar(select(ChainHead.position)) or 0


def mark(session: Session) -> int | None:
    """Up to which position was looked; None before the first look."""
    return session.scalar(select(LookMark.position).where(LookMark.part == PART))


def cards(session: Session, after: int, upto: int) -> set[int]:
    """The deliveries that show something that changed behind `after`, up to a position."""
    statement = (
        select(Change.table_name, Change.record_kind, Change.record_id, Change.changeset_id)
        .add_columns(Change.row_id, Change.before, Change.after)
        .join(ChainLink, ChainLink.changeset_id == Change.changeset_id)
        .where(ChainLink.position > after, ChainLink.position <= upto)
        .limit(MOST)
    )
    rows = session.execute(statement).all()
    if len(rows) == MOST:
        return _of_many(session, after, upto)
    return _direct(session, rows) | _by_name(session, rows)


def _standing() -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.kind == "card",
        Delivery.edits_id.is_(None),
        Delivery.state.in_(STANDING),
    )


def _of_many(session: Session, after: int, upto: int) -> set[int]:
    """The cards of the changed records themselves, found without reading the changes."""
    statement = (
        select(Delivery.id)
        .distinct()
        .join(
            Change,
            and_(
                Change.record_kind == Delivery.record_kind,
                Change.record_id == Delivery.record_id,
                Change.changeset_id.is_distinct_from(Delivery.changeset_id),
            ),
        )
        .join(ChainLink, ChainLink.changeset_id == Change.changeset_id)
        .where(*_standing(), ChainLink.position > after, ChainLink.position <= upto)
    )
    return set(session.scalars(statement))


def _direct(session: Session, rows: Iterable[Row[Any]]) -> set[int]:
    """The cards of the records that changed, or that a changed row points at."""
    by: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in rows:
        by[row.record_kind, row.record_id].add(row.changeset_id)
        for column, kind in _links(row.table_name):
            for values in (row.before, row.after):
                if values and values.get(column) is not None:
                    by[kind, values[column]].add(row.changeset_id)
    wanted: Ids = defaultdict(set)
    for kind, record_id in by:
        if kind in refs.MODELS:
            wanted[kind].add(record_id)
    found = session.execute(_of(wanted)).all() if wanted else ()
    return {one.id for one in found if by[one.record_kind, one.record_id] - {one.changeset_id}}


def _of(wanted: Ids) -> Select[*tuple[Any, ...]]:
    here = or_(
        *(
            and_(Delivery.record_kind == kind, Delivery.record_id.in_(ids))
            for kind, ids in wanted.items()
        )
    )
    columns = (Delivery.id, Delivery.record_kind, Delivery.record_id, Delivery.changeset_id)
    return select(*columns).where(here, *_standing())


@cache
def _links(table: str) -> tuple[tuple[str, str], ...]:
    """The columns of a table that point at records, each with the kind that it points at."""
    known = Base.metadata.tables.get(table)
    return () if known is None else tuple(_pointing(known, set(refs.MODELS)))


def _pointing(table: Table, kinds: set[str]) -> list[tuple[str, str]]:
    return [(c.name, c.info["link"]) for c in table.columns if c.info.get("link") in kinds]


def _by_name(session: Session, rows: Iterable[Row[Any]]) -> set[int]:
    """The cards of records that point at something whose name is another now."""
    renamed: Ids = defaultdict(set)
    for row in rows:
        if row.before and row.after and _name(row.before) != _name(row.after):
            renamed[row.table_name].add(row.row_id)
    found: set[int] = set()
    for model in refs.MODELS.values() if renamed else ():
        table = model.__table__
        hits = [
            table.c[column].in_(renamed[kind])
            for column, kind in _pointing(table, set(renamed))  # type: ignore[arg-type]  # mapped classes have tables
        ]
        if hits:
            statement = select(Delivery.id).join(
                model,
                and_(model.id == Delivery.record_id, model.workspace_id == Delivery.workspace_id),
            )
            mine = (Delivery.record_kind == model.__tablename__, *_standing())
            found.update(session.scalars(statement.where(*mine, or_(*hits))))
    return found


def _name(values: Mapping[str, Any]) -> Any:
    return next((values[name] for name in NAMES if name in values), None)
