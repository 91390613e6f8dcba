"""Who may see which part of a reply: what is not marked for everyone is internal."""

from __future__ import annotations

from crm.engine.reply import Audience, Reply, View


def for_audience(reply: Reply, audience: Audience) -> tuple[View, ...]:
    """The views that the audience may see."""
    if audience == "internal":
        return reply.views
    return tuple(view for view in reply.views if view.audience == "everyone")
