"""What is filled, valid and stale, as conditions on contacts and companies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from crm.engine.settings import Settings
from crm.language.normal import name_key
from crm.models import (
    Activity,
    Change,
    Changeset,
    Company,
    Contact,
    ContactPoint,
    CustomField,
    CustomValue,
    Purchase,
)

Condition = ColumnElement[bool]
MODELS: dict[str, type[Any]] = {"contact": Contact, "company": Company}
PLACEHOLDERS = (
    "test", "tester", "unknown", "n/a", "na", "none", "null", "-", "--", "?", "x", "xx", "xxx",
    "asdf", "tbd", "未知", "无", "测试", "不详",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needed:
    """A field that the workspace needs, as it is called, and when it is filled and valid."""

    name: str
    is_there: Condition


def names_of(kind: str) -> list[str]:
    """The fields of a kind that can be called needed, beside the workspace's own."""
    return sorted(FIELDS[kind])


def wanted(kind: str, own: Settings) -> list[str]:
    """The names of the fields that the workspace needs of a kind."""
    said = own.needed_contact if kind == "contact" else own.needed_company
    return [word.strip() for word in re.split(r"[,，、]", said) if word.strip()]


def needed(session: Session, kind: str, own: Settings) -> list[Needed]:
    """The needed fields of a kind; a name that means nothing any more is left out."""
    found = []
    for name in wanted(kind, own):
        condition = one(session, kind, name)
        if condition is not None:
            found.append(Needed(name, condition))
    return found


def one(session: Session, kind: str, name: str) -> Condition | None:
    """When a field, or one of the workspace's own, is filled and valid; None for no field."""
    known = FIELDS[kind].get(name.casefold())
    if known is not None:
        return known()
    statement = select(CustomField.id).where(
        CustomField.kind == kind,
        CustomField.name_key == name_key(name),
        CustomField.archived_at.is_(None),
    )
    field_id = session.scalar(statement)
    if field_id is None:
        return None
    model = MODELS[kind]
    return exists().where(
        CustomValue.workspace_id == model.workspace_id,
        CustomValue.field_id == field_id,
        CustomValue.record_kind == kind,
        CustomValue.record_id == model.id,
    )


def invalid(kind: str) -> Condition:
    """When something of a record cannot be right, whether it is needed or not."""
    if kind == "company":
        return or_(
            ~_is_name(Company.name_key),
            and_(_is_filled(Company.phone), ~_is_phone(Company.phone)),
            and_(_is_filled(Company.website), ~_is_website(Company.website)),
        )
    return or_(~_is_name(Contact.name_key), _point(bad_point()))


def bad_point() -> Condition:
    """When an address or a number of a contact point cannot be right."""
    return or_(
        and_(ContactPoint.kind == "email", ~_is_email(ContactPoint.value)),
        and_(ContactPoint.kind == "phone", ~_is_phone(ContactPoint.value)),
    )


def stale(kind: str, now: datetime, days: int) -> Condition:
    """When a record saw no activity, purchase or change for so many days."""
    model = MODELS[kind]
    since = now - timedelta(days=days)
    link = f"{kind}_id"
    acted = exists().where(
        Activity.workspace_id == model.workspace_id,
        getattr(Activity, link) == model.id,
        Activity.at >= since,
    )
    bought = exists().where(
        Purchase.workspace_id == model.workspace_id,
        getattr(Purchase, link) == model.id,
        Purchase.bought_on >= since.date(),
    )
    changed = exists().where(
        Change.workspace_id == model.workspace_id,
        Change.record_kind == kind,
        Change.record_id == model.id,
        Changeset.workspace_id == Change.workspace_id,
        Changeset.id == Change.changeset_id,
        Changeset.recorded_at >= since,
    )
    return and_(model.created_at < since, ~acted, ~bought, ~changed)


def _is_filled(column: Any) -> Condition:
    return and_(column.is_not(None), column != "")


def _is_email(column: Any) -> Condition:
    return and_(
        column.like("%_@_%._%"), ~column.like("%@%@%"), ~column.like("% %"), ~column.like("%..%")
    )


def _is_phone(column: Any) -> Condition:
    """E.164: a plus and seven to fifteen digits."""
    return and_(column.like("+%"), func.length(column).between(8, 16), ~column.like("% %"))


def _is_website(column: Any) -> Condition:
    return and_(column.like("%_._%"), ~column.like("% %"))


def _is_name(column: Any) -> Condition:
    return and_(func.length(column) > 1, ~column.like("%@%"), column.not_in(PLACEHOLDERS))


def _point(condition: Condition) -> Condition:
    return exists().where(
        ContactPoint.workspace_id == Contact.workspace_id,
        ContactPoint.contact_id == Contact.id,
        condition,
    )


def _reached(kind: str, is_valid: Callable[[Any], Condition]) -> Callable[[], Condition]:
    return lambda: _point(and_(ContactPoint.kind == kind, is_valid(ContactPoint.value)))


def _filled(column: Any) -> Callable[[], Condition]:
    return lambda: _is_filled(column)


def _linked(column: Any) -> Callable[[], Condition]:
    return lambda: column.is_not(None)


def _of(column: Any, is_valid: Callable[[Any], Condition]) -> Callable[[], Condition]:
    return lambda: and_(_is_filled(column), is_valid(column))


FIELDS: dict[str, dict[str, Callable[[], Condition]]] = {
    "contact": {
        "name": _of(Contact.name_key, _is_name),
        "email": _reached("email", _is_email),
        "phone": _reached("phone", _is_phone),
        "social": _reached("social", _is_filled),
        "company": _linked(Contact.company_id),
        "owner": _linked(Contact.owner_id),
        "title": _filled(Contact.title),
        "city": _filled(Contact.city),
        "country": _filled(Contact.country),
        "source": _filled(Contact.source),
    },
    "company": {
        "name": _of(Company.name_key, _is_name),
        "industry": _filled(Company.industry),
        "city": _filled(Company.city),
        "country": _filled(Company.country),
        "size": lambda: and_(Company.size.is_not(None), Company.size > 0),
        "phone": _of(Company.phone, _is_phone),
        "website": _of(Company.website, _is_website),
        "owner": _linked(Company.owner_id),
        "source": _filled(Company.source),
    },
}
