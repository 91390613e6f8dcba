"""A command's form as a view: one element a field, filled in with what was understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from crm.engine.command import REGISTRY, Command
from crm.engine.errors import RapportError
from crm.engine.reply import Element, FormView, Option
from crm.engine.texts import Term, Value
from crm.language import type_ahead
from crm.language.fields.base import Reading
from crm.language.form import Form, Spec
from crm.language.vocabulary import vocabulary

PART = re.compile(r"(\w+)~(\d+)")
# The kind of input in which a record is chosen by typing the beginning of its name.
RECORD = "record"


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
        element
        for spec in command.form.specs().values()
        if spec.type.element != "hidden" and _is_asked(command.form, spec, texts)
        for element in _elements(command.form, spec, texts, (reading, error))
    )
    said = words.commands.get(command.name)
    title = said.help if said else Term(command.help.rstrip("."))
    notice: Value = error.text if error is not None and not error.field else None
    return FormView(command.name, title, elements, dict(state or {}), notice)


def _is_asked(form: type[Form], spec: Spec, texts: Mapping[str, str]) -> bool:
    """Whether a field is asked, as far as it depends on another; what was typed stays in sight."""
    other, values = form.asked_when.get(spec.name, ("", frozenset()))
    if not other or texts.get(spec.name):
        return True
    return (texts.get(other) or str(form.specs()[other].default or "")) in values


def _elements(
    form: type[Form],
    spec: Spec,
    texts: Mapping[str, str],
    about: tuple[Reading, RapportError | None],
) -> tuple[Element, ...]:
    """A field's input, or its several ones."""
    reading, error = about
    if spec.type.element == "parts":
        return spec.type.parts(spec.name, texts, reading)
    is_turning = spec.name in {other for other, _ in form.asked_when.values()}
    element = _element(spec, texts.get(spec.name), reading, error)
    return (replace(element, is_turning=is_turning, makes=_maker(spec, reading)),)


def _maker(spec: Spec, reading: Reading) -> str | None:
    """The command that makes a new record for a field that takes one, where the person may."""
    if not getattr(spec.type, "takes_new", False):
        return None
    command = REGISTRY.get(f"{type_ahead.kinds(spec.type)[0].__tablename__} add")
    may = command is not None and not command.may.isdisjoint(reading.caller.roles)
    return command.name if command is not None and may else None


def gathered(form: type[Form], given: Mapping[str, str], session: Session) -> dict[str, str]:
    """The fields of a submitted form, with the inputs of each field of several put together."""
    found = {name: text for name, text in given.items() if PART.fullmatch(name) is None}
    for name, spec in form.specs().items():
        if spec.type.element == "parts":
            parts = {
                int(named[2]): text
                for part, text in given.items()
                if (named := PART.fullmatch(part)) and named[1] == name
            }
            found[name] = spec.type.gathered(parts, found, session)
    return found


def _element(spec: Spec, text: str | None, reading: Reading, error: RapportError | None) -> Element:
    words = vocabulary(reading.language).fields.get(spec.name)
    kind, options = _input(spec, text, reading)
    return Element(
        name=spec.name,
        label=words.label if words else spec.name.replace("_", " "),
        kind=kind,
        value=options[0].value if kind == RECORD and options else text,
        options=options,
        hint=words.hint if words else None,
        is_required=spec.is_required and spec.type.fallback(reading) is None,
        error=error.text if error is not None and error.field == spec.name else None,
    )


def _input(spec: Spec, text: str | None, reading: Reading) -> tuple[str, tuple[Option, ...]]:
    """The kind of input and its choices; records are looked for while their name is typed.

    A text that means no single record stays a text, so that nothing typed is lost.
    """
    if not type_ahead.kinds(spec.type):
        return spec.type.element, spec.type.options(reading)
    chosen = type_ahead.filled(spec.type, text, reading)
    if text and chosen is None:
        return spec.type.element, ()
    return RECORD, (Option(chosen.label, chosen.value),) if chosen else ()
