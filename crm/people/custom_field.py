"""Fields that a workspace adds to its records; `key=value` sets one in any add or edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotFound, NotUnderstood
from crm.engine.fixed import Fixed
from crm.engine.permission import LEADERS
from crm.engine.reply import Fact, Listing, Notice, Reply, Row
from crm.engine.texts import Joined, T, Term, Value
from crm.language import fields
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.vocabulary import keywords
from crm.language.words import KEYED, Words
from crm.models import CustomField, CustomValue, Numbered
from crm.people import archived_field, own_value, steps

KINDS = ("company", "contact", "lead", "deal", "ticket", "product", "purchase")
TYPES = ("text", "number", "money", "date", "choice", "link")
BUILT_IN = ("name", "title", "owner", "email", "phone", "city", "country", "industry", "size")
SAYABLE = re.compile(r"[A-Za-z_\u4e00-\u9fff]{1,40}")
# What forms call their own fields, all together.
FORM_FIELD = "extra"
COLUMNS = ("text", "figure", "amount", "currency", "day")


KIND: BindParameter[str] = bindparam("kind")
HELD: Fixed[CustomField] = Fixed(
    select(CustomField.name, *(getattr(CustomValue, name) for name in COLUMNS))
    .outerjoin(
        CustomValue,
        and_(
            CustomValue.workspace_id == CustomField.workspace_id,
            CustomValue.record_kind == KIND,
            CustomValue.record_id == bindparam("record"),
            CustomValue.field_id == CustomField.id,
        ),
    )
    .where(CustomField.kind == KIND, CustomField.archived_at.is_(None))
    .order_by(CustomField.id),
    CustomField,
)


@dataclass(frozen=True, slots=True)
class Held:
    """An own field of a record's kind, and what the record holds in it; None for nothing."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Extra:
    """A value for a custom field, as the store keeps it; `said` reads as it again."""

    field_id: int
    key: str
    said: str
    stored: dict[str, Any]


class Extras(FieldType[tuple[Extra, ...]]):
    """Every `key=value` whose key is a custom field of a kind."""

    element = "multiline"
    rank = 5
    is_announced = False

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def parse(self, text: str, reading: Reading) -> tuple[Extra, ...]:
        """The values of `key=value …`; raises `NotUnderstood` for a key that is no field."""
        known = _known(reading.session, self.kind)
        found = []
        for match in KEYED.finditer(text):
            field = known.get(match[1].casefold())
            if field is None:
                raise NotUnderstood(
                    T("There is no field {name}.", name=match[1]),
                    next_step=T("See all with {example}", example="/crm field list"),
                )
            found.append(_read(field, _value(match), reading))
        if KEYED.sub("", text).strip():
            raise NotUnderstood(T("Write each as {example}.", example='region="North West"'))
        return tuple(found)

    def show(self, value: tuple[Extra, ...]) -> str:
        """All as `key="value"`, one a line."""
        return "\n".join(f'{extra.key}="{extra.said}"' for extra in value)

    def claim(self, words: Words, reading: Reading) -> Claim[tuple[Extra, ...]] | None:
        """The words that set a custom field; the store is only asked where there is a `=`."""
        matches = list(KEYED.finditer(words.source))
        known = _known(reading.session, self.kind) if matches else {}
        found, last = [], None
        for match in matches:
            field = known.get(match[1].casefold())
            if field is not None:
                last = words.covering(0, match.start(), match.end())
                words.claim(last)
                found.append(_read(field, _value(match), reading))
        return None if last is None else Claim(last, tuple(found))


class AddField(Form):
    """Which kind of record gets it, what it is called, and what it holds."""

    asked_when: ClassVar = {"choices": ("type", frozenset({"choice"}))}

    kind: Annotated[str, fields.Choice(*KINDS)]
    type: Annotated[str, fields.Choice(*TYPES, claims=False)] = "text"
    choices: Annotated[str | None, fields.Phrase(1_000, keyed=True)] = None
    name: Annotated[str, fields.Phrase(40)]


class OldField(Form):
    """Of which kind of record, and the field's name."""

    kind: Annotated[str, fields.Choice(*KINDS)]
    name: Annotated[str, fields.Phrase(40)]


class ListFields(Form):
    """Of which kind of record; all, unless said otherwise."""

    kind: Annotated[str | None, fields.Choice(*KINDS)] = None


@command("field add", may=LEADERS, effect="change")
def add(call: Call, form: AddField) -> Reply:
    """Add a field to a kind of record."""
    _refuse(call, form)
    choices = [one.strip() for one in re.split(r"[,，、]", form.choices or "") if one.strip()]
    if (form.type == "choice") is not bool(choices):
        raise NotUnderstood(
            T("A field with choices, and only such a field, names them."),
            next_step=T(
                "Write it like {example}.",
                example="field add company Region type=choice choices=North,South",
            ),
            field="choices",
        )
    aside = archived_field.called(call.session, form.kind, form.name)
    if aside is not None:
        archived_field.revive(aside, form.type, choices)
        call.session.flush()
        told = T("The field {name} is back, with the values that it had.", name=aside.name)
        return Reply((Notice(told, "success"), *steps.undo_row(call)), is_public=True)
    made = CustomField(
        kind=form.kind,
        name=form.name,
        name_key=name_key(form.name),
        type=form.type,
        choices=choices,
        created_at=call.now,
    )
    call.session.add(made)
    call.session.flush()
    example = f"{form.kind} add … {key_of(form.name)}=…"
    told = T("New field {name}. Set it with {example}.", name=form.name, example=example)
    return Reply((Notice(told, "success"), *steps.undo_row(call)), is_public=True)


@command("field archive", may=LEADERS, effect="change")
def archive(call: Call, form: OldField) -> Reply:
    """Put a field of the workspace's own aside; the values it has stay."""
    found = _known(call.session, form.kind).get(key_of(form.name))
    if found is None:
        raise NotFound(
            T("There is no field {name}.", name=form.name),
            next_step=T("See all with {example}", example="/crm field list"),
            field="name",
        )
    found.archived_at = call.now
    call.session.flush()
    told = T("The field {name} is asked for no more; its values stay.", name=found.name)
    return Reply((Notice(told, "success"), *steps.undo_row(call)))


@command("field list")
def listing(call: Call, form: ListFields) -> Reply:
    """List the fields that this workspace added."""
    where = () if form.kind is None else (CustomField.kind == form.kind,)
    rows = tuple(
        Row(None, f"{field.name} ({key_of(field.name)}=)", _details(field))
        for field in _fields(call.session, *where)
    )
    return Reply((Listing(T("Own fields"), rows, len(rows), empty=T("No own fields yet.")),))


def key_of(name: str) -> str:
    """The word before `=` that sets a field: `vat_number` of *VAT number*."""
    return "_".join(name.casefold().split())


def store(call: Call, row: Numbered, extras: tuple[Extra, ...] | None) -> int:
    """Set a record's custom fields; returns how many are other than before."""
    changed = 0
    for extra in extras or ():
        value = _stored(call.session, row, extra.field_id)
        if value is None and not extra.stored:
            continue
        if value is None:
            value = CustomValue(
                field_id=extra.field_id, record_kind=row.__tablename__, record_id=row.id
            )
            call.session.add(value)
        changed += any(getattr(value, name) != extra.stored.get(name) for name in COLUMNS)
        for name in COLUMNS:
            setattr(value, name, extra.stored.get(name))
    if extras:
        call.session.flush()
    return changed


def held(session: Session, row: Numbered) -> tuple[Held, ...]:
    """The own fields of a record's kind with what it holds in each: one statement."""
    found = HELD.rows(session, kind=row.__tablename__, record=row.id)
    return tuple(Held(one.name, own_value.shown(one)) for one in found)


def facts(own: Iterable[Held]) -> tuple[Fact, ...]:
    """The own fields that hold something, for a card."""
    return tuple(Fact(one.name, one.value) for one in own if one.value is not None)


def editable(own: Sequence[Held]) -> tuple[str, ...]:
    """The name under which a card's menu offers own fields, where the kind has any."""
    return (FORM_FIELD,) if own else ()


def said(session: Session, row: Numbered) -> str:
    """What a record's own fields hold, as the text that sets it again: `region="EMEA"`."""
    known = [(key_of(one.name), one.value) for one in held(session, row)]
    return "\n".join(f'{key}="{own_value.said(value)}"' for key, value in known)


def _stored(session: Session, row: Numbered, field_id: int) -> CustomValue | None:
    statement = select(CustomValue).where(
        CustomValue.record_kind == row.__tablename__,
        CustomValue.record_id == row.id,
        CustomValue.field_id == field_id,
    )
    return session.scalars(statement).one_or_none()


def _fields(session: Session, *where: ColumnElement[bool]) -> Iterator[CustomField]:
    statement = select(CustomField).where(CustomField.archived_at.is_(None), *where)
    yield from session.scalars(statement.order_by(CustomField.kind, CustomField.id))


def _known(session: Session, kind: str) -> dict[str, CustomField]:
    return {key_of(field.name): field for field in _fields(session, CustomField.kind == kind)}


def _details(field: CustomField) -> tuple[Value, ...]:
    choices = (Joined(tuple(field.choices)),) if field.choices else ()
    return (Term(field.kind), Term(field.type), *choices)


def _refuse(call: Call, form: AddField) -> None:
    key = key_of(form.name)
    if not SAYABLE.fullmatch(key):
        raise NotUnderstood(T("A field's name has letters and spaces only."), field="name")
    if any(key in keywords(name) for name in BUILT_IN) or key in _known(call.session, form.kind):
        raise Conflict(T("There is a field {name} already.", name=form.name), field="name")


def _value(match: re.Match[str]) -> str:
    return next((group for group in match.groups()[1:] if group is not None), "")


def _read(field: CustomField, said: str, reading: Reading) -> Extra:
    stored = own_value.read(field, said, reading) if said.strip() else {}
    return Extra(field.id, key_of(field.name), said, stored)
