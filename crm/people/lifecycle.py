"""What records of many kinds share: put aside, taken back, and their history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import create_model

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict
from crm.engine.reply import Card, Record, Reply
from crm.engine.texts import T, Text
from crm.language import fields
from crm.language.form import Form
from crm.models import Numbered
from crm.people import watch

Carded = Callable[[Call, Any, Text | None], Card]


def declare(model: type[Numbered], may: frozenset[str], card: Carded, module: str) -> None:
    """Declare `KIND archive` and `KIND restore` for a record with `archived_at`."""
    kind = model.__tablename__
    form = _form(model)

    def archive(call: Call, form: Form) -> Reply:
        """Put a record aside: lists leave it out, its history stays."""
        row = getattr(form, kind)
        if row.archived_at is not None:
            raise Conflict(T("{ref} is put aside already.", ref=refs.ref(row)))
        return _set(call, row, call.now, T("Put aside."))

    def restore(call: Call, form: Form) -> Reply:
        """Take a record back that was put aside."""
        row = getattr(form, kind)
        if row.archived_at is None:
            raise Conflict(T("{ref} is not put aside.", ref=refs.ref(row)))
        return _set(call, row, None, T("Taken back."))

    def _set(call: Call, row: Any, at: datetime | None, note: Text) -> Reply:
        row.archived_at = at
        call.session.flush()
        watch.tell(call, row, T("{ref} was changed.", ref=refs.ref(row)))
        return Reply((card(call, row, note),), is_public=True, about=Record(kind, row.id))

    for function in (archive, restore):
        function.__annotations__ = {"call": Call, "form": form, "return": Reply}
        function.__module__ = module
        command(f"{kind} {function.__name__}", may=may, effect="change")(function)


def _form(model: type[Numbered]) -> type[Form]:
    named: Any = {model.__tablename__: (Annotated[model, fields.Ref(model)], ...)}
    made: type[Form] = create_model(
        f"One{model.__name__}", __base__=Form, __doc__="A record, by reference or name.", **named
    )
    return made
