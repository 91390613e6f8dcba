"""An error as an answer: one sentence, the next step, and ways on that can be clicked."""

from __future__ import annotations

from crm.engine.errors import FormErrors, RapportError
from crm.engine.reply import Actions, Button, Notice, Reply, Small, View


def refusal(error: RapportError, ways: tuple[Button, ...] = ()) -> Reply:
    """The private reply that tells a person what is in the way and what to do next.

    Everyone may read it: a refusal holds nothing but what the person said.
    """
    views: list[View] = [Notice(error.text, "warning", audience="everyone")]
    if isinstance(error, FormErrors):
        views += [Small(other.text) for other in list(error.errors.values())[1:]]
    if error.next_step is not None:
        views.append(Small(error.next_step, audience="everyone"))
    if ways:
        views.append(Actions(ways))
    return Reply(tuple(views))
