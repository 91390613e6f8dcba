"""What a unit of work has changed so far: the rows of the journal, and which are sent already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from crm.engine import written
from crm.engine.many import Rows, is_one_by_one
from crm.models import Base, Change, Changeset

CHANGES = Base.metadata.tables[Change.__tablename__]
ADD = Rows(CHANGES, [c.name for c in CHANGES.columns if c.name != "id"], written.SIDES)


@dataclass
class Entry:
    """The changeset of a unit of work and the rows changed in it so far."""

    changeset: Changeset
    rows: list[dict[str, Any]] = field(default_factory=list)
    is_part: bool = False
    _sent: int = 0

    def send_many(self, connection: Connection) -> None:
        """Let PostgreSQL begin with many rows while the caller works out more."""
        if not is_one_by_one(connection, len(self.rows) - self._sent):
            self.send(connection)

    def send(self, connection: Connection) -> None:
        """Write the rows that are not written yet."""
        waiting = self.rows[self._sent :]
        if waiting:
            ADD.add(connection, waiting)
        self._sent = len(self.rows)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Forget what is changed meanwhile where it fails: the database takes it back, too."""
        before, sent, is_kept = len(self.rows), self._sent, False
        try:
            yield
            is_kept = True
        finally:
            if not is_kept:
                del self.rows[before:]
                self._sent = sent
