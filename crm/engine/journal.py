"""The journal: before and after of every row, written beside the change by a session listener.

Operations contain no journal word. Bulk statements would escape the listener, so the session
refuses them on journaled tables; `bulk_insert` is the only bulk door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, event, insert, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session, make_transient_to_detached
from sqlalchemy.orm.state import InstanceState

from crm.engine import behind, chain, many, sql, written
from crm.engine.entry import Entry
from crm.engine.many import Rows
from crm.engine.prepared import Prepared, connection_of
from crm.engine.search import index
from crm.engine.written import from_json, snapshot, table_of, to_json
from crm.models import Base, Change, Changeset, Tenant

# What every change writes besides.
BESIDE = frozenset({Change.__tablename__, *index.TABLES})
OPENED = Base.metadata.tables[Changeset.__tablename__]
OWN = (
    "workspace_id",
    "command",
    "origin",
    "author_id",
    "recorded_at",
    "effective_at",
    "undoes_id",
)
OPEN = Prepared(insert(OPENED).returning(OPENED.c.id), OWN)


def open_changeset(session: Session, changeset: Changeset) -> Changeset:
    """Journal the session's changes under a new `changeset` from here on."""
    if changeset.summary is None:
        _insert(session, changeset)
    session.add(changeset)
    session.flush()
    session.info["journal"] = Entry(changeset)
    return changeset


def _insert(session: Session, changeset: Changeset) -> None:
    """Insert a changeset without the session's flush, which costs ten times as much."""
    changeset.workspace_id = session.info["workspace_id"]
    changeset.origin = changeset.origin or "person"
    values = {name: getattr(changeset, name) for name in OWN}
    changeset.id = OPEN.rows(connection_of(session), values)[0].id
    for name in (*OWN, "summary", "undone_by_id"):
        setattr(changeset, name, values.get(name))
    make_transient_to_detached(changeset)


def go_on(session: Session, changeset: Changeset) -> None:
    """Journal under a changeset that spans several commits; it is chained at its end."""
    session.info["journal"] = Entry(changeset, is_part=True)


def close(session: Session) -> None:
    """Write the session's journal and chain it; a changeset without changes leaves no trace."""
    entry: Entry | None = session.info.pop("journal", None)
    if entry is None:
        return
    if not entry.rows and not entry.is_part:
        session.delete(entry.changeset)
        session.flush()
    if not entry.rows:
        return
    index.write(session, entry.changeset.workspace_id, index.read(entry.rows))
    entry.send(connection_of(session))
    if not entry.is_part:
        chain.append(session, entry.changeset, (row["digest"] for row in entry.rows))


def came_from(session: Session, origin: str) -> None:
    """Say whose word this unit of work's values are: person, import, form or guess."""
    entry: Entry = session.info["journal"]
    entry.changeset.origin = origin


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """A part of the unit of work that is taken back alone, journal and all, where it fails."""
    entry: Entry = session.info["journal"]
    with entry.attempt(), session.begin_nested():
        yield
        session.flush()
        behind.settle(connection_of(session))


def has_changes(session: Session) -> bool:
    """Whether anything was journaled in this unit of work so far."""
    entry: Entry | None = session.info.get("journal")
    return entry is not None and bool(entry.rows)


def tables(session: Session) -> frozenset[str]:
    """The tables that this unit of work has changed so far, the journal's and the search's too."""
    if not has_changes(session):
        return frozenset()
    entry: Entry = session.info["journal"]
    return frozenset(row["table_name"] for row in entry.rows) | BESIDE


def note_new(session: Session, row: Tenant) -> None:
    """Journal a row that was inserted beside the session's flush."""
    entry: Entry | None = session.info.get("journal")
    if entry is None:
        raise _outside(row)
    entry.rows.append(_row(entry.changeset, row, None, snapshot(row)))


def _outside(row: object) -> RuntimeError:
    kind = type(row).__name__
    return RuntimeError(f"{kind} was changed outside a changeset: go through engine.run")


@event.listens_for(Session, "after_flush")
def _write_down(session: Session, _context: Any) -> None:
    entry: Entry | None = session.info.get("journal")
    for state, before, after in _changed(session):
        if entry is None:
            raise _outside(state.object)
        row: Tenant = state.object  # type: ignore[assignment]  # only tenants are journaled
        entry.rows.append(_row(entry.changeset, row, before, after))


def _changed(
    session: Session,
) -> Iterable[tuple[InstanceState[Any], dict[str, Any] | None, dict[str, Any] | None]]:
    for row in session.new:
        if _is_journaled(row):
            yield inspect(row), None, snapshot(row)
    for row in session.dirty:
        if _is_journaled(row) and session.is_modified(row):
            yield inspect(row), _before(row), snapshot(row)
    for row in session.deleted:
        if _is_journaled(row):
            yield inspect(row), _before(row), None


def _is_journaled(row: object) -> bool:
    return isinstance(row, Tenant) and row.__journaled__


def rows(session: Session, table_name: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of a table of the session's workspace as the journal has them, by their ids."""
    session.flush()
    table = Base.metadata.tables[table_name]
    here = table.c.workspace_id == session.info["workspace_id"]
    found = session.connection().execute(select(table).where(here, sql.among(table.c.id, ids)))
    return written.as_journaled(table, found)


def _before(row: Tenant) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(row)
    values = snapshot(row)
    for name in values:
        deleted = state.attrs[name].history.deleted
        if deleted:
            values[name] = to_json(deleted[0])
    return values


def _row(
    changeset: Changeset,
    row: Tenant,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> dict[str, Any]:
    (written_down,) = written.changes(changeset, type(row), [before], [after])
    return written_down


def bulk_insert(
    session: Session, model: type[Tenant], rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Insert many rows of one table with their journal beside them; the only bulk door.

    Rows are given without `id` and `workspace_id`; returns the new ids in the order given.
    """
    if not rows:
        return []
    entry: Entry = session.info["journal"]
    workspace_id = entry.changeset.workspace_id
    table = table_of(model)
    ids = sql.reserve_ids(session, table.name, len(rows))
    new: list[dict[str, Any]] = []
    afters: list[dict[str, Any]] = []
    for row_id, row in zip(ids, rows, strict=True):
        plain, after = written.filled(table, row, row_id)
        plain["workspace_id"] = workspace_id
        new.append(plain)
        afters.append(after)
    _into(table).add(connection_of(session), new)
    _keep(session, model, [None] * len(afters), afters)
    return list(ids)


def _keep(
    session: Session,
    model: type[Tenant],
    befores: Sequence[dict[str, Any] | None],
    afters: Sequence[dict[str, Any] | None],
    texts: Sequence[str] | None = None,
) -> None:
    entry: Entry = session.info["journal"]
    entry.rows += written.changes(entry.changeset, model, befores, afters, texts)
    entry.send_many(connection_of(session))


@cache
def _into(table: Table) -> Rows:
    return Rows(table, table.columns.keys())


def bulk_delete(
    session: Session,
    model: type[Tenant],
    befores: Sequence[dict[str, Any]],
    texts: Sequence[str] | None = None,
) -> None:
    """Delete rows of one table, given as the journal's own values, and as `texts` where known."""
    entry: Entry = session.info["journal"]
    table = table_of(model)
    ids = sorted(row["id"] for row in befores)
    many.delete(connection_of(session), table, entry.changeset.workspace_id, ids)
    _keep(session, model, befores, [None] * len(befores), texts)


def bulk_restore(session: Session, model: type[Tenant], afters: Sequence[dict[str, Any]]) -> None:
    """Insert rows again under the ids they had, given as the journal's own values."""
    entry: Entry = session.info["journal"]
    table = table_of(model)
    rows = [written.stored(table, after, entry.changeset.workspace_id) for after in afters]
    _into(table).add(connection_of(session), rows)
    _keep(session, model, [None] * len(afters), afters)


def bulk_update(
    session: Session,
    model: type[Tenant],
    pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    """Set rows of one table to new values; pairs of before and after, as the journal has them."""
    if not pairs:
        return
    entry: Entry = session.info["journal"]
    table = table_of(model)
    workspace_id = entry.changeset.workspace_id
    befores, afters = zip(*pairs, strict=True)
    _keep(session, model, befores, afters)
    columns = [c.name for c in table.columns if c.name not in {"id", "workspace_id"}]
    statement = (
        update(table)
        .where(table.c.workspace_id == workspace_id, table.c.id == bindparam("row_id"))
        .values({name: bindparam(f"new_{name}") for name in columns})
    )
    rows = [
        {f"new_{name}": from_json(table, name, after[name]) for name in columns}
        | {"row_id": after["id"]}
        for _, after in pairs
    ]
    session.connection().execute(statement, rows)


def forget(session: Session) -> None:
    """Let the session read journaled rows anew."""
    for row in session.identity_map.values():
        if _is_journaled(row):
            session.expire(row)


def refuse_bulk(state: ORMExecuteState) -> None:
    """Refuse a bulk statement on a journaled table: it would leave no journal."""
    table = getattr(state.statement, "table", None)
    name = getattr(table, "name", "")
    if name in _journaled_tables():
        raise RuntimeError(f"a bulk change of {name} escapes the journal: use journal.bulk_insert")


@cache
def _journaled_tables() -> frozenset[str]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return frozenset(c.__tablename__ for c in classes if getattr(c, "__journaled__", False))


__all__ = ["from_json", "snapshot", "to_json"]
