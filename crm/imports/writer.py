"""Decided rows into the tables, through the bulk door: records, parts, links, ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal, refs
from crm.imports import extra, lines, links, points, putting, tasks
from crm.imports.draft import Bad, Draft
from crm.imports.ledger import Decided, Held
from crm.imports.plan import Plan
from crm.imports.scene import Scene
from crm.models import (
    Address,
    Contact,
    ContactPoint,
    ExternalId,
    Numbered,
    OpenLink,
)

ORDER = (
    "company",
    "contact",
    "product",
    "lead",
    "deal",
    "ticket",
    "quote",
    "purchase",
    "activity",
    "followup",
    "consent",
)
DEFAULTED = {
    "type": "type",
    "status": "status",
    "priority": "priority",
    "stage_id": "stage",
    "pipeline_id": "stage",
    "version": "version",
}


class Writer:
    """Writes what was decided about the rows of a batch."""

    def __init__(self, session: Session, plan: Plan, scene: Scene, run_id: int) -> None:
        self._session = session
        self._plan = plan
        self._scene = scene
        self._run_id = run_id
        self._links = links.Links(session, plan.vendor)
        self._ids: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []

    def write(self, decided: Decided) -> None:
        """Write a batch; what cannot be linked is added to its warnings."""
        self._fold(decided)
        drafts = [*decided.created, *(draft for draft, _ in (*decided.updated, *decided.merged))]
        wishes = [wish for draft in drafts for wish in draft.wishes]
        wishes += [line.product for draft in drafts for line in draft.lines]
        self._links.look_up(wishes)
        are_waiting = links.are_waiting(self._session)  # asked before there are writes to wait for
        made: list[tuple[str, int, Draft]] = []
        for kind in ORDER:
            made += self._create(kind, [d for d in decided.created if d.kind == kind], decided)
        self._update(decided)
        self._alias(decided)
        journal.bulk_insert(self._session, ExternalId, self._ids)
        journal.bulk_insert(self._session, OpenLink, self._open)
        aliases = [(d.kind, i, replace(d)) for d, held in decided.merged if (i := _id(held))]
        if are_waiting or self._open:
            links.arrive(self._session, [*made, *aliases])

    def _fold(self, decided: Decided) -> None:
        """Fold rows into drafts of the same batch, before those are written."""
        for draft, held in decided.updated:
            if held.draft is not None and held.id is None:
                into = held.draft
                into.values |= self._said(draft)
                into.points = [
                    *draft.points,
                    *(p for p in into.points if p[0] not in {q[0] for q in draft.points}),
                ]
                into.address = into.address | draft.address
                into.wishes = draft.wishes or into.wishes
                into.lines = draft.lines or into.lines
                extra.fold(into, draft, takes_over=True)
        for draft, held in decided.merged:
            if held.draft is not None and held.id is None:
                into = held.draft
                into.values = self._said(draft) | {
                    n: v for n, v in into.values.items() if v is not None
                }
                decided.warnings += points.join(into, draft)
                into.address = draft.address | into.address
                into.wishes = into.wishes or draft.wishes
                extra.fold(into, draft, takes_over=False)

    def _said(self, draft: Draft) -> dict[str, Any]:
        """The values that the row itself says: no empty ones, no defaults."""
        columns = self._plan.columns
        said = {
            name: value
            for name, value in draft.values.items()
            if value is not None
            and value != self._scene.now
            and (name not in DEFAULTED or DEFAULTED[name] in columns)
        }
        return tasks.forward(draft, said)

    def _create(
        self, kind: str, drafts: Sequence[Draft], decided: Decided
    ) -> list[tuple[str, int, Draft]]:
        if not drafts:
            return []
        model = links.MODELS[kind]
        rows = [self._row(draft) for draft in drafts]
        if kind in {"deal", "ticket", "purchase", "quote", "activity"}:
            self._complete(rows)
        kept: list[tuple[Draft, dict[str, Any]]] = []
        for draft, row in zip(drafts, rows, strict=True):
            if kind != "consent" or row.get("contact_id"):
                kept.append((draft, row))
                continue
            decided.failed.append(Bad(draft.line, "the contact is not known"))
            decided.counts["created"] -= 1
            decided.counts["failed"] += 1
        if issubclass(model, Numbered):
            first = refs.take_number(self._session, model, len(kept))
            for n, (_, row) in enumerate(kept):
                row["number"] = first + n
        ids = journal.bulk_insert(self._session, model, [row for _, row in kept])
        made = []
        for record_id, (draft, _) in zip(ids, kept, strict=True):
            draft.id = record_id
            self._links.add(draft, record_id)
            self._ids.append(self._external(draft, record_id, draft.external_id, is_alias=False))
            made.append((kind, record_id, draft))
        self._parts(kind, [draft for draft, _ in kept], decided)
        return made

    def _row(self, draft: Draft) -> dict[str, Any]:
        row = dict(draft.values)
        if draft.kind != "consent":
            row.setdefault("source", None)
        for wish in draft.wishes:
            found = self._links.parent(wish)
            if found is not None:
                for name, value in links.values(draft.kind, *found).items():
                    row.setdefault(name, value)
        return {
            name: value
            for name, value in row.items()
            if name in links.MODELS[draft.kind].__table__.columns
        }

    def _complete(self, rows: Sequence[dict[str, Any]]) -> None:
        """A contact's own company, where the row names none."""
        wanted = {r["contact_id"] for r in rows if r.get("contact_id") and not r.get("company_id")}
        if not wanted:
            return
        statement = select(Contact.id, Contact.company_id).where(Contact.id.in_(wanted))
        companies = dict(self._session.execute(statement).all())
        for row in rows:
            if not row.get("company_id") and row.get("contact_id"):
                row["company_id"] = companies.get(row["contact_id"])

    def _parts(self, kind: str, drafts: Sequence[Draft], decided: Decided) -> None:
        points = [
            {"contact_id": d.id, "kind": k, "value": v, "label": label, "source": "import"}
            for d in drafts
            if kind == "contact" and "points" not in d.lists
            for k, v, label in dict.fromkeys(d.points)
        ]
        journal.bulk_insert(self._session, ContactPoint, points)
        places: list[dict[str, Any]] = [
            {"record_kind": kind, "record_id": d.id, "kind": "office", "source": "import"}
            | d.address
            for d in drafts
            if d.address
        ]
        journal.bulk_insert(self._session, Address, places)
        left = putting.put(self._session, kind, drafts, self._links, self._scene.now)
        decided.warnings += (Bad(line, reason) for line, reason in left)
        for draft in drafts:
            self._wait(draft, decided)
        decided.warnings += lines.put(self._session, kind, drafts, self._links)

    def _wait(self, draft: Draft, decided: Decided) -> None:
        """Keep the links that cannot be made yet."""
        for wish in draft.wishes:
            if self._links.parent(wish) is not None:
                continue
            said = wish.key or wish.name or wish.email
            why = (
                "several records bear that name"
                if self._links.is_shared(wish)
                else "not known yet; the link waits"
            )
            decided.warnings.append(
                Bad(draft.line, f"{' or '.join(wish.kinds)} {said[:80]}: {why}")
            )
            if self._links.is_shared(wish):
                continue
            self._open += [
                {
                    "record_kind": draft.kind,
                    "record_id": draft.id,
                    "parent_kind": kind,
                    "vendor": self._links.vendor(wish) if wish.key else "",
                    "key": links.place(wish),
                }
                for kind in wish.kinds
            ]

    def _external(
        self, draft: Draft, record_id: int, value: str, *, is_alias: bool
    ) -> dict[str, Any]:
        rows = [draft.digest, *draft.digests]
        return {
            "record_kind": draft.kind,
            "record_id": record_id,
            "vendor": draft.vendor,
            "key": draft.key,
            "value": value,
            "is_alias": is_alias,
            "rows": rows,
            "run_id": self._run_id,
        }

    def _update(self, decided: Decided) -> None:
        by_kind: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        fills: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        for draft, held in decided.updated:
            if held.id is not None:
                by_kind[draft.kind][held.id] |= self._said(draft) | self._linked(draft)
        for draft, held in decided.merged:
            if held.id is not None:
                fills[draft.kind][held.id] |= self._said(draft) | self._linked(draft)
        for kind, changes in by_kind.items():
            links.change(self._session, kind, changes)
        for kind, changes in fills.items():
            links.change(self._session, kind, changes, blanks_only=True)
        stored = [(d, h.id, True) for d, h in decided.updated if h.id is not None]
        stored += [(d, h.id, False) for d, h in decided.merged if h.id is not None]
        decided.warnings += points.renew(self._session, stored)
        left = putting.renew(self._session, stored, self._scene.now)
        decided.warnings += (Bad(line, reason) for line, reason in left)
        self._digests([h for _, h in decided.updated if h.row_id is not None])

    def _linked(self, draft: Draft) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for wish in draft.wishes:
            parent = self._links.parent(wish)
            if parent is not None:
                found |= links.values(draft.kind, *parent)
        return found

    def _digests(self, changed: Sequence[Held]) -> None:
        rows = {held.row_id: held for held in changed if held.row_id is not None}
        pairs = []
        for before in journal.rows(self._session, "external_id", list(rows)) if rows else ():
            held = rows[before["id"]]
            pairs.append((before, before | {"rows": held.rows, "run_id": self._run_id}))
        if pairs:
            journal.bulk_update(self._session, ExternalId, pairs)

    def _alias(self, decided: Decided) -> None:
        made = {(row["record_kind"], row["vendor"], row["key"]): row for row in self._ids}
        for draft, held in decided.updated:
            if held.draft is not None and held.row_id is None:
                row = made.get((draft.kind, draft.vendor, draft.key))
                if row is not None:
                    row["rows"].append(draft.digest)
        for draft, held in decided.merged:
            record_id = _id(held)
            if record_id is not None:
                self._links.add(draft, record_id)
                self._ids.append(self._external(draft, record_id, draft.external_id, is_alias=True))


def _id(held: Held) -> int | None:
    return held.id if held.id is not None else held.draft.id if held.draft is not None else None
