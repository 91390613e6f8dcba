"""Writes that PostgreSQL works on while what follows is worked out.

Its server is a process of its own: a write whose rows nobody waits for is sent from a thread
beside, and the next statement on the connection, its commit or its rollback waits for it. An
error of a write comes out there. Measured on 20,000 contacts: server and worker took 9 s each,
one after the other.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event

from crm.engine.prepared import Prepared, Values

KEY = "behind"


class Behind:
    """The writes that one connection still works on, in order."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._waiting: deque[Future[Any]] = deque()
        self._ident: int | None = None

    def later(self, write: Callable[[], Any]) -> None:
        """Let a write be done behind those that wait."""
        self._waiting.append(self._thread.submit(self._do, write))

    def _do(self, write: Callable[[], Any]) -> None:
        self._ident = threading.get_ident()
        write()

    @property
    def is_idle(self) -> bool:
        """Whether every write is done."""
        return all(write.done() for write in self._waiting)

    def settle(self) -> None:
        """Wait until nothing is left; raises what the first write that failed raised."""
        if threading.get_ident() == self._ident:
            return
        while self._waiting:
            self._waiting.popleft().result()

    def drop(self) -> None:
        """Wait until nothing is left, whatever becomes of it: it is rolled back."""
        while self._waiting:
            with suppress(Exception):
                self._waiting.popleft().result()


def watch(engine: Engine) -> None:
    """Let every statement, commit and rollback of an engine wait for the writes before it."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "commit", settle)
    event.listen(engine, "rollback", _drop)
    event.listen(engine, "rollback_savepoint", _drop)


def write(connection: Connection, statement: Prepared, values: Values) -> None:
    """Run a statement that gives no rows; on PostgreSQL its caller need not wait for it."""
    if connection.dialect.name != "postgresql":
        statement.rows(connection, values)
        return
    waiting = connection.info.get(KEY)
    if waiting is None:
        waiting = connection.info[KEY] = Behind()
    waiting.later(partial(statement.rows, connection, values))


def settle(connection: Connection) -> None:
    """Wait for the writes of a connection."""
    waiting: Behind | None = connection.info.get(KEY)
    if waiting is not None:
        waiting.settle()


@contextmanager
def free(connection: Connection) -> Iterator[Connection]:
    """A connection that waits for no write: this one, or another where this has some to do.

    For what belongs to no transaction, as PostgreSQL's sequences.
    """
    waiting: Behind | None = connection.info.get(KEY)
    if waiting is None or waiting.is_idle:
        yield connection
        return
    with connection.engine.connect() as other:
        yield other.execution_options(isolation_level="AUTOCOMMIT")


def _before(connection: Connection, *_of_the_statement: Any) -> None:
    settle(connection)


def _drop(connection: Connection, *_of_the_savepoint: Any) -> None:
    waiting: Behind | None = connection.info.get(KEY)
    if waiting is not None:
        waiting.drop()
