"""The store: an engine, sessions that know their workspace, and the only commit."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.pool import ConnectionPoolEntry

from crm.engine import behind, journal, sql
from crm.engine.errors import Busy
from crm.engine.fixed import FIXED
from crm.engine.prepared import CONNECTION
from crm.engine.queue import WriteQueue
from crm.models import Tenant


class Store:
    """One database, SQLite or PostgreSQL, shared by every thread of a process."""

    def __init__(self, url: str, *, patience: float = 2.0, guarded: bool = False) -> None:
        """Open `url` (an SQLAlchemy address); `guarded` checks every statement on SQLite."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url)
        self._writer = self.engine.execution_options(writes=True)
        self._queue = self._write_queue(patience)
        self._local = threading.local()
        if guarded and self.is_sqlite:
            from crm.engine import guard  # noqa: PLC0415 - only where every statement is checked

            guard.watch(self.engine)

    def _write_queue(self, patience: float) -> WriteQueue | None:
        if not self.is_sqlite or not self.url.database or self.url.database == ":memory:":
            return None
        return WriteQueue(Path(self.url.database), patience)

    @contextmanager
    def write(self, workspace_id: int | None) -> Iterator[Session]:
        """A unit of work that is committed at its end, or leaves nothing.

        `workspace_id` None reaches the global tables only. Raises `Busy` when the store does not
        answer in time.
        """
        with self._turn(), self._session(workspace_id, writes=True) as session:
            yield session
            session.flush()
            journal.close(session)
            session.commit()

    @contextmanager
    def read(self, workspace_id: int | None) -> Iterator[Session]:
        """A unit of work that only reads and waits for nobody."""
        with self._session(workspace_id, writes=False) as session:
            yield session

    def refresh_statistics(self, tables: Iterable[str] = ()) -> None:
        """Let the plans follow what the tables have become.

        Without statistics SQLite takes a workspace for ten rows. PostgreSQL looks by itself within
        minutes; only `tables` that grow faster are named to it. Raises `Busy` as `write` does.
        """
        with self.write(None) as session:
            sql.analyze(session, tables)
        if self.is_sqlite:
            self.engine.dispose()  # a connection reads them when it is opened

    def _turn(self) -> AbstractContextManager[None]:
        return self._queue.hold() if self._queue else nullcontext()

    @contextmanager
    def _session(self, workspace_id: int | None, *, writes: bool) -> Iterator[Session]:
        session = WorkspaceSession(self._writer if writes else self.engine, workspace_id)
        try:
            with session:
                yield session
        except OperationalError as error:
            if _is_busy(error):
                raise Busy from error
            raise

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


class WorkspaceSession(Session):
    """A session that carries its workspace into every query, row and link.

    It takes a connection with its first statement: work that only thinks holds none.
    """

    def __init__(self, engine: Engine, workspace_id: int | None) -> None:
        super().__init__(engine, expire_on_commit=False, autoflush=True)
        self.info["workspace_id"] = workspace_id


def workspace_of(session: Session) -> int:
    """The workspace of a unit of work; raises `RuntimeError` where it has none."""
    workspace_id = session.info.get("workspace_id")
    if workspace_id is None:
        raise RuntimeError("this unit of work has no workspace")
    return int(workspace_id)


@event.listens_for(WorkspaceSession, "after_begin")
def _enter(session: Session, _transaction: Any, connection: Connection) -> None:
    session.info[CONNECTION] = connection
    workspace_id = session.info["workspace_id"]
    if workspace_id is not None and connection.dialect.name == "postgresql":
        sql.enter_workspace(connection, workspace_id)


@event.listens_for(WorkspaceSession, "do_orm_execute")
def _stay_in_workspace(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        journal.refuse_bulk(state)
    if state.is_column_load or state.is_relationship_load or FIXED in state.execution_options:
        return
    state.statement = state.statement.options(_within(state.session.info.get("workspace_id")))


@lru_cache(maxsize=1_000)
def _within(workspace_id: int | None) -> LoaderCriteriaOption:
    """The condition on every tenant of a statement, made once a workspace."""
    return with_loader_criteria(
        Tenant, lambda cls: cls.workspace_id == workspace_id, include_aliases=True
    )


@event.listens_for(WorkspaceSession, "before_flush")
def _own_rows_only(session: Session, _context: Any, _instances: Any) -> None:
    workspace_id = session.info.get("workspace_id")
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Tenant):
            continue
        if row in session.new and not row.workspace_id:
            row.workspace_id = workspace_of(session)
        if row.workspace_id != workspace_id:
            raise PermissionError(f"{type(row).__name__} belongs to another workspace")


def admin_engine(url: str) -> Engine:
    """An engine for migrations, backups and restores: the owner's, outside any workspace."""
    return _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else create_engine(url)


def _sqlite(url: str) -> Engine:
    # Work after a commit may hold a reading connection while a model thinks; sixteen must not
    # make a seventeenth wait.
    connect_args = {"check_same_thread": False, "timeout": 2}
    # The connection used last comes first: it has its pages still, while it alone has written.
    # Sessions and connections end their own transactions; the pool need not do it again.
    sizes = {
        "pool_size": 10,
        "max_overflow": 90,
        "pool_use_lifo": True,
        "pool_reset_on_return": None,
    }
    engine = create_engine(url, **sizes, connect_args=connect_args)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", sql.begin_sqlite)
    return engine


def _prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
    sql.prepare_sqlite(connection)


def _postgres(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=30,
        connect_args={"options": "-c lock_timeout=2000 -c statement_timeout=60000"},
    )
    behind.watch(engine)
    return engine


def _is_busy(error: OperationalError) -> bool:
    said = str(error.orig).lower()
    return any(word in said for word in ("locked", "busy", "lock timeout"))
