"""An import changes only what the person who imports sees; the main paths hold on each database."""

import pytest
from sqlalchemy import select

from crm.engine import job
from crm.engine.store import Store
from crm.imports import export, plan
from crm.imports import run as imports
from crm.models import Company, Contact, Deal, User

DEALS = "Record ID,Deal Name,Deal Stage,Amount\nd1,Kiln,Proposal,100\nd2,Loom,Proposal,200\n"
PEOPLE = (
    "Record ID,First Name,Last Name,Email,Phone Number\n"
    "1,Rosa,Lind,rosa@lind.example,+49 30 123456\n"
    "2,Rosa,Lind,rosa@lind.example,\n"
    "3,Ulf,Vogt,no address,\n"
    "1,Rosa,Lind,rosa@lind.example,+49 30 123456\n"
    "1,Rosa,Lind,rosa@lind.example,+49 30 654321\n"
    "4,Ida,Ohm,ida@ohm.example,\n"
)


def begin(world, person, path):
    """Start an import in somebody's name; its job and its run."""
    with world.store.write(1) as session:
        call = world.as_(person).call().bound(session, None)
        started, run = imports.start(call, path, plan.make(path))
        return started.id, run.id


def take_in(world, path, person="ada"):
    """Import a file to its end; its report."""
    started, run = begin(world, person, path)
    job.Worker(world.store, "test", lambda: world.now, pause=0).work(1, started)
    with world.store.read(1) as session:
        return imports.report(session, run)


def counts(report):
    """Created, updated, merged, skipped, failed."""
    return tuple(getattr(report, name) for name in imports.COUNTS)


def give_to_ada(session):
    """Let a deal be the admin's own."""
    deal = session.scalars(select(Deal).where(Deal.name == "Kiln")).one()
    deal.owner_id = session.scalar(select(User.id).where(User.handle == "ada"))


def test_rows_of_records_that_the_importer_does_not_see_fail_and_change_nothing(world, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, "utf-8")
    take_in(world, path)
    world.change(give_to_ada)
    path.write_text(DEALS.replace(",100", ",150").replace(",200", ",250"), "utf-8")
    with world.store.read(1) as session:
        call = world.as_("mei").call().bound(session, None)
        rehearsed = imports.rehearse(session, path, plan.make(path), call)
    found = take_in(world, path, "mei")
    assert counts(rehearsed) == counts(found) == (0, 1, 0, 0, 1)
    assert [(bad.line, bad.reason) for bad in found.bad] == [
        (2, "it is the record of somebody whose records you do not see: not changed")
    ]
    deals = world.all(select(Deal).where(Deal.name.in_(["Kiln", "Loom"])))
    assert {deal.name: deal.amount for deal in deals} == {"Kiln": 10_000, "Loom": 25_000}


@pytest.fixture(params=["sqlite", "postgresql"])
def each(request):
    """The small company on each database in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("world")
        return
    found = request.getfixturevalue("found_company")
    made = found(Store(request.getfixturevalue("postgres").fresh().url))
    yield made
    made.store.close()


def everything(world):
    """All that an export says of people, companies and deals."""
    with world.store.read(1) as session:
        return {kind: list(export.rows(session, kind)) for kind in ("company", "contact", "deal")}


def undone(world, changeset):
    """Take an import back, to the end of its job where there is one."""
    world.as_("ada").says(f"undo {changeset}")
    worker = job.Worker(world.store, "test", lambda: world.now, pause=0)
    with world.store.read(1) as session:
        waiting = job.waiting(session, world.now)
    for each_job in waiting:
        worker.work(1, each_job)


def test_an_import_balances_changes_nothing_again_and_is_taken_back(each, tmp_path):
    path, before = tmp_path / "people.csv", everything(each)
    path.write_text(PEOPLE, "utf-8")
    first, again = take_in(each, path), take_in(each, path)
    assert (counts(first), first.rows) == ((2, 1, 1, 1, 1), 6)
    assert [(bad.line, bad.reason) for bad in first.bad] == [
        (4, "Email: “no address” is no e-mail address")
    ]
    assert counts(again) == (0, 0, 0, 5, 1)
    assert {"Rosa Lind", "Ida Ohm"} <= set(each.all(select(Contact.name)))
    undone(each, first.changeset)
    assert everything(each) == before


def test_an_import_that_another_process_goes_on_with_ends_as_an_undisturbed_one(each, tmp_path):
    path = tmp_path / "companies.csv"
    rows = [f"{n},Mill {n},mill{n}.example" for n in range(2_500)]
    path.write_text("\n".join(["Record ID,Company name,Company Domain Name", *rows, ""]), "utf-8")
    started, run = begin(each, "ada", path)
    looks = iter([each.now] * 3)
    with pytest.raises(StopIteration):
        job.Worker(each.store, "dies", lambda: next(looks), pause=0).work(1, started)
    each.later(minutes=30)
    job.Worker(each.store, "next", lambda: each.now, pause=0).work(1, started)
    with each.store.read(1) as session:
        found = imports.report(session, run)
    assert counts(found) == (2_500, 0, 0, 0, 0)
    names = each.all(select(Company.name).where(Company.name.like("Mill %")))
    assert sorted(names) == sorted(f"Mill {n}" for n in range(2_500))
