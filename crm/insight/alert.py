"""Alerts: a list that tells its person, by direct message, of each record that comes to it."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import Select, func, select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound
from crm.engine.permission import MEMBERS
from crm.engine.reply import Actions, Listing, Menu, Notice, Option, Reply, Row, Small
from crm.engine.texts import Joined, T, Term, Value, say
from crm.insight import look
from crm.language import fields
from crm.language.answers import said
from crm.language.ask import rolling
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.query.filter import Node, Question, from_json, to_json
from crm.language.query.grammar import AnyFilters, KindName
from crm.language.query.scene import Scene
from crm.models import Alert
from crm.people import steps

MOST = 25
LONGEST = 80


class AddAlert(Form):
    """The list: its kind and filters; and a name, else what the list is stands for it."""

    where: Annotated[tuple[Node, ...] | None, AnyFilters("deal")] = None
    of: Annotated[str, KindName()] = "deal"
    name: Annotated[str | None, fields.Phrase(LONGEST)] = None


class RemoveAlert(Form):
    """An alert, by its name."""

    name: Annotated[str, fields.Phrase(LONGEST)]


class ListAlerts(Form):
    """Nothing: all of mine are shown."""


@command("alert add", may=MEMBERS, effect="change")
def add(call: Call, form: AddAlert) -> Reply:
    """Tell me when a record comes to a list."""
    assert call.caller.user_id is not None
    question = Question(f"{form.of} list", form.where or ())
    name = form.name or _name(call, question)
    _refuse(call, name)
    alert = Alert(
        name=name,
        name_key=name_key(name),
        question=to_json(question),
        user_id=call.caller.user_id,
        channel=call.caller.slack_id or "",
        created_at=call.now,
    )
    call.session.add(alert)
    call.session.flush()
    look.begin(call.session, alert, Scene.of(call))
    done = Notice(T("I will tell you what comes to “{name}”.", name=name), "success")
    hint = T("What is in it now is not told. Quiet hours hold: {example}.", example=SETTINGS)
    return Reply((done, Small(hint), *steps.undo_row(call)))


@command("alert list", may=MEMBERS)
def listing(call: Call, form: ListAlerts) -> Reply:
    """List my alerts."""
    del form
    mine = call.session.scalars(_mine(call).order_by(Alert.name_key)).all()
    rows = tuple(Row(None, one.name, _told(call, one)) for one in mine)
    empty = T("No alerts yet: *Alert me* under a list makes one.")
    shown = Listing(T("My alerts"), rows, len(rows), empty=empty)
    options = tuple(Option(one.name, one.name) for one in mine if one.is_active)
    menu = Menu(T("Remove an alert"), "alert remove", "name", options)
    return Reply((shown, Actions((menu,))) if options else (shown,))


@command("alert remove", may=MEMBERS, effect="change")
def remove(call: Call, form: RemoveAlert) -> Reply:
    """Tell me no more what comes to a list."""
    alert = call.session.scalars(_called(call, form.name)).one_or_none()
    if alert is None:
        raise NotFound(
            T("You have no alert “{name}”.", name=form.name),
            next_step=T("See all with {example}", example="/crm alert list"),
        )
    call.session.delete(alert)
    call.session.flush()
    done = T("I tell you no more what comes to “{name}”.", name=alert.name)
    return Reply((Notice(done, "success"), *steps.undo_row(call)))


SETTINGS = "/crm notifications set quiet 22-8"


def _refuse(call: Call, name: str) -> None:
    """Raise `Conflict` where the caller has that alert, or as many as anybody may have."""
    if call.session.scalars(_called(call, name)).one_or_none() is not None:
        raise Conflict(
            T("You have an alert “{name}” already.", name=name),
            next_step=T("See all with {example}", example="/crm alert list"),
            field="name",
        )
    count = call.session.scalar(_mine(call).with_only_columns(func.count()))
    if (count or 0) >= MOST:
        raise Conflict(
            T("You have {n} alerts; more would drown you.", n=MOST),
            next_step=T("Remove one first: {example}", example="/crm alert list"),
        )


def _mine(call: Call) -> Select[Alert]:
    return select(Alert).where(Alert.user_id == call.caller.user_id)


def _called(call: Call, name: str) -> Select[Alert]:
    return _mine(call).where(Alert.name_key == name_key(name))


def _name(call: Call, question: Question) -> str:
    """What a list is, in a line: *deals · Stage: Proposal*."""
    text = say(Joined(_described(call, question), " · "), call.reader)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _described(call: Call, question: Question) -> tuple[Value, ...]:
    facts = said.filters(question, Scene.of(call), call.caller.language)
    return (Term(question.kind), *(Joined((one.label, one.value), ": ") for one in facts))


def _told(call: Call, alert: Alert) -> tuple[Value, ...]:
    """What it lists, where its name does not say so; and that it was stopped, if so."""
    question = rolling.anew(from_json(alert.question), Scene.of(call))
    described = _described(call, question) if alert.name != _name(call, question) else ()
    return described if alert.is_active else (T("stopped"), *described)
