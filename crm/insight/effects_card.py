"""Effects on a card before they are done: each with its chips, *Do it*, ✕ for each, *Cancel*."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import RapportError
from crm.engine.reply import Actions, Button, Chips, Notice, Paragraph, Reply, View
from crm.engine.texts import Joined, T, Text, Value
from crm.insight import effect as effects
from crm.insight.effect import Effect
from crm.language import fields
from crm.language.form import Form


class Do(Form):
    """Effects as a button carries them."""

    effects: Annotated[str, fields.Hidden()]


class Nothing(Form):
    """Nothing: the card is put away."""


def confirm(call: Call, plan: tuple[Effect, ...]) -> Reply:
    """What will be done, one paragraph with chips an effect; nothing is changed yet.

    Raises what would keep an effect from being done, so that no card promises too much.
    """
    views: list[View] = [Paragraph(T("This is what I will do:"))]
    for number, one in enumerate(plan, 1):
        named = effects.title(one, call.caller.language)
        views += [Paragraph(Joined((f"{number}.", named), " ")), Chips(effects.facts(call, one))]
    return Reply((*views, Actions(tuple(_buttons(call, plan)))))


def _buttons(call: Call, plan: tuple[Effect, ...]) -> Iterator[Button]:
    bundle = secrets.token_urlsafe(9)
    yield Button(
        T("Do it"), "ask do", {"effects": effects.shut(plan)}, style="primary", bundle=bundle
    )
    for place, one in enumerate(plan if len(plan) > 1 else ()):
        rest = (*plan[:place], *plan[place + 1 :])
        label: Value = Joined(("✕", effects.title(one, call.caller.language)), " ")
        yield Button(label, "ask without", {"effects": effects.shut(rest)}, bundle=bundle)
    yield Button(T("Cancel"), "ask cancel", bundle=bundle)


@command("ask do", effect="change", surface="button")
def do(call: Call, form: Do) -> Reply:
    """Do what the card says, all of it or nothing."""
    done = [_carried_out(call, one) for one in effects.opened(form.effects)]
    about = next((reply.about for reply in done if reply.about is not None), None)
    return Reply(
        tuple(view for reply in done for view in reply.views),
        is_public=any(reply.is_public for reply in done),
        about=about,
        then=tuple(one for reply in done for one in reply.then),
    )


def _carried_out(call: Call, one: Effect) -> Reply:
    found, filled = effects.filled(call, one)
    try:
        return found.function(call, filled)
    except RapportError as error:
        # A choice would be sent to this card's command, which knows nothing of the field.
        error.choices, error.field = (), None
        error.next_step = error.next_step or _by_hand(one)
        raise


def _by_hand(one: Effect) -> Text:
    return T("Nothing was changed. Do it by {example}.", example=f"/crm {one.command}")


@command("ask without", effect="change", surface="button")
def without(call: Call, form: Do) -> Reply:
    """Show the card again with an effect less."""
    bare = replace(call, changeset_id=None)
    return confirm(bare, effects.opened(form.effects))


@command("ask cancel", effect="change", surface="button")
def cancel(call: Call, form: Nothing) -> Reply:
    """Put the card away; nothing is changed."""
    del call, form
    return Reply((Notice(T("Cancelled. Nothing was changed.")),))
