"""The sample exports, if they are there: counts, bad lines, links, amounts; again; and undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.engine import job
from crm.imports import export, plan
from crm.imports import run as imports
from crm.imports.wording import key_of
from crm.models import Company, Contact, Deal, Lead, Product, Ticket

SETS = Path(__file__).parents[4] / "shared" / "data" / "exports"
KINDS = {
    "companies": "company",
    "contacts": "contact",
    "deals": "deal",
    "leads": "lead",
    "tickets": "ticket",
    "activities": "activity",
    "products": "product",
    "orders": "order",
}


def expected(vendor):
    folder = SETS / vendor
    if not folder.is_dir():
        pytest.skip(f"the sample exports are not at {SETS}")
    return folder, json.loads((folder / "expected.json").read_text("utf-8"))


def take_in(world, path):
    """Import a file to its end; the report."""
    with world.store.write(1) as session:
        call = world.as_("ada").call().bound(session, None)
        started, made = imports.start(call, path, plan.make(path))
    worker = job.Worker(world.store, "test", lambda: world.now, pause=0)
    worker.work(1, started.id)
    with world.store.read(1) as session:
        return imports.report(session, made.id)


def counts(report):
    names = ("created", "updated", "merged", "skipped", "failed")
    return {name: getattr(report, name) for name in names}


@pytest.mark.parametrize("vendor", ["chinese", "dynamics", "hubspot", "odoo", "salesforce", "zoho"])
def test_a_vendors_files_become_the_records_that_they_describe(world, vendor):
    folder, wanted = expected(vendor)
    for each in wanted["files"]:
        found = take_in(world, folder / each["file"])
        folded = found.updated + found.merged + found.skipped
        assert sum(counts(found).values()) == found.rows
        assert (found.created, folded) == (each["created"], each["folded"])
        assert sorted(row.line for row in found.bad) == sorted(bad["line"] for bad in each["bad"])
    check_links(world, wanted)


def check_links(world, wanted):
    with world.store.read(1) as session:
        kinds = ({*KINDS.values()} - {"order"}) | {"purchase", "quote"}
        rows = {kind: list(export.rows(session, kind)) for kind in kinds}
    by_id = {
        kind: {key_of(row["external_id"]): row for row in found if row["external_id"]}
        for kind, found in rows.items()
    }
    by_id["order"] = by_id["purchase"] | by_id["quote"]
    for link in wanted["links"]:
        child = by_id[KINDS[link["child"]]][key_of(link["child_id"])]
        parent = child[f"{KINDS[link['parent']]}_external_id"]
        assert key_of(parent) == key_of(link["parent_id"]), link
    deals = {row["name"]: row for row in rows["deal"]}
    for value in wanted["values"]:
        deal = deals[value["find"]]
        assert (float(deal["amount"]), deal["close_on"]) == (value["amount"], value["date"])


def test_the_same_files_again_change_nothing(world):
    folder, wanted = expected("hubspot")
    for each in wanted["files"]:
        take_in(world, folder / each["file"])
    for each in wanted["files"]:
        again = counts(take_in(world, folder / each["file"]))
        assert again == again | {"created": 0, "updated": 0, "merged": 0}


def test_an_import_is_undone_as_one(world):
    folder, wanted = expected("chinese")
    models = (Company, Contact, Deal, Lead, Product, Ticket)
    before = {
        model: world.all(select(model.name if model is not Ticket else model.subject))
        for model in models
    }
    for each in wanted["files"]:
        take_in(world, folder / each["file"])
    for _ in wanted["files"]:
        world.as_("ada").says("undo")
        worker = job.Worker(world.store, "test", lambda: world.now, pause=0)
        with world.store.read(1) as session:
            waiting = job.waiting(session, world.now)
        for job_id in waiting:
            worker.work(1, job_id)
    after = {
        model: world.all(select(model.name if model is not Ticket else model.subject))
        for model in models
    }
    assert after == before
