"""Merging: what hung on two records hangs on one; un-merging puts each back where it was.

The gone record is archived, never deleted, so that its reference, its history and its own
duplicates of contact points stay. What is still as the merge left it goes back; what was done
since stays where it was done, unless it hangs on something that goes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal, refs
from crm.engine.call import Call
from crm.engine.errors import Conflict, NotFound
from crm.engine.texts import T
from crm.models import Base, Change, DuplicateCandidate, Merge, Numbered
from crm.people.merging import links, survivors
from crm.people.merging.links import Hanging

Row = TypeVar("Row", bound=Numbered)


def merge(call: Call, kept: Row, gone: Row, wanted: Mapping[str, str] | None = None) -> Merge:
    """Make two records of one kind one; `wanted` says `kept` or `other` by field.

    Raises `Conflict` for a record and itself, and where one of them is archived.
    """
    session, kind = call.session, kept.__tablename__
    _lock(session, kept, gone)
    _refuse(kept, gone)
    values = survivors.chosen(session, kept, gone, wanted or {})
    before = survivors.as_journaled(kept, values)
    moved = {}
    session.flush()
    for place in links.hanging(kind):
        ids = links.rows_of(session, place, kind, gone.id)
        gone_over = links.move(session, place, ids, kept.id) if ids else []
        if gone_over:
            moved[place.key] = gone_over
    session.expire_all()
    for name, value in values.items():
        setattr(kept, name, value)
    gone.archived_at = call.now  # type: ignore[attr-defined]  # _refuse has seen that it has one
    session.flush()
    after = survivors.as_journaled(kept, values)
    made = Merge(
        kind=kind,
        kept_id=kept.id,
        gone_id=gone.id,
        moved=moved,
        fields={name: [before[name], after[name]] for name in values},
        changeset_id=call.changeset_id,
        user_id=call.caller.user_id,
        merged_at=call.now,
    )
    session.add(made)
    decide(call, kind, (kept.id, gone.id), "merged")
    session.flush()
    return made


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What an un-merge did: rows that went back, later ones that went along, fields restored."""

    back: int
    along: int
    restored: tuple[str, ...]
    changed_since: tuple[str, ...]


def unmerge(call: Call, made: Merge) -> Unmerged:
    """Make the two records two again, exactly as they were, with what was done since.

    Raises `Conflict` where it was done before, or the kept record was itself merged since.
    """
    session = call.session
    kept, gone = _both(session, made)
    _lock(session, kept, gone)
    _refuse_back(session, made, kept)
    returned: dict[str, set[int]] = defaultdict(set)
    session.flush()
    for place in links.hanging(made.kind):
        ids = made.moved.get(place.key, [])
        still = links.pointing(session, place, made.kind, (kept.id, ids))
        returned[place.table.name] |= set(links.move(session, place, still, gone.id))
    back = sum(map(len, returned.values()))
    along = _bring_along(session, made, returned)
    session.expire_all()
    restored, kept_fields = _restore(kept, made)
    gone.archived_at = None  # type: ignore[attr-defined]  # merged kinds can be archived
    made.taken_back_at, made.back_changeset_id = call.now, call.changeset_id
    decide(call, made.kind, (kept.id, gone.id), "different")
    session.flush()
    return Unmerged(back, along, restored, kept_fields)


def of_changeset(session: Session, changeset_id: int) -> Merge | None:
    """The merge that a changeset made, if it made one."""
    return session.scalars(select(Merge).where(Merge.changeset_id == changeset_id)).one_or_none()


def taken_back_in(session: Session, changeset_id: int) -> Merge | None:
    """The merge that a changeset took back, if it took one back."""
    statement = select(Merge).where(Merge.back_changeset_id == changeset_id)
    return session.scalars(statement).one_or_none()


def standing(session: Session, row: Numbered) -> Merge | None:
    """The newest merge that a record takes part in and that was not taken back."""
    statement = (
        select(Merge)
        .where(
            Merge.kind == row.__tablename__,
            (Merge.gone_id == row.id) | (Merge.kept_id == row.id),
            Merge.taken_back_at.is_(None),
        )
        .order_by(Merge.id.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def again(call: Call, made: Merge) -> Merge:
    """Merge once more, after a taken back merge, what was merged then, with the same choices."""
    kept, gone = _both(call.session, made)
    wanted = {name: "other" if name in made.fields else "kept" for name in _fields(kept)}
    renewed = merge(call, kept, gone, wanted)
    renewed.merged_at = made.merged_at
    gone.archived_at = made.merged_at  # type: ignore[attr-defined]  # merged kinds can be archived
    call.session.flush()
    return renewed


def survivor(session: Session, kind: str, record_id: int) -> int:
    """The id of the record that stands for one now, however often it was merged."""
    while True:
        statement = select(Merge.kept_id).where(
            Merge.kind == kind, Merge.gone_id == record_id, Merge.taken_back_at.is_(None)
        )
        kept = session.scalar(statement.order_by(Merge.id.desc()).limit(1))
        if kept is None:
            return record_id
        record_id = kept


def decide(call: Call, kind: str, ids: tuple[int, int], state: str) -> None:
    """Write down what a person said about a pair, where it is one to decide on."""
    pair = candidate(call.session, kind, ids)
    if pair is not None:
        pair.state, pair.decided_at = state, call.now
        pair.decided_by_id = call.caller.user_id


def candidate(session: Session, kind: str, ids: tuple[int, int]) -> DuplicateCandidate | None:
    """The pair of two records in the review queue, whatever was decided on it."""
    statement = select(DuplicateCandidate).where(
        DuplicateCandidate.kind == kind,
        DuplicateCandidate.one_id == min(ids),
        DuplicateCandidate.other_id == max(ids),
    )
    return session.scalars(statement).one_or_none()


def _fields(row: Numbered) -> list[str]:
    return survivors.fields(type(row))


def _lock(session: Session, one: Numbered, other: Numbered) -> None:
    """Read both rows anew and keep others from changing them meanwhile."""
    for row in sorted((one, other), key=lambda each: each.id):
        session.refresh(row, with_for_update=True)


def _refuse(kept: Numbered, gone: Numbered) -> None:
    if kept.id == gone.id:
        raise Conflict(
            T("{ref} cannot be merged with itself.", ref=refs.ref(kept)),
            next_step=T("Name two different records."),
        )
    for row in (kept, gone):
        if getattr(row, "archived_at", None) is not None:
            raise Conflict(
                T("{ref} is archived and cannot be merged.", ref=refs.ref(row)),
                next_step=T("Name two records that are in use."),
            )


def _refuse_back(session: Session, made: Merge, kept: Numbered) -> None:
    if made.taken_back_at is not None:
        raise Conflict(T("This merge was already taken back."))
    later = session.scalars(
        select(Merge).where(
            Merge.kind == made.kind, Merge.gone_id == kept.id, Merge.taken_back_at.is_(None)
        )
    ).first()
    if later is not None:
        other = session.get(type(kept), (kept.workspace_id, later.kept_id))
        assert other is not None
        raise Conflict(
            T("{ref} was merged into {other} since.", ref=refs.ref(kept), other=refs.ref(other)),
            next_step=T("Take that merge back first."),
        )


def _both(session: Session, made: Merge) -> tuple[Numbered, Numbered]:
    model = refs.MODELS[made.kind]
    rows = [session.get(model, (made.workspace_id, id_)) for id_ in (made.kept_id, made.gone_id)]
    kept, gone = rows
    if kept is None or gone is None:
        raise NotFound(T("One of the merged records is gone."))
    return kept, gone


def _restore(kept: Numbered, made: Merge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Set back the fields that are still what the merge made them; name the others."""
    table = Base.metadata.tables[made.kind]
    restored, changed = [], []
    for name, (before, after) in made.fields.items():
        if journal.to_json(getattr(kept, name)) == after:
            setattr(kept, name, journal.from_json(table, name, before))
            restored.append(name)
        else:
            changed.append(name)
    return tuple(restored), tuple(changed)


def _bring_along(session: Session, made: Merge, returned: dict[str, set[int]]) -> int:
    """Later rows that hang on something that goes back go back with it, however indirectly."""
    waiting = [
        (place, id_)
        for place in links.hanging(made.kind)
        if place.named is None and getattr(place.model, "__journaled__", False)
        for id_ in _later(session, made, place)
    ]
    count = 0
    while True:
        going = [(place, id_) for place, id_ in waiting if _hangs(session, place, id_, returned)]
        if not going:
            return count
        for place, id_ in going:
            moved = links.move(session, place, [id_], made.gone_id)
            returned[place.table.name] |= set(moved)
            count += len(moved)
        waiting = [each for each in waiting if each not in going]


def _later(session: Session, made: Merge, place: Hanging) -> Sequence[int]:
    """The rows made since the merge that point at the kept record."""
    ids = links.rows_of(session, place, made.kind, made.kept_id)
    statement = select(Change.row_id).where(
        Change.table_name == place.table.name,
        Change.changeset_id > made.changeset_id,
        Change.before.is_(None),
    )
    since = set(session.scalars(statement)) if ids else set()
    return [id_ for id_ in ids if id_ in since]


def _hangs(session: Session, place: Hanging, id_: int, returned: dict[str, set[int]]) -> bool:
    """Whether a row points, by another column, at something that goes back."""
    (row,) = journal.rows(session, place.table.name, [id_]) or ({},)
    others = ((column.name, column.info.get("link")) for column in place.table.columns)
    return any(
        row.get(name) in returned[table]
        for name, table in others
        if table in returned and name != place.column
    )
