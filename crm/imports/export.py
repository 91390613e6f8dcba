"""Records out: a kind as rows of texts, with links by reference and external id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from crm.engine import permission, refs
from crm.engine.call import Caller
from crm.engine.money import Money
from crm.imports import belongings, links, pointers
from crm.imports.formulas import safe as safe  # noqa: PLC0414 - the export's own door
from crm.models import (
    Campaign,
    Consent,
    Contact,
    ContactPoint,
    Contract,
    Numbered,
    Stage,
    User,
)

KINDS = (
    "company contact product deal lead ticket quote purchase activity consent".split()  # noqa: SIM905 - one line
)
# What can be written out but not read in again: lists of these can be exported too.
MODELS: dict[str, Any] = links.MODELS | {"contract": Contract, "campaign": Campaign}
HIDDEN = frozenset({"id", "workspace_id", "number", "name_key", "pipeline_id", "record_kind"})
MONEY = frozenset({"amount", "price"})
PEOPLE = {"owner_id": "owner", "user_id": "user", "assignee_id": "assignee"}
PAGE = 1_000


def seen(caller: Caller, kind: str) -> ColumnElement[bool]:
    """The condition under which the caller sees records of a kind; a consent with its contact."""
    model: Any = MODELS[kind]
    if model is not Consent:
        return permission.sees(caller, model)
    theirs = select(Contact.id).where(permission.sees(caller, Contact))
    return and_(permission.sees(caller, model), model.contact_id.in_(theirs))


def rows(session: Session, kind: str, *only: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """The records of a kind that are not archived, oldest first, as named values.

    `only` are conditions that they keep: the filters of a list, the reader's rights.
    """
    model: Any = MODELS[kind]
    people = {user.id: user.handle or user.name for user in session.scalars(select(User))}
    stages = {stage.id: stage.name for stage in session.scalars(select(Stage))}
    last = 0
    while True:
        statement = select(model).where(model.id > last, *only).order_by(model.id).limit(PAGE)
        page = list(session.scalars(statement))
        if not page:
            return
        last = page[-1].id
        ids = [row.id for row in page]
        pointed = pointers.of(session, kind, page)
        own = pointers.external(session, kind, ids)
        lists = belongings.of(session, kind, page)
        points = _points(session, ids) if kind == "contact" else {}
        for row in page:
            if kind != "product" and getattr(row, "archived_at", None) is not None:
                continue
            said = {
                "ref": refs.ref(row) if isinstance(row, Numbered) else "",
                **pointers.other_id(own.get(row.id)),
            }
            said |= _values(row, people, stages) | pointed.get(row.id, {})
            yield said | points.get(row.id, {}) | lists[row.id]
        for row in page:
            session.expunge(row)


def _values(row: Any, people: dict[int, str], stages: dict[int, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in row.__table__.columns:
        name, value = column.name, getattr(row, column.name)
        if name in HIDDEN:
            continue
        if name in PEOPLE:
            found[PEOPLE[name]] = people.get(value)
        elif name == "stage_id":
            found["stage"] = stages.get(value)
        elif name in MONEY and value is not None:
            found[name] = str(Money(value, row.currency or "USD").amount)
        elif not name.endswith("_id"):
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _points(session: Session, ids: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"email": [], "phone": []})
    statement = (
        select(ContactPoint).where(ContactPoint.contact_id.in_(ids)).order_by(ContactPoint.id)
    )
    for point in session.scalars(statement):
        found[point.contact_id].setdefault(point.kind, []).append(point.value)
    return {i: {k: ";".join(found[i][k]) for k in ("email", "phone")} for i in ids}
