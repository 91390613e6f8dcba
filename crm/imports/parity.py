"""After a move: the file beside what is here now. Counts, sums by stage and owner, 20 records.

Every row is compared, not only the shown ones; each difference is named with its cause. A row of
the file that a later one corrected, or that was folded into another record, is no difference.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal, refs
from crm.engine.call import Call
from crm.engine.money import Money
from crm.imports import links, run, scene, since, vendors
from crm.imports.compared import Difference, Pair, Parity, Sample, Sum
from crm.imports.draft import Bad, Draft, Skip
from crm.imports.ids import external
from crm.imports.plan import Plan
from crm.imports.rows import Row
from crm.imports.scene import Scene
from crm.imports.wording import Fields
from crm.imports.writer import DEFAULTED
from crm.models import (
    Company,
    Contact,
    ContactPoint,
    Deal,
    ExternalId,
    Numbered,
    Stage,
    User,
)

SAMPLES = 20
BATCH = 1_000
KEPT = 1_000
UNSEEN = frozenset({"name_key", "pipeline_id", "archived_at", "source", "version", "lost_reason"})
NAMED: dict[str, Any] = {
    "owner_id": User, "assignee_id": User, "user_id": User, "stage_id": Stage,
    "company_id": Company, "contact_id": Contact, "deal_id": Deal,
}  # fmt: skip
Key = tuple[str, int]


@dataclass(slots=True)
class _Last:
    """What the last row of a record says of what is summed."""

    line: int
    ref: str
    words: tuple[str, str]
    currency: str
    amount: int
    here: tuple[str, int] | None


def compare(call: Call, path: Path, plan: Plan, name: str, seed: int = 0) -> Parity:
    """Compare a file, read as planned, with the records that came of it; reads only."""
    return _Comparison(call, plan, name, seed).of(path)


class _Comparison:
    def __init__(self, call: Call, plan: Plan, name: str, seed: int) -> None:
        self.session: Session = call.session
        self.plan = plan
        self.scene: Scene = scene.of(call.session, call.now, plan.owners, plan.stages)
        self.found = Parity(name, plan.kind)
        self.chance = random.Random(seed)  # noqa: S311 - a sample, no secret
        self.seen: dict[Key, int] = {}
        self.last: dict[Key, _Last] = {}
        self.open: dict[Key, dict[str, Difference]] = defaultdict(dict)
        self.samples: dict[Key, Sample] = {}
        self.names: dict[tuple[str, int], str] = {}

    def of(self, path: Path) -> Parity:
        """Read the file once and compare it row by row."""
        raw = self.plan.opened(path).rows()
        for batch in run.batches(self.plan, path, self.scene, 0, BATCH):
            self._batch([item for _, item in batch], raw)
        self._sum_up()
        return self.found

    def _batch(self, items: list[Draft | Bad | Skip], raw: Iterator[Row]) -> None:
        drafts = [item for item in items if isinstance(item, Draft)]
        self.found.rows += len(items)
        for item in items:
            if isinstance(item, Bad):
                self.found.failed += 1
                self._note((self.plan.kind, -item.line), _failed(item))
            elif isinstance(item, Skip):
                self.found.skipped += 1
        fields = _raw(self.plan, raw, {draft.line for draft in drafts})
        for kind in {draft.kind for draft in drafts}:
            self._kind(kind, [d for d in drafts if d.kind == kind], fields)

    def _kind(self, kind: str, drafts: list[Draft], fields: dict[int, Fields]) -> None:
        ids = self._ids(kind, drafts)
        rows = self._rows(kind, {e.record_id for e in ids.values()})
        points = self._points(set(rows)) if kind == "contact" else {}
        tied = links.Links(self.session, self.plan.vendor)
        tied.look_up([wish for draft in drafts for wish in draft.wishes])
        for draft in drafts:
            own = ids.get((draft.vendor, draft.key))
            row = rows.get(own.record_id) if own else None
            if own is None or row is None:
                self._gone(draft, kind, own.record_id if own else -draft.line)
            elif own.is_alias:
                self.found.folded += 1
            else:
                pairs = self._pairs(draft, row, tied, points.get(own.record_id, set()))
                self._row(draft, (kind, own.record_id), row, pairs, fields[draft.line])

    def _ids(self, kind: str, drafts: list[Draft]) -> dict[tuple[str, str], ExternalId]:
        """What the rows' ids lead to, by system and key."""
        asked: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            asked[draft.key].add(draft.vendor)
        return vendors.meant(external(self.session, kind, asked), asked)

    def _rows(self, kind: str, ids: set[int]) -> dict[int, Any]:
        model: Any = links.MODELS[kind]
        found = self.session.scalars(select(model).where(model.id.in_(ids))) if ids else ()
        return {
            row.id: row
            for row in found
            if kind == "product" or getattr(row, "archived_at", None) is None
        }

    def _points(self, ids: set[int]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        statement = select(ContactPoint.contact_id, ContactPoint.value).where(
            ContactPoint.contact_id.in_(ids)
        )
        for contact_id, value in self.session.execute(statement):
            found[contact_id].add(value)
        return found

    def _gone(self, draft: Draft, kind: str, record_id: int) -> None:
        key = (kind, record_id)
        if key not in self.seen:
            self.seen[key] = draft.line
            self.found.records += 1
        pair = Pair(kind, _title(draft), "")
        self._note(key, Difference(draft.line, "", pair, "gone"))

    def _row(self, draft: Draft, key: Key, row: Any, pairs: list[Pair], fields: Fields) -> None:
        if key not in self.seen:
            self.found.records += 1
            self.found.here += 1
        self.seen[key] = draft.line
        ref = refs.ref(row) if isinstance(row, Numbered) else ""
        said = {pair.field.split()[0] for pair in pairs}
        for old in [name for name in self.open.get(key, ()) if name.split()[0] in said]:
            del self.open[key][old]
        for pair in pairs:
            if not pair.is_equal:
                self._note(key, Difference(draft.line, ref, pair, "other"))
        self._draw(key, Sample(draft.line, ref, _title(draft), tuple(pairs)))
        if draft.values.get("amount") is not None or "stage_id" in draft.values:
            self._last(draft, key, row, fields)

    def _last(self, draft: Draft, key: Key, row: Any, fields: Fields) -> None:
        before = self.last.get(key)
        amount = draft.values.get("amount")
        words = (fields.text("stage") or "–", fields.text("owner") or fields.text("owner_id"))
        self.last[key] = _Last(
            draft.line,
            "",
            (words[0], words[1] or "–"),
            draft.values.get("currency") or row.currency or self.scene.currency,
            amount if amount is not None else (before.amount if before else 0),
            (row.currency or self.scene.currency, row.amount or 0),
        )

    def _pairs(self, draft: Draft, row: Any, tied: links.Links, points: set[str]) -> list[Pair]:
        found = []
        columns = row.__table__.columns
        for name, value in (draft.values | self._linked(draft, tied)).items():
            if name in columns and self._is_said(name, value):
                found.append(self._pair(name, value, getattr(row, name), draft, row))
        for kind, value, _ in draft.points:
            found.append(Pair(f"{kind} {value}", value, value if value in points else ""))
        return found

    def _linked(self, draft: Draft, tied: links.Links) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for wish in draft.wishes:
            parent = tied.parent(wish)
            if parent is None:
                self.found.waiting += 1
            else:
                found |= links.values(draft.kind, *parent)
        return found

    def _is_said(self, name: str, value: Any) -> bool:
        if value is None or value == "" or value is self.scene.now or name in UNSEEN:
            return False
        return name not in DEFAULTED or DEFAULTED[name] in self.plan.columns

    def _pair(self, name: str, value: Any, here: Any, draft: Draft, row: Any) -> Pair:
        if name in {"amount", "price"}:
            sums = [
                str(Money(number, code or self.scene.currency).amount) + f" {code or ''}".rstrip()
                for number, code in (
                    (value, draft.values.get("currency")),
                    (here or 0, row.currency),
                )
            ]
            return Pair(name, *sums)
        if name in NAMED:
            return Pair(name.removesuffix("_id"), self._name(name, value), self._name(name, here))
        one, other = journal.to_json(value), journal.to_json(here)
        is_same = one == other or str(one) == str(other) or _number(one) == _number(other) != ""
        return Pair(name, str(one), str(one) if is_same else str("" if other is None else other))

    def _name(self, name: str, record_id: int | None) -> str:
        if record_id is None:
            return ""
        key = (name, record_id)
        if key not in self.names:
            model = NAMED[name]
            said = self.session.scalar(select(model.name).where(model.id == record_id))
            self.names[key] = said or str(record_id)
        return self.names[key]

    def _draw(self, key: Key, sample: Sample) -> None:
        """Keep twenty records, each with the same chance; a corrected one is shown corrected."""
        if key in self.samples or len(self.samples) < SAMPLES:
            self.samples[key] = sample
        elif self.chance.random() < SAMPLES / max(1, len(self.seen)):
            del self.samples[self.chance.choice(sorted(self.samples))]
            self.samples[key] = sample

    def _note(self, key: Key, difference: Difference) -> None:
        if len(self.open) < KEPT or key in self.open:
            self.open[key][difference.pair.field] = difference
        else:
            self.found.more += 1

    def _sum_up(self) -> None:
        found = self.found
        for last in self.last.values():
            for table, word in zip((found.by_stage, found.by_owner), last.words, strict=True):
                own = table.setdefault((word, last.currency), Sum())
                own.file += 1
                own.file_sum += last.amount
                if last.here is not None:
                    there = table.setdefault((word, last.here[0]), Sum())
                    there.here += 1
                    there.here_sum += last.here[1]
        found.samples = sorted(self.samples.values(), key=lambda each: each.line)
        found.differences = sorted(
            (
                since.named(self.session, *key, each)
                for key, own in self.open.items()
                for each in own.values()
            ),
            key=lambda each: each.line,
        )


def _failed(bad: Bad) -> Difference:
    return Difference(bad.line, "", Pair("row", bad.reason, ""), "failed")


def _title(draft: Draft) -> str:
    values = draft.values
    said = values.get("name") or values.get("subject") or values.get("order_number")
    return str(said or values.get("note") or draft.external_id or draft.line)[:80]


def _number(value: Any) -> str:
    try:
        return f"{float(value):.6f}"
    except (TypeError, ValueError):
        return ""


def _raw(plan: Plan, rows: Iterator[Row], lines: set[int]) -> dict[int, Fields]:
    """The cells of some lines, read on from where the file was left."""
    found: dict[int, Fields] = {}
    while len(found) < len(lines):
        row = next(rows, None)
        if row is None:
            break
        if row.line in lines:
            found[row.line] = Fields(plan, row)
    return found
