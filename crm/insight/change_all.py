"""Changing all records of a list at once: looked at first, done in one changeset, undone whole."""

from __future__ import annotations

import re
from typing import Annotated

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import REGISTRY, command
from crm.engine.errors import NotUnderstood
from crm.engine.reply import Actions, Button, Chips, Fact, Listing, Notice, Reply, Row
from crm.engine.texts import T
from crm.insight import ask, effect
from crm.insight.effect import Effect
from crm.language import fields
from crm.language.answers import said
from crm.language.form import Form
from crm.language.query import compile as compiled
from crm.language.query.filter import Question
from crm.language.query.scene import Scene
from crm.language.vocabulary import keywords, label
from crm.people import steps

EXAMPLES = 10
# More are changed by an import, whose steps let others go between; a commit holds this many.
MOST = 500
SET = re.compile(r"([\w\u4e00-\u9fff]+)\s*[=＝]\s*(?:\"([^\"]*)\"|([^\s]+))")
APART = {("deal", "stage"): "deal stage", ("ticket", "assignee"): "ticket assign"}


class ChangeAll(Form):
    """A list as a question, and the new values: *stage=proposal owner=ben*."""

    question: Annotated[str, fields.Hidden()]
    value: Annotated[str, fields.Phrase(300)]


class DoAll(Form):
    """A list as a question, the new values, and how many records there were at the look."""

    question: Annotated[str, fields.Hidden()]
    value: Annotated[str, fields.Hidden(300)]
    count: Annotated[int, fields.Number(0, 10_000, claims=False)]


@command("ask change", surface="button")
def look(call: Call, form: ChangeAll) -> Reply:
    """Show what would be changed: how many, ten examples, and the new values."""
    question = ask.opened(form.question)
    new = _read(question.kind, form.value)
    found = _rows(call, question)
    if not found:
        raise NotUnderstood(T("There is nothing in that list to change."))
    for one in _effects(question.kind, found[0], new):
        effect.filled(call, one)
    items = tuple(Fact(label(name, call.caller.language), value) for name, value in new.items())
    rows = tuple(Row(ref, title) for ref, title in found[:EXAMPLES])
    title = T("{what} will be changed", what=said.many(question.kind, len(found)))
    given = {"question": form.question, "value": form.value, "count": str(len(found))}
    button = Button(T("Change all"), "ask change all", given, style="primary")
    return Reply((Listing(title, rows, len(found)), Chips(items), Actions((button,))))


@command("ask change all", effect="change", surface="button")
def do(call: Call, form: DoAll) -> Reply:
    """Change all records of the list, or none: one changeset, which Undo takes back whole."""
    question = ask.opened(form.question)
    new, found = _read(question.kind, form.value), _rows(call, question)
    if len(found) != form.count:
        raise NotUnderstood(
            T("The list has changed meanwhile; nothing was changed."),
            next_step=T("Look at it again, then change all."),
        )
    for row in found:
        for one in _effects(question.kind, row, new):
            command_, filled = effect.filled(call, one)
            command_.function(call, filled)
    done = T("{what} changed.", what=said.many(question.kind, len(found)))
    return Reply((Notice(done, "success"), *steps.undo_row(call)), is_public=True)


def _read(kind: str, text: str) -> dict[str, str]:
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


def _rows(call: Call, question: Question) -> list[tuple[str, str]]:
    """References and titles of the list's records; raises `NotUnderstood` for too many."""
    model = compiled.model_of(question.kind)
    statement = compiled.rows(question.kind, question.filters, Scene.of(call), model)
    order = compiled.order(question.kind, question.sort, Scene.of(call))
    most = min(question.limit or MOST + 1, MOST + 1)
    rows = list(call.session.scalars(statement.order_by(*order).limit(most)))
    if len(rows) > MOST:
        raise NotUnderstood(
            T("Those are more than {n} records.", n=MOST),
            next_step=T(
                "Add a filter, or change them by a file with {example}.", example="/crm import"
            ),
        )
    return [(refs.ref(r), str(getattr(r, "name", None) or getattr(r, "subject", ""))) for r in rows]


def _effects(kind: str, row: tuple[str, str], new: dict[str, str]) -> list[Effect]:
    found, plain = [], {}
    for name, value in new.items():
        apart = APART.get((kind, name))
        if apart is not None:
            found.append(Effect(apart, {kind: row[0], name: value}))
        else:
            plain[name] = value
    return [*found, *([Effect(f"{kind} edit", {kind: row[0], **plain})] if plain else [])]
