"""What can be done with a list: take a filter away, add one, keep it, ask why, change all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm.engine.reply import Actions, Button, Fact, Menu, Option
from crm.engine.texts import Joined, T
from crm.language.answers import counted
from crm.language.query.filter import Question, node_to_json, to_json

AGAIN = "ask again"
MOST = 10
CHANGED = frozenset({"deal", "lead", "contact", "company", "ticket"})
EXPORTED = CHANGED | {
    "activity",
    "campaign",
    "contract",
    "followup",
    "product",
    "purchase",
    "quote",
}


def steps(question: Question, filters: Sequence[Fact], language: str) -> tuple[Actions, ...]:
    """The buttons under a list that is more than the kind's plain one.

    `filters` are the question's own, as they are told to people.
    """
    menus = (*_without(question, filters), *count(question, language))
    return (Actions((*menus, *_buttons(question))),)


def count(question: Question, language: str) -> Iterator[Menu]:
    """The menus that count a list: by a field, and by what is added up."""
    return counted.menus(question, AGAIN, {"question": shut(question)}, language)


def shut(question: Question) -> str:
    """A question as the text that a button carries."""
    return json.dumps(to_json(question), ensure_ascii=False)


def _without(question: Question, filters: Sequence[Fact]) -> Iterator[Menu]:
    """A menu of the filters; the chosen one is taken away."""
    options = tuple(
        Option(Joined((Joined(("✕", shown.label), " "), shown.value), ": "), str(place))
        for place, shown in enumerate(filters[:MOST])
    )
    if options:
        given = {"question": shut(question)}
        yield Menu(T("Remove a filter"), AGAIN, "without", options, given)


def _buttons(question: Question) -> Iterator[Button]:
    whole = {"question": shut(question)}
    yield Button(T("Add filter"), AGAIN, whole, opens=True, is_reusable=True)
    where = json.dumps([node_to_json(n) for n in question.filters], ensure_ascii=False)
    listed = {"of": question.kind, "where": where}
    yield Button(T("Why not …?"), "why not", listed, opens=True, is_reusable=True)
    yield Button(
        T("Save as view"), "view save", listed | _rest(question), opens=True, is_reusable=True
    )
    is_rows = not question.group_by and question.aggregate is None
    if is_rows:
        yield Button(T("Alert me"), "alert add", listed, is_reusable=True)
    if question.kind in EXPORTED and is_rows:
        wanted = {"what": question.kind, "where": where, "format": "xlsx"}
        yield Button(T("Export"), "export", wanted, is_reusable=True)
    if question.kind in CHANGED and is_rows:
        yield Button(T("Change all …"), "ask change", whole, opens=True, is_reusable=True)


def _rest(question: Question) -> dict[str, str]:
    """Order, limit and groups of a list, as its view is saved with them."""
    found: dict[str, str] = {}
    if question.sort and question.sort[0].field != "aggregate":
        first = question.sort[0]
        found["sort"] = f"-{first.field}" if first.direction == "desc" else first.field
    if question.group_by:
        found["group"] = question.group_by
    if question.limit:
        found["limit"] = str(question.limit)
    return found


def without(question: Question, place: int) -> Question:
    """The question without one of its filters."""
    kept = tuple(node for i, node in enumerate(question.filters) if i != place)
    return replace(question, filters=kept)
