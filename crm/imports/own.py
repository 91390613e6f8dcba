"""Our own export coming back: which record each row is, and whether it says anything new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import refs
from crm.imports import export, formulas, links
from crm.imports.draft import Draft
from crm.imports.ids import CHUNK
from crm.models import ExternalId, Numbered

CALLED = ("name", "subject", "note", "amount")
STAMPS = ("created_at", "opened_at", "at", "name", "subject")
Own = tuple[Draft, int, bool]


def found(session: Session, headers: Sequence[str], drafts: Iterable[Draft]) -> Iterator[Own]:
    """The drafts that are records of this workspace, each with its id and whether it is equal.

    A reference alone does not say so: another workspace has the same ones. The moment at which the
    record was made has to be the same too; where the file has none, its name.
    """
    by_kind: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.said:
            by_kind[draft.kind].append(draft)
    for kind, mine in by_kind.items():
        if issubclass(links.MODELS[kind], Numbered):
            yield from _by_ref(session, headers, kind, mine)
        else:
            yield from _by_moment(session, headers, kind, mine)


def _by_ref(
    session: Session, headers: Sequence[str], kind: str, drafts: Sequence[Draft]
) -> Iterator[Own]:
    model: Any = links.MODELS[kind]
    said = [(draft, dict(zip(headers, draft.said, strict=False))) for draft in drafts]
    numbers = {n for _, row in said if (n := _number(row.get("ref", ""), kind)) is not None}
    if not numbers:
        return
    here = model.number.in_(sorted(numbers))
    found_rows = session.execute(select(model.number, model.id).where(here))
    ids: dict[int, int] = {row.number: row.id for row in found_rows}
    stored = {row["ref"]: row for row in export.rows(session, kind, here)}
    brought = _brought(session, kind, list(ids.values()))
    for draft, row in said:
        known = stored.get(row.get("ref", ""))
        number = _number(row.get("ref", ""), kind)
        if known is None or number not in ids or not _is_it(row, known):
            continue
        if ids[number] not in brought or _is_called(row, known):
            draft.wishes = [links.here(wish) for wish in draft.wishes]
            yield draft, ids[number], _is_equal(row, known)


def _by_moment(
    session: Session, headers: Sequence[str], kind: str, drafts: Sequence[Draft]
) -> Iterator[Own]:
    """Records without a reference (consents): the one that is equal in every cell."""
    model: Any = links.MODELS[kind]
    moments = sorted({at for draft in drafts if (at := draft.values.get("at")) is not None})
    stored = list(export.rows(session, kind, model.at.in_(moments))) if moments else []
    for draft in drafts:
        row = dict(zip(headers, draft.said, strict=False))
        if any(_is_equal(row, known) for known in stored):
            yield draft, 0, True


def _brought(session: Session, kind: str, ids: Sequence[int]) -> set[int]:
    """Which records came by an export of another workspace: its numbers are not those of here."""
    found: set[int] = set()
    for at in range(0, len(ids), CHUNK):
        statement = select(ExternalId.record_id).where(
            ExternalId.record_kind == kind,
            ExternalId.record_id.in_(ids[at : at + CHUNK]),
            ExternalId.key.startswith("ref:"),
        )
        found |= set(session.scalars(statement))
    return found


def _is_called(row: dict[str, str], known: dict[str, Any]) -> bool:
    """Whether a row and a record of the same number and moment have one name, too."""
    return all(_same(row[name], known.get(name)) for name in CALLED if row.get(name))


def _number(ref: str, kind: str) -> int | None:
    letters, _, number = ref.partition("-")
    is_ours = letters == refs.LETTERS.get(links.MODELS[kind].__tablename__)
    return int(number) if is_ours and number.isdigit() and len(number) < 12 else None


def _is_it(row: dict[str, str], known: dict[str, Any]) -> bool:
    stamp = next((name for name in STAMPS if row.get(name)), None)
    return stamp is not None and _same(row[stamp], known.get(stamp))


def _is_equal(row: dict[str, str], known: dict[str, Any]) -> bool:
    return all(_same(text, known[name]) for name, text in row.items() if name in known)


def _same(text: str, value: Any) -> bool:
    """Whether a cell says what is stored; spreadsheets write truths and numbers in their way."""
    told = formulas.plain(formulas.safe(value))
    plain, said = (" ".join(each.split()) for each in (told, text))
    if said.casefold() == plain.casefold():
        return True
    try:
        return Decimal(said) == Decimal(plain)
    except InvalidOperation:
        return False
