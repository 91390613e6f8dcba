"""The ids that records have in other systems, looked up in pieces a statement can take."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import ExternalId

CHUNK = 500


def external(session: Session, kind: str, keys: Iterable[str]) -> Iterable[ExternalId]:
    """The ids of other systems among `keys`, of records of a kind."""
    for part in parts(keys):
        statement = select(ExternalId).where(
            ExternalId.record_kind == kind, ExternalId.key.in_(part)
        )
        yield from session.scalars(statement)


def parts(values: Iterable[str]) -> Iterable[list[str]]:
    """The values in lists that a statement can take."""
    wanted = sorted(values)
    for at in range(0, len(wanted), CHUNK):
        yield wanted[at : at + CHUNK]
