"""The audit: whether the chain of a workspace's changes holds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.engine import chain
from crm.models import ChainHead, ChainLink, Change, Changeset, Job


@dataclass(frozen=True, slots=True)
class Verdict:
    """How long the chain is, its last hash, and what is wrong with it (nothing, when it holds)."""

    links: int
    head: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was altered, removed, swapped or cut off."""
        return not self.faults


def verify(session: Session, anchor: str | None = None) -> Verdict:
    """Check the chain of the session's workspace.

    `anchor` is a head hash noted elsewhere before: a chain rebuilt from an altered start no longer
    contains it.
    """
    found = chain.faults(session)
    found += [f"changeset {id_} is in no link" for id_ in _unchained(session)]
    if anchor is not None and not _contains(session, anchor):
        found.append("the anchor is not in the chain: it was rebuilt or cut off")
    links = session.scalar(select(func.count(ChainLink.id))) or 0
    head = session.scalar(select(ChainHead.hash)) or chain.GENESIS
    return Verdict(links, head, tuple(found))


def _unchained(session: Session) -> list[int]:
    chained = select(ChainLink.changeset_id)
    running = select(Job.changeset_id).where(Job.state.not_in(("done", "failed")))
    statement = (
        select(Changeset.id)
        .where(Changeset.id.not_in(chained), Changeset.id.not_in(running))
        .where(Changeset.id.in_(select(Change.changeset_id)))
        .limit(20)
    )
    return list(session.scalars(statement))


def _contains(session: Session, anchor: str) -> bool:
    if anchor == chain.GENESIS:
        return True
    found = session.scalar(select(ChainLink.id).where(ChainLink.hash == anchor))
    return found is not None
