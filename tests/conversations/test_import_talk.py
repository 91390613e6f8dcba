"""Files of other CRMs in the conversation: rehearsed, corrected, imported, taken back."""

import base64
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from crm.models import Company, Contact, CustomField, Deal, Stage, Upload, User
from sandbox.client import Refused

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
    file, compared = thread(world.ada, card)
    assert file.raw["files"][0]["name"].startswith("bad-")
    assert "1 difference, 1 of them rows" in compared.text
    assert "Records side by side" in compared.text
    assert world.ada.press(done, "Undo").status == 200
    world.pass_time(minutes=2)
    assert counts(world, Contact) == before


def test_import_alone_opens_a_form_in_which_files_are_picked(world):
    before = counts(world, Contact)
    told = {m.ts for m in world.ada.sees("dm")}
    world.ada.command("/crm", "import", channel="#sales")
    form = world.ada.modal()
    assert form.title == "Import files"
    assert "CSV, XLSX or ZIP" in form.text
    text = CONTACTS.replace("90", "21").replace("quist", "q21").replace("brandt", "b21")
    text = text.replace("Olaf", "Nils").replace("Hedda", "Runa")
    assert world.ada.submit({"Files": {"name": "picked.csv", "text": text}}).errors == {}
    assert world.ada.modal() is None
    world.settle()
    assert "I read picked.csv" in world.ada.last("#sales").text
    (card,) = [m for m in world.ada.sees("dm") if m.ts not in told]
    assert "contact from HubSpot, 4 rows" in card.text
    world.ada.press(card, "Import")
    world.settle()
    assert counts(world, Contact) == before + 2


def test_what_slack_lets_through_and_is_no_table_is_said_beside_the_field(world):
    world.ada.command("/crm", "import", channel="#sales")
    with pytest.raises(Refused, match=r"note\.txt is not one of: csv"):
        world.ada.submit({"Files": {"name": "note.txt", "text": "hello"}})
    assert world.ada.submit().errors == {"files": "Please complete this required field."}
    world.ada.close()


def test_where_no_form_opens_import_says_what_to_do_and_has_a_button_for_it(world):
    world.mei.say("#sales", "@Rapport import")
    world.settle()
    told = world.mei.last("#sales")
    assert "CSV、XLSX 或 ZIP" in told.text
    world.mei.press(told, "选择文件")
    assert "每个最多 10 MB" in world.mei.modal().text
    world.mei.close()


def test_a_rep_who_asks_for_an_import_is_told_that_it_is_not_hers(world):
    world.ana.command("/crm", "import", channel="#sales")
    assert world.ana.modal() is None
    assert "role" in world.ana.last("#sales").text


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
    assert "3 个字段中 3 个一致" in thread(world.mei, card)[-1].text
    assert made.owner_id == world.rows(User, User.handle == "ben")[0].id


def test_a_rep_may_not_import_and_is_told_so(world):
    before = len(world.rows(Upload))
    assert world.ana.file("dm", "contacts.csv", CONTACTS).status == 200
    world.settle()
    assert "role" in world.ana.last("dm").text
    assert len(world.rows(Upload)) == before


def test_a_table_shared_in_a_channel_is_asked_about(world):
    world.ada.file("#sales", "more.csv", CONTACTS.replace("90", "61"))
    world.settle()
    asked = world.ada.last("#sales")
    assert asked.is_ephemeral
    assert "Shall I import more.csv?" in asked.text
    shared = next(m for m in reversed(world.ada.sees("#sales")) if not m.is_ephemeral)
    world.ada.press(asked, "Rehearse the import")
    world.settle()
    (card,) = thread(world.ada, shared, "#sales")
    assert "contact from HubSpot, 4 rows" in card.text
    world.ada.press(card, "Cancel")
    world.settle()
    assert "nothing of more.csv" in thread(world.ada, shared, "#sales")[0].text


def test_what_was_changed_since_the_rehearsal_is_shown_before_anything_is_done(world):
    text = CONTACTS.replace("90", "55").replace("quist", "late").replace("brandt", "late")
    card = sent(world, world.ada, "late.csv", text)
    world.tell(world.ada, '/contact add "Hedda Quist" hedda@late.example again=yes')
    before = counts(world, Contact)
    world.ada.press(card, "Import")
    world.settle()
    card = again(world.ada, card)
    assert "Records were changed since the rehearsal" in card.text
    assert counts(world, Contact) == before
    world.ada.press(card, "Import")
    world.settle()
    assert "Imported." in again(world.ada, card).text


def test_two_people_at_once_import_a_file_once(world):
    text = CONTACTS.replace("90", "44").replace("quist", "quist44").replace("brandt", "brandt44")
    mine = sent(world, world.ada, "same.csv", text)
    hers = sent(world, world.mei, "same.csv", text)
    before = counts(world, Contact)
    world.ada.press(mine, "Import")
    world.mei.press(hers, "导入")
    world.settle()
    world.mei.press(again(world.mei, hers), "导入")
    world.settle()
    assert counts(world, Contact) == before + 2


def test_an_import_that_was_left_lying_goes_on_with_its_message(world):
    card = sent(world, world.ada, "left.csv", CONTACTS.replace("90", "33").replace("quist", "q33"))
    (upload,) = world.rows(Upload, Upload.state == "rehearsed")[-1:]
    with world.parts.store.write(world.workspace_id) as session:
        row = session.scalars(select(Upload).where(Upload.id == upload.id)).one()
        row.state, row.started_by_id = "importing", row.user_id
        row.leased_until = world.clock() + timedelta(seconds=30)
    world.pass_time(seconds=10)
    assert "Imported." not in again(world.ada, card).text
    world.pass_time(minutes=2)
    assert "Imported." in again(world.ada, card).text


def test_an_archive_of_several_tables_is_one_plan_in_the_right_order(world):
    files = {
        "Deals.csv": "Record ID,Deal Name,Deal Stage,Amount,Associated Company IDs\n"
        "d1,Kiln automation,Proposal,1200,c1\n",
        "Companies.csv": "Record ID,Company name,Company Domain Name\n"
        "c1,Kiln & Sons,kiln.example\n",
        "readme.md": "nothing",
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    content = base64.b64encode(packed.getvalue()).decode()
    card = sent(world, world.ada, "backup.zip", "", content=content)
    assert card.text.index("Companies.csv") < card.text.index("Deals.csv")
    world.ada.press(card, "Import")
    world.settle()
    (deal,) = world.rows(Deal, Deal.name == "Kiln automation")
    (company,) = world.rows(Company, Company.name == "Kiln & Sons")
    assert deal.company_id == company.id
    assert "0 differences" in thread(world.ada, card)[-1].text
    world.ada.press(again(world.ada, card), "Undo")
    world.pass_time(minutes=2)
    assert world.rows(Deal, Deal.name == "Kiln automation") == []


DEALS = (
    "Record ID,Deal Name,Deal Stage,Amount,Close Date,Kite\n"
    "{0}1,Kiln {0},Erstkontakt,1200,2026-12-31,North\n"
    "{0}2,Loom {0},Erstkontakt,one,2026-12-31,South\n"
)


def test_columns_are_kept_words_are_stages_and_all_is_taken_back(world):
    card = sent(world, world.ada, "own.csv", DEALS.format("x"))
    assert "Erstkontakt" in card.text
    world.ada.press(card, "Keep as own fields")
    world.settle()
    card = again(world.ada, card)
    stage = world.rows(Stage, Stage.name == "Negotiation")[0]
    world.ada.press(card, "Change mapping")
    assert world.ada.submit({"stages~0": str(stage.id)}).errors == {}
    world.settle()
    world.ada.press(again(world.ada, card), "Import")
    world.settle()
    (deal,) = world.rows(Deal, Deal.name == "Kiln x")
    assert deal.stage_id == stage.id
    assert world.rows(CustomField, CustomField.name == "Kite") != []
    assert thread(world.ada, card)[0].raw["files"][0]["name"].startswith("bad-")
    world.ada.press(again(world.ada, card), "Undo")
    world.pass_time(minutes=2)
    assert world.rows(Deal, Deal.name == "Kiln x") == []
    assert world.rows(CustomField, CustomField.name == "Kite") == []


def test_the_same_in_chinese(world):
    card = sent(world, world.mei, "商机.csv", DEALS.format("y"))
    world.mei.press(card, "保留为自定义字段")
    world.settle()
    world.mei.press(again(world.mei, card), "导入")
    world.settle()
    assert "导入完成" in again(world.mei, card).text
    assert world.rows(CustomField, CustomField.name == "Kite") != []
    assert thread(world.mei, card)[0].raw["files"][0]["name"].startswith("bad-")
    world.mei.press(again(world.mei, card), "撤销")
    world.pass_time(minutes=2)
    assert world.rows(Deal, Deal.name == "Kiln y") == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bomb.zip", b"PK\x03\x04 no archive at all", "cannot be unpacked"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "neither CSV nor XLSX"),
        ("empty.csv", b"\n\n", "has no rows"),
        ("poem.csv", b"roses,violets\nred,blue\n", "cannot tell"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(world, name, content, told):
    packed = base64.b64encode(content).decode()
    card = sent(world, world.ada, name, "", content=packed)
    assert told in card.text
