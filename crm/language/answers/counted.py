"""Counting a list from below it: a menu of what to group by, and one of what to add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crm.engine.errors import NotUnderstood
from crm.engine.reply import Menu, Option
from crm.engine.texts import Joined, T, Value
from crm.language.answers import said
from crm.language.query import kinds, records
from crm.language.query.filter import Aggregate, Question, Sort
from crm.language.query.stored import Linked, Many

NONE = "none"
MOST = 24
GRAIN = "month"
FIGURES = {"sum": T("{field}, in all"), "avg": T("{field}, on average")}


def menus(question: Question, command: str, given: dict[str, str], language: str) -> Iterator[Menu]:
    """The menus under a list; `command` shows the question that is `given` anew."""
    groups = tuple(_groups(question, language))
    yield Menu(T("Group by"), command, "group", groups[:MOST], given)
    totals = tuple(_totals(question, language))
    if totals:
        yield Menu(T("Add up"), command, "total", totals[:MOST], given)


def grouped(question: Question, by: str) -> Question:
    """The question counted by a choice of the first menu, or as a list again."""
    if by == NONE:
        return replace(question, group_by=None, aggregate=None, sort=_rows_order(question))
    if by not in set(_choices(question)):
        raise NotUnderstood(T("“{text}” is nothing to group by.", text=by[:60]))
    return replace(question, group_by=by, sort=(), limit=None)


def totalled(question: Question, chosen: str) -> Question:
    """The question with a figure of the second menu, or with its count again."""
    if chosen == NONE:
        return replace(question, aggregate=None, sort=_rows_order(question))
    function, _, name = chosen.partition(":")
    if chosen not in set(_figures(question)):
        raise NotUnderstood(T("{field} cannot be added up.", field=chosen[:60]))
    return replace(question, aggregate=Aggregate(function, name), sort=_rows_order(question))


def _rows_order(question: Question) -> tuple[Sort, ...]:
    """The order without that of groups by their figures."""
    return tuple(sort for sort in question.sort if sort.field != "aggregate")


def _groups(question: Question, language: str) -> Iterator[Option]:
    if question.group_by:
        yield Option(T("Not grouped"), NONE)
    for choice in _choices(question):
        name, _, grain = choice.partition(":")
        label: Value = said.named(name, language)
        if choice != question.group_by:
            yield Option(Joined((label, said.GRAINS[grain])) if grain else label, choice)


def _choices(question: Question) -> Iterator[str]:
    """Fields with one of few values, the stage first; days by month."""
    known = kinds.KINDS[question.kind].fields
    for name in sorted(known, key=lambda name: (name != "stage", known[name].letter in "da")):
        found = records.field(question.kind, name)
        if found is None or isinstance(found, Many) or name == "ref":
            continue
        if found.letter in "cwuy" or isinstance(found, Linked):
            yield name
        elif found.letter in "da":
            yield f"{name}:{GRAIN}"


def _totals(question: Question, language: str) -> Iterator[Option]:
    if question.aggregate is not None:
        yield Option(T("Number"), NONE)
    for choice in _figures(question):
        function, _, name = choice.partition(":")
        field = said.named(name, language)
        yield Option(said.filled(FIGURES[function], field=field), choice)


def _figures(question: Question) -> Iterator[str]:
    """What can be added up: money first, then numbers; shares and hours only on average."""
    known = kinds.KINDS[question.kind].fields
    figures = [name for name in known if known[name].is_figure]
    for name in sorted(figures, key=lambda name: known[name].letter != "m"):
        found = records.field(question.kind, name)
        if found is None or isinstance(found, Many):
            continue
        if found.letter in "mn":
            yield f"sum:{name}"
        yield f"avg:{name}"
