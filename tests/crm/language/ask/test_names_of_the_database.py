"""The names of sentences come from the database, within the rights of who asks."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from crm.engine import journal
from crm.language.ask import stored_world
from crm.language.ask.reader import Reader
from crm.models import Company, Contact


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


@pytest.fixture
def crowd(world: Any) -> Any:
    """A world of more customers than a sentence is compared with: 60 Talos, 60 Nemitadez."""

    def fill(session: Any) -> None:
        acme = session.scalars(select(Company.id).where(Company.name == "Acme Robotics")).one()
        names = [f"Person {n}" for n in range(3_200)]
        names[100], names[200] = "Talo Nemitadez", "Talo Berman"
        for n in range(300, 360):
            names[n], names[n + 100] = f"Talo Kata{n}", f"Sonne{n} Nemitadez"
        rows = [
            {
                "name": name,
                "name_key": name.casefold(),
                "company_id": acme if n == 200 else None,
                "number": 1_000 + n,
                "created_at": world.now,
            }
            for n, name in enumerate(names)
        ]
        journal.bulk_insert(session, Contact, rows)

    world.change(fill)
    return world


def read(world: Any, text: str) -> dict[str, Any]:
    """A sentence read with those customers only whose names it may mean."""
    with world.store.read(1) as session:
        return Reader(stored_world.load(session, world.as_("ana").call(), text)).understand(text)


@pytest.mark.parametrize(
    "text",
    ["contacts named Talo Nemitadez", "log call with Talo Nemitadez", "why not Talo Nemitadez?"],
)
def test_one_of_a_crowd_is_known_by_both_names_though_each_is_common(crowd: Any, text: str) -> None:
    assert "Talo Nemitadez" in str({**read(crowd, text), "text": ""})


def test_a_common_first_name_is_settled_by_the_company_in_the_sentence(crowd: Any) -> None:
    found = read(crowd, "log call with Talo at Acme: wants SSO")
    assert found["fields"]["contact"] == "Talo Berman"


def test_a_slip_in_a_name_of_a_crowd_is_repaired(crowd: Any) -> None:
    assert read(crowd, "log call with Talo Bermna")["fields"]["contact"] == "Talo Berman"
