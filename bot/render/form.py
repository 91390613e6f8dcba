"""A form as a modal, and what was put into a modal as fields again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.render import limits
from bot.render.markup import bare, escape, said
from bot.render.objects import Json, context, options, plain, section
from crm.engine.reply import Element, FormView
from crm.engine.texts import Reader, T, Term, Text, Value
from crm.language.type_ahead import Offer

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
CALLBACK = "form"
SHELL = "shell"
# How the button begins that lays a new record's form over this one, and what marks a new value.
MAKES = "make:"
ANEW = "~new"
LONGEST = limits.OPTION_VALUE
# The kind of an element in which a record is chosen by typing the beginning of its name.
RECORD = "record"
# The kind of an element in which files are picked; its options are the endings of their names.
FILES = "files"
# The name of the input in which one of the offered values is picked instead of the typed one.
PICK = "~pick"


def modal(form: FormView, reader: Reader, metadata: str) -> Json:
    """A form as a modal; `metadata` (at most 3,000 characters) comes back with the answer.

    Each field is an input block with the field's name as block_id and action_id. Raises
    `ValueError` where the metadata is too long.
    """
    if len(metadata) > limits.METADATA:
        raise ValueError(f"{len(metadata)} characters of metadata do not travel with a modal")
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": plain(form.title, reader, limits.VIEW_TITLE),
        "submit": plain(T("Save"), reader, limits.VIEW_TITLE),
        "close": plain(T("Cancel"), reader, limits.VIEW_TITLE),
        "blocks": _blocks(form, reader)[: limits.VIEW_BLOCKS],
    }


def shell(title: Value, reader: Reader) -> Json:
    """A modal that says it is being made: opened at once, filled when its content is there."""
    return {
        "type": "modal",
        "callback_id": SHELL,
        "title": plain(title, reader, limits.VIEW_TITLE),
        "close": plain(T("Cancel"), reader, limits.VIEW_TITLE),
        "blocks": [section(f"⏳ {said(T('One moment…'), reader)}")],
    }


def suggested(offers: Iterable[Offer], reader: Reader) -> list[Json]:
    """What a type-ahead menu offers; what tells namesakes apart stands under their names."""
    made = {one.value: _offer(one, reader) for one in offers if len(one.value) <= LONGEST}
    return list(made.values())[: limits.OPTIONS]


def _offer(offer: Offer, reader: Reader) -> Json:
    shown: Json = {"text": plain(offer.label, reader, limits.LABEL), "value": offer.value}
    details = offer.details and {"description": plain(offer.details, reader, limits.LABEL)}
    return shown | (details or {})


def _blocks(form: FormView, reader: Reader) -> list[Json]:
    shown = []
    if len(bare(form.title, reader)) > limits.VIEW_TITLE:
        shown.append(section(said(form.title, reader)))
    if form.notice is not None:
        shown.append(section(f"⚠️ {said(form.notice, reader)}"))
    for element in form.elements:
        shown += _input(element, reader)
    return shown or [section(escape("–"))]


def _input(element: Element, reader: Reader) -> list[Json]:
    """A field's input, what is wrong with it, and the likely values to pick instead."""
    block: Json = {
        "type": "input",
        "block_id": element.name,
        "label": plain(element.label, reader, limits.INPUT_LABEL),
        "element": _field(element, reader) | {"action_id": element.name},
        "optional": not element.is_required,
    }
    if element.is_turning:
        block["dispatch_action"] = True
    if element.hint is not None:
        block["hint"] = plain(element.hint, reader, limits.INPUT_LABEL)
    shown = [block]
    if element.error is not None:
        shown.append(context([f"⚠️ {said(element.error, reader)}"]))
    choices = options(element.options, reader)[: limits.RADIOS]
    if element.kind not in {"select", RECORD, FILES} and choices:
        shown.append(_pick(element.name + PICK, choices, reader))
    if element.makes is not None:
        shown.append(_making(element, reader))
    return shown


def _making(element: Element, reader: Reader) -> Json:
    """A button that lays the form of a new record over this one."""
    label = T("New {kind} …", kind=Term(str(element.makes).split()[0]))
    button = {
        "type": "button",
        "action_id": MAKES + str(element.makes),
        "value": element.name,
        "text": plain(label, reader, limits.LABEL),
    }
    return {"type": "actions", "block_id": element.name + MAKES, "elements": [button]}


def noticed(view: Json, notice: Text, reader: Reader) -> Json:
    """A form with a sentence above it."""
    return view | {"blocks": [section(f"⚠️ {said(notice, reader)}"), *view["blocks"]]}


def chosen_anew(view: Json, name: str) -> Json:
    """A form in which one field shows its new value and not what stood there before.

    Slack keeps what was put into an input of the same ids, whatever an update says.
    """
    blocks = [
        block | {"element": block["element"] | {"action_id": name + ANEW}}
        if block.get("block_id") == name and block["type"] == "input"
        else block
        for block in view["blocks"]
    ]
    return view | {"blocks": blocks}


def _pick(name: str, choices: list[Json], reader: Reader) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(T("Did you mean"), reader, limits.INPUT_LABEL),
        "element": {"type": "radio_buttons", "action_id": name, "options": choices},
        "optional": True,
    }


def _field(element: Element, reader: Reader) -> Json:
    """The input that the kind asks for; a plain one where it could not show what was typed."""
    kinds = {"date": _date, "datetime": _moment, "person": _person}
    if element.kind == "select":
        return _select(element, reader) or _typed(element)
    if element.kind == RECORD:
        return _record(element, reader)
    if element.kind == FILES:
        endings = [option.value for option in element.options]
        return {"type": "file_input", "filetypes": endings, "max_files": limits.INPUT_FILES}
    make = kinds.get(element.kind)
    return (make(element.value) if make else None) or _typed(element)


def _typed(element: Element) -> Json:
    field: Json = {"type": "plain_text_input"}
    if element.kind == "multiline":
        field["multiline"] = True
    if element.value:
        field["initial_value"] = element.value[: limits.INPUT_VALUE]
    return field


def _select(element: Element, reader: Reader) -> Json | None:
    choices = options(element.options, reader)
    if not choices:
        return None
    chosen = next((one for one in choices if one["value"] == element.value), None)
    if element.value and chosen is None:
        return None
    field: Json = {"type": "static_select", "options": choices}
    return field | ({"initial_option": chosen} if chosen else {})


def _record(element: Element, reader: Reader) -> Json:
    """A menu that asks us while a name is typed; before that it offers the newest."""
    field: Json = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain(T("Type the beginning of a name"), reader, limits.PLACEHOLDER),
    }
    chosen = options(element.options, reader)
    return field | ({"initial_option": chosen[0]} if chosen else {})


def _date(value: str | None) -> Json | None:
    if not value:
        return {"type": "datepicker"}
    try:
        return {"type": "datepicker", "initial_date": date.fromisoformat(value).isoformat()}
    except ValueError:
        return None


def _moment(value: str | None) -> Json | None:
    if not value:
        return {"type": "datetimepicker"}
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return {"type": "datetimepicker", "initial_date_time": int(at.timestamp())}


def _person(value: str | None) -> Json | None:
    if not value:
        return {"type": "users_select"}
    mention = MENTION.fullmatch(value)
    return {"type": "users_select", "initial_user": mention[1]} if mention else None


def answers(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The fields of a submitted modal, by name, as texts that the field types read."""
    found = {
        name.removesuffix(ANEW): given
        for inputs in values.values()
        for name, state in inputs.items()
        if (given := _given(state))
    }
    picked = {
        name.removesuffix(PICK): found.pop(name) for name in list(found) if name.endswith(PICK)
    }
    return found | picked


def _given(state: Mapping[str, Any]) -> str:
    if state.get("files"):
        return json.dumps(state["files"])
    if state.get("selected_user"):
        return f"<@{state['selected_user']}>"
    if state.get("selected_date_time"):
        return datetime.fromtimestamp(int(state["selected_date_time"]), UTC).isoformat()
    option = state.get("selected_option")
    if option:
        return str(option["value"])
    return str(state.get("selected_date") or state.get("value") or "")
