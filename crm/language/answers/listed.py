"""What every list takes beside its own words: filters, order, limit, groups, page."""

from __future__ import annotations

from typing import Annotated, Any

from crm.engine.call import Call
from crm.engine.reply import Reply
from crm.engine.texts import Text
from crm.language import fields
from crm.language.answers.answer import Asked, answer
from crm.language.form import Form, texts
from crm.language.query.filter import Leaf, Node, Question
from crm.language.query.grammar import Filters, GroupBy, SortBy


class Listed(Form):
    """A list's form adds `where`, `sort` and `group` of its own kind to these."""

    limit: Annotated[int | None, fields.Number(1, 10_000, claims=False)] = None
    page: Annotated[int, fields.Number(1, 100_000)] = 1


def asked(form: Any, kind: str, own: tuple[Node, ...], title: Text | None = None) -> Asked:
    """A list's form as a question; `own` are the filters of the form's own words."""
    order = form.specs()["sort"].type
    assert isinstance(order, SortBy)
    typed: tuple[Node, ...] = form.where or ()
    is_plain = not (typed or form.limit or form.group)
    question = Question(
        f"{kind} list",
        (*own, *typed),
        sort=order.sorts(form.sort),
        limit=form.limit,
        group_by=form.group,
    )
    return Asked(question, form.page, title if is_plain else None, texts(form))


def reply(call: Call, form: Any, kind: str, own: tuple[Node, ...], title: Text) -> Reply:
    """The answer to a list's form."""
    return answer(call, asked(form, kind, own, title))


def about(form: Any, *names: str) -> set[str]:
    """Which of some fields the typed filters say something about, however deep they stand."""
    found: set[str] = set()
    todo = list(form.where or ())
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf):
            found.add(node.field)
        else:
            todo += node.items
    return found & set(names)


__all__ = ["Filters", "GroupBy", "Listed", "SortBy", "about", "asked", "reply"]
