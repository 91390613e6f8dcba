"""The rows that were not taken, as a file that can be corrected and sent again."""

import csv

from crm.imports import plan, rejects
from crm.imports import run as imports

FILE = """First Name,Last Name,Email,Create Date
Ana,Silva,ana@silva.example,2024-03-01
Bo,=SUM(A1),bo at home,2024-03-01
,,,
Cy,Roy,cy@roy.example,32.13.2024
"""


def rejected(world, tmp_path):
    """The rows of the rejects' file of a rehearsal, without its header."""
    source, out = tmp_path / "people.csv", tmp_path / "rejects.csv"
    source.write_text(FILE, "utf-8")
    made = plan.make(source)
    call = world.as_("ada").call()
    with world.store.read(1) as session:
        found = imports.rehearse(session, source, made, call.bound(session, None))
    assert rejects.write(out, source, made, found.bad, call.reader) == found.failed
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_rejected_row_keeps_its_cells_and_gets_reason_line_and_column(world, tmp_path):
    head, mail, day = rejected(world, tmp_path)
    assert head == [*FILE.splitlines()[0].split(","), "Reason", "Line", "Column"]
    assert mail[:4] == ["Bo", "'=SUM(A1)", "bo at home", "2024-03-01"]
    assert (mail[5:], day[5:]) == (["3", "Email"], ["5", "Create Date"])
    assert "no e-mail address" in mail[4]


def test_rows_without_fault_are_not_among_the_rejected(world, tmp_path):
    assert all("Silva" not in row for row in rejected(world, tmp_path))
