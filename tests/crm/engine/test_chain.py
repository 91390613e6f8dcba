"""The chain of changes shows what was altered, removed, swapped, cut off or rebuilt."""

import pytest
from sqlalchemy import text

from crm.engine import chain
from crm.history import audit


@pytest.fixture
def changed(company):
    """A company with a few changes, and its chain's head noted elsewhere."""
    for number in range(4):
        company.as_("ana").says(f'deal add Acme "Deal {number}" 5k')
        company.later(minutes=5)
    return company, verdict(company).head


def verdict(world, anchor=None):
    with world.store.read(1) as session:
        return audit.verify(session, anchor)


def tamper(world, *statements):
    with world.store.write(1) as session:
        for statement in statements:
            session.connection().execute(text(f"{statement} AND workspace_id = 1"))


def test_an_untouched_chain_holds(changed):
    world, head = changed
    found = verdict(world, head)
    assert found.holds
    assert found.links == 6


def test_an_altered_row_is_found(changed):
    world, _ = changed
    tamper(world, """UPDATE change SET salt = 'x' WHERE id = (SELECT max(id) FROM change)""")
    assert not verdict(world).holds


def test_a_removed_changeset_is_found(changed):
    world, _ = changed
    tamper(world, "DELETE FROM chain_link WHERE position = 3")
    assert not verdict(world).holds


def test_swapped_links_are_found(changed):
    world, _ = changed
    tamper(
        world,
        "UPDATE chain_link SET position = 99 WHERE position = 3",
        "UPDATE chain_link SET position = 3 WHERE position = 4",
        "UPDATE chain_link SET position = 4 WHERE position = 99",
    )
    assert not verdict(world).holds


def test_a_cut_off_end_is_found(changed):
    world, _ = changed
    tamper(world, "DELETE FROM chain_link WHERE position = 6")
    assert not verdict(world).holds


def test_a_rebuilt_chain_is_found_by_the_anchor(changed):
    world, head = changed
    tamper(
        world,
        "UPDATE chain_link SET position = position WHERE position = 6",
        "DELETE FROM chain_link WHERE position = 6",
    )
    with world.store.read(1) as session:
        last = session.connection().execute(
            text("SELECT hash FROM chain_link WHERE position = 5 AND workspace_id = 1")
        )
        end = last.scalar_one()
    tamper(world, f"UPDATE chain_head SET position = 5, hash = '{end}' WHERE position = 6")
    found = verdict(world, head)
    assert any("anchor" in fault for fault in found.faults)


def test_a_digest_outlives_an_erased_payload(changed):
    world, head = changed
    tamper(world, "UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE id > 0")
    assert verdict(world, head).holds


def test_the_digest_depends_on_the_salt():
    assert chain.digest("a", None, {"name": "x"}) != chain.digest("b", None, {"name": "x"})
