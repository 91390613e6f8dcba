"""Where the links of records lead, as an export names each: title, reference, other id, moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import refs
from crm.imports import belongings, links
from crm.models import ExternalId, LeadConversion, Numbered

PARENTS = ("company", "contact", "deal")
Target = tuple[str, int]


def of(session: Session, kind: str, page: Sequence[Any]) -> dict[int, dict[str, str]]:
    """The cells of every link of a page's records, by the record's id."""
    targets = {row.id: _targets(row) for row in page}
    if kind == "lead":
        _converted(session, targets)
    wanted: dict[str, set[int]] = defaultdict(set)
    for found in targets.values():
        for target in filter(None, found.values()):
            wanted[target[0]].add(target[1])
    said = {parent: _said(session, parent, sorted(ids)) for parent, ids in wanted.items()}
    return {
        record_id: {
            f"{name}{part}": cell
            for name, target in found.items()
            for part, cell in _cells(name, target, said).items()
        }
        for record_id, found in targets.items()
    }


def names(kind: str) -> tuple[str, ...]:
    """The links that a kind of record has."""
    columns = links.MODELS[kind].__table__.columns
    own = tuple(parent for parent in PARENTS if f"{parent}_id" in columns)
    more = {"activity": ("about",), "lead": tuple(f"converted_{parent}" for parent in PARENTS)}
    return own + more.get(kind, ())


def _targets(row: Any) -> dict[str, Target | None]:
    columns = row.__table__.columns
    found: dict[str, Target | None] = {}
    for parent in PARENTS:
        if f"{parent}_id" in columns:
            there = getattr(row, f"{parent}_id")
            found[parent] = (parent, there) if there is not None else None
    if row.__tablename__ == "activity":
        is_known = row.record_kind in links.MODELS and row.record_id is not None
        found["about"] = (row.record_kind, row.record_id) if is_known else None
    return found


def _converted(session: Session, targets: dict[int, dict[str, Target | None]]) -> None:
    for found in targets.values():
        found |= {f"converted_{parent}": None for parent in PARENTS}
    here = select(LeadConversion).where(LeadConversion.lead_id.in_(sorted(targets)))
    for row in session.scalars(here):
        for parent in PARENTS:
            if (there := getattr(row, f"{parent}_id")) is not None:
                targets[row.lead_id][f"converted_{parent}"] = (parent, there)


def _cells(
    name: str, target: Target | None, said: dict[str, dict[int, dict[str, str]]]
) -> dict[str, str]:
    empty = dict.fromkeys(("", "_ref", "_external_id", "_external_vendor", "_created_at"), "")
    cells = said[target[0]].get(target[1], empty) if target else empty
    if name == "about":
        cells = cells | {"_kind": target[0] if target and cells["_ref"] else ""}
    return cells


def _said(session: Session, kind: str, ids: list[int]) -> dict[int, dict[str, str]]:
    model: Any = links.MODELS[kind]
    if not issubclass(model, Numbered):
        return {}
    other = external(session, kind, ids)
    return {
        record.id: {
            "": getattr(record, "name", None) or getattr(record, "subject", None) or "",
            "_ref": refs.ref(record),
            **{f"_{name}": said for name, said in other_id(other.get(record.id)).items()},
            "_created_at": belongings.stamp(record),
        }
        for record in session.scalars(select(model).where(model.id.in_(ids)))
    }


def other_id(said: tuple[str, str] | None) -> dict[str, str]:
    """The cells of another system's id: the id, and which system that is."""
    value, vendor = said or ("", "")
    return {"external_id": value, "external_vendor": vendor if value else ""}


def external(session: Session, kind: str, ids: list[int]) -> dict[int, tuple[str, str]]:
    """What the system a record came from calls it, and the system, by the record's id."""
    statement = (
        select(ExternalId.record_id, ExternalId.value, ExternalId.vendor)
        .where(ExternalId.record_kind == kind, ExternalId.record_id.in_(ids))
        .where(ExternalId.is_alias.is_(False))
        .order_by(ExternalId.id.desc())
    )
    return {row.record_id: (row.value, row.vendor) for row in session.execute(statement)}
