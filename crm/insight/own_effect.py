"""Values of the workspace's own fields in a change: as the form takes them, as chips show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.engine.reply import Fact
from crm.language.ask.own import SIGN
from crm.language.form import Form
from crm.people.custom_field import FORM_FIELD, key_of


def is_own(name: str) -> bool:
    """Whether a sentence's field is one that the workspace added."""
    return name.startswith(SIGN)


def given(said: Mapping[str, Any]) -> dict[str, str]:
    """The form's one field for all of them, as `key="value"`; empty where none is said."""
    own = {name.removeprefix(SIGN): value for name, value in said.items() if is_own(name)}
    lines = [f'{key_of(name)}="{_said(value)}"' for name, value in own.items()]
    return {FORM_FIELD: "\n".join(lines)} if lines else {}


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value.get('amount')} {value.get('currency')}"
    return str(value).replace('"', "")


def facts(form: Form) -> tuple[Fact, ...]:
    """What a filled form sets in them."""
    own = getattr(form, FORM_FIELD, None) or ()
    return tuple(Fact(one.key.replace("_", " "), one.said) for one in own)
