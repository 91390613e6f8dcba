"""The names of sentences come from the database, within the rights of who asks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crm.engine import refs
from crm.language.ask import stored_world
from crm.language.ask.reader import Reader
from crm.models import Company, User


BORN = datetime(2026, 3, 6, tzinfo=UTC)


def understood(world: Any, handle: str, text: str) -> dict[str, Any]:
    """A sentence as one of the people says it."""
    with world.store.read(1) as session:
        return Reader(stored_world.load(session, world.as_(handle).call())).understand(text)


def hidden_company(session: Any) -> Company:
    owner = session.query(User).filter_by(handle="ada").one()
    company = Company(
        name="Zyxel Works", name_key="zyxel works", owner_id=owner.id, created_at=BORN
    )
    return refs.add(session, company)


def test_a_company_of_the_database_is_found_by_its_first_word(world: Any) -> None:
    found = understood(world, "ana", "deals for Acme in Proposal")
    assert {"field": "company", "op": "=", "value": "Acme Robotics"} in found["filters"]
    assert {"field": "stage", "op": "=", "value": "Proposal"} in found["filters"]


def test_a_contact_of_the_database_takes_a_log(world: Any) -> None:
    found = understood(world, "ana", "log call with Jane: wants SSO")
    assert found["fields"] == {"type": "call", "contact": "Jane Foster", "note": "wants SSO"}


def test_a_company_that_one_may_not_see_is_no_name(world: Any) -> None:
    world.change(hidden_company)
    assert understood(world, "ada", "deals for Zyxel")["command"] == "deal list"
    assert understood(world, "ana", "deals for Zyxel")["command"] is None
