"""An answer: a question's rows or figures as views, ten on a page, with its chips beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.money import Money
from crm.engine.reply import (
    Actions,
    Button,
    Chart,
    Fact,
    Facts,
    Listing,
    Paragraph,
    Reply,
    Row,
    Series,
    View,
)
from crm.engine.texts import Joined, T, Term, Text, Value
from crm.language.answers import chosen, figures, said
from crm.language.answers.figures import Group
from crm.language.query import compile as compiled
from crm.language.query import records
from crm.language.query.filter import Aggregate, Question, to_json
from crm.language.query.scene import Scene

PAGE = 10
COUNT = Aggregate("count")
CHARTED = frozenset({"stage"})


@dataclass(frozen=True, slots=True)
class Shown:
    """How a kind's rows are shown: what is read beside each record, and the row made of it.

    `order` is the kind's own order, where the question has none.
    """

    columns: Callable[[Call], tuple[Any, ...]]
    row: Callable[..., Row]
    order: Callable[[], tuple[Any, ...]]
    empty: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the page that is wanted, its own title where it has one, and its buttons.

    `again` are the fields that ask for the same list by `command` (else the question's own), to
    which a button adds its page.
    """

    question: Question
    page: int = 1
    title: Text | None = None
    again: dict[str, str] | None = None
    command: str | None = None


SHOWN: dict[str, Shown] = {}


def answer(call: Call, asked: Asked) -> Reply:
    """Answer a question with what the caller may see; raises `NotUnderstood` for what is none."""
    question = asked.question
    call.context["question"] = to_json(question)
    if question.group_by:
        return Reply(_grouped(call, asked))
    if question.aggregate is not None:
        return Reply((*_figure(call, question), *_rows(call, asked, totals=False)))
    return Reply(_rows(call, asked, totals=True))


def _rows(call: Call, asked: Asked, *, totals: bool) -> tuple[View, ...]:
    question, scene = asked.question, Scene.of(call)
    tallies = figures.groups(
        call.session, replace(question, sort=(), limit=None), _worth(question), scene
    )
    whole = tallies[0] if tallies else Group(0)
    total = min(whole.rows, question.limit or whole.rows)
    shown = SHOWN.get(question.kind, _plain(question.kind))
    found = tuple(shown.row(call, *row) for row in _page(call, asked, shown, total))
    call.context["rows"] = [row.ref for row in found if row.ref is not None]
    title = asked.title or said.many(question.kind, whole.rows)
    views: tuple[View, ...] = (Listing(title, found, total, empty=shown.empty),)
    if totals and total == whole.rows:
        views = (*views, *_totals(question, whole))
    return (*views, *_understood(call, asked), *_pages(call, asked, total))


def _page(call: Call, asked: Asked, shown: Shown, total: int) -> list[Any]:
    question, scene = asked.question, Scene.of(call)
    model = compiled.model_of(question.kind)
    first = (asked.page - 1) * PAGE
    if first >= total:
        return []
    order = compiled.order(question.kind, question.sort, scene) if question.sort else shown.order()
    # What is shown beside a record is read for the page's ten alone, not for all that are sorted.
    ids = compiled.rows(question.kind, question.filters, scene, model.id)
    page = ids.order_by(*order).limit(min(PAGE, total - first)).offset(first)
    wanted = select(model, *shown.columns(call)).where(model.id.in_(page.scalar_subquery()))
    return list(call.session.execute(wanted.order_by(*order)))


def rows_of(call: Call, kind: str, ids: Sequence[int]) -> tuple[Row, ...]:
    """Some records as a list of their kind shows them, the newest first: those the caller sees."""
    model, shown = compiled.model_of(kind), SHOWN.get(kind, _plain(kind))
    statement = compiled.rows(kind, (), Scene.of(call), model, *shown.columns(call))
    found = call.session.execute(statement.where(model.id.in_(ids)).order_by(model.id.desc()))
    return tuple(shown.row(call, *row) for row in found)


def _worth(question: Question) -> Aggregate:
    """What a list is worth beside its count: the sum of its amounts, where it has some."""
    has_amount = records.field(question.kind, "amount") is not None
    return Aggregate("sum", "amount") if has_amount else COUNT


def _totals(question: Question, whole: Group) -> tuple[Facts, ...]:
    amounts = whole.figures(_worth(question)) if _worth(question) is not COUNT else []
    return (Facts((Fact(T("Total"), said.figures(amounts)),)),) if amounts else ()


def _understood(call: Call, asked: Asked) -> tuple[View, ...]:
    """The chips, where the question is more than the kind's plain list."""
    if asked.title is not None:
        return ()
    return said.chips(asked.question, Scene.of(call), call.caller.language)


def _pages(call: Call, asked: Asked, total: int) -> tuple[Actions, ...]:
    """*Back* and *More* under a list of `total` rows; nothing where all fits."""
    if asked.again is None:
        return ()
    command = asked.command or asked.question.command
    fields, page = asked.again, asked.page
    wanted = (("Back", page - 1, page > 1), ("More", page + 1, page * PAGE < total))
    labels = {"Back": T("Back"), "More": T("More")}
    buttons = tuple(
        Button(labels[label], command, fields | {"page": str(number)}, is_reusable=True)
        for label, number, is_there in wanted
        if is_there
    )
    language = call.caller.language
    if _plain_title(asked):
        menus = tuple(chosen.count(asked.question, language)) if total > 1 else ()
        return (Actions((*buttons, *menus)),) if buttons or menus else ()
    rows = (Actions(buttons),) if buttons else ()
    shown = said.filters(asked.question, Scene.of(call), language)
    return (*rows, *chosen.steps(asked.question, shown, language))


def _plain_title(asked: Asked) -> bool:
    """Whether the list is the kind's plain one, or a view with a name of its own."""
    return asked.title is not None or asked.command not in {None, chosen.AGAIN}


def _figure(call: Call, question: Question) -> tuple[View, ...]:
    """The sentence of a figure over all rows, the number first."""
    aggregate = question.aggregate or COUNT
    found = figures.groups(call.session, replace(question, sort=()), aggregate, Scene.of(call))
    whole = found[0] if found else Group(0)
    return (Paragraph(_sentence(call, question, whole, aggregate)),)


def _sentence(call: Call, question: Question, whole: Group, aggregate: Aggregate) -> Value:
    what = said.many(question.kind, whole.rows)
    if aggregate.function == "count" or aggregate.field is None:
        return what
    return said.filled(
        said.FUNCTIONS[aggregate.function],
        figure=said.figures(whole.figures(aggregate)),
        field=said.named(aggregate.field, call.caller.language),
        what=what,
    )


def _grouped(call: Call, asked: Asked) -> tuple[View, ...]:
    question = asked.question
    aggregate = question.aggregate or COUNT
    found = figures.groups(call.session, question, aggregate, Scene.of(call))
    name, grain = question.grouping
    rows = tuple(_group(question, group, aggregate, grain) for group in found)
    first = (asked.page - 1) * PAGE
    title = T(
        "{what} by {field}",
        what=said.many(question.kind, sum(group.rows for group in found)),
        field=said.named(name, call.caller.language),
    )
    listing = Listing(title, rows[first : first + PAGE], len(rows), empty=T("Nothing here yet."))
    is_charted = bool(grain or name in CHARTED) and len(found) > 1
    chart = (_chart(title, found, aggregate, grain),) if is_charted else ()
    figure = _in_all(call, question, found)
    return (*figure, listing, *chart, *_understood(call, asked), *_pages(call, asked, len(rows)))


def _in_all(call: Call, question: Question, found: list[Group]) -> tuple[Paragraph, ...]:
    """The figure over all groups, before them; none where they are counted or only some shown."""
    aggregate = question.aggregate or COUNT
    if aggregate.function == "count" or question.limit or not found:
        return ()
    return (Paragraph(_sentence(call, question, figures.whole(found), aggregate)),)


def _group(question: Question, group: Group, aggregate: Aggregate, grain: str) -> Row:
    label = _period(group.label, grain)
    details: list[Value] = [said.figures(group.figures(aggregate))]
    if aggregate.function != "count":
        details.append(said.many(question.kind, group.rows))
    return Row(None, label if label is not None else T("none"), tuple(details))


def _period(label: Any, grain: str) -> Value:
    """A group's label: the period of its first day, or what it is called."""
    if isinstance(label, date) and grain in {"month", "quarter", "year"}:
        quarter = f"{label.year} Q{(label.month + 2) // 3}"
        return {"month": f"{label:%Y-%m}", "quarter": quarter, "year": str(label.year)}[grain]
    if isinstance(label, bool):
        return T("yes") if label else T("no")
    return Term(label) if isinstance(label, str) else label


def _chart(title: Text, found: list[Group], aggregate: Aggregate, grain: str) -> Chart:
    """The groups as bars, periods as a line; one series a currency."""
    currencies = sorted({c for group in found for c in group.tallies}, key=str)
    series = tuple(
        Series(currency or title, tuple(_height(group, aggregate, currency) for group in found))
        for currency in ([None] if aggregate.function == "count" else currencies)
    )
    labels = tuple(_period(group.label, grain) for group in found)
    heights = tuple(said.figures(group.figures(aggregate)) for group in found)
    alt = Joined(tuple(Joined(pair, ": ") for pair in zip(labels, heights, strict=True)), ", ")
    return Chart(title, "line" if grain else "bar", labels, series, alt)


def _height(group: Group, aggregate: Aggregate, currency: str | None) -> float:
    if aggregate.function == "count":
        return float(group.rows)
    tally = group.tallies.get(currency)
    value = tally.figure(aggregate.function) if tally else None
    if isinstance(value, int | float) or value is not None:
        return float(Money(round(value), currency).amount) if currency else float(value)
    return 0.0


def _plain(kind: str) -> Shown:
    """Rows of a kind that has no file of its own yet: its name and its reference."""
    model = compiled.model_of(kind)

    def row(_call: Call, record: Any) -> Row:
        title = getattr(record, "name", None) or getattr(record, "subject", None)
        return Row(refs.ref(record), title or getattr(record, "note", None) or refs.ref(record))

    return Shown(lambda _: (), row, lambda: (model.id.desc(),), T("Nothing here yet."))
