"""A person seen over several channels is one contact: mail, form, phone, chat, a file."""

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict
from crm.imports import plan
from crm.imports import run as imports
from crm.models import Contact, ContactPoint


@pytest.fixture
def jane(world):
    """Jane's address, as it is known; her number is added."""
    address = world.one(select(ContactPoint.value).where(ContactPoint.kind == "email").limit(1))
    world.change(lambda s: s.add(ContactPoint(contact_id=1, kind="phone", value="+12125550188")))
    return address


@pytest.mark.parametrize(
    "said",
    [
        "contact add Jane Foster {address} at Acme",
        "contact add FOSTER Jane {shouted}",
        "contact add Jane Foster +1 (212) 555-0188 at Acme",
        'lead add "Jane Foster" {address}',
    ],
)
def test_whichever_way_she_comes_she_is_the_one_who_is_there(world, jane, said):
    words = said.format(address=jane, shouted=jane.upper())
    with pytest.raises(Conflict) as refused:
        world.as_("ada").says(words)
    assert refused.value.choices[0].fields == {"use": "C-1"}


def test_a_file_finds_her_by_address_and_name_whatever_their_case(world, jane, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(f"First Name,Last Name,Email\nJANE,foster,{jane.upper()}\n", "utf-8")
    with world.store.read(1) as session:
        call = world.as_("ada").call().bound(session, None)
        found = imports.rehearse(session, path, plan.make(path), call)
        people = session.query(Contact).count()
    assert (found.merged, found.created) == (1, 0)
    assert people == 1
