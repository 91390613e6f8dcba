"""New e-mails and numbers of contacts that are stored already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal
from crm.imports.draft import Bad, Draft
from crm.models import ContactPoint

Entry = dict[str, Any]
# A million rows of one person would look through all that the rows before them brought.
MOST = 100


def join(into: Draft, draft: Draft) -> list[Bad]:
    """Add a row's e-mails and numbers to those of a draft; returns what it has no place for."""
    new = [point for point in draft.points if point not in into.points]
    room = max(0, MOST - len(into.points))
    into.points += new[:room]
    return [_left(draft.line, value) for _, value, _ in new[room:]]


def renew(session: Session, changed: Sequence[tuple[Draft, int, bool]]) -> list[Bad]:
    """Add what stored contacts do not have yet; where a row takes over, in the place of the first.

    `changed` has each draft, its contact's id, and whether it takes over what an import said.
    Returns what a contact with `MOST` of them could not be given, with its line.
    """
    left: list[Bad] = []
    people = [each for each in changed if each[0].kind == "contact" and each[0].points]
    if not people:
        return left
    have = _stored(session, {record_id for _, record_id, _ in people})
    pairs: dict[int, tuple[Entry, Entry]] = {}
    new: list[Entry] = []
    for draft, record_id, takes_over in people:
        for kind, value, label in draft.points:
            own = [row for row in have[record_id] if row["kind"] == kind]
            if any(row["value"] == value for row in own):
                continue
            if takes_over and own and own[0].get("source") == "import":
                before = pairs[own[0]["id"]][0] if own[0]["id"] in pairs else dict(own[0])
                own[0]["value"] = value
                pairs[own[0]["id"]] = (before, dict(own[0]))
                continue
            if len(have[record_id]) >= MOST:
                left.append(_left(draft.line, value))
                continue
            point = {"contact_id": record_id, "kind": kind, "value": value, "label": label}
            fresh = point | {"source": "import"}
            have[record_id].append(fresh | {"id": 0})
            new.append(fresh)
    if pairs:
        journal.bulk_update(session, ContactPoint, list(pairs.values()))
    journal.bulk_insert(session, ContactPoint, new)
    return left


def _left(line: int, value: str) -> Bad:
    return Bad(line, f"{value[:80]}: the contact has {MOST} e-mails and numbers, it is left out")


def _stored(session: Session, contacts: set[int]) -> dict[int, list[Entry]]:
    """The points of contacts as the journal has them, the oldest first."""
    own = select(ContactPoint.id).where(ContactPoint.contact_id.in_(contacts))
    rows = journal.rows(session, "contact_point", sorted(session.scalars(own)))
    have: dict[int, list[Entry]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["id"])):
        have[row["contact_id"]].append(row)
    return have
