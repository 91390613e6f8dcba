"""What a record of ours has no place for is kept in its note, or named; broken files are told."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest

from crm.engine.errors import NotUnderstood
from crm.imports import kinds, plan
from crm.imports.draft import Bad
from crm.imports.scene import Scene
from crm.imports.stages import Step

STEPS = [Step(1, 1, "Qualified", "open"), Step(2, 1, "Won", "won")]


def read(folder, content):
    """What the rows of a file become."""
    path = folder / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    made = plan.make(path)
    scene = Scene(datetime(2026, 1, 1, tzinfo=UTC), "USD", {}, STEPS)
    return [kinds.read(made, scene, row) for row in made.opened(path).rows()]


def test_a_column_that_is_not_taken_is_named_once_where_it_first_holds_something(tmp_path):
    text = "First Name,Last Name,Email,Kite\nA,B,a@b.example,\nC,D,c@d.example,EMEA\n"
    first, second, third = read(tmp_path, text + "E,F,e@f.example,APAC\n")
    assert second.warnings == ["Kite: the column is not taken"]
    assert first.warnings == third.warnings == []


def test_revenue_and_a_case_number_are_kept_in_the_note(tmp_path):
    (company,) = read(tmp_path, "Account Name,Annual Revenue\nNordwind,1200000\n")
    assert company.values["note"] == "Annual Revenue: 1200000"
    (ticket,) = read(tmp_path, "Case ID,Case Number,Subject\n500a,00001001,Broken\n")
    assert ticket.values["note"] == "Case Number: 00001001"
    (ticket,) = read(tmp_path, "Case Number,Subject\n00001001,Broken\n")
    assert ticket.external_id == "00001001"


def test_of_several_contacts_of_a_deal_those_not_linked_are_named(tmp_path):
    (deal,) = read(tmp_path, "Record ID,Deal Name,Associated Contact IDs\n1,Rollout,701;702\n")
    assert [wish.key for wish in deal.wishes] == ["701"]
    assert deal.warnings == ["contact 702: only the first one is linked"]


def test_an_open_task_is_named_and_a_done_one_is_not(tmp_path):
    head = "Record Id,Task Owner,Subject,Due Date,Status\n"
    undone, done = read(
        tmp_path, head + "1,,Call,2026-12-31,Not Started\n2,,Ask,2026-12-31,Completed\n"
    )
    assert undone.warnings == ["Call: still open there, kept as an activity"]
    assert done.warnings == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Closed", "resolved"),
        ("RESOLVED", "resolved"),
        ("Gelöst", "resolved"),
        ("已解决", "resolved"),
        ("Unresolved", "open"),
        ("Not resolved", "open"),
        ("未解决", "open"),
        ("尚未完成", "open"),
        ("Wartet auf Kunden", "open"),
    ],
)
def test_a_ticket_is_done_where_its_status_says_so_and_not_where_it_denies_it(
    tmp_path, said, status
):
    (ticket,) = read(tmp_path, f"Case ID,Subject,Status\n500a,Broken,{said}\n")
    assert ticket.values["status"] == status


def test_a_giant_cell_and_an_open_quote_spoil_their_own_rows_only(tmp_path):
    text = f'Name,Email\nA B,a@b.example\nC D,{"x" * 200_000}\n"E F,e@f.example\nG H,g@h.example\n'
    good, giant, broken, last = read(tmp_path, text)
    assert (good.values["name"], last.values["name"]) == ("A B", "G H")
    assert giant == Bad(3, "column 2: the cell has 200,000 characters, at most 40,000 are kept")
    assert broken == Bad(4, "column 1: a quote is opened and never closed")


def test_a_million_columns_are_refused_with_their_number_and_line(tmp_path):
    with pytest.raises(NotUnderstood) as told:
        read(tmp_path, ",".join(["a"] * 1_000_000) + "\n")
    assert told.value.text.values["n"] == 1_000_000


def test_lines_of_another_encoding_are_read_as_what_they_are(tmp_path):
    lines = [
        "Name,Email\nRosa Löwe,r@l.example\nZoë Ö,z@o.example\n".encode(),
        "Jörg,j@g.example\n",
    ]
    names = [draft.values["name"] for draft in read(tmp_path, lines[0] + lines[1].encode("cp1252"))]
    assert names == ["Rosa Löwe", "Zoë Ö", "Jörg"]


def test_far_days_and_negative_amounts_are_kept_and_impossible_days_refused(tmp_path):
    head = "Deal Name,Amount,Close Date\n"
    rows = "A,-12.50,1900-01-01\nB,(12.50),9999-12-31\nC,1,2024-02-30\n"
    old, far, bad = read(tmp_path, head + rows)
    assert [old.values["amount"], far.values["amount"]] == [-1250, -1250]
    assert old.warnings == ["Close Date: 1900-01-01 is an unlikely date"]
    assert far.values["close_on"].year == 9999
    assert bad == Bad(4, "Close Date: “2024-02-30” is no date")


def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused_unread(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(80):
                part.write(b"\0" * (1 << 20))
    with pytest.raises(NotUnderstood):
        plan.make(path)
