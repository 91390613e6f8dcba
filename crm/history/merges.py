"""Undoing a merge, and undoing that: more than the journal's inverse, whatever came later."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.reply import Actions, Button, Notice, View
from crm.engine.texts import T
from crm.history.happened import Entry
from crm.models import Changeset, Merge, Numbered, User
from crm.people import company, duplicate
from crm.people.merging import merge


def take_back(call: Call, target: Changeset) -> tuple[View, ...] | None:
    """Take a merge back, or merge again what was taken back; None for any other changeset."""
    made = merge.of_changeset(call.session, target.id)
    if made is not None:
        return duplicate.told(call, made, merge.unmerge(call, made))
    undone = merge.taken_back_in(call.session, target.id)
    if undone is None:
        return None
    again = merge.again(call, undone)
    kept = call.session.get(refs.MODELS[again.kind], (again.workspace_id, again.kept_id))
    assert kept is not None
    return (Notice(T("{ref} is one again.", ref=refs.ref(kept)), "success"),)


def entries(call: Call, row: Numbered, most: int) -> Iterator[Entry]:
    """The newest merges that a record took part in, and their taking back, in any order."""
    statement = (
        select(Merge, User.name)
        .outerjoin(User, User.id == Merge.user_id)
        .where(
            Merge.kind == row.__tablename__, (Merge.kept_id == row.id) | (Merge.gone_id == row.id)
        )
        .order_by(Merge.id.desc())
        .limit(most)
    )
    for made, who in call.session.execute(statement):
        is_kept = made.kept_id == row.id
        other = call.session.get(
            type(row), (row.workspace_id, made.gone_id if is_kept else made.kept_id)
        )
        ref = refs.ref(other) if other is not None else ""
        became = T("{ref} became part of it", ref=ref)
        into = T("became part of {ref}", ref=ref)
        yield Entry(made.merged_at, ref, who, became if is_kept else into)
        if made.taken_back_at is not None:
            apart = T("{ref} is a record of its own again", ref=ref if is_kept else refs.ref(row))
            yield Entry(made.taken_back_at, ref, None, apart)


def way_back(call: Call, row: Numbered) -> tuple[Actions, ...]:
    """A button that takes the newest merge back, where one stands and the caller may."""
    if not isinstance(row, duplicate.MERGED) or company.KEEPERS.isdisjoint(call.caller.roles):
        return ()
    made = merge.standing(call.session, row)
    if made is None:
        return ()
    said = T("Make {ref} two again", ref=refs.ref(row))
    button = Button(said, "duplicate unmerge", {"record": refs.ref(row)}, is_reusable=True)
    return (Actions((button,)),)
