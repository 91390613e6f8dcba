"""A part of a unit of work that fails is taken back alone, journal and all, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from crm.engine import journal
from crm.models import Change, Changeset, Contact, ContactPoint

NOW = datetime(2026, 3, 11, 15, tzinfo=UTC)
MANY = 30


def people(first):
    """So many new contacts, numbered from `first` on."""
    return [
        {"name": f"Person {n}", "name_key": f"person {n}", "number": n, "created_at": NOW}
        for n in range(first, first + MANY)
    ]


def opened(session):
    """A changeset with one contact that was added singly."""
    changeset = Changeset(command="test", recorded_at=NOW, effective_at=NOW)
    journal.open_changeset(session, changeset)
    one = Contact(**people(900)[0])
    session.add(one)
    session.flush()
    return changeset.id, one.id


def counted(store, changeset_id):
    """How many contacts, addresses and changes there are."""
    with store.read(1) as session:
        changes = (
            select(func.count()).select_from(Change).where(Change.changeset_id == changeset_id)
        )
        return (
            session.scalar(select(func.count()).select_from(Contact)),
            session.scalar(select(func.count()).select_from(ContactPoint)),
            session.scalar(changes),
        )


def test_what_was_changed_before_and_after_a_failed_part_is_kept_with_its_journal(company):
    store = company.store
    before = counted(store, 0)[0]
    with store.write(1) as session:
        changeset_id, _ = opened(session)
        with pytest.raises(KeyError), journal.attempt(session):
            journal.bulk_insert(session, Contact, people(1_000))
            raise KeyError
        journal.bulk_insert(session, Contact, people(2_000))
    found = counted(store, changeset_id)
    assert found[0] == before + 1 + MANY
    assert found[2] == 1 + MANY


def test_a_part_whose_many_rows_are_refused_by_the_database_leaves_the_rest(company):
    store = company.store
    before = counted(store, 0)
    with store.write(1) as session:
        changeset_id, contact_id = opened(session)
        same = {"contact_id": contact_id, "kind": "email", "value": "a@b.example"}
        with pytest.raises(IntegrityError), journal.attempt(session):
            journal.bulk_insert(session, ContactPoint, [dict(same) for _ in range(MANY)])
            journal.bulk_insert(session, Contact, people(3_000))
        journal.bulk_insert(session, Contact, people(4_000))
    found = counted(store, changeset_id)
    assert found == (before[0] + 1 + MANY, before[1], 1 + MANY)
