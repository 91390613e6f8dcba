"""Saved views: a list under a name, asked anew with the reader's rights each time it is shown."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound
from crm.engine.reply import Actions, Button, Listing, Notice, Reply, Row
from crm.engine.texts import Joined, T, Term, Value
from crm.language import fields
from crm.language.answers import said
from crm.language.answers.answer import Asked, answer
from crm.language.ask import rolling
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.query.filter import Node, Question, Sort, from_json, to_json
from crm.language.query.grammar import AnyFilters, KindName
from crm.language.query.scene import Scene
from crm.language.query.typed import named
from crm.models import SavedView
from crm.people import steps


class SaveView(Form):
    """A name, and the list that it stands for: its kind, filters, order, limit and groups."""

    where: Annotated[tuple[Node, ...] | None, AnyFilters("deal")] = None
    of: Annotated[str, KindName()] = "deal"
    sort: Annotated[str | None, fields.Phrase(80, keyed=True)] = None
    group: Annotated[str | None, fields.Phrase(80, keyed=True)] = None
    limit: Annotated[int | None, fields.Number(1, 10_000, claims=False)] = None
    name: Annotated[str, fields.Phrase(80)]


class ShowView(Form):
    """A view, by its name."""

    name: Annotated[str, fields.Phrase(80)]
    page: Annotated[int, fields.Number(1, 100_000, claims=False)] = 1


class ListViews(Form):
    """Nothing: all views are shown."""


@command("view save", effect="change")
def save(call: Call, form: SaveView) -> Reply:
    """Keep a list under a name."""
    question = _question(form)
    answer(call, Asked(question))  # what cannot be asked is not kept
    if _find(call, form.name) is not None:
        raise Conflict(
            T("There is a view “{name}” already.", name=form.name),
            next_step=T("Choose another name."),
            field="name",
        )
    view = SavedView(
        name=form.name,
        name_key=name_key(form.name),
        question=to_json(question),
        user_id=call.caller.user_id,
        created_at=call.now,
    )
    call.session.add(view)
    call.session.flush()
    shown = Button(T("Show"), "view show", {"name": view.name}, is_reusable=True)
    done = Notice(T("Saved as “{name}”.", name=view.name), "success")
    return Reply((done, Actions((shown, *steps.undo(call)))))


@command("view list")
def listing(call: Call, form: ListViews) -> Reply:
    """List the saved views."""
    del form
    views = call.session.scalars(select(SavedView).order_by(SavedView.name_key).limit(200)).all()
    rows = tuple(Row(None, view.name, _told(call, view)) for view in views)
    return Reply((Listing(T("Saved views"), rows, len(rows), empty=T("No views yet.")),))


@command("view show")
def show(call: Call, form: ShowView) -> Reply:
    """Show the list that a view stands for."""
    view = _find(call, form.name)
    if view is None:
        raise NotFound(
            T("There is no view “{name}”.", name=form.name),
            next_step=T("See all with {example}", example="/crm view list"),
        )
    question = rolling.anew(from_json(view.question), Scene.of(call))
    asked = Asked(question, form.page, again={"name": view.name}, command="view show")
    return answer(call, asked)


def _question(form: SaveView) -> Question:
    sort: tuple[Sort, ...] = ()
    if form.sort:
        name = named(form.of, form.sort.lstrip("-+"))
        sort = (Sort(name, "desc" if form.sort.startswith("-") else "asc"),)
    return Question(
        f"{form.of} list", form.where or (), sort, form.limit, group_by=form.group or None
    )


def _find(call: Call, name: str) -> SavedView | None:
    statement = select(SavedView).where(SavedView.name_key == name_key(name))
    return call.session.scalars(statement).one_or_none()


def _told(call: Call, view: SavedView) -> tuple[Value, ...]:
    """What a view lists, in the words of its chips."""
    question = rolling.anew(from_json(view.question), Scene.of(call))
    chips = said.chips(question, Scene.of(call), call.caller.language)
    items = chips[0].items if chips else ()
    return (Term(question.kind), *(Joined((chip.label, chip.value), ": ") for chip in items))
