"""What goes out comes back: to the same workspace without a change, to another one as equal."""

from __future__ import annotations

import csv

import pytest

from crm.engine import job
from crm.imports import export, plan
from crm.imports import run as imports
from crm.imports.workbook import columns

SAID = (
    "contact add Zoe Novak zoe@new.example at Acme",
    "deal add Acme rollout 12k",
    "ticket add Printer on fire for Acme",
    "lead add Kim Ode kim@ode.example",
)


def written(world, folder):
    """Every kind as a CSV of our own, in the order of import."""
    with world.store.read(1) as session:
        for kind in export.KINDS:
            rows = list(export.rows(session, kind))
            if rows:
                path = folder / f"{kind}.csv"
                with path.open("w", encoding="utf-8", newline="") as file:
                    table = csv.writer(file)
                    table.writerow(columns(rows))
                    table.writerows([export.safe(r.get(n)) for n in columns(rows)] for r in rows)
                yield kind, path, len(rows)


def take_in(world, path, kind):
    """Import a file to its end; the report."""
    with world.store.write(1) as session:
        call = world.as_("ada").call().bound(session, None)
        started, made = imports.start(call, path, plan.make(path, kind))
    job.Worker(world.store, "test", lambda: world.now, pause=0).work(1, started.id)
    with world.store.read(1) as session:
        return imports.report(session, made.id)


@pytest.fixture
def filled(world):
    """A workspace in which people typed records: none has an id of another system."""
    for said in SAID:
        world.as_("ada").says(said)
    return world


def test_an_export_taken_into_the_same_workspace_changes_nothing(filled, tmp_path):
    for kind, path, count in list(written(filled, tmp_path)):
        found = take_in(filled, path, kind)
        assert (kind, found.skipped, found.rows, found.bad) == (kind, count, count, [])


def test_a_row_that_was_edited_in_the_export_updates_its_record(filled, tmp_path):
    paths = {kind: path for kind, path, _ in written(filled, tmp_path)}
    text = paths["contact"].read_text("utf-8").replace("Zoe Novak", "Zoe Nowak")
    paths["contact"].write_text(text, "utf-8")
    found = take_in(filled, paths["contact"], "contact")
    assert (found.created, found.updated, found.skipped) == (0, 1, found.rows - 1)
