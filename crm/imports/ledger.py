"""What becomes of each row: created, updated, merged, skipped or failed, by the ledger's rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.imports import tasks, vendors
from crm.imports.draft import Bad, Draft, Skip
from crm.imports.ids import external, parts
from crm.imports.making.customers import identity_name
from crm.models import Contact, ContactPoint, Lead
from crm.people.identity import email as mails

Key = tuple[str, str, str]
Person = tuple[str, str, str]
# How many rows of one record are remembered, the newest: a million of one person stay linear.
MOST_REMEMBERED = 1_000
# Which drafts are records of ours, with their ids and whether they are equal.
Known = Callable[[Sequence[Draft]], Iterable[tuple[Draft, int, bool]]]


@dataclass(slots=True)
class Held:
    """A record that a key leads to: stored (`id`) or still a draft of these rows."""

    rows: list[str]
    run_id: int | None
    id: int | None = None
    draft: Draft | None = None
    row_id: int | None = None
    is_changed: bool = False


@dataclass(slots=True)
class Decided:
    """The rows of a batch by what becomes of them; `touched` are stored ids with new digests."""

    created: list[Draft] = field(default_factory=list)
    updated: list[tuple[Draft, Held]] = field(default_factory=list)
    merged: list[tuple[Draft, Held]] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    failed: list[Bad] = field(default_factory=list)
    warnings: list[Bad] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Ledger:
    """Decides row after row; `keep` remembers all batches, for a rehearsal that writes nothing."""

    def __init__(self, session: Session, run_id: int, known: Known, *, keep: bool = False) -> None:
        self._session = session
        self._run_id = run_id
        self._known = known
        self._keep = keep
        self._held: dict[Key, Held] = {}
        self._people: dict[Person, Held] = {}

    def decide(self, rows: Sequence[Draft | Bad | Skip]) -> Decided:
        """What becomes of the rows of a batch, in their order."""
        if not self._keep:
            self._held, self._people = {}, {}
        drafts = [row for row in rows if isinstance(row, Draft)]
        tasks.go_on(self._session, drafts)
        self._load(drafts)
        decided = Decided()
        for row in rows:
            if isinstance(row, Bad):
                decided.failed.append(row)
                decided.counts["failed"] += 1
            elif isinstance(row, Skip):
                decided.skipped.append(row.line)
                decided.counts["skipped"] += 1
            else:
                decided.counts[self._one(row, decided)] += 1
        return decided

    def _one(self, draft: Draft, decided: Decided) -> str:
        decided.warnings += (Bad(draft.line, warning) for warning in draft.warnings)
        held = self._held.get(_key(draft))
        if held is not None:
            return self._again(draft, held, decided)
        person = (draft.kind, *draft.person) if draft.person else None
        held = self._people.get(person) if person else None
        if held is not None:
            self._held[_key(draft)] = held
            decided.merged.append((draft, held))
            held.rows.append(draft.digest)
            del held.rows[:-MOST_REMEMBERED]
            return "merged"
        held = Held([draft.digest], self._run_id, draft=draft)
        self._held[_key(draft)] = held
        if person:
            self._people[person] = held
        decided.created.append(draft)
        return "created"

    def _again(self, draft: Draft, held: Held, decided: Decided) -> str:
        if draft.digest in held.rows:
            decided.skipped.append(draft.line)
            return "skipped"
        if held.run_id != self._run_id:
            held.rows, held.run_id = [], self._run_id
        held.rows.append(draft.digest)
        del held.rows[:-MOST_REMEMBERED]
        held.is_changed = True
        decided.updated.append((draft, held))
        return "updated"

    def _load(self, drafts: Sequence[Draft]) -> None:
        keys: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for draft in drafts:
            if _key(draft) not in self._held:
                keys[draft.kind][draft.key].add(draft.vendor)
        for kind, wanted in keys.items():
            rows = vendors.meant(external(self._session, kind, wanted), wanted)
            self._held |= {
                (kind, *place): Held(list(row.rows), row.run_id, id=row.record_id, row_id=row.id)
                for place, row in rows.items()
            }
        for draft, record_id, is_equal in self._known(drafts):
            held = self._held.setdefault(_key(draft), Held([], None, id=record_id))
            if is_equal:
                held.rows.append(draft.digest)
        self._load_people(drafts)

    def _load_people(self, drafts: Sequence[Draft]) -> None:
        mails_of: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            if draft.person and (draft.kind, *draft.person) not in self._people:
                mails_of[draft.kind] |= {
                    draft.person[0],
                    *(v for k, v, _ in draft.points if k == "email"),
                }
                if draft.values.get("email"):
                    mails_of[draft.kind].add(draft.values["email"])
        for kind, wanted in mails_of.items():
            for record_id, name, email in _people(self._session, kind, wanted):
                key = (kind, mails.key(email) or email, identity_name(name))
                self._people.setdefault(key, Held([], None, id=record_id))


def _key(draft: Draft) -> Key:
    return draft.kind, draft.vendor, draft.key


def _people(session: Session, kind: str, wanted: set[str]) -> Iterable[tuple[int, str, str]]:
    """Id, name and e-mail of records that have one of the addresses `wanted`, oldest first."""
    for part in parts(wanted):
        yield from sorted(_leads(session, part) if kind == "lead" else _contacts(session, part))


def _leads(session: Session, mails: list[str]) -> Iterable[tuple[int, str, str]]:
    statement = select(Lead.id, Lead.name, Lead.email).where(
        Lead.email.in_(mails), Lead.archived_at.is_(None)
    )
    for record_id, name, mail in session.execute(statement):
        yield record_id, name, mail or ""


def _contacts(session: Session, mails: list[str]) -> Iterable[tuple[int, str, str]]:
    """Two look-ups: joined and in order, SQLite walks all contacts of a workspace for them."""
    points = select(ContactPoint.contact_id, ContactPoint.value).where(
        ContactPoint.kind == "email", ContactPoint.value.in_(mails)
    )
    held = [(contact_id, mail) for contact_id, mail in session.execute(points)]
    if not held:
        return
    people = select(Contact.id, Contact.name).where(
        Contact.id.in_({contact_id for contact_id, _ in held}), Contact.archived_at.is_(None)
    )
    names = dict(session.execute(people).all())
    for contact_id, mail in held:
        if contact_id in names:
            yield contact_id, names[contact_id], mail
