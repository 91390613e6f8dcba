"""What a job adds is known to the database before its plans for small tables have become slow."""

import pytest
from sqlalchemy import create_engine, text

from crm.engine import job
from crm.imports import plan
from crm.imports import run as imports

ROWS = 600


@pytest.fixture
def database(postgres):
    """PostgreSQL, used by a role that owns none of the tables."""
    return postgres.fresh()


def test_a_table_that_an_import_fills_is_counted_meanwhile(
    store, database, found_company, tmp_path
) -> None:
    world = found_company(store)
    path = tmp_path / "people.csv"
    rows = [f"Peter {n},Gibbons,peter{n}@initech.example" for n in range(ROWS)]
    path.write_text("\n".join(["First Name,Last Name,Email", *rows, ""]), encoding="utf-8")
    with world.store.write(1) as session:
        started, _ = imports.start(
            world.as_("ada").call().bound(session, None), path, plan.make(path)
        )
    job.Worker(world.store, "worker", lambda: world.now).work(1, started.id)
    with create_engine(database.admin_url).connect() as connection:
        counted = connection.scalar(
            text("SELECT reltuples FROM pg_class WHERE oid = 'contact_point'::regclass")
        )
    assert counted >= job.FIRST_COUNT
