"""Who calls from this very machine."""

from __future__ import annotations

from starlette.requests import Request

LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})


def is_local(request: Request) -> bool:
    """Whether a request comes from this machine, and not through a proxy on it."""
    passed_on = {"x-forwarded-for", "forwarded", "x-real-ip"} & set(request.headers)
    return request.client is not None and request.client.host in LOOPBACK and not passed_on
