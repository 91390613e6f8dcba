"""Records asked for as a file: in the asker's direct messages, within their rights, no formulas."""

import csv
import io
import json
import zipfile

import httpx
import pytest
from openpyxl import load_workbook

from crm.models import Deal, User

pytestmark = pytest.mark.xdist_group("demo")


def exported(world, person, words, said="direct messages"):
    """The name and the bytes of the file that a person gets for `/crm export …`."""
    seen = {m.ts for m in person.sees("dm")}
    answer = world.tell(person, f"/crm {words}")
    assert said in answer.text, answer.text
    world.settle()
    (message,) = [m for m in person.sees("dm") if m.ts not in seen and m.raw.get("files")]
    file = message.raw["files"][0]
    return file["name"], httpx.get(file["url_private"], trust_env=False).content, message.text


def test_a_filtered_list_comes_as_a_sheet(world):
    world.deal("=HYPERLINK(1) robot", "12k")
    name, content, said = exported(world, world.ada, "export deals stage=proposal as xlsx")
    assert name.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(content))["deal"]
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert {row[head.index("stage")] for row in rows} == {"Proposal"}
    assert f"{len(rows)} records" in said


def test_a_list_has_a_button_that_sends_just_what_it_shows(world):
    listed = world.tell(world.ada, "/deal list stage=proposal amount>1")
    seen = {m.ts for m in world.ada.sees("dm")}
    world.ada.press(listed, "Export")
    world.settle()
    (message,) = [m for m in world.ada.sees("dm") if m.ts not in seen and m.raw.get("files")]
    content = httpx.get(message.raw["files"][0]["url_private"], trust_env=False).content
    head, *rows = load_workbook(io.BytesIO(content))["deal"].iter_rows(values_only=True)
    assert {row[head.index("stage")] for row in rows} == {"Proposal"}


def test_what_a_spreadsheet_would_run_is_text(world):
    world.deal("=HYPERLINK(2) robot", "12k")
    _, content, _ = exported(world, world.ada, "export deals as csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert "'=HYPERLINK(2) robot" in {row["name"] for row in rows}
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_a_rep_gets_only_what_she_sees(world):
    _, content, _ = exported(world, world.ana, "export deals json")
    owners = {row["owner"] for row in json.loads(content)}
    assert owners <= {"ana", None}
    assert len(world.rows(User)) > 1
    assert len(json.loads(content)) < len(world.rows(Deal))


def test_everything_comes_as_an_archive_in_chinese_too(world):
    name, content, _ = exported(world, world.mei, "导出 全部", "私信")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"company.csv", "contact.csv", "deal.csv"} <= set(archive.namelist())
    assert name.startswith("all-")


def test_what_is_no_kind_is_said_plainly(world):
    answer = world.tell(world.ada, "/crm export unicorns")
    assert "no kind of record" in answer.text
    assert "/crm export deals" in answer.text
