"""Each system counts its ids for itself: the same number of two systems is two records."""

import shutil

from sqlalchemy import select

from crm import migrations
from crm.engine import job
from crm.engine.store import Store, admin_engine
from crm.imports import plan
from crm.imports import run as imports
from crm.models import Company, Deal, ExternalId

ODOO = "id,name,is_company,parent_id/id,street,zip\n1,Odoo Mills,True,,Way 1,53111\n"
PIPEDRIVE = "Organization - ID,Organization - Name\n1,Pipe Works\n"
HUBSPOT = "Record ID,Company name,Company Domain Name\n1,Hub Yards,hub.example\n"
UNKNOWN = "Account ID,Account Name,Employees\n1,Plain Sons,4\n"


def take_in(world, folder, name, text, kind=None):
    """Import a file to its end; created, updated, merged, skipped, failed."""
    path = folder / name
    path.write_text(text, "utf-8")
    with world.store.write(1) as session:
        call = world.as_("ada").call().bound(session, None)
        started, made = imports.start(call, path, plan.make(path, kind))
    job.Worker(world.store, "test", lambda: world.now, pause=0).work(1, started.id)
    with world.store.read(1) as session:
        found = imports.report(session, made.id)
    assert found.bad == []
    return tuple(getattr(found, count) for count in imports.COUNTS)


def test_the_same_number_of_four_systems_is_four_records_and_again_changes_nothing(world, tmp_path):
    files = {"odoo.csv": ODOO, "pipe.csv": PIPEDRIVE, "hub.csv": HUBSPOT, "plain.csv": UNKNOWN}
    first = [take_in(world, tmp_path, *each) for each in files.items()]
    again = [take_in(world, tmp_path, *each) for each in files.items()]
    assert first == [(1, 0, 0, 0, 0)] * 4
    assert again == [(0, 0, 0, 1, 0)] * 4
    with world.store.read(1) as session:
        vendors = session.scalars(select(ExternalId.vendor).where(ExternalId.key == "1"))
        assert set(vendors) == {"odoo", "pipedrive", "hubspot", "generic"}


def test_a_link_leads_to_the_record_of_its_own_system(world, tmp_path):
    take_in(world, tmp_path, "odoo.csv", ODOO)
    take_in(world, tmp_path, "hub.csv", HUBSPOT)
    deals = "Record ID,Deal Name,Deal Stage,Associated Company IDs\n5,Kiln,Proposal,1\n"
    take_in(world, tmp_path, "deals.csv", deals)
    with world.store.read(1) as session:
        statement = select(Company.name).join(Deal, Deal.company_id == Company.id)
        assert session.scalar(statement.where(Deal.name == "Kiln")) == "Hub Yards"


def test_a_link_that_waits_is_not_made_by_another_systems_record(world, tmp_path):
    deals = "Record ID,Deal Name,Deal Stage,Associated Company IDs\n5,Kiln,Proposal,1\n"
    take_in(world, tmp_path, "deals.csv", deals)
    take_in(world, tmp_path, "odoo.csv", ODOO)
    with world.store.read(1) as session:
        deal = select(Deal.company_id).where(Deal.name == "Kiln")
        assert session.scalar(deal) is None
    take_in(world, tmp_path, "hub.csv", HUBSPOT)
    with world.store.read(1) as session:
        assert session.scalar(deal) is not None


def test_a_file_of_an_unknown_system_may_link_to_the_one_record_that_has_the_id(world, tmp_path):
    take_in(world, tmp_path, "odoo.csv", ODOO)
    deals = "Deal Name,Stage,Account ID\nLoom,Proposal,1\n"
    take_in(world, tmp_path, "deals.csv", deals, "deal")
    with world.store.read(1) as session:
        assert session.scalar(select(Deal.company_id).where(Deal.name == "Loom")) is not None


def test_a_long_id_is_the_same_record_in_a_file_whose_system_was_not_recognised(world, tmp_path):
    zoho = "Record Id,Account Name,Account Owner.id,Industry\nzcrm_4876876000000111,Wind,,Steel\n"
    take_in(world, tmp_path, "zoho.csv", zoho)
    plain = "Account ID,Account Name,Employees\n4876876000000111,Wind,12\n"
    assert take_in(world, tmp_path, "plain.csv", plain) == (0, 1, 0, 0, 0)


def test_ids_of_before_get_the_system_that_their_import_names(
    found_company, sqlite_template, tmp_path
):
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'old.sqlite')}"
    world = found_company(Store(url))
    take_in(world, tmp_path, "hub.csv", HUBSPOT)
    engine = admin_engine(url)
    migrations.downgrade(engine, "0023")
    migrations.upgrade(engine)
    engine.dispose()
    assert take_in(world, tmp_path, "hub.csv", HUBSPOT) == (0, 0, 0, 1, 0)
    assert take_in(world, tmp_path, "pipe.csv", PIPEDRIVE) == (1, 0, 0, 0, 0)
    world.store.close()
