"""`GET /health`: 200, or 503 with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.app import Parts
from crm import migrations
from crm.engine import sql
from crm.engine.errors import RapportError
from crm.models import Delivery, Workspace
from nlp import sentiment

STUCK = timedelta(minutes=10)
SILENT = timedelta(minutes=2)


class Health:
    """Says whether a process does its work."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def serve(self, _request: Request) -> JSONResponse:
        """`{"status", "reasons"}`; the reasons name what does not work.

        200 also where only a score is missing: everything else is served all the same.
        """
        ill, lacking = await run_in_threadpool(lambda: (list(self.reasons()), list(lacks())))
        status = "ill" if ill else "ok"
        return JSONResponse({"status": status, "reasons": ill + lacking}, 503 if ill else 200)

    def reasons(self) -> Iterator[str]:
        """What is wrong, one sentence each."""
        now = self._parts.clock()
        try:
            with self._parts.store.read(None) as session:
                sql.alive(session)
            if migrations.current(self._parts.store.engine) != migrations.head():
                yield "the schema is not the newest: run rapport migrate"
                return
            yield from self._outbox(now)
        except (SQLAlchemyError, RapportError) as error:
            yield f"the database does not answer: {type(error).__name__}"
        yield from self._schedule(now)

    def _outbox(self, now: datetime) -> Iterator[str]:
        with self._parts.store.read(None) as session:
            workspaces = list(session.execute(select(Workspace.id, Workspace.paused_reason)))
        for workspace_id, paused in workspaces:
            if paused is not None:
                yield f"workspace {workspace_id} is paused: {paused}"
                continue
            with self._parts.store.read(workspace_id) as session:
                stuck = select(func.count(Delivery.id)).where(
                    Delivery.state == "due", Delivery.next_at < now - STUCK
                )
                count = session.scalar(stuck)
            if count:
                yield f"workspace {workspace_id}: {count} deliveries are stuck"

    def _schedule(self, now: datetime) -> Iterator[str]:
        last = self._parts.pulse.last
        if last is not None and now - last > SILENT:
            yield f"the schedule has not ticked since {last.isoformat()}"


def lacks() -> Iterator[str]:
    """What the service goes on without."""
    from nlp.sentiment.store import DamagedModel  # noqa: PLC0415 - numpy

    try:
        sentiment.load()
    except DamagedModel as error:
        yield f"moods are not scored: {error}"
