"""Why a record is not in a list: the first filter that keeps it out, with the record's value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotFound, NotUnderstood
from crm.engine.money import Money
from crm.engine.reply import Listing, Reply, Row
from crm.engine.texts import T, Term, Text, Value
from crm.language import fields, names
from crm.language.answers import said
from crm.language.form import Form
from crm.language.query import compile as compiled
from crm.language.query import excluded
from crm.language.query.filter import Leaf, Node, Question
from crm.language.query.grammar import AnyFilters, KindName
from crm.language.query.scene import Scene
from crm.models import Company, Contact, Numbered

SHOWN = 5


class AskWhyNot(Form):
    """A record by name or reference, the list that it is missing from, and its filters."""

    name: Annotated[str, fields.Phrase(200)]
    of: Annotated[str | None, KindName()] = None
    where: Annotated[tuple[Node, ...] | None, AnyFilters("deal")] = None


@command("why not")
def ask(call: Call, form: AskWhyNot) -> Reply:
    """Say why a record is not in a list."""
    named = refs.read(form.name)
    kind = form.of or (named[0].__tablename__ if named else "deal")
    return explain(call, Question(f"{kind} list", form.where or ()), form.name)


def explain(call: Call, question: Question, name: str) -> Reply:
    """Why what bears a name (or reference) is not in a question's list.

    A customer's name stands for their records. Raises `NotFound` for what the caller may not see
    and for what does not exist, in the same words.
    """
    found = _records(call, question.kind, name)
    if not found:
        raise _unseen(question.kind, name)
    rows = tuple(_row(call, question, record) for record in found[:SHOWN])
    return Reply((Listing(T("Why not “{name}”?", name=name[:80]), rows, len(found)),))


def _unseen(kind: str, name: str) -> NotFound:
    return NotFound(
        T("There is no {kind} {text} that you can see.", kind=Term(kind), text=name[:80]),
        next_step=T("It may not exist, or it may be somebody else's."),
    )


def _records(call: Call, kind: str, name: str) -> list[Any]:
    """The visible records of a kind that a reference, a name or a customer's name means."""
    model = compiled.model_of(kind)
    named = refs.read(name)
    if named is not None and named[0] is model:
        return _visible(call, model, model.number == named[1])
    if named is not None and named[0] not in {Company, Contact}:
        raise NotUnderstood(T("That list holds no {kind}.", kind=Term(named[0].__tablename__)))
    if model in names.NAMED and named is None:
        return list(names.find(call.session, call.caller, model, name))
    own = _by_title(call, model, name)
    return own or _of_customer(call, model, name)


def _by_title(call: Call, model: type[Any], name: str) -> list[Any]:
    title = getattr(model, "name", None) or getattr(model, "subject", None)
    if title is None or refs.read(name) is not None:
        return []
    return _visible(call, model, func.lower(title) == name.lower())


def _of_customer(call: Call, model: type[Any], name: str) -> list[Any]:
    """The records of the company or the contact that a name means, the newest first."""
    customers: tuple[type[Numbered], ...] = (Company, Contact)
    for kind in customers:
        link = getattr(model, f"{kind.__tablename__}_id", None)
        if link is None:
            continue
        named = refs.read(name)
        rows = (
            _visible(call, kind, kind.number == named[1])
            if named is not None and named[0] is kind
            else names.find(call.session, call.caller, kind, name)
        )
        if rows:
            return _visible(call, model, link.in_([row.id for row in rows]))
    return []


def _visible(call: Call, model: type[Any], condition: Any) -> list[Any]:
    statement = select(model).where(condition).order_by(model.id.desc()).limit(50)
    return list(call.session.scalars(permission.visible(statement, call.caller, model)))


def _row(call: Call, question: Question, record: Any) -> Row:
    title = getattr(record, "name", None) or getattr(record, "subject", None) or refs.ref(record)
    return Row(refs.ref(record), title, (_reason(call, question, record),))


def _reason(call: Call, question: Question, record: Any) -> Text:
    scene = Scene.of(call)
    if getattr(record, "archived_at", None) is not None:
        return T("it is archived")
    place = excluded.first(call.session, question.kind, question.filters, record.id, scene)
    if place is not None:
        return _told(call, question, question.filters[place], record)
    if question.limit and _place(call, question, record) > question.limit:
        return T(
            "it fits, but comes as number {n} of the first {limit}",
            n=_place(call, question, record),
            limit=question.limit,
        )
    return T("it fits every filter and is in the list")


def _told(call: Call, question: Question, node: Node, record: Any) -> Text:
    scene, language = Scene.of(call), call.caller.language
    if not isinstance(node, Leaf):
        (chip,) = said.chips(Question(question.command, (node,)), scene, language)[0].items
        return T("none of these fits: {filters}", filters=chip.value)
    has = excluded.value(call.session, question.kind, node.field, record.id, scene)
    return T(
        "{field} is {value}; the list wants {wanted}",
        field=said.named(node.field, language),
        value=_value(has),
        wanted=said.told(question.kind, node, scene),
    )


def _value(has: Any) -> Value:
    if has is None or has == "":
        return T("none")
    if isinstance(has, bool):
        return T("yes") if has else T("no")
    if isinstance(has, int | Money | datetime | date):
        return has
    if isinstance(has, float | Decimal):
        return said.figure(float(has))
    return Term(str(has)[:200])


def _place(call: Call, question: Question, record: Any) -> int:
    """At which place of the whole list a record that fits stands."""
    scene = Scene.of(call)
    model = compiled.model_of(question.kind)
    order = compiled.order(question.kind, question.sort, scene)
    statement = compiled.rows(question.kind, question.filters, scene, model.id)
    places = call.session.scalars(statement.order_by(*order).limit(100_000))
    return next((n for n, row_id in enumerate(places, 1) if row_id == record.id), 0)
