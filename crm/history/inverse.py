"""Taking changes back: the inverse of journaled rows, where they still are what was left.

Three lists come of it: undone, kept because something later changed the record, and needing a
choice because records made later hang on it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import chain, journal, refs, sql
from crm.history import pointing
from crm.history.pointing import Pointer
from crm.models import Change, Tenant

Key = pointing.Key


@dataclass(slots=True)
class Net:
    """What a changeset did to one row, all in all; `first` and `last` are journal positions.

    The sides are the journal's texts, None where there was no row; `values` decodes one.
    """

    key: Key
    record: Key
    before: str | None
    after: str | None
    first: int
    last: int

    @property
    def table(self) -> str:
        """The table of the row."""
        return self.key[0]


@dataclass(slots=True)
class Now:
    """A row as it is now: its values, and their text as the journal writes it."""

    values: dict[str, Any]
    text: str


def values(side: str | None) -> dict[str, Any]:
    """The values of a side of a change."""
    decoded: dict[str, Any] = {} if side is None else json.loads(side)
    return decoded


@dataclass
class Outcome:
    """What an undo did: labels of what was undone, kept, and left to a choice."""

    undone: list[str] = field(default_factory=list)
    kept: list[tuple[str, int | None]] = field(default_factory=list)
    choice: list[tuple[str, list[str]]] = field(default_factory=list)
    rows: int = 0


def take_back(session: Session, changes: Iterable[Any], within: int | None = None) -> Outcome:
    """Undo journaled changes in the open changeset; a record in the way is kept whole.

    A change is a row of what `pointing.READ` names.
    `within` is the changeset that these are a part of: what it tied to them goes back with them.
    """
    nets, pointers = _reach(session, list(changes), within)
    now = _rows_now(session, nets)
    outcome = Outcome()
    blocked = _overtaken(nets, now)
    hanging = _hanging(session, nets, blocked, pointers)
    while more := _held(nets, blocked | hanging.keys(), now):
        found = _hanging(session, nets, blocked | hanging.keys(), more)
        if not found:
            break
        hanging |= found
    free = [n for n in nets if n.record not in blocked and n.record not in hanging]
    _restore(session, [n for n in free if n.after is None])
    _reset(session, [n for n in free if n.before and n.after], now)
    _remove(session, [n for n in free if n.before is None], now)
    journal.forget(session)
    outcome.rows = len(free)
    outcome.undone = _labels(free)
    outcome.kept = [(_label(net), _later(session, net)) for net in _heads(nets, blocked)]
    outcome.choice = [(_label(n), hanging[n.record]) for n in _heads(nets, set(hanging))]
    return outcome


def _reach(
    session: Session, changes: list[Any], within: int | None
) -> tuple[list[Net], list[Pointer]]:
    """What the changes come to, and which rows point at the rows that would go."""
    while True:
        nets = _netted(changes)
        going = {net.key for net in nets if net.before is None}
        pointers = list(pointing.at(session, going))
        more = _tied(session, pointers, within) if within is not None else set()
        more -= {net.record for net in nets}
        if within is None or not more:
            return nets, pointers
        changes = [*changes, *pointing.changes_of(session, within, sorted(more))]


def _tied(session: Session, pointers: Sequence[Pointer], within: int) -> set[Key]:
    """The records whose rows the same changeset made to point at what goes."""
    found: set[Key] = set()
    for table, ids in pointing.grouped({p.row for p in pointers}):
        statement = select(Change.record_kind, Change.record_id).where(
            sql.unindexed(Change.changeset_id) == within,
            Change.table_name == table,
            sql.among(Change.row_id, ids),
        )
        found |= {(kind, record_id) for kind, record_id in session.execute(statement)}
    return found


def _netted(changes: Iterable[Any]) -> list[Net]:
    found: dict[Key, Net] = {}
    for change in sorted(changes, key=itemgetter(0)):
        position, table, row_id, kind, record_id, before, after = change
        key = (table, row_id)
        net = found.get(key)
        if net is None:
            found[key] = Net(key, (kind, record_id), before, after, position, position)
        else:
            net.after, net.last = after, position
    return [net for net in found.values() if net.before or net.after]


def _rows_now(session: Session, nets: Sequence[Net]) -> dict[Key, Now]:
    found: dict[Key, Now] = {}
    for table, ids in pointing.grouped(net.key for net in nets):
        for row in journal.rows(session, table, ids):
            found[table, row["id"]] = Now(row, chain.text(row))
    return found


def _overtaken(nets: Sequence[Net], now: dict[Key, Now]) -> set[Key]:
    """The records of rows that are no longer what the changeset left."""
    return {net.record for net in nets if not _stands(net, now.get(net.key))}


def _stands(net: Net, row: Now | None) -> bool:
    if net.after is None or row is None:
        return net.after is None and row is None
    if row.text == net.after:
        return True
    left = values(net.after)
    columns = left if net.before is None else _changed(net)
    return all(row.values.get(name) == left[name] for name in columns)


def _changed(net: Net) -> dict[str, Any]:
    """What the columns held before that were changed, by their names."""
    before, after = values(net.before), values(net.after)
    return {name: before.get(name) for name in after if before.get(name) != after[name]}


def _hanging(
    session: Session, nets: Sequence[Net], blocked: set[Key], pointers: Sequence[Pointer]
) -> dict[Key, list[str]]:
    """Rows that would still point at rows this undo removes, by the record they hang on."""
    going = {net.key: net for net in nets if net.before is None and net.record not in blocked}
    removed = going.keys()
    let_go = _let_go(nets, blocked)
    found: dict[Key, list[str]] = defaultdict(list)
    for each in pointers:
        if each.at not in going or each.row in removed or (*each.row, each.column) in let_go:
            continue
        found[going[each.at].record].append(_named(pointing.row(session, each)))
    return found


def _held(nets: Sequence[Net], staying: set[Key], now: dict[Key, Now]) -> list[Pointer]:
    """What rows that the changeset made, of records that stay, point at among what would go."""
    going = {net.key for net in nets if net.before is None and net.record not in staying}
    stay = (net for net in nets if net.before is None and net.record in staying)
    return [
        Pointer(net.key, column, at)
        for net in stay
        if net.key in now
        for column, at in pointing.out(net.table, now[net.key].values)
        if at in going
    ]


def _let_go(nets: Sequence[Net], blocked: set[Key]) -> set[tuple[str, int, str]]:
    """The columns, of rows, that this very undo sets back: what they point at may go."""
    return {
        (*net.key, column)
        for net in nets
        if net.before and net.after and net.record not in blocked
        for column in _changed(net)
    }


def _restore(session: Session, gone: Sequence[Net]) -> None:
    """Insert again, the last deleted first; neighbours of one table go in one statement."""
    ordered = sorted(gone, key=lambda net: net.last, reverse=True)
    for table, nets in groupby(ordered, key=lambda net: net.table):
        befores = [values(net.before) for net in nets]
        journal.bulk_restore(session, pointing.model(table), befores)


def _reset(session: Session, changed: Sequence[Net], now: dict[Key, Now]) -> None:
    by_table: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for net in changed:
        row = now[net.key].values
        by_table[net.table].append((row, row | _changed(net)))
    for table, pairs in by_table.items():
        journal.bulk_update(session, pointing.model(table), pairs)


def _remove(session: Session, made: Sequence[Net], now: dict[Key, Now]) -> None:
    """Delete, the last made first; neighbours of one table go in one statement."""
    waiting: list[Net] = []
    for net in sorted(made, key=lambda net: net.first, reverse=True):
        if waiting and waiting[0].table != net.table:
            _delete(session, waiting, now)
            waiting = []
        waiting.append(net)
    _delete(session, waiting, now)


def _delete(session: Session, nets: Sequence[Net], now: dict[Key, Now]) -> None:
    if nets:
        rows = [now[net.key] for net in nets]
        befores, texts = [row.values for row in rows], [row.text for row in rows]
        journal.bulk_delete(session, pointing.model(nets[0].table), befores, texts)


def _heads(nets: Sequence[Net], records: set[Key]) -> list[Net]:
    """One net a record: the record's own row where it is among them."""
    found: dict[Key, Net] = {}
    for net in nets:
        if net.record in records and (net.record not in found or net.key == net.record):
            found[net.record] = net
    return list(found.values())


def _labels(nets: Sequence[Net]) -> list[str]:
    heads = _heads(nets, {net.record for net in nets})
    return [_label(net) for net in heads[:20]]


def _label(net: Net) -> str:
    said = values(net.after or net.before)
    return _titled(net.table if net.key == net.record else net.record[0], said)


def _named(row: Tenant) -> str:
    return _titled(row.__tablename__, journal.snapshot(row))


def _titled(table: str, said: dict[str, Any]) -> str:
    code = refs.LETTERS.get(table)
    name = said.get("name") or said.get("subject") or said.get("value") or ""
    if code and said.get("number"):
        return f"{code}-{said['number']} {name}".strip()
    return f"{table.replace('_', ' ')} {name}".strip()


def _later(session: Session, net: Net) -> int | None:
    """The newest changeset that changed the row after this one."""
    statement = (
        select(Change.changeset_id)
        .where(Change.table_name == net.table, Change.row_id == net.key[1], Change.id > net.last)
        .order_by(Change.id.desc())
        .limit(1)
    )
    return session.scalar(statement)
