"""Links between records of files: made by id, by a name that only one record has, or waiting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal, refs
from crm.imports import belongings, vendors
from crm.imports.draft import Draft, Wish
from crm.imports.ids import CHUNK, external, parts
from crm.language.normal import name_key
from crm.models import (
    Activity,
    Company,
    Consent,
    Contact,
    ContactPoint,
    Deal,
    ExternalId,
    FollowUp,
    Lead,
    OpenLink,
    Product,
    Purchase,
    Quote,
    Tenant,
    Ticket,
)

MODELS: dict[str, type[Tenant]] = {
    "company": Company,
    "contact": Contact,
    "lead": Lead,
    "deal": Deal,
    "ticket": Ticket,
    "product": Product,
    "activity": Activity,
    "purchase": Purchase,
    "quote": Quote,
    "consent": Consent,
    "followup": FollowUp,
}
NAMES: dict[str, Any] = {"company": Company, "contact": Contact, "lead": Lead, "product": Product}
Place = tuple[str, str, str]
# Keys that name a record by its number: there and by its moment, or here.
OWN = ("ref:", "here:")


class Links:
    """The parents that a batch's rows wish for, looked up together; `vendor` is the file's."""

    def __init__(self, session: Session, vendor: str) -> None:
        self._session = session
        self._vendor = vendors.of(vendor)
        self._found: dict[Place, list[int]] = defaultdict(list)

    def look_up(self, wishes: Iterable[Wish]) -> None:
        """Find the stored records of all wishes."""
        asked = [(kind, wish) for wish in wishes for kind in wish.kinds]
        for kind in {kind for kind, _ in asked}:
            mine = [wish for other, wish in asked if other == kind]
            self._by_key(kind, mine)
            self._by_ref(kind, mine)
            self._by_name(kind, {wish.name for wish in mine if wish.name and not wish.key})
        self._by_email({wish.email for _, wish in asked if wish.email})

    def add(self, draft: Draft, record_id: int) -> None:
        """A record of this batch, made just now."""
        self._found[(draft.kind, draft.vendor, draft.key)].append(record_id)

    def vendor(self, wish: Wish) -> str:
        """The system whose id a wish names."""
        return wish.vendor or self._vendor

    def _ids(self, kind: str, wish: Wish) -> list[int]:
        return self._found.get((kind, self.vendor(wish) if wish.key else "", place(wish)), [])

    def parent(self, wish: Wish) -> tuple[str, int] | None:
        """The one record that a wish means; None where there is none, or several bear the name."""
        found = {(kind, i) for kind in wish.kinds for i in self._ids(kind, wish)}
        return found.pop() if len(found) == 1 else None

    def is_shared(self, wish: Wish) -> bool:
        """Whether several records bear the name."""
        return sum(len(set(self._ids(kind, wish))) for kind in wish.kinds) > 1

    def _by_key(self, kind: str, wishes: Iterable[Wish]) -> None:
        """Records by another system's id: those of the wish's own system before all others."""
        asked: dict[str, set[str]] = defaultdict(set)
        for wish in wishes:
            if wish.key:
                asked[wish.key].add(self.vendor(wish))
        rows: dict[str, list[ExternalId]] = defaultdict(list)
        for row in external(self._session, kind, asked):
            rows[row.key].append(row)
        for key, found in rows.items():
            for vendor in asked[key]:
                own = [r.record_id for r in found if vendors.is_same(vendor, r.vendor, key)]
                other = [r.record_id for r in found if vendors.may_link(vendor, r.vendor)]
                self._found[(kind, vendor, key)] += own or other

    def _by_ref(self, kind: str, wishes: Iterable[Wish]) -> None:
        """Records of this workspace that its own export names by their number here.

        The moment and the name have to be theirs, but in a row whose record is one of ours.
        """
        asked = {wish.key: wish for wish in wishes if _is_own(wish) and not self._ids(kind, wish)}
        numbers = {key: int(n) for key in asked if (n := _digits(key.split(":", 2)[1], kind))}
        model: Any = MODELS[kind]
        for part in _parts_of(numbers.values()):
            here = select(model).where(model.number.in_(part))
            records = {record.number: record for record in self._session.scalars(here)}
            for key, number in numbers.items():
                record = records.get(number)
                if record is not None and _is_meant(asked[key], record):
                    self._found[(kind, self.vendor(asked[key]), key)].append(record.id)

    def _by_name(self, kind: str, wanted: set[str]) -> None:
        model = NAMES.get(kind)
        if model is None:
            return self._by_title(kind, wanted)
        for part in parts({name_key(name) for name in wanted}):
            statement = select(model.id, model.name_key).where(
                model.name_key.in_(part), model.archived_at.is_(None)
            )
            for record_id, key in self._session.execute(statement):
                self._found[(kind, "", f"name:{key}")].append(record_id)
        return None

    def _by_title(self, kind: str, wanted: set[str]) -> None:
        model: Any = MODELS[kind]
        column = model.subject if kind == "ticket" else getattr(model, "name", None)
        if column is None:
            return
        for part in parts(wanted):
            for record_id, title in self._session.execute(
                select(model.id, column).where(column.in_(part))
            ):
                self._found[(kind, "", f"name:{name_key(title)}")].append(record_id)

    def _by_email(self, wanted: set[str]) -> None:
        for part in parts(wanted):
            statement = select(ContactPoint.contact_id, ContactPoint.value).where(
                ContactPoint.kind == "email", ContactPoint.value.in_(part)
            )
            for contact_id, value in self._session.execute(statement):
                self._found[("contact", "", f"email:{value}")].append(contact_id)


def here(wish: Wish) -> Wish:
    """The wish of a row whose record is one of this workspace: so are the numbers that it names."""
    return replace(wish, key=wish.key.replace("ref:", "here:", 1)) if _is_own(wish) else wish


def _is_own(wish: Wish) -> bool:
    return wish.key.startswith(OWN)


def _is_meant(wish: Wish, record: Any) -> bool:
    how, _, stamp = wish.key.split(":", 2)
    if how == "here":
        return True
    title = getattr(record, "name", None) or getattr(record, "subject", None) or ""
    return stamp == belongings.stamp(record) and name_key(wish.name) == name_key(title)


def _parts_of(numbers: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(set(numbers))
    return (wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK))


def _digits(ref: str, kind: str) -> str:
    """The number of a reference of a kind, or ""."""
    letters, _, number = ref.partition("-")
    is_ours = letters == refs.LETTERS.get(MODELS[kind].__tablename__)
    return number if is_ours and number.isdecimal() and len(number) < 12 else ""


def place(wish: Wish) -> str:
    """What a wish is found under."""
    if wish.key:
        return wish.key
    return f"name:{name_key(wish.name)}" if wish.name else f"email:{wish.email}"


def column(child: str, parent: str) -> str | None:
    """The column of a kind that points at another kind; None where it has none."""
    name = f"{parent}_id"
    return name if name in MODELS[child].__table__.columns else None


def values(child: str, parent: str, parent_id: int) -> dict[str, Any]:
    """The values that make a link."""
    name = column(child, parent)
    if name:
        return {name: parent_id}
    if "record_kind" in MODELS[child].__table__.columns:
        return {"record_kind": parent, "record_id": parent_id}
    return {}


def are_waiting(session: Session) -> bool:
    """Whether any link waits for its record."""
    return session.scalars(select(OpenLink.id).limit(1)).first() is not None


def arrive(session: Session, made: Sequence[tuple[str, int, Draft]]) -> None:
    """Make the links that waited for these records."""
    places: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for kind, record_id, draft in made:
        places[kind].setdefault(draft.key, (record_id, draft.vendor))
        name = draft.values.get("name") or draft.values.get("subject")
        if name:
            places[kind].setdefault(f"name:{name_key(name)}", (record_id, ""))
        for point, value, _ in draft.points:
            if point == "email":
                places[kind].setdefault(f"email:{value}", (record_id, ""))
    waiting = [pair for kind, found in places.items() for pair in _waiting(session, kind, found)]
    _tie(session, waiting)


def _waiting(
    session: Session, kind: str, found: dict[str, tuple[int, str]]
) -> Iterator[tuple[OpenLink, int]]:
    """The links that wait for records of a kind, by key with id and system."""
    for part in parts(found):
        statement = select(OpenLink).where(OpenLink.parent_kind == kind, OpenLink.key.in_(part))
        for row in session.scalars(statement):
            record_id, vendor = found[row.key]
            if row.vendor == vendor or vendors.may_link(row.vendor, vendor):
                yield row, record_id


def _tie(session: Session, waiting: Sequence[tuple[OpenLink, int]]) -> None:
    by_kind: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for row, parent_id in waiting:
        by_kind[row.record_kind][row.record_id] |= values(
            row.record_kind, row.parent_kind, parent_id
        )
    for kind, changes in by_kind.items():
        change(session, kind, changes)
    if waiting:
        journal.bulk_delete(session, OpenLink, [journal.snapshot(row) for row, _ in waiting])
        for row, _ in waiting:
            session.expunge(row)


def change(
    session: Session, kind: str, changes: dict[int, dict[str, Any]], *, blanks_only: bool = False
) -> None:
    """Set columns of stored records; with `blanks_only` only those that are empty."""
    model = MODELS[kind]
    ids = sorted(changes)
    for at in range(0, len(ids), 500):
        befores = journal.rows(session, model.__tablename__, ids[at : at + 500])
        pairs = []
        for before in befores:
            new = {name: journal.to_json(value) for name, value in changes[before["id"]].items()}
            if blanks_only:
                new = {name: value for name, value in new.items() if before[name] in {None, ""}}
            after = before | new
            if after != before:
                pairs.append((before, after))
        if pairs:
            journal.bulk_update(session, model, pairs)
