"""Files of other CRMs in the conversation: rehearsed, corrected, imported, taken back."""

import pytest

from crm.models import Contact, User

pytestmark = pytest.mark.xdist_group("demo")

CONTACTS = (
    "Record ID,First Name,Last Name,Email,Company Name,Contact owner\n"
    "901,Hedda,Quist,hedda@quist.example,Quist Yards,Ana Rivera\n"
    "902,Olaf,Brandt,olaf@brandt.example,Brandt Works,Zoe Unknown\n"
    "903,Pia,Wrong,not-an-address,Brandt Works,Ana Rivera\n"
    "901,Hedda,Quist,hedda@quist.example,Quist Yards,Ana Rivera\n"
)


def sent(world, person, name, text, channel="dm", **more):
    """The message about a file that a person has sent, as it stands when all is quiet."""
    before = {m.ts for m in person.sees(channel)}
    assert person.file(channel, name, text, **more).status == 200
    world.settle()
    fresh = [m for m in person.sees(channel) if m.ts not in before and m.author == "rapport"]
    return fresh[-1]


def again(person, message, channel="dm"):
    """The same message, as it stands now."""
    return next(m for m in person.sees(channel) if m.ts == message.ts)


def thread(person, message, channel="dm"):
    """What stands under a message."""
    return person.sees(channel, thread=message)[1:]


def counts(world, model):
    """How many rows of a kind are stored."""
    return len(world.rows(model))


def test_a_file_is_rehearsed_imported_and_taken_back(world):
    before = counts(world, Contact)
    card = sent(world, world.ada, "contacts.csv", CONTACTS)
    assert "contact from HubSpot, 4 rows" in card.text
    assert "Line 4" in card.text
    assert "not-an-address" in card.text
    assert "Zoe Unknown" in card.text
    assert counts(world, Contact) == before
    assert world.ada.press(card, "Import").status == 200
    world.settle()
    done = again(world.ada, card)
    assert "Imported." in done.text
    assert counts(world, Contact) == before + 2
    (file,) = [m for m in thread(world.ada, card) if "not taken" in m.text]
    assert file.raw["files"][0]["name"].startswith("bad-")
    assert world.ada.press(done, "Undo").status == 200
    world.pass_time(minutes=2)
    assert counts(world, Contact) == before


def test_columns_and_owners_are_corrected_in_a_modal(world):
    card = sent(world, world.mei, "名单.csv", CONTACTS.replace("90", "80"))
    assert "来自 HubSpot 的联系人" in card.text
    assert "邮箱地址" in card.text
    assert world.mei.press(card, "负责人").status == 200
    assert world.mei.submit({"columns~4": "-", "people~1": "U0BEN00001"}).errors == {}
    world.settle()
    card = again(world.mei, card)
    assert "不导入：Company Name" in card.text
    assert "Zoe Unknown" not in card.text.split("读作")[0]
    assert world.mei.press(card, "导入").status == 200
    world.settle()
    (made,) = world.rows(Contact, Contact.name == "Olaf Brandt", Contact.archived_at.is_(None))
    assert made.company_id is None
    assert made.owner_id == world.rows(User, User.handle == "ben")[0].id
