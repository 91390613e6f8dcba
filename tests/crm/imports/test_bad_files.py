"""Files that are broken, or made to do harm: a clear answer with its place, and nothing lost."""

import json
import subprocess
import sys
import zipfile
from itertools import repeat

import openpyxl
import pytest

from crm.engine.errors import NotUnderstood
from crm.imports import plan

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = f"<worksheet {MAIN}><sheetData>"
ROW = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Account Name", "City"))
# Reads a file in a process of its own; prints what was said, its CPU seconds and its megabytes.
READ = """
import json, resource, sys, time
from pathlib import Path
from crm.engine.errors import NotUnderstood
from crm.imports import plan
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    said = str(plan.make(Path(sys.argv[1])).rows)
except NotUnderstood as error:
    said = error.text.key
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([said, time.process_time() - begun, (after - before) / 1024]))
"""


def book(path, parts):
    """A spreadsheet of one sheet; each part is a beginning and so many megabytes of one text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{DOCUMENT}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">'
            '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        for name, (head, unit, megabytes) in parts.items():
            with packed.open(name, "w", force_zip64=True) as part:
                part.write(head.encode())
                for block in repeat(unit.encode() * ((1 << 20) // max(len(unit), 1)), megabytes):
                    part.write(block)
    return path


def lying(path):
    """Let the directory of a packed file say that its sheet has a thousand bytes."""
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"xl/worksheets/sheet1.xml") - 46 + 24
    raw[at : at + 4] = (1_000).to_bytes(4, "little")
    path.write_bytes(bytes(raw))


BOMBS = {
    "a gigabyte of rows": {"xl/worksheets/sheet1.xml": (SHEET, f"<row>{ROW}</row>", 1_000)},
    "texts that are shared": {
        "xl/worksheets/sheet1.xml": (f"{SHEET}<row>{ROW}</row></sheetData></worksheet>", "", 0),
        "xl/sharedStrings.xml": (f"<sst {MAIN}>", "<si><t>a</t></si>", 60),
    },
    "a row without an end": {"xl/worksheets/sheet1.xml": (f"{SHEET}<row>", "<c/>", 3)},
    "a cell far to the right": {
        "xl/worksheets/sheet1.xml": (f'{SHEET}<row><c r="ZZZZZZ1"><v>1</v></c></row>', "", 0)
    },
}


@pytest.mark.parametrize("bomb", [*BOMBS, "a size that is a lie"])
def test_a_spreadsheet_that_unpacks_to_too_much_is_refused_at_once_in_little_memory(bomb, tmp_path):
    path = book(tmp_path / "bomb.xlsx", BOMBS.get(bomb) or BOMBS["a gigabyte of rows"])
    if bomb not in BOMBS:
        lying(path)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    said, seconds, megabytes = json.loads(done.stdout)
    assert any(word in said for word in ("unpacks to", "more cells", "damaged"))
    assert (seconds < 1, megabytes < 50) == (True, True)


def test_a_spreadsheet_cut_off_is_refused_with_the_row_at_which_it_ends(tmp_path):
    parts = {"xl/worksheets/sheet1.xml": (f"{SHEET}<row>{ROW}</row><row>{ROW}</row><row", "", 0)}
    with pytest.raises(NotUnderstood) as told:
        plan.make(book(tmp_path / "cut.xlsx", parts))
    assert told.value.text.values == {"file": "cut.xlsx", "row": 2}


def test_a_formula_is_what_it_last_came_to_and_in_a_csv_a_text_that_nothing_runs(rapport, tmp_path):
    sheet, path = openpyxl.Workbook(), tmp_path / "formulas.xlsx"
    sheet.active.append(["Account Name", "Industry", "Employees"])
    sheet.active.append(["Nordwind", "Steel", "=1+1"])
    sheet.save(path)
    (found,) = rapport(["import", str(path), "--json"])
    assert (found["created"], found["failed"]) == (1, 0)
    path = tmp_path / "formulas.csv"
    path.write_text("Account Name,Industry\n\"=cmd|' /C calc'!A0\",Steel\n", "utf-8")
    assert rapport(["import", str(path), "--json"])[0]["created"] == 1
    (rows,) = rapport(["export", "company", "--format", "json"])
    assert {"Nordwind", "=cmd|' /C calc'!A0"} <= {row["name"] for row in rows}


def test_every_bad_row_has_line_and_column_and_the_good_ones_are_here(rapport, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_bytes(
        b"Record ID,Deal Name,Amount,Close Date\n"
        b"1,Old,-1200.50,1900-01-01\n"
        b"2,Far,(35.00),9999-12-31\n"
        b"3,Before,1,1899-12-31\n"
        b"4,Beyond,1,10000-01-01\n"
        b"5,Never,1,2025-02-29\n"
        b"6,M\xfcller,1e999999,2025-02-28\n"
        b'7,"Open quote,5,2025-02-28\n'
        b"8," + b"x" * 200_000 + b",5,2025-02-28\n"
        b"9,Gr\xfc\xdfe,7,2025-02-28\n"
        b"10,\xe6\x9e\x81\xe5\x85\x89,8,2025-02-28\n"
        b"11,More,8,2025-02-28,and,more\n",
    )
    (found,) = rapport(["import", str(path), "--json"])
    assert [(row["line"], row["reason"]) for row in found["bad"]] == [
        (4, "Close Date: “1899-12-31” is no date"),
        (5, "Close Date: “10000-01-01” is no date"),
        (6, "Close Date: “2025-02-29” is no date"),
        (7, "Amount: “1e999999” is no amount"),
        (8, "column 2: a quote is opened and never closed"),
        (9, "column 2: the cell has 200,000 characters, at most 40,000 are kept"),
        (12, "more cells than headers: “and”"),
    ]
    (rows,) = rapport(["export", "deal", "--format", "json"])
    assert {row["name"]: row["amount"] for row in rows} == {
        "Old": "-1200.50", "Far": "-35.00", "Grüße": "7.00", "极光": "8.00",
    }  # fmt: skip


def test_lines_that_another_program_added_are_read_each_in_its_own_encoding(tmp_path):
    head = "客户名称,备注\n北京极光科技,老客户\n上海云杉,新客户\n".encode()
    path = tmp_path / "two.csv"
    path.write_bytes(head + "深圳海潮,从表格追加\n".encode("gb18030"))
    made = plan.make(path)
    names = [row.cells[0] for row in made.opened(path).rows()]
    assert names == ["北京极光科技", "上海云杉", "深圳海潮"]


def test_the_further_sheets_of_a_workbook_are_named(rapport, tmp_path):
    sheet, path = openpyxl.Workbook(), tmp_path / "two.xlsx"
    sheet.active.append(["About"])
    for name in ("Accounts", "Contacts"):
        sheet.create_sheet(name).append(["Account Name", "Industry"])
        sheet[name].append(["Nordwind", "Steel"])
    sheet.save(path)
    (found,) = rapport(["import", str(path), "--json"])
    assert found["created"] == 1
    assert [warning["reason"] for warning in found["warnings"]] == [
        "sheet Contacts: not taken, save it as a file of its own"
    ]


def test_what_only_begins_like_a_spreadsheet_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "no.xlsx"
    path.write_bytes(b"PK\x03\x04 no archive at all")
    with pytest.raises(NotUnderstood, match="neither CSV nor XLSX"):
        plan.make(path)


def test_thousands_of_rows_of_one_person_are_one_person_who_is_as_the_last_row_says(
    rapport, tmp_path
):
    path = tmp_path / "one.csv"
    rows = [f"C1,Rosa,Lind,rosa@lind.example,{n}" for n in range(3_000)]
    rows += [f"D{n},Lind,Rosa,ROSA@lind.example," for n in range(3_000)]
    path.write_text(
        "\n".join(["Contact ID,First Name,Last Name,Email,Description", *rows]), "utf-8"
    )
    (found,) = rapport(["import", str(path), "--json"])
    assert [found[n] for n in ("rows", "created", "merged", "failed")] == [6_000, 1, 3_000, 0]
    (people,) = rapport(["export", "contact", "--format", "json"])
    (person,) = [row for row in people if row["external_id"] == "C1"]
    assert (person["name"], person["note"]) == ("Rosa Lind", "2999")


def test_a_person_gets_a_hundred_numbers_of_a_file_and_all_others_are_named(rapport, tmp_path):
    path = tmp_path / "numbers.csv"
    rows = [f"N{n},Omar,Haddad,omar@haddad.example,+49 30 9012{n:04}" for n in range(1_000)]
    path.write_text("\n".join(["Contact ID,First Name,Last Name,Email,Phone", *rows]), "utf-8")
    (found,) = rapport(["import", str(path), "--json"])
    assert [found[n] for n in ("created", "merged", "failed")] == [1, 999, 0]
    left = [w for w in found["warnings"] if "it is left out" in w["reason"]]
    (people,) = rapport(["export", "contact", "--format", "json"])
    (person,) = [row for row in people if row["name"] == "Omar Haddad"]
    assert (len(person["points"]), len(left)) == (100, 901)
    assert "+49309012" in left[-1]["reason"]
