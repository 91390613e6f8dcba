"""`GET /metrics`: Prometheus' text, for callers on this machine only."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.app import Parts
from bot.web.local import is_local
from crm.models import Delivery, Workspace

DELIVERIES = Gauge("rapport_deliveries", "Messages by state", ["state"])
STATES = ("held", "due", "sending", "sent", "unconfirmed", "failed", "dead", "cancelled")


class Metrics:
    """Serves the counters of this process, and the outbox as it stands."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def serve(self, request: Request) -> Response:
        """The metrics; 403 for callers from elsewhere."""
        if not is_local(request):
            return Response("for callers on this machine", 403)
        text = await run_in_threadpool(self._text)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    def _text(self) -> bytes:
        counts = dict.fromkeys(STATES, 0)
        with self._parts.store.read(None) as session:
            workspaces = list(session.scalars(select(Workspace.id)))
        for workspace_id in workspaces:
            with self._parts.store.read(workspace_id) as session:
                statement = select(Delivery.state, func.count()).group_by(Delivery.state)
                for state, count in session.execute(statement):
                    counts[state] = counts.get(state, 0) + count
        for state, count in counts.items():
            DELIVERIES.labels(state).set(count)
        return generate_latest()
