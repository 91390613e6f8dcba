"""Changing all records of a list at once: looked at first, done as one, undone whole."""

from __future__ import annotations

from typing import Annotated

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotUnderstood
from crm.engine.reply import Actions, Button, Chips, Fact, Listing, Notice, Reply, Row
from crm.engine.texts import T
from crm.insight import ask, changing, effect, new_values
from crm.language import fields
from crm.language.answers import said
from crm.language.form import Form
from crm.language.query import compile as compiled
from crm.language.query.filter import Question
from crm.language.query.scene import Scene
from crm.language.vocabulary import label
from crm.people import steps

EXAMPLES = 10
# A commit holds this many; more are a job, whose steps let others go between.
AT_ONCE = 500
MOST = 10_000


class ChangeAll(Form):
    """A list as a question, and the new values: *stage=proposal owner=ben*."""

    question: Annotated[str, fields.Hidden()]
    value: Annotated[str, fields.Phrase(300)]


class DoAll(Form):
    """A list as a question, the new values, and how many records there were at the look."""

    question: Annotated[str, fields.Hidden()]
    value: Annotated[str, fields.Hidden(300)]
    count: Annotated[int, fields.Number(0, MOST, claims=False)]


@command("ask change", surface="button")
def look(call: Call, form: ChangeAll) -> Reply:
    """Show what would be changed: how many, ten examples, and the new values."""
    question = ask.opened(form.question)
    new = new_values.read(question.kind, form.value)
    ids = _ids(call, question)
    found = new_values.named(call, question.kind, ids[:EXAMPLES])
    if not found:
        raise NotUnderstood(T("There is nothing in that list to change."))
    for one in new_values.effects(question.kind, found[0][0], new):
        effect.filled(call, one)
    items = tuple(Fact(label(name, call.caller.language), value) for name, value in new.items())
    rows = tuple(Row(ref, title) for ref, title in found)
    title = T("{what} will be changed", what=said.many(question.kind, len(ids)))
    given = {"question": form.question, "value": form.value, "count": str(len(ids))}
    button = Button(T("Change all"), "ask change all", given, style="primary")
    return Reply((Listing(title, rows, len(ids)), Chips(items), Actions((button,))))


@command("ask change all", effect="change", surface="button")
def do(call: Call, form: DoAll) -> Reply:
    """Change all records of the list as one, which Undo takes back whole: at once, or as a job."""
    question = ask.opened(form.question)
    new, ids = new_values.read(question.kind, form.value), _ids(call, question)
    if len(ids) != form.count:
        raise NotUnderstood(
            T("The list has changed meanwhile; nothing was changed."),
            next_step=T("Look at it again, then change all."),
        )
    if len(ids) > AT_ONCE:
        return changing.start(call, changing.Wanted(question.kind, new, ids))
    for ref, _ in new_values.named(call, question.kind, ids):
        new_values.carry_out(call, question.kind, ref, new)
    done = T("{what} changed.", what=said.many(question.kind, len(ids)))
    return Reply((Notice(done, "success"), *steps.undo_row(call)), is_public=True)


def _ids(call: Call, question: Question) -> list[int]:
    """The list's records in their order; raises `NotUnderstood` for too many."""
    model = compiled.model_of(question.kind)
    statement = compiled.rows(question.kind, question.filters, Scene.of(call), model.id)
    order = compiled.order(question.kind, question.sort, Scene.of(call))
    most = min(question.limit or MOST + 1, MOST + 1)
    ids = list(call.session.scalars(statement.order_by(*order).limit(most)))
    if len(ids) > MOST:
        raise NotUnderstood(
            T("Those are more than {n} records.", n=MOST),
            next_step=T(
                "Add a filter, or change them by a file with {example}.", example="/crm import"
            ),
        )
    return ids
