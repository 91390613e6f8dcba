"""A long file is read by a process beside the writer, row for row as one process reads it."""

from datetime import UTC, datetime
from multiprocessing import active_children

import pytest

from crm.imports import beside, drafts, plan
from crm.imports import scene as scenes

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROWS = beside.LONG + 7


@pytest.fixture
def long_file(tmp_path):
    path = tmp_path / "contacts.csv"
    rows = [
        f"Peter {n},Gibbons,{'no address' if n % 50 == 0 else f'peter{n}@initech.example'}"
        for n in range(ROWS)
    ]
    path.write_text("\n".join(["First Name,Last Name,Email", *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def scene(store):
    with store.read(1) as session:
        return scenes.of(session, NOW)


def test_what_the_process_beside_reads_is_what_one_process_reads(long_file, scene) -> None:
    made = plan.make(long_file)
    read = list(beside.read(made, long_file, scene, 0))
    assert len(read) == ROWS
    assert read == list(drafts.read(made, long_file, scene, 0))


def test_reading_goes_on_behind_the_last_row_where_the_process_beside_dies(
    long_file, scene
) -> None:
    made = plan.make(long_file)
    items = beside.read(made, long_file, scene, 0)
    read = [next(items)]
    for process in active_children():
        if process.name == beside.NAME:
            process.kill()
            process.join()
    read += items
    assert read == list(drafts.read(made, long_file, scene, 0))


def test_reading_that_is_given_up_leaves_no_process_behind(long_file, scene) -> None:
    items = beside.read(plan.make(long_file), long_file, scene, 0)
    next(items)
    mine = [process for process in active_children() if process.name == beside.NAME]
    items.close()
    for process in mine:
        process.join(timeout=20)
    assert [process.exitcode for process in mine] == [0]
