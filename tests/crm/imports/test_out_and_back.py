"""What is written out comes back as it was: CSV and XLSX, formulas disarmed."""

from crm.imports import export, files, plan, workbook
from crm.imports import run as imports

ROWS = [
    {"ref": "CO-1", "external_id": "a1", "name": "=SUM(A1)", "city": "Köln"},
    {"ref": "CO-2", "external_id": "a2", "name": "极光科技", "phone": "+49 30 1234567"},
]


def test_a_spreadsheet_is_written_and_read_back(tmp_path):
    path = tmp_path / "companies.xlsx"
    workbook.write(path, {"company": ROWS})
    opened = files.open_file(path)
    assert opened.headers == ("ref", "external_id", "name", "city", "phone")
    assert [row.cells[2] for row in opened.rows()] == ["'=SUM(A1)", "极光科技"]


def test_people_who_were_written_out_are_known_when_they_come_back(world, tmp_path):
    world.as_("ana").says("contact add Zoe Novak zoe@new.example at Acme")
    path = tmp_path / "contacts.xlsx"
    with world.store.read(1) as session:
        rows = [row for row in export.rows(session, "contact") if row["email"]]
        workbook.write(path, {"contact": rows})
        call = world.as_("ada").call().bound(session, None)
        found = imports.rehearse(session, path, plan.make(path), call)
    assert (found.rows, found.created, found.failed) == (len(rows), 0, 0)
