"""What hangs on orders, quotes and leads: their lines, and what a lead became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.engine import journal
from crm.imports.draft import Bad, Draft, Line
from crm.imports.links import Links
from crm.models import LeadConversion, PurchaseLine, QuoteLine

Entry = dict[str, Any]


def put(session: Session, kind: str, drafts: Sequence[Draft], found: Links) -> list[Bad]:
    """Write it for records of a kind that were just made; returns the lines that were left out."""
    if kind == "lead":
        _conversions(session, drafts, found)
    rows: list[Entry] = []
    left: list[Bad] = []
    for draft in drafts:
        for position, line in enumerate(draft.lines):
            product = found.parent(line.product)
            if product is None and kind == "purchase":
                said = line.product.key or line.product.name
                reason = f"product {said[:80]}: not known, its line is left out"
                left.append(Bad(draft.line, reason))
                continue
            rows.append(_row(kind, draft, position, line) | {"product_id": product and product[1]})
    journal.bulk_insert(session, QuoteLine if kind == "quote" else PurchaseLine, rows)
    return left


def _row(kind: str, draft: Draft, position: int, line: Line) -> Entry:
    row: Entry = {"quantity": line.quantity, "amount": line.amount}
    if kind != "quote":
        return row | {"purchase_id": draft.id}
    own = {"quote_id": draft.id, "name": line.name, "position": position}
    return row | own | {"price": line.price, "discount": line.discount}


def _conversions(session: Session, drafts: Sequence[Draft], found: Links) -> None:
    rows: list[Entry] = []
    for draft in drafts:
        became = [found.parent(wish) for wish in draft.wishes]
        columns: Entry = {f"{each[0]}_id": each[1] for each in became if each}
        if columns:
            rows.append({"lead_id": draft.id} | columns)
    journal.bulk_insert(session, LeadConversion, rows)
