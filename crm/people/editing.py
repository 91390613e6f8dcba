"""Changing a record's fields: what was said is set, `clear` empties, and whoever watches hears."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.errors import Missing, NotUnderstood
from crm.engine.money import Money
from crm.engine.reply import Button, Fact
from crm.engine.texts import T
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.vocabulary import keywords
from crm.models import Merge, Numbered, Tenant
from crm.people import custom_field, tag, watch

# Where a form's money goes: the column beside its currency.
MERGED = frozenset({"contact", "company"})
MINOR = {"price": "price", "amount": "amount", "budget": "budget"}


def change(call: Call, row: Numbered, form: Form, *, keeps: frozenset[str] = frozenset()) -> None:
    """Set what an edit's form says on its record; raises `Missing` where it says nothing.

    `keeps` are the fields that `clear` must not empty. Watchers are told.
    """
    kind = row.__tablename__
    given = {name: getattr(form, name) for name in form.specs() if name not in {kind, *SPECIAL}}
    said = {name: value for name, value in given.items() if value is not None}
    emptied = _emptied(form, frozenset(given) - keeps)
    for name, value in said.items():
        put(row, name, value)
    for name in emptied:
        _empty(row, name)
    changed = custom_field.store(call, row, getattr(form, "extra", None))
    if not (said or emptied or changed):
        raise Missing(
            T("Say what is to be changed."),
            next_step=T("Write it like {example}.", example=f"{kind} edit {refs.ref(row)} …=…"),
            field=next(iter(given)),
        )
    call.session.flush()
    watch.tell(call, row, T("{ref} was changed.", ref=refs.ref(row)))


SPECIAL = frozenset({"extra", "clear", "again"})


def put(row: Numbered, name: str, value: Any) -> None:
    """Set a form's field on a record: links by their ids, money with its currency, names' keys."""
    if isinstance(value, Money):
        setattr(row, MINOR[name], value.minor)
        row.currency = value.currency  # type: ignore[attr-defined]  # a row with money has one
    elif isinstance(value, Tenant):
        setattr(row, f"{name}_id", value.id)
    else:
        setattr(row, name, value)
    if name == "name":
        row.name_key = name_key(value)  # type: ignore[attr-defined]  # a named row has one


def facts(call: Call, row: Numbered) -> tuple[Fact, ...]:
    """What every record's card ends with: tags, own fields, and what was merged into it."""
    own = custom_field.facts(custom_field.held(call.session, row))
    return (*tag.facts(call, row), *own, *_merged(call, row))


def _merged(call: Call, row: Numbered) -> tuple[Fact, ...]:
    """The references that open this record since they were merged into it."""
    kind = row.__tablename__
    if kind not in MERGED:
        return ()
    model = type(row)
    statement = (
        select(model.number)
        .join(Merge, Merge.gone_id == model.id)
        .where(Merge.kind == kind, Merge.kept_id == row.id, Merge.taken_back_at.is_(None))
        .order_by(Merge.id)
        .limit(10)
    )
    found = [f"{refs.LETTERS[kind]}-{number}" for number in call.session.scalars(statement)]
    return (Fact(T("Merged from"), ", ".join(found)),) if found else ()


def button(row: Numbered, values: Mapping[str, Any]) -> Button:
    """*Edit*, which opens the form filled in with what the record holds."""
    kind = row.__tablename__
    known = {name: str(value) for name, value in values.items() if value is not None}
    filled = {kind: refs.ref(row), **known}
    return Button(T("Edit"), f"{kind} edit", filled, opens=True, is_reusable=True)


def _emptied(form: Form, allowed: frozenset[str]) -> list[str]:
    words = re.split(r"[,，、\s]+", getattr(form, "clear", None) or "")
    found = []
    for word in filter(None, words):
        name = next((n for n in sorted(allowed) if word.casefold() in keywords(n)), None)
        if name is None:
            raise NotUnderstood(T("“{text}” cannot be emptied.", text=word[:60]), field="clear")
        found.append(name)
    return found


def _empty(row: Numbered, name: str) -> None:
    column = f"{name}_id" if hasattr(row, f"{name}_id") else MINOR.get(name, name)
    setattr(row, column, None)
