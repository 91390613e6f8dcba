"""Which of two values survives a merge: a person's over an import's over a form's over a guess.

Of two of one origin the newer one; something always over nothing. What a field's origin is, the
journal tells; the value that doesn't survive stays in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from crm.engine import journal
from crm.models import Change, Changeset, Tenant

RANKS = {"person": 0, "api": 1, "import": 1, "order": 1, "form": 2, "mail": 2, "social": 2}
RANKS |= {"event": 2, "guess": 3}
GUESS = RANKS["guess"]
# What tells the records apart stays as it is; a key follows its name.
OWN = frozenset({"id", "workspace_id", "number", "name_key", "created_at", "archived_at"})
FOLLOWING = {"name": "name_key"}
Origin = tuple[int, int]


def fields(model: type[Tenant]) -> list[str]:
    """The fields of a kind that a merge decides on."""
    return [column.key for column in inspect(model).column_attrs if column.key not in OWN]


def chosen(
    session: Session, kept: Tenant, gone: Tenant, wanted: Mapping[str, str]
) -> dict[str, Any]:
    """The values that the kept record takes over from the other, by field.

    `wanted` says `kept` or `other` for fields on which a person has decided.
    """
    mine, yours = origins(session, kept), origins(session, gone)
    taken: dict[str, Any] = {}
    for name in fields(type(kept)):
        ours, theirs = getattr(kept, name), getattr(gone, name)
        if ours == theirs:
            continue
        said = wanted.get(name)
        weaker = _is_weaker(ours, theirs, mine.get(name), yours.get(name))
        if said == "other" or (said is None and weaker):
            taken[name] = theirs
            follower = FOLLOWING.get(name)
            if follower is not None and hasattr(gone, follower):
                taken[follower] = getattr(gone, follower)
    return taken


def _is_weaker(ours: Any, theirs: Any, mine: Origin | None, yours: Origin | None) -> bool:
    if theirs in (None, ""):
        return False
    if ours in (None, ""):
        return True
    guess = (GUESS, 0)
    (rank, at), (their_rank, then) = mine or guess, yours or guess
    return their_rank < rank or (their_rank == rank and then > at)


def origins(session: Session, row: Tenant) -> dict[str, Origin]:
    """Where each field's value came from last, and the journal's number of that change."""
    statement = (
        select(Change, Changeset.origin)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(Change.table_name == row.__tablename__, Change.row_id == row.id)
        .order_by(Change.id)
    )
    found: dict[str, Origin] = {}
    for change, origin in session.execute(statement):
        before, after = change.before or {}, change.after or {}
        rank = RANKS.get(origin, GUESS)
        for name, value in after.items():
            if value != before.get(name):
                found[name] = rank, change.id
    return found


def as_journaled(row: Tenant, names: Mapping[str, Any]) -> dict[str, Any]:
    """The present values of some fields as the journal writes them."""
    return {name: journal.to_json(getattr(row, name)) for name in names}
