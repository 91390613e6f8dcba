"""One field of a record, chosen on its card and changed in a small form of its own.

The form is made from the field's own declaration in the record's edit command, which does the
work: what it refuses, and who may, is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from sqlalchemy.orm import Session

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command, command
from crm.engine.errors import Conflict, Missing, NotAllowed, NotFound, RapportError
from crm.engine.money import Money
from crm.engine.reply import Element, Reply
from crm.engine.run import reading_of
from crm.engine.texts import T
from crm.language import fields, grammar
from crm.language.fields.base import FieldType, Reading
from crm.language.form import Form, Spec
from crm.language.vocabulary import vocabulary
from crm.models import Base, Numbered
from crm.people import custom_field, editing

PARTED = ":"
# The small form's title is the command's help; here it is named for the catalogue.
TITLE = T("Change one field")


class Given(FieldType[str]):
    """The value of the chosen field as one input; which field it is, is its place in the form."""

    element = "parts"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> str:
        """The place of the field and its value, as they came."""
        del reading
        return text

    def show(self, value: str) -> str:
        """The same."""
        return value

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """The input of the chosen field, filled in with what the record holds."""
        row = fields.Anything().parse(str(texts.get("record", "")), reading)
        wanted = list(editable(row.__tablename__))
        if texts.get("field") not in wanted:
            return ()
        place = wanted.index(texts["field"])
        spec = editable(row.__tablename__)[texts["field"]]
        words = vocabulary(reading.language).fields.get(spec.name)
        return (
            Element(
                f"{name}~{place}",
                words.label if words else spec.name,
                spec.type.element,
                _now(row, spec, reading),
                spec.type.options(reading),
                hint=words.hint if words else None,
                is_required=True,
            ),
        )

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The place and the value in one text; empty where nothing was typed."""
        del texts, session
        return next((f"{place}{PARTED}{text}" for place, text in given.items()), "")


class Carried(fields.Anything):
    """A record that the card's menu carries; nobody is asked for it."""

    element = "hidden"


class EditOne(Form):
    """A record, which of its fields, and what it is to be."""

    record: Annotated[Numbered, Carried()]
    field: Annotated[str | None, fields.Hidden(40)] = None
    value: Annotated[str, Given()]


@command("record edit", effect="change", surface="button")
def edit(call: Call, form: EditOne) -> Reply:
    """Change one field."""
    kind = form.record.__tablename__
    name, text = _said(kind, form.value)
    known = _command(kind)
    if known.may.isdisjoint(call.caller.roles):
        raise NotAllowed(
            T("Your role does not include “{command}”.", command=known.name),
            next_step=T("An admin can give you the role with {example}.", example="/crm people"),
        )
    given = {kind: refs.ref(form.record), name: text}
    try:
        understood = grammar.fill(known.form, given, reading_of(call))
        _refuse_same(call, form.record, name, understood.values.get(name))
        return known.function(call, grammar.finish(known.form, understood, reading_of(call)))
    except RapportError as error:
        error.field = f"value~{list(editable(kind)).index(name)}"
        raise


def editable(kind: str) -> dict[str, Spec]:
    """The fields of a kind that can be changed one by one, by name."""
    known = REGISTRY.get(f"{kind} edit")
    if known is None:
        return {}
    apart = {kind, *editing.SPECIAL} - {custom_field.FORM_FIELD}
    return {name: spec for name, spec in known.form.specs().items() if name not in apart}


def _command(kind: str) -> Command:
    known = REGISTRY.get(f"{kind} edit")
    if known is None:
        raise NotFound(T("Nothing of this record can be changed one by one."))
    return known


def _said(kind: str, value: str) -> tuple[str, str]:
    place, _, text = value.partition(PARTED)
    names = list(editable(kind))
    if not place.isdigit() or int(place) >= len(names) or not text.strip():
        raise Missing(T("Say what is to be changed."), field="value")
    return names[int(place)], text


def _refuse_same(call: Call, row: Numbered, name: str, value: Any) -> None:
    """What was not changed is said, so that nobody is told of a change that was none."""
    spec = editable(row.__tablename__)[name]
    if value is not None and spec.type.show(value) == _now(row, spec, reading_of(call)):
        raise Conflict(T("That is what it says already."))


def _now(row: Numbered, spec: Spec, reading: Reading) -> str | None:
    """What the record holds, as the text that reads as it again."""
    if isinstance(spec.type, custom_field.Extras):
        return custom_field.said(reading.session, row)
    minor = editing.MINOR.get(spec.name)
    if minor is not None and hasattr(row, "currency"):
        amount = getattr(row, minor)
        return spec.type.show(Money(amount, row.currency)) if amount is not None else None
    link = getattr(row, f"{spec.name}_id", None)
    if link is not None:
        value = reading.session.get(_model(row, f"{spec.name}_id"), (row.workspace_id, link))
    else:
        value = getattr(row, spec.name, None)
    return spec.type.show(value) if value is not None else None


def _model(row: Numbered, column: str) -> Any:
    target = row.__table__.c[column].info["link"]
    mappers = Base.registry.mappers
    return next(m.class_ for m in mappers if getattr(m.class_, "__tablename__", "") == target)
