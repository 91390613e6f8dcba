"""A vCard or a signature in a chat becomes a form that is filled in, and then a contact."""

import pytest

from crm.models import Company, Contact, ContactPoint

pytestmark = pytest.mark.xdist_group("demo")
CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Nora Quist\nORG:Quist Marine\nTITLE:Buyer\n"
    "EMAIL:nora@quist.example\nTEL;TYPE=cell:+4930901820\nEND:VCARD"
)
SIGNED = "Thanks!\nBest regards,\nOle Ravn\nCTO\nole.ravn@ravn.example"


def test_a_card_behind_the_slash_command_opens_the_form_filled_in(world):
    world.ana.command("/contact", f"add {CARD}")
    values = world.ana.modal().values
    assert (values["name"], values["title"], values["company"]["value"]) == (
        "Nora Quist",
        "Buyer",
        "new:Quist Marine",
    )
    assert world.ana.submit().errors == {}
    world.settle()
    made = world.rows(Contact)[-1]
    assert made.name == "Nora Quist"
    assert world.rows(Company)[-1].name == "Quist Marine"
    points = [p.value for p in world.rows(ContactPoint, ContactPoint.contact_id == made.id)]
    assert points == ["nora@quist.example", "+4930901820"]


def test_a_signature_in_a_dm_offers_the_form(world):
    before = len(world.rows(Contact))
    world.ana.say("@rapport", SIGNED)
    world.settle()
    assert len(world.rows(Contact)) == before
    assert "Look at it, then save it" in world.ana.last("@rapport").text


def test_a_message_is_saved_as_a_contact(world):
    message = world.ana.say("#sales", f"Hi all,\n{SIGNED}").message
    world.settle()
    assert world.ana.shortcut("save_contact", message).status == 200
    values = world.ana.modal().values
    assert (values["name"], values["email"]) == ("Ole Ravn", "ole.ravn@ravn.example")
    assert "Hi all" in values["note"]
    assert world.ana.submit().errors == {}
    assert world.rows(Contact)[-1].title == "CTO"
