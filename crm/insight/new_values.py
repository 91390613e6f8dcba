"""New values for a record of a list: read from *stage=proposal owner=ben*, set by its commands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import REGISTRY
from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.insight import effect
from crm.insight.effect import Effect
from crm.language.query import compile as compiled
from crm.language.vocabulary import keywords

SET = re.compile(r"([\w\u4e00-\u9fff]+)\s*[=＝]\s*(?:\"([^\"]*)\"|([^\s]+))")
# Fields that a command of their own sets.
APART = {("deal", "stage"): "deal stage", ("ticket", "assignee"): "ticket assign"}


def read(kind: str, text: str) -> dict[str, str]:
    """The new values by field; raises `NotUnderstood` for what is none."""
    found = {_field(kind, one[1]): one[2] or one[3] for one in SET.finditer(text)}
    if not found or SET.sub("", text).strip():
        raise NotUnderstood(
            T("“{text}” is no change.", text=text[:60]),
            next_step=T("Write it like {example}.", example="stage=proposal owner=ben"),
            field="value",
        )
    return found


def _field(kind: str, word: str) -> str:
    specs = REGISTRY[f"{kind} edit"].form.specs()
    known = [*specs, *(name for of, name in APART if of == kind)]
    for name in known:
        if word.casefold() in {name, *keywords(name)} and name != kind:
            return name
    raise NotUnderstood(
        T("A {kind} has no field {name} that can be changed at once.", kind=kind, name=word[:40]),
        field="value",
    )


def named(call: Call, kind: str, ids: Sequence[int]) -> list[tuple[str, str]]:
    """References and titles of records, in the order of their ids; those that are gone are none."""
    rows = _rows(call, kind, ids)
    return [(refs.ref(r), str(getattr(r, "name", None) or getattr(r, "subject", ""))) for r in rows]


def by_id(call: Call, kind: str, ids: Sequence[int]) -> dict[int, str]:
    """The references of records by their ids."""
    return {row.id: refs.ref(row) for row in _rows(call, kind, ids)}


def _rows(call: Call, kind: str, ids: Sequence[int]) -> list[Any]:
    model = compiled.model_of(kind)
    found = {r.id: r for r in call.session.scalars(select(model).where(model.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def carry_out(call: Call, kind: str, ref: str, new: Mapping[str, str]) -> None:
    """Set the new values of one record, as its own commands do; raises what those raise."""
    for one in effects(kind, ref, new):
        command, form = effect.filled(call, one)
        command.function(call, form)


def effects(kind: str, ref: str, new: Mapping[str, str]) -> list[Effect]:
    """The commands that set the new values of one record."""
    found, plain = [], {}
    for name, value in new.items():
        apart = APART.get((kind, name))
        if apart is not None:
            found.append(Effect(apart, {kind: ref, name: value}))
        else:
            plain[name] = value
    return [*found, *([Effect(f"{kind} edit", {kind: ref, **plain})] if plain else [])]
