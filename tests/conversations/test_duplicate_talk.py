"""One customer, one record: found at entry, found by night, merged and made two again."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.engine import settings
from crm.models import Contact

pytestmark = pytest.mark.xdist_group("demo")


def named(world, name):
    return world.rows(Contact, Contact.name == name, Contact.archived_at.is_(None))


def way(person, word):
    """The way on of a refused form whose fields say a word."""
    (select,) = [b for b in person.modal().raw["blocks"] if b.get("block_id") == "way~"]
    values = [option["value"] for option in select["element"]["options"]]
    return next(value for value in values if word in json.loads(value))


def refused(world, name, email):
    """A person opens the form for somebody who is here already, and saves it."""
    world.tell(world.ana, f'/contact add "{name}" {email} at Acme')
    world.ana.command("/crm", "contact add", channel="#sales")
    world.ana.submit({"name": name, "email": email})
    assert "same name" in world.ana.modal().text


def the_night_after_next(world):
    """Three in the morning where the workspace is, after any sweep that was due before."""
    with world.parts.store.read(world.workspace_id) as session:
        zone = ZoneInfo(settings.read(session).zone)
    local = world.clock().astimezone(zone)
    return local.replace(hour=3, minute=0) + timedelta(days=2)


def test_a_form_for_somebody_who_is_here_offers_the_existing_one(world):
    refused(world, "Zelda Quist", "zelda@quist.example")
    assert world.ana.submit({"way~": way(world.ana, "use")}).errors == {}
    world.settle()
    assert len(named(world, "Zelda Quist")) == 1
    assert world.ana.modal() is None


def test_a_form_saves_a_namesake_all_the_same(world):
    refused(world, "Yorick Quist", "yorick@quist.example")
    world.ana.submit({"way~": way(world.ana, "again")})
    world.settle()
    assert len(named(world, "Yorick Quist")) == 2
    assert world.ana.modal() is None


def test_a_pair_of_the_night_is_merged_and_made_two_again_in_chinese_too(world):
    world.tell(world.ana, '/contact add "Xenia Quist" xenia@quist.example at Acme')
    world.tell(world.ana, '/contact add "Quist Xenia" xenia@quist.example at Acme again=yes')
    world.until(the_night_after_next(world))
    card = world.tell(world.mei, "/crm 重复记录")
    while "Xenia" not in card.text:
        world.mei.press(card, "稍后")
        world.settle()
        card = world.mei.last("#sales")
    world.mei.press(card, "合并")
    world.settle()
    assert len(named(world, "Xenia Quist")) + len(named(world, "Quist Xenia")) == 1
    world.mei.press(world.mei.last("#sales"), "Make two again")  # in the words of the channel
    world.settle()
    assert len(named(world, "Xenia Quist")) == len(named(world, "Quist Xenia")) == 1
