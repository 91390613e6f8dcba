"""Ending HTTP connections as broken networks do."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from fastapi import Request, Response


class Dropped(Response):
    """No answer at all: the connection is cut."""

    def __init__(self, request: Request) -> None:
        super().__init__(status_code=502)
        self._request = request

    async def __call__(self, _scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Cut the connection; where the server gives no hold of it, send half an answer."""
        transport = _transport(receive) or _transport(self._request.receive)
        if transport is not None:
            transport.abort()
            await asyncio.sleep(0.001)  # let the server notice, or it logs a missing answer
            return
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{"})


def drop(request: Request) -> Response:
    """The answer that is none."""
    return Dropped(request)


async def gone(request: Request) -> None:
    """Wait until the other side has given up."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _transport(receive: Any) -> Any:
    """The transport under uvicorn's `receive`, a method of the object that answers a request."""
    return getattr(getattr(receive, "__self__", None), "transport", None)
