"""The files that a command visits, in order: the real way, in a throw-away company."""

from bot.flow.tracing import Flow, traced

__all__ = ["Flow", "traced"]
