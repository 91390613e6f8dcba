"""Counters and gauges of a process, in Prometheus' words; labels are kinds, never ids."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

INBOUND = Counter("rapport_inbound_total", "Deliveries from Slack", ["kind", "outcome"])
UNHANDLED = Counter("rapport_unhandled_total", "Deliveries that nobody handles", ["kind"])
FAILURES = Counter("rapport_failures_total", "Errors with an id", ["where"])
API = Counter("rapport_api_total", "Calls of the HTTP API", ["status"])
SECONDS = Histogram(
    "rapport_inbound_seconds",
    "Time until the acknowledgement",
    ["kind"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3),
)
