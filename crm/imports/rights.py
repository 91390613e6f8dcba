"""An import changes only what the person who imports sees: other rows fail, and say so."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import permission
from crm.engine.call import Call, Caller
from crm.imports import links
from crm.imports.draft import Bad, Draft
from crm.imports.ledger import Decided, Held
from crm.models import Job, User
from crm.people import user

REASON = "it is the record of somebody whose records you do not see: not changed"


def of(call: Call, running: Job) -> Caller:
    """The person who started an import, as they may do things now; the job's own caller else."""
    statement = select(User).where(User.id == running.user_id)
    person = call.session.scalars(statement).one_or_none()
    return user.caller_of(call.session, person, call.settings) if person else call.caller


def withhold(session: Session, caller: Caller, decided: Decided) -> None:
    """Let the rows fail that would change records which the caller does not see."""
    asked: dict[str, set[int]] = defaultdict(set)
    for draft, held in (*decided.updated, *decided.merged):
        if held.id:
            asked[draft.kind].add(held.id)
    unseen = {kind: ids - _seen(session, caller, kind, ids) for kind, ids in asked.items()}
    if any(unseen.values()):
        decided.updated = _kept(decided, decided.updated, "updated", unseen)
        decided.merged = _kept(decided, decided.merged, "merged", unseen)


def _seen(session: Session, caller: Caller, kind: str, ids: set[int]) -> set[int]:
    model: Any = links.MODELS[kind]
    if permission.reach(caller, model) == "all":
        return ids
    found: set[int] = set()
    for part in (list(ids)[at : at + 500] for at in range(0, len(ids), 500)):
        statement = select(model.id).where(model.id.in_(part))
        found |= set(session.scalars(permission.visible(statement, caller, model)))
    return found


def _kept(
    decided: Decided,
    rows: list[tuple[Draft, Held]],
    count: str,
    unseen: dict[str, set[int]],
) -> list[tuple[Draft, Held]]:
    """The rows that may be done; the others are counted and told as failed."""
    kept = []
    for draft, held in rows:
        if held.id in unseen.get(draft.kind, ()):
            decided.failed.append(Bad(draft.line, REASON))
            decided.counts[count] -= 1
            decided.counts["failed"] += 1
        else:
            kept.append((draft, held))
    return kept
