"""The names of sentences come from the database, within the rights of who asks."""

from __future__ import annotations

from typing import Any

from crm.language.ask import stored_world
from crm.language.ask.reader import Reader


def understood(world: Any, handle: str, text: str) -> dict[str, Any]:
    """A sentence as one of the people says it."""
    with world.store.read(1) as session:
        return Reader(stored_world.load(session, world.as_(handle).call())).understand(text)


def test_a_company_of_the_database_is_found_by_its_first_word(world: Any) -> None:
    found = understood(world, "ana", "deals for Acme in Proposal")
    assert {"field": "company", "op": "=", "value": "Acme Robotics"} in found["filters"]
    assert {"field": "stage", "op": "=", "value": "Proposal"} in found["filters"]


def test_a_contact_of_the_database_takes_a_log(world: Any) -> None:
    found = understood(world, "ana", "log call with Jane: wants SSO")
    assert found["fields"] == {"type": "call", "contact": "Jane Foster", "note": "wants SSO"}


def test_an_outsider_knows_no_company(world: Any) -> None:
    assert understood(world, "ana", "deals for Globex")["command"] == "deal list"
    assert understood(world, "jane", "deals for Globex")["command"] is None


def test_a_stage_that_says_how_a_deal_ended_is_its_status_on_that_day(world: Any) -> None:
    found = understood(world, "ana", "won deals this month")
    assert [f["field"] for f in found["filters"]] == ["status", "closed_at"]
