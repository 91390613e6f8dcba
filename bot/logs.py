"""Logs: one JSON line an event, ids only; tokens and addresses are struck out everywhere."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|Bearer\s+\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|https?://\S*/(?:response|commands|actions|services)/\S+"
)

# Libraries whose every step is of no use to an operator; their warnings are.
CHATTY = (
    "slack_bolt",
    "slack_sdk",
    "httpx",
    "httpcore",
    "apscheduler",
    "uvicorn",
    "alembic",
)


def configure(level: int = logging.INFO) -> None:
    """Send every log line of this process, libraries' included, to stderr as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Strike tokens, e-mail addresses and response URLs out of every text of a line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRETS.sub("[redacted]", value)
    return event
