"""`POST /slack/events`: events, commands, interactivity and options, all on one path."""

from __future__ import annotations

from slack_bolt import App, BoltRequest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

LARGEST = 2 * 1024 * 1024


class Deliveries:
    """Hands signed requests to Bolt in a thread, so that none waits for another."""

    def __init__(self, bolt: App) -> None:
        self._bolt = bolt

    async def serve(self, request: Request) -> Response:
        """Answer one delivery as Bolt does; what is no delivery at all is refused with 400."""
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            return Response("too large", 413)
        try:
            body = (await request.body()).decode()
            asked = BoltRequest(
                body=body, query=request.url.query, headers=dict(request.headers), mode="http"
            )
        except (ValueError, AttributeError, TypeError):
            return Response("not a delivery", 400)
        answer = await run_in_threadpool(self._bolt.dispatch, asked)
        headers = answer.first_headers_without_set_cookie()
        return Response(answer.body, answer.status, headers)
