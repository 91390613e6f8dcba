"""A command's form as a view: one element a field, filled in with what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.engine.command import Command
from crm.engine.errors import RapportError
from crm.engine.reply import Element, FormView
from crm.engine.texts import Value
from crm.language.fields.base import Reading
from crm.language.form import Spec
from crm.language.vocabulary import vocabulary


def form_view(
    command: Command,
    texts: Mapping[str, str],
    reading: Reading,
    *,
    state: Mapping[str, Any] | None = None,
    error: RapportError | None = None,
) -> FormView:
    """The form of a command in the caller's language; `texts` are the fields as typed so far.

    `state` travels with the form and comes back with the answer (the button's token, say).
    """
    words = vocabulary(reading.language)
    elements = tuple(
        _element(spec, texts.get(spec.name), reading, error)
        for spec in command.form.specs().values()
        if spec.type.element != "hidden"
    )
    title = words.commands[command.name].help if command.name in words.commands else command.name
    notice: Value = error.text if error is not None and not error.field else None
    return FormView(command.name, title, elements, dict(state or {}), notice)


def _element(spec: Spec, text: str | None, reading: Reading, error: RapportError | None) -> Element:
    words = vocabulary(reading.language).fields.get(spec.name)
    return Element(
        name=spec.name,
        label=words.label if words else spec.name.replace("_", " "),
        kind=spec.type.element,
        value=text,
        options=spec.type.options(reading),
        hint=words.hint if words else None,
        is_required=spec.is_required and spec.type.fallback(reading) is None,
        error=error.text if error is not None and error.field == spec.name else None,
    )
