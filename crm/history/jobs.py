"""The undo of long work, itself long work: taken back window by window, from the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select
from sqlalchemy.orm import Session

from crm.engine import job, permission, sql
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Notice, Reply
from crm.engine.texts import T
from crm.history import inverse, pointing
from crm.language import fields
from crm.language.form import Form
from crm.models import Change, Job

WINDOW = 5_000
# Under so many changes a window is mostly what every window costs: some forty statements.
FEWEST, ROOMY = 1_000, 5_000


@dataclass(frozen=True, slots=True)
class _Window:
    """The records that are next, and what the changeset did to them; read from `below` on."""

    target: int
    below: int | None
    then: int | None
    changes: Sequence[Any]


# What was read, by the pool of a database's connections and the job.
_READ: WeakKeyDictionary[Pool, dict[tuple[int, int], _Window]] = WeakKeyDictionary()
MOST_READ = 4


def _read_of(session: Session) -> dict[tuple[int, int], _Window]:
    return _READ.setdefault(session.connection().engine.pool, {})


def read_ahead(session: Session, running: Job, rows: int) -> None:
    """Read the journal of the next records, which nobody changes, before the lock is held."""
    read, key = _read_of(session), (running.workspace_id, running.id)
    target, below = running.params["changeset"], running.params.get("below")
    known = read.get(key)
    if known is not None and (known.target, known.below) == (target, below):
        return
    then, records = _next(session, target, below, rows)
    while len(read) >= MOST_READ:
        read.pop(next(iter(read)))
    read[key] = _Window(target, below, then, pointing.changes_of(session, target, records))


@job.kind("undo", ahead=read_ahead, rows=WINDOW, least=FEWEST, roomy=ROOMY)
def undo_window(call: Call, running: Job, rows: int) -> int:
    """Take back the next records of a large changeset, each whole; what is in the way is kept."""
    session = call.session
    target = running.params["changeset"]
    read_ahead(session, running, rows)
    window = _read_of(session).pop((running.workspace_id, running.id))
    if not window.changes:
        return 0
    outcome = inverse.take_back(session, window.changes, within=target)
    kept = running.params.get("kept", 0) + len(outcome.kept) + len(outcome.choice)
    labels = (label for label, _ in (*outcome.kept, *outcome.choice))
    named = [*running.params.get("named", ()), *labels][:50]
    running.params = running.params | {"below": window.then, "kept": kept, "named": named}
    return len(window.changes)


def _next(
    session: Session, changeset_id: int, below: int | None, most: int
) -> tuple[int | None, list[pointing.Key]]:
    """The records whose first change comes last, with about `most` changes; and where they end.

    A record goes whole, after all that this changeset made later: what hangs on it is gone then.
    """
    while True:
        statement = select(Change.id, Change.record_kind, Change.record_id)
        statement = statement.where(Change.changeset_id == changeset_id)
        if below is not None:
            statement = statement.where(Change.id < below)
        found = session.execute(statement.order_by(Change.id.desc()).limit(most)).all()
        if not found:
            return below, []
        spans = _spans(session, changeset_id, sorted({(kind, i) for _, kind, i in found}))
        lowest, size = found[-1][0], 0
        taken: list[pointing.Key] = []
        for first, count, record in sorted(spans, reverse=True):
            if first < lowest:
                break
            if taken and size + count > most:
                return below, taken
            taken, size, below = [*taken, record], size + count, first
        if taken:
            return lowest, taken
        below = lowest


def _spans(
    session: Session, changeset_id: int, records: Sequence[pointing.Key]
) -> Iterable[tuple[int, int, pointing.Key]]:
    """First change and count of changes of records in a changeset."""
    for kind, ids in pointing.grouped(records):
        statement = (
            select(Change.record_id, func.min(Change.id), func.count(Change.id))
            .where(sql.unindexed(Change.changeset_id) == changeset_id, Change.record_kind == kind)
            .where(sql.among(Change.record_id, ids))
            .group_by(Change.record_id)
        )
        for record_id, first, count in session.execute(statement):
            yield first, count, (kind, record_id)


class StopJob(Form):
    """A running job."""

    job: Annotated[int, fields.Number(1, 2**62)]


@command("job stop", may=permission.LEADERS, effect="change", surface="button")
def stop(call: Call, form: StopJob) -> Reply:
    """Stop long work before its next step; what it did can be undone."""
    stopped = job.cancel(call.session, form.job)
    return Reply((Notice(T("{kind} stops after {n} rows.", kind=stopped.kind, n=stopped.done)),))
